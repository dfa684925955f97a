"""Push, pull and first sync: how a device and the hub exchange changes (see ``shared_models.protocol``)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from shared_models.clock import system_milliseconds
from shared_models.protocol import MAX_FIRST, MAX_PULL, MEDIA_TYPE, SPACE_FORBIDDEN
from sync_server.auth import HubHere, SignedInMember
from sync_server.bodies import cursors_of, envelopes_of, packed_answer, read_map
from sync_server.errors import bad_request
from sync_server.escrow import put
from sync_server.first_pages import Page, first_page
from sync_server.hub import Hub
from sync_server.kept_pages import RECORDS
from sync_server.spaces import require_readable
from sync_server.update_log import head_of, heads_of, since_all

router = APIRouter(prefix="/v1/sync", tags=["Sync"])
_FOR_A_MANAGER = frozenset({"device_revoked", "account_closed", SPACE_FORBIDDEN})
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}}
_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}}


@router.post("/push", summary="Hand in changes", openapi_extra=_BODY, responses=_ANSWER, response_class=Response)
async def push(request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """``{"envelopes": [bytes]}``, at most 500 -> ``{"results": [result]}`` in the same order.

    ``escrow`` names, by hash, the refused ones that are kept for a manager's decision.

    Each change is decided by itself: accepted, known, waiting for a parent, or refused with code, field and detail.
    What is accepted is durable when the answer arrives.
    """
    envelopes = envelopes_of(await request.body())
    results = await hub.push(member.tenant, envelopes)
    left = [packed for packed, result in zip(envelopes, results, strict=True) if result.code in _FOR_A_MANAGER]
    kept: list[bytes] = []
    if left:  # of a device or person that is trusted no more, carried by another; or of one whose rights were narrowed
        now = system_milliseconds()
        await hub.writer.write(lambda connection: put(connection, member.tenant, member.device, left, now))
        kept = [result.hash for result in results if result.code in _FOR_A_MANAGER]
    return packed_answer({}, {"results": [result.pack_list() for result in results], "escrow": kept})


@router.post("/pull", summary="Fetch what is new", openapi_extra=_BODY, responses=_ANSWER, response_class=Response)
async def pull(request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """``{"cursors": {space: seq}, "limit": n}`` -> ``{"entries": [entry], "heads": {space: seq}}``.

    Entries of one space come in rising, gapless order; ask again while a head lies beyond its cursor.
    """
    body = await read_map(request)
    cursors = cursors_of(body)
    limit = body.get("limit", MAX_PULL)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise bad_request("bad_body", "The limit must be a number above zero.", "limit")
    require_readable(member.principal, list(cursors))
    entries, heads = await run_in_threadpool(_pull, hub, cursors, min(limit, MAX_PULL))
    return packed_answer({"entries": entries}, {"heads": heads})


@router.get("/first", summary="Fetch a space as rows and documents", responses=_ANSWER, response_class=Response)
async def first(
    hub: HubHere,
    member: SignedInMember,
    space: Annotated[str, Query(max_length=200)],
    after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    limit: Annotated[int, Query(ge=1)] = 1_000,
) -> Response:
    """One page of the records of a space: ``{"records", "columns", "next", "cursor", "chain"}``.

    Ask with ``after`` = ``next`` until that is null, and keep the cursor of the *first* page.
    """
    require_readable(member.principal, [space])
    page, plain = await run_in_threadpool(_first, hub, space, after, min(limit, MAX_FIRST))
    if page.made >= RECORDS:
        hub.pages.want(space)
    return packed_answer({"records": page.records}, plain, {"records": page.count})


def _pull(hub: Hub, cursors: dict[str, int], limit: int) -> tuple[list[bytes], dict[str, int]]:
    with hub.database.read() as connection:
        entries, _ = since_all(connection, cursors, limit)
        return entries, heads_of(connection, list(cursors))


def _first(hub: Hub, space: str, after: int, limit: int) -> tuple[Page, dict[str, Any]]:
    with hub.database.read() as connection:
        head = head_of(connection, space)
        page = first_page(connection, space, after, limit)
    more = {"columns": page.columns, "next": page.following}
    return page, {**more, "cursor": head.seq, "chain": head.chain}
