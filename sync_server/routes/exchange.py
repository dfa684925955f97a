"""Devices fetch here what they need to exchange changes without the hub: the roster, and keys of their spaces."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from shared_models.clock import system_milliseconds
from shared_models.rights import Principal
from shared_models.roster import fingerprint
from sync_server.auth import HubHere, SignedInMember
from sync_server.hub import Hub
from sync_server.spaces import spaces_of

router = APIRouter(prefix="/v1/exchange", tags=["Exchange"])


class ExchangeHere(BaseModel):
    """The signed roster (base64; empty when the device has it), and the exchange keys by space (base64)."""

    roster: str
    keys: dict[str, str]


@router.get("", summary="Who belongs to the house, and the keys of one's spaces")
async def exchange(
    hub: HubHere, member: SignedInMember, known: Annotated[str, Query(max_length=64)] = ""
) -> ExchangeHere:
    """``known`` is the fingerprint of the roster that the device has (``shared_models.roster``)."""
    return await run_in_threadpool(_here, hub, member.principal, known)


def _here(hub: Hub, principal: Principal, known: str) -> ExchangeHere:
    with hub.database.read() as connection:
        roster = hub.exchange.roster(connection, principal.tenant, system_milliseconds())
        keys = hub.exchange.keys(spaces_of(connection, principal))
    told = b"" if fingerprint(roster) == known else roster
    return ExchangeHere(roster=_text(told), keys={space: _text(key) for space, key in keys.items()})


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
