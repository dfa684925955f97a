"""Devices enrol here, with a one-time code from the administrator."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from shared_models.rights import may_manage_devices
from sync_server.attempts import Key, count, refusal_for
from sync_server.audit import note
from sync_server.auth import HubHere, Member, SignedInMember, WhereFrom
from sync_server.devices import Device, enrol, find_device, from_base64, new_enrol_code, rename, revoke
from sync_server.errors import HubError, forbidden, not_found
from sync_server.routes.standing import Proof

router = APIRouter(prefix="/v1/devices", tags=["Devices"])


class EnrolRequest(BaseModel):
    """A new device introduces itself; ``public_key`` is its Ed25519 key, 32 bytes as base64."""

    code: str = Field(max_length=60)
    name: str = Field(min_length=1, max_length=200)
    public_key: str = Field(max_length=60)
    app_version: str = Field(min_length=1, max_length=40)


class Enrolled(BaseModel):
    """What a device keeps for good: its identifier, its tenant, and the hub's public key as base64."""

    device: str
    tenant: str
    hub_key: str


class Certified(BaseModel):
    """The device's certificate (PEM), for the key it was enrolled with."""

    certificate: str


class Named(BaseModel):
    """What a device is to be called."""

    name: str = Field(min_length=1, max_length=200)


class Code(BaseModel):
    """A one-time code for a new device, and when it expires (milliseconds since 1970 UTC)."""

    code: str
    expires: int


@router.post("/code", summary="A one-time code for a new device")
async def enrol_code(hub: HubHere, member: SignedInMember) -> Code:
    """403 for those who do not look after devices."""
    _require_keeper(member)
    expires = system_milliseconds() + hub.config.enrol_life * 1000

    def make(connection: Connection) -> str:
        note(connection, member.tenant, member.principal.person, member.device, "enrol_codes_made", "", {"codes": 1})
        return new_enrol_code(connection, member.tenant, expires)

    code = await hub.writer.write(make)
    return Code(code=code, expires=expires)


@router.post("/{device_id}/rename", summary="Call a device something else", status_code=204)
async def rename_device(device_id: str, asked: Named, hub: HubHere, member: SignedInMember) -> Response:
    """403 for those who do not look after devices, 404 for a device of no or another house."""
    _require_keeper(member)
    await hub.writer.write(lambda connection: rename(connection, member.tenant, device_id, asked.name))
    return Response(status_code=204)


@router.post("/{device_id}/revoke", summary="Trust a device no more", status_code=204)
async def revoke_device(device_id: str, hub: HubHere, member: SignedInMember) -> Response:
    """Its sessions end, its open streams within a second; at its next contact it hands in what it had and wipes itself.

    403 for those who do not look after devices, 404 for a device of no or another house.
    """
    _require_keeper(member)
    with hub.database.look_up() as connection:
        known = find_device(connection, device_id)
    if known is None or known.tenant != member.tenant:
        raise not_found("There is no such device.", "unknown_device")
    now = system_milliseconds()

    def strike_off(connection: Connection) -> None:
        revoke(connection, device_id, now)
        note(connection, member.tenant, member.principal.person, member.device, "device_revoked", device_id)

    await hub.writer.write(strike_off)
    return Response(status_code=204)


@router.post("/certificate", summary="The certificate a device shows")
async def certify(asked: Proof, hub: HubHere) -> Certified:
    """Another one each time, for the same key; the ones before hold until their end. 401 for a device struck off."""
    device = hub.sessions.proven(asked.device, asked.challenge, asked.signature)
    made = hub.device_authority.certify(device, datetime.now(UTC))

    def write_down(connection: Connection) -> None:
        note(connection, device.tenant, "", device.id, "device_certified", device.id)

    await hub.writer.write(write_down)
    return Certified(certificate=made)


def _enrol(connection: Connection, asked: EnrolRequest, public_key: bytes, now: int) -> Device:
    device = enrol(connection, asked.code, asked.name, public_key, asked.app_version, now)
    note(connection, device.tenant, "", device.id, "device_enrolled", device.id)
    return device


def _require_keeper(member: Member) -> None:
    if not may_manage_devices(member.principal.role):
        raise forbidden("Your role may not look after devices.")


@router.post("/enrol", summary="Enrol a device with a one-time code")
async def enrol_device(asked: EnrolRequest, hub: HubHere, address: WhereFrom) -> Enrolled:
    """Register the device's public key. The code serves once; 401 when it is unknown, used or expired."""
    public_key = from_base64(asked.public_key, "public_key")
    if len(public_key) != 32:
        raise HubError(400, "invalid_request", "An Ed25519 public key has 32 bytes.", "public_key")
    key = Key("code", address)
    now = system_milliseconds()

    def register(connection: Connection) -> Device | HubError:
        try:
            return refusal_for(connection, [key], now) or _enrol(connection, asked, public_key, now)
        except HubError as wrong:  # returned: that it was tried must be written down
            count(connection, [key], now)
            return wrong

    device = await hub.writer.write(register)
    if isinstance(device, HubError):
        raise device
    hub_key = base64.b64encode(hub.key.public_key().public_bytes_raw()).decode()
    return Enrolled(device=device.id, tenant=device.tenant, hub_key=hub_key)
