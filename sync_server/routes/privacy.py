"""Privacy requests: what is about a person, erasing it, and how far that has come."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from shared_models.rights import may_erase
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.erasing import Asked, plan
from sync_server.erasure_standing import erasures
from sync_server.errors import forbidden

router = APIRouter(prefix="/v1/privacy", tags=["Privacy"])


class Whom(BaseModel):
    """The record that stands for the person."""

    type: str = Field(max_length=60)
    record: str = Field(pattern="^[0-9a-f]{32}$")


@router.post("/plan", summary="What an erasure would reach")
async def what(asked: Whom, hub: HubHere, member: SignedInMember) -> dict[str, dict[str, dict[str, int]]]:
    """``{"records": {type: {"kept" | "blanked" | "gone": number}}}``; 409 where a legal hold forbids it."""
    _require_right(member)
    with hub.database.read() as connection:
        found = plan(connection, member.tenant, asked.type, asked.record)
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        by_fate = counts.setdefault(one.type, {})
        by_fate[one.becomes] = by_fate.get(one.becomes, 0) + 1
    return {"records": counts}


@router.post("/erase", summary="Erase a person")
async def erase(asked: Whom, hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """Done here at once, on every device at its next contact. It cannot be taken back. 409 under a legal hold."""
    _require_right(member)
    told = Asked(member.tenant, asked.type, asked.record, member.principal.person, member.device, "request")
    done = await hub.erase(told)
    return {"erasure": done.erasure, "records": len(done.records)}


@router.get("/erasures", summary="How far erasures have come")
async def standing(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """Each with the devices that have done it and those that are still to hear of it: ``erasures`` of people.

    ``shorter_lists`` are none of people: the list of fields agreed with insurers got shorter, and the copies that
    insurers' devices had by the longer one were taken back.
    """
    _require_right(member)

    def read() -> dict[str, list[dict[str, Any]]]:
        with hub.database.read() as connection:
            people = erasures(connection, member.tenant)
            return {"erasures": people, "shorter_lists": erasures(connection, member.tenant, of_lists=True)}

    return await run_in_threadpool(read)


def _require_right(member: Member) -> None:
    if not may_erase(member.principal.role):
        raise forbidden("Your role may not answer privacy requests.")
