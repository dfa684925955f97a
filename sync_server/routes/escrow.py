"""Revoked devices hand in what they had not sent; managers see it here, and apply or drop it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from shared_models.errors import EnvelopeRefused
from shared_models.protocol import MEDIA_TYPE, REFUSED, PushResult
from shared_models.rights import Principal, may_manage_devices
from shared_models.salvage import open_piece, open_salvage, salvage_bytes
from sync_server import escrow
from sync_server.accounts import find_account
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.bodies import packed_answer, read_map
from sync_server.devices import Device, find_device
from sync_server.errors import HubError, bad_request, forbidden, unauthorised
from sync_server.hub import Hub

router = APIRouter(prefix="/v1", tags=["Escrow"])
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}}


class Decision(BaseModel):
    """What is decided about which changes (hashes, hex)."""

    hashes: list[str] = Field(min_length=1, max_length=1_000)
    decision: Literal["applied", "dropped"]


@router.post("/sync/salvage", summary="A struck-off device hands in its unsent changes", openapi_extra=_BODY)
async def salvage(request: Request, hub: HubHere) -> Response:
    """Needs no token: the device proves its key (``shared_models.salvage``). 409 for one that is still trusted."""
    parcel = await _parcel(request, hub)
    device = parcel.device
    try:
        envelopes = open_salvage(parcel.key, device.id, parcel.sealed) if parcel.sealed else []
    except EnvelopeRefused as error:
        raise bad_request("bad_body", f"{error}.", "sealed") from error
    now = system_milliseconds()

    def keep(connection: Connection) -> tuple[int, bytes]:
        kept = escrow.put(connection, device.tenant, device.id, envelopes, now)
        return kept, hub.exchange.roster(connection, device.tenant, now)

    kept, roster = await hub.writer.write(keep)
    return packed_answer({}, {"roster": roster, "kept": kept})


@router.post("/sync/salvage/file", summary="A struck-off device hands in a piece of a photo", openapi_extra=_BODY)
async def salvage_file(request: Request, hub: HubHere) -> Response:
    """``{"held": n}``: how many bytes of the file are here. 413 for a file that is too large, 400 for a damaged one."""
    parcel = await _parcel(request, hub)
    try:
        piece = open_piece(parcel.key, parcel.device.id, parcel.sealed)
    except EnvelopeRefused as error:
        raise bad_request("bad_body", f"{error}.", "sealed") from error
    told = (parcel.device.tenant, parcel.device.id, piece.digest, piece.total, piece.offset, piece.data)
    return packed_answer({}, {"held": await run_in_threadpool(hub.files.put_piece, *told)})


@router.get("/escrow", summary="What waits for a decision")
async def inbox(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """Who made what, when and on which device; only in spaces the person may read. 403 for other roles."""
    _require_manager(member)
    return {"changes": await run_in_threadpool(_waiting, hub, member.principal)}


def _waiting(hub: Hub, principal: Principal) -> list[dict[str, Any]]:
    with hub.database.read() as connection:
        return escrow.waiting(connection, principal, hub.files)


@router.post("/escrow/decide", summary="Apply or drop what waits")
async def decide(asked: Decision, hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """``{"results": [{"hash", "status", "detail"}]}``: what admission refuses waits again, with the reason."""
    _require_manager(member)
    try:
        hashes = [bytes.fromhex(each) for each in asked.hashes]
    except ValueError as error:
        raise bad_request("invalid_request", "A hash is written in hex.", "hashes") from error
    principal, now = member.principal, system_milliseconds()
    envelopes = await hub.writer.write(
        lambda connection: escrow.decide(connection, principal, hashes, asked.decision, now)
    )
    if asked.decision == escrow.DROPPED:
        return {"results": [{"hash": each, "status": "dropped", "detail": ""} for each in asked.hashes]}
    results = await hub.push(member.tenant, envelopes, approver=principal)
    return {"results": await _settled(hub, results)}


async def _settled(hub: Hub, results: list[PushResult]) -> list[dict[str, str]]:
    for result in results:
        if not result.seq:
            detail = result.detail or result.status
            await hub.writer.write(partial(escrow.note_refused, change=result.hash, detail=detail))
    return [{"hash": r.hash.hex(), "status": r.status if r.seq else REFUSED, "detail": r.detail} for r in results]


@dataclass(frozen=True)
class _Parcel:
    """What a struck-off device sent under its signature, and the key that opens it."""

    device: Device
    sealed: bytes
    key: X25519PrivateKey


async def _parcel(request: Request, hub: Hub) -> _Parcel:
    """Raises HubError for what was not sent, or not signed, by a device that is struck off."""
    body = await read_map(request)
    device_id, challenge, person = (str(body.get(name, ""))[:1_000] for name in ("device", "challenge", "person"))
    sealed, signature = body.get("sealed"), body.get("signature")
    if not isinstance(sealed, bytes) or not isinstance(signature, bytes):
        raise bad_request("bad_body", "The parcel and its signature must be bytes.", "sealed")
    hub.mint.check_challenge(challenge, device_id)
    with hub.database.look_up() as connection:
        device = _struck_off(connection, device_id, person)
    try:
        device.key.verify(signature, salvage_bytes(device_id, challenge, sealed))
    except InvalidSignature as error:
        raise unauthorised("signature_invalid", "The device's signature does not hold.") from error
    return _Parcel(device, sealed, hub.exchange.salvage_key(device.tenant))


def _struck_off(connection: Connection, device_id: str, person: str) -> Device:
    device = find_device(connection, device_id)
    if device is None:
        raise unauthorised("device_unknown", "This device is not enrolled here.")
    account = find_account(connection, person) if person else None
    closed = account is not None and account.tenant == device.tenant and not account.active
    if not device.revoked and not closed:
        raise HubError(409, "still_trusted", "This device is still trusted: it sends its changes as always.")
    return device


def _require_manager(member: Member) -> None:
    if not may_manage_devices(member.principal.role):
        raise forbidden("Your role may not decide about what revoked devices left.")
