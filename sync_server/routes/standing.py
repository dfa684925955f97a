"""Devices say how they stand and learn how their work stands here; whoever looks after devices hears of all of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from sync_server.agreed_fields import agreed_lines
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.damaged_files import damaged_for
from sync_server.devices import check_answer, find_device
from sync_server.erasure_standing import heed
from sync_server.generation import generation_of
from sync_server.hub import Hub
from sync_server.spaces import require_readable, spaces_of
from sync_server.standing import backed_up, chains_at, devices_for, names_for, note_device
from sync_server.update_log import heads_of

router = APIRouter(prefix="/v1/standing", tags=["Standing"])
#: Files that are asked for at once.
_MOST_FILES = 200
_Count = Annotated[int, Field(ge=0, lt=2**31)]


class StandingTold(BaseModel):
    """How a device stands: its cursors, and how many changes wait there or were refused."""

    cursors: dict[str, Annotated[int, Field(ge=0, lt=2**62)]] = Field(max_length=2_000)
    waiting: _Count = 0
    refused: _Count = 0


class StandingHere(BaseModel):
    """The hub's time (milliseconds since 1970 UTC), its chain hashes at the cursors (hex), how far backups reach.

    ``heads`` are the last numbers of the logs; ``generation`` is another once the hub was put back from a backup;
    ``spaces`` are those the person may receive, ``agreed`` the fields an insurer's people share; ``files_damaged`` the
    digests of files that lie damaged here: a device that has one sends it again.
    """

    time: int
    chains: dict[str, str]
    heads: dict[str, int]
    backed_up: dict[str, int]
    generation: str
    spaces: list[str]
    agreed: list[str] = []
    files_damaged: list[str] = []


class Proof(BaseModel):
    """A device proves that it holds its key; ``signature`` is over the challenge, as base64."""

    device: str = Field(max_length=32)
    challenge: str = Field(max_length=1_000)
    signature: str = Field(max_length=100)


@router.post("", summary="Tell how the device stands, and learn how its work stands here")
async def standing(
    told: StandingTold,
    hub: HubHere,
    member: SignedInMember,
    forecourt_version: Annotated[str, Header(max_length=40)] = "",
) -> StandingHere:
    """Noted as the device's last word. 403 for a space the person may not receive."""
    require_readable(member.principal, list(told.cursors))
    now, counts = system_milliseconds(), (told.waiting, told.refused)
    person = member.principal.person

    def note(connection: Connection) -> None:
        note_device(connection, member.device, person, forecourt_version, counts, now)
        heed(connection, member.device, person, told.cursors, now)

    await hub.writer.write(note)
    return await run_in_threadpool(_here, hub, member, told.cursors)


@router.get("/devices", summary="When each device was last heard, and what it had waiting")
async def devices(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """All devices of the tenant for those who look after them; everyone else hears of the devices they used."""
    with hub.database.look_up() as connection:
        return {"devices": [asdict(one) for one in devices_for(connection, member.principal)]}


@router.get("/names", summary="What the devices are called")
async def names(hub: HubHere, member: SignedInMember) -> dict[str, dict[str, str]]:
    """By identifier; whoever reads a change may know the name of the device it was made on, and nothing else of it."""
    with hub.database.look_up() as connection:
        return {"names": names_for(connection, member.principal)}


@router.post("/device", summary="Is this device still trusted?")
async def device(proof: Proof, hub: HubHere) -> dict[str, str]:
    """Needs nobody signed in. 401 ``device_revoked`` or ``device_unknown`` says why it is not."""
    hub.mint.check_challenge(proof.challenge, proof.device)
    with hub.database.look_up() as connection:
        check_answer(find_device(connection, proof.device), proof.challenge, proof.signature)
    return {"standing": "enrolled"}


def _here(hub: Hub, member: Member, cursors: dict[str, int]) -> StandingHere:
    principal = member.principal
    with hub.database.read() as connection:
        chains = {space: chain.hex() for space, chain in chains_at(connection, cursors).items()}
        reach, generation = backed_up(connection, list(cursors)), generation_of(connection)
        may, heads = spaces_of(connection, principal), heads_of(connection, list(cursors))
        return StandingHere(
            time=system_milliseconds(), chains=chains, heads=heads, backed_up=reach, generation=generation, spaces=may,
            agreed=agreed_lines(connection, principal),
            files_damaged=damaged_for(connection, principal, member.device, _MOST_FILES),
        )  # fmt: skip
