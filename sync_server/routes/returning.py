"""After the hub was put back: devices find the last entry in common, say what they give back; head office reads it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from shared_models.clock import system_milliseconds
from shared_models.rights import may_see_devices
from sync_server.auth import HubHere, SignedInMember
from sync_server.errors import forbidden, not_found
from sync_server.generation import generation_of, last_restored
from sync_server.hub import Hub
from sync_server.returns import note_return, restored_report
from sync_server.spaces import require_readable
from sync_server.standing import chains_at

router = APIRouter(tags=["Standing"])
_Number = Annotated[int, Field(ge=0, lt=2**62)]
_Count = Annotated[int, Field(ge=0, lt=2**31)]


class ChainsAsked(BaseModel):
    """Numbers of entries in the logs of some spaces."""

    at: dict[str, Annotated[list[_Number], Field(max_length=64)]] = Field(max_length=2_000)


class ChainsHere(BaseModel):
    """The hub's generation, whether it was ever put back, its chain hashes (hex; empty where it has no such entry)."""

    generation: str
    put_back: bool
    chains: dict[str, list[str]]


class Returning(BaseModel):
    """By space: the last entry in common, how far the device had known the log, and how many changes it gives back."""

    spaces: dict[str, tuple[_Number, _Number, _Count]] = Field(max_length=2_000)


@router.post("/v1/standing/chains", summary="Is this the log the device knows?")
async def chains(asked: ChainsAsked, hub: HubHere, member: SignedInMember) -> ChainsHere:
    """403 for a space the person may not receive."""
    require_readable(member.principal, list(asked.at))
    return await run_in_threadpool(_chains, hub, asked.at)


@router.post("/v1/standing/returning", summary="Say what the device gives back", status_code=204)
async def returning(told: Returning, hub: HubHere, member: SignedInMember) -> None:
    """Noted for the report about the hub that was put back; the changes themselves come by push."""
    require_readable(member.principal, list(told.spaces))
    spaces: dict[str, tuple[int, int, int]] = told.spaces or {"": (0, 0, 0)}
    now = system_milliseconds()
    await hub.writer.write(lambda connection: note_return(connection, member.device, spaces, now))


@router.get("/v1/standing/restored", summary="What came back after the hub was put back")
async def restored(hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """For those who look after devices. 404 for a hub that was never put back from a backup."""
    if not may_see_devices(member.principal.role):
        raise forbidden("Only those who look after devices may read this.")
    report = await run_in_threadpool(_report, hub, member.tenant)
    if report is None:
        raise not_found("This hub was never put back from a backup.", "never_restored")
    return report


def _chains(hub: Hub, at: dict[str, list[int]]) -> ChainsHere:
    with hub.database.read() as connection:
        shown = {
            space: [chains_at(connection, {space: seq})[space].hex() for seq in numbers]
            for space, numbers in at.items()
        }
        put_back = last_restored(connection) is not None
        return ChainsHere(generation=generation_of(connection), put_back=put_back, chains=shown)


def _report(hub: Hub, tenant: str) -> dict[str, Any] | None:
    with hub.database.read() as connection:
        return restored_report(connection, tenant)
