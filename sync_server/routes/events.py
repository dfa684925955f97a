"""The live stream as server-sent events, for where a proxy lets no WebSocket through."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from shared_models.protocol import MAX_PULL, pack, resume_id, unpack_body
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.bodies import cursors_of_id
from sync_server.fanout import messages_of
from sync_server.following import Follower, following, require_not_ahead
from sync_server.hub import Hub
from sync_server.spaces import require_readable

router = APIRouter(prefix="/v1", tags=["Sync"])
#: What asks proxies to hand on each event at once; some wait for two kilobytes all the same, so they get them.
_HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
_PADDING = b":" + b" " * 2048 + b"\n\n"
_HEARTBEAT = b": still here\n\n"


@router.get(
    "/events",
    summary="Listen by server-sent events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def events(
    hub: HubHere,
    member: SignedInMember,
    space: Annotated[list[str], Query(min_length=1, max_length=500)],
    after: Annotated[str, Query(max_length=10_000)] = "",
    last_event_id: Annotated[str, Header(max_length=10_000)] = "",
) -> StreamingResponse:
    """What was missed since ``Last-Event-ID`` (or ``after``), then what happens, until the access token ends.

    An id is the cursors of the spaces, in the order they are named, joined by hyphens; without one the stream begins
    with the first entry. ``entries`` carry a live message in base64, ``presence`` who edits, ``end`` why it is over.
    """
    cursors = cursors_of_id(last_event_id or after, space)
    require_readable(member.principal, space)
    hub.limits.require_stream(member.device)
    await run_in_threadpool(require_not_ahead, hub, cursors)
    return StreamingResponse(_stream(hub, member, space, cursors), media_type="text/event-stream", headers=_HEADERS)


async def _stream(hub: Hub, member: Member, spaces: list[str], cursors: dict[str, int]) -> AsyncIterator[bytes]:
    yield _PADDING
    who = member.device, member.principal.person
    with hub.limits.stream(member.device), following(hub, cursors, who, member.principal) as follower:
        async for part in _catch_up(follower, spaces):
            yield part
        yield _event("entries", [], resume_id(follower.cursors, spaces))  # the device knows by it that it is caught up
        yield _event("presence", hub.presence.of(spaces))
        while time.time() < member.expires:
            if not await follower.woken(min(member.expires, time.time() + hub.config.heartbeat)):
                if follower.bell.over:
                    return
                yield _HEARTBEAT
                continue
            changed = follower.bell.take_presence()
            async for part in _catch_up(follower, spaces):
                yield part
            if changed:
                yield _event("presence", hub.presence.of(changed))
    yield b"event: end\ndata: " + json.dumps({"code": "token_expired", "detail": "The token has expired."}).encode()
    yield b"\n\n"


async def _catch_up(follower: Follower, spaces: list[str]) -> AsyncIterator[bytes]:
    """Everything up to the end of the log, each message with the cursors that hold after it."""
    position = dict(follower.cursors)
    while entries := await follower.missed(MAX_PULL):
        for message in messages_of(entries):
            position |= {entry[0]: entry[1] for entry in unpack_body(message)}
            yield _lines("entries", message, resume_id(position, spaces))


def _event(name: str, body: object, event_id: str = "") -> bytes:
    return _lines(name, pack(body), event_id)


def _lines(name: str, message: bytes, event_id: str) -> bytes:
    numbered = f"id: {event_id}\n" if event_id else ""
    return f"{numbered}event: {name}\ndata: ".encode() + base64.b64encode(message) + b"\n\n"
