"""Whoever keeps the door sees what happened at it, and lets people in again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from shared_models.rights import may_keep_the_door
from sync_server.accounts import require_account
from sync_server.alerts import alerts_of, mark_seen
from sync_server.attempts import account_key, forgive
from sync_server.audit import note
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.errors import forbidden

router = APIRouter(prefix="/v1", tags=["Alerts"])


@router.get("/alerts", summary="What happened at the door")
async def alerts(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """Newest first, instants in milliseconds since 1970 UTC. 403 for those who do not keep the door."""
    require_door_keeper(member)
    with hub.database.look_up() as connection:
        return {"alerts": alerts_of(connection, member.tenant)}


@router.post("/alerts/{alert_id}/seen", summary="Say that an alert was seen", status_code=204)
async def seen(alert_id: str, hub: HubHere, member: SignedInMember) -> Response:
    """403 for those who do not keep the door, 404 for an alert of no or another house."""
    require_door_keeper(member)
    who, now = member.principal, system_milliseconds()
    await hub.writer.write(lambda connection: mark_seen(connection, who.tenant, alert_id, who.person, now))
    return Response(status_code=204)


@router.post("/accounts/{person}/unlock", summary="Let somebody try to sign in again", status_code=204)
async def unlock_account(person: str, hub: HubHere, member: SignedInMember) -> Response:
    """403 for those who do not keep the door, 404 for an account of no or another house."""
    require_door_keeper(member)
    with hub.database.look_up() as connection:
        account = require_account(connection, member.tenant, person)

    def unlock(connection: Connection) -> None:
        forgive(connection, account_key(account.tenant, account.login))
        note(connection, member.tenant, member.principal.person, member.device, "account_unlocked", account.person)

    await hub.writer.write(unlock)
    return Response(status_code=204)


def require_door_keeper(member: Member) -> None:
    """Raise HubError 403 unless the person keeps the door."""
    if not may_keep_the_door(member.principal.role):
        raise forbidden("Your role may not look after how people sign in.")
