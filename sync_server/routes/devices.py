"""Devices enrol here, with a one-time code from the administrator."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from shared_models.clock import system_milliseconds
from sync_server.auth import HubHere
from sync_server.devices import enrol, from_base64
from sync_server.errors import HubError

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


@router.post("/enrol", summary="Enrol a device with a one-time code")
async def enrol_device(asked: EnrolRequest, request: Request, hub: HubHere) -> Enrolled:
    """Register the device's public key. The code serves once; 401 when it is unknown, used or expired."""
    public_key = from_base64(asked.public_key, "public_key")
    if len(public_key) != 32:
        raise HubError(400, "invalid_request", "An Ed25519 public key has 32 bytes.", "public_key")
    address = request.client.host if request.client else ""
    hub.enrol_attempts.check(address)
    now = system_milliseconds()
    try:
        device = await hub.writer.write(
            lambda connection: enrol(connection, asked.code, asked.name, public_key, asked.app_version, now)
        )
    except HubError:
        hub.enrol_attempts.failed(address)
        raise
    hub_key = base64.b64encode(hub.key.public_key().public_bytes_raw()).decode()
    return Enrolled(device=device.id, tenant=device.tenant, hub_key=hub_key)
