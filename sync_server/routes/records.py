"""Head office reads records here: the same rows as on the devices, within the reader's rights."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool

from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.hub import Hub
from sync_server.record_reads import list_records, one_record, readable_type

router = APIRouter(prefix="/v1/records", tags=["Records"])
_PAGING = frozenset({"after", "limit"})
TypeName = Annotated[str, Path(max_length=60, description="A record type such as vehicle")]


@router.get("", summary="Which types may I read?")
async def types(member: SignedInMember) -> dict[str, Any]:
    """The record types of this role with their fields."""
    readable = {name: kind for name, kind in RECORD_TYPES.items() if may_read(member.principal.role, name)}
    return {
        "types": [
            {
                "type": name,
                "label": kind.about.label,
                "fact": kind.about.fact,
                "fields": [{"name": f.name, "kind": f.kind.name, "label": f.label} for f in kind.fields().values()],
            }
            for name, kind in readable.items()
        ]
    }


@router.get("/{type_name}", summary="List records of a type")
async def list_of_type(
    type_name: TypeName,
    request: Request,
    hub: HubHere,
    member: SignedInMember,
    after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> dict[str, Any]:
    """``{"records": [...], "next": K}``; any other query parameter filters by the field of that name.

    ``status=available&archived=false`` gives available vehicles; an empty value means "nothing entered". Go on with
    ``after`` = ``next`` until that is null.
    """
    record_type = readable_type(member, type_name)
    filters = {name: text for name, text in request.query_params.items() if name not in _PAGING}

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            records, following = list_records(connection, member, record_type, filters, after, limit)
        return {"records": records, "next": following}

    return await run_in_threadpool(read)


@router.get("/{type_name}/{record_id}", summary="One record with rivals and history")
async def one(
    type_name: TypeName, record_id: Annotated[str, Path(max_length=32)], hub: HubHere, member: SignedInMember
) -> dict[str, Any]:
    """The row, the values that were in the running where people disagreed, and who changed which fields when."""
    return await run_in_threadpool(_one, hub, member, type_name, record_id)


def _one(hub: Hub, member: Member, type_name: str, record_id: str) -> dict[str, Any]:
    record_type = readable_type(member, type_name)
    with hub.database.read() as connection:
        return one_record(connection, member, record_type, record_id)
