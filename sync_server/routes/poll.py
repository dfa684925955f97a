"""The live stream as long polling, for where a proxy lets nothing through that stays open without end."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from shared_models.protocol import LONGEST_POLL, MAX_PULL, MEDIA_TYPE
from sync_server.auth import HubHere, SignedInMember
from sync_server.bodies import cursors_of, packed_answer, read_map
from sync_server.errors import bad_request
from sync_server.following import following, require_not_ahead
from sync_server.spaces import require_readable

router = APIRouter(prefix="/v1/sync", tags=["Sync"])
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}}
_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}}


@router.post("/poll", summary="Wait for what is new", openapi_extra=_BODY, responses=_ANSWER, response_class=Response)
async def poll(request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """``{"cursors": {space: seq}, "wait": seconds, "present": n}`` -> ``{"entries", "presence", "present"}``.

    Answers at once when there is something after the cursors or the present are others than those of version ``n``;
    else as soon as there is, at the latest after ``wait`` seconds, with nothing.
    """
    body = await read_map(request)
    cursors = cursors_of(body)
    wait, present = _number(body, "wait", LONGEST_POLL), _number(body, "present", 2**62)
    require_readable(member.principal, list(cursors))
    hub.limits.require_stream(member.device)
    await run_in_threadpool(require_not_ahead, hub, cursors)
    ends = min(member.expires, time.time() + wait)
    with (
        hub.limits.stream(member.device),
        following(hub, cursors, (member.device, member.principal.person), member.principal) as follower,
    ):
        entries = await follower.missed(MAX_PULL)
        while not entries and hub.presence.version(cursors) == present and await follower.woken(ends):
            entries = await follower.missed(MAX_PULL)
        version = hub.presence.version(cursors)
        presence = hub.presence.of(cursors) if version != present else {}
    return packed_answer({"entries": entries}, {"presence": presence, "present": version})


def _number(body: dict[str, Any], name: str, most: int) -> int:
    """A whole number between 0 and ``most``; 0 when it is not given. Raises HubError 400."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise bad_request("bad_body", f"'{name}' must be a whole number between 0 and {most:,}.", name)
    return value
