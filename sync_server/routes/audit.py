"""The hub's audit for those who answer for it: what was done, newest first, and whether its chain is whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select

from shared_models.rights import may_read
from sync_server.audit import Asked, BadRow, note, rows, verify_tenant
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.errors import forbidden
from sync_server.tables import ACCOUNT, DEVICE

router = APIRouter(prefix="/v1/audit", tags=["Audit"])
_FOR_EVER = 2**53
_MOST = 200
Instant = Annotated[int, Query(ge=0, le=_FOR_EVER, description="milliseconds since 1970 UTC")]
Word = Annotated[str, Query(max_length=60)]
Number = Annotated[int, Query(ge=0, le=_FOR_EVER, description="only rows with a smaller number: the next page")]
Most = Annotated[int, Query(ge=1, le=1_000)]


@router.get("", summary="What was done that is no change of a record")
async def audit(
    hub: HubHere, member: SignedInMember, person: Word = "", record: Word = "", action: Word = "",
    since: Instant = 0, until: Instant = _FOR_EVER, before: Number = _FOR_EVER, most: Most = _MOST,
) -> dict[str, Any]:  # fmt: skip
    """``{"rows": [...], "names": {...}}``, newest first: by a person (as who or as subject), a subject, an action.

    ``names`` are those of people and devices by their identifiers. Looking is written down, too. 403 for roles that
    read no audit.
    """
    _require_right(member)
    asked = Asked(person, record, since, until, action, most, before)

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            found = [asdict(row) for row in rows(connection, member.tenant, asked)]
            known = {row[name] for row in found for name in ("who", "device", "subject")}
            names: dict[str, str] = {}
            for table, key in ((ACCOUNT, ACCOUNT.c.person), (DEVICE, DEVICE.c.id)):
                wanted = select(key, table.c.name).where(table.c.tenant == member.tenant, key.in_(known))
                names |= {str(row[0]): str(row[1]) for row in connection.execute(wanted)}
        return {"rows": found, "names": names}

    found = await run_in_threadpool(read)
    if before == _FOR_EVER:
        told = {"person": person, "record": record, "action": action}
        who, device = member.principal.person, member.device
        await hub.writer.write(lambda connection: note(connection, member.tenant, who, device, "audit_shown", "", told))
    return found


@router.get("/check", summary="Is the audit as it was written?")
async def check(hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """``rows`` it has, and the first ``bad`` one with its number and the reason; null where all follow from each other.

    Reads the whole audit of the house.
    """
    _require_right(member)

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            found = verify_tenant(connection, member.tenant)
        if isinstance(found, BadRow):
            return {"rows": found.number - 1, "bad": {"number": found.number, "reason": found.reason}}
        return {"rows": found, "bad": None}

    return await run_in_threadpool(read)


def _require_right(member: Member) -> None:
    if not may_read(member.principal.role, "audit_entry"):
        raise forbidden("Your role may not look into the audit.")
