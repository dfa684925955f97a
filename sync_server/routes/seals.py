"""Devices fetch and hand in keys of sealed fields here, wrapped for one another; the hub opens none of them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from shared_models.identifiers import new_id
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.devices import from_base64
from sync_server.errors import bad_request
from sync_server.hub import Hub
from sync_server.key_state import key_state
from sync_server.role_keys import (
    Asking,
    Wrap,
    begin_generation,
    keep_holder,
    keep_recovery,
    keep_wraps,
    keys_of_devices,
    public_key_of,
    recovery_wraps,
    standing,
)

router = APIRouter(prefix="/v1/seals", tags=["Seals"])
#: Another in each process: what a hub tells that was put back, or brought to another state behind its back, is new.
_BEGUN = new_id()
_PUBLIC, _SIGNATURE, _MARK, _MOST_WRAPPED = 32, 64, 8, 200
Packed = Annotated[str, Field(max_length=400)]


class HolderTold(BaseModel):
    """A public X25519 key (base64), and the device's signature that it is its own, or the house's recovery key."""

    public: Packed
    signature: Packed


class WrapTold(BaseModel):
    """A key wrapped for a holder: a device, or ``recovery``; and the giver's signature (base64)."""

    type: str = Field(max_length=60)
    number: int = Field(ge=1, le=1_000_000)
    holder: str = Field(max_length=32)
    wrapped: Packed
    signature: Packed


class WrapsTold(BaseModel):
    """Wraps that a device gives of keys that it holds."""

    wraps: list[WrapTold] = Field(max_length=2_000)


class GenerationTold(WrapsTold):
    """A generation that a device has made: the next number, its key's mark (base64) and the first wraps."""

    type: str = Field(max_length=60)
    number: int = Field(ge=1, le=1_000_000)
    mark: Packed


@router.get(
    "", summary="How the keys of sealed fields stand for this device",
    responses={304: {"description": "They stand as the ETag in If-None-Match says"}},
)  # fmt: skip
async def seals(
    hub: HubHere, member: SignedInMember, response: Response,
    if_none_match: Annotated[str, Header(max_length=200)] = "",
) -> Any:  # fmt: skip
    """By type: the last generation, wraps for this device, who lacks one, and whether the next one is due.

    ``stale`` are generations that somebody knows who is no longer entitled, ``maker`` is who made the last one.

    ``holder`` is this device's key as it was told; ``keys`` are the Ed25519 keys of the devices
    whose signatures are told.
    """
    with hub.database.look_up() as connection:
        tag = f'"{_BEGUN}-{key_state(connection, member.tenant)}-{member.principal.role}"'
        if tag == if_none_match:
            return Response(status_code=304, headers={"ETag": tag})
        response.headers["ETag"] = tag
        found = standing(connection, _asking(member))
        types = {name: _told(each) for name, each in found.items()}
        devices = {one for each in types.values() for one in _devices_in(each)}
        keys = {device: _text(key) for device, key in keys_of_devices(connection, devices).items()}
        holder = _text(public_key_of(connection, _asking(member)))
    return {"holder": holder, "types": types, "keys": keys}


@router.get("/recovery", summary="What the recovery key opens")
async def recovery(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """The wraps made for it, of the types to which the person is entitled."""
    with hub.database.look_up() as connection:
        return {"wraps": [_wrap(row) for row in recovery_wraps(connection, _asking(member))]}


@router.put("/holder", summary="Say what this device's public key is", status_code=204)
async def tell_holder(told: HolderTold, hub: HubHere, member: SignedInMember) -> Response:
    """400 where the device's signature does not hold."""
    public, signature, now = *_holder(told), system_milliseconds()
    return await _write(hub, lambda connection: keep_holder(connection, _asking(member), public, signature, now))


@router.put("/recovery", summary="Say what the house's recovery key is", status_code=204)
async def tell_recovery(told: HolderTold, hub: HubHere, member: SignedInMember) -> Response:
    """403 for who is no manager; what was wrapped for a former one is dropped, and wrapped anew by the devices."""
    public, signature, now = *_holder(told), system_milliseconds()
    return await _write(hub, lambda connection: keep_recovery(connection, _asking(member), public, signature, now))


@router.post("/generations", summary="Begin a generation", status_code=204)
async def tell_generation(told: GenerationTold, hub: HubHere, member: SignedInMember) -> Response:
    """409 where another device was first; 403 for types whose sealed fields the person may not write."""
    mark, wraps, now = _bytes(told.mark, "mark", _MARK), _wraps(told.wraps), system_milliseconds()

    def begin(connection: Connection) -> None:
        begin_generation(connection, _asking(member), told.type, told.number, mark, wraps, now)

    return await _write(hub, begin)


@router.post("/wraps", summary="Pass keys on", status_code=204)
async def tell_wraps(told: WrapsTold, hub: HubHere, member: SignedInMember) -> Response:
    """403 for keys that this device does not hold itself. Wraps for who is not entitled any more are left out."""
    wraps, now = _wraps(told.wraps), system_milliseconds()
    return await _write(hub, lambda connection: keep_wraps(connection, _asking(member), wraps, now))


async def _write(hub: Hub, job: Callable[[Connection], None]) -> Response:
    await hub.writer.write(job)
    return Response(status_code=204)


def _asking(member: Member) -> Asking:
    return Asking(member.principal, member.device)


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "last": found["last"],
        "due": found["due"],
        "stale": found["stale"],
        "maker": found["maker"],
        "mine": [_wrap(row) for row in found["mine"]],
        "wanting": [{"number": number, **_holder_told(row)} for number, row in found["wanting"]],
        "holders": [_holder_told(row) for row in found["holders"]] if found["due"] or not found["mine"] else [],
    }


def _wrap(row: Any) -> dict[str, Any]:
    told = {"type": row.type, "number": row.number, "giver": row.giver}
    return told | {"wrapped": _text(row.wrapped), "signature": _text(row.signature)}


def _holder_told(row: Any) -> dict[str, Any]:
    told = {"holder": row.holder, "signer": row.signer}
    return told | {"public": _text(row.public), "signature": _text(row.signature)}


def _devices_in(told: dict[str, Any]) -> set[str]:
    return {one["giver"] for one in told["mine"]} | {one["signer"] for one in told["wanting"] + told["holders"]}


def _holder(told: HolderTold) -> tuple[bytes, bytes]:
    return _bytes(told.public, "public", _PUBLIC), _bytes(told.signature, "signature", _SIGNATURE)


def _wraps(told: list[WrapTold]) -> list[Wrap]:
    return [
        Wrap(
            one.type, one.number, one.holder, _bytes(one.wrapped, "wrapped"),
            _bytes(one.signature, "signature", _SIGNATURE),
        )
        for one in told
    ]  # fmt: skip


def _bytes(told: str, field: str, length: int | None = None) -> bytes:
    data = from_base64(told, field)
    if len(data) > _MOST_WRAPPED or (length is not None and len(data) != length):
        raise bad_request("invalid_request", "This does not have the length of such a value.", field)
    return data


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
