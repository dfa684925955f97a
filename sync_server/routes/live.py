"""The live socket: a device says how far it is, is brought up to date, and then hears of every change at once."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from shared_models.protocol import MAX_PULL, pack
from sync_server.auth import Member, hub_of, member_of
from sync_server.bodies import cursors_of, map_of
from sync_server.errors import HubError
from sync_server.fanout import Subscriber, frame, messages_of
from sync_server.following import is_ahead, missed
from sync_server.hub import Hub
from sync_server.spaces import require_readable

router = APIRouter()
_PATIENCE, _LINGER = 15.0, 30.0
TRY_AGAIN, TOKEN_EXPIRED, FORBIDDEN, BAD_MESSAGE, CURSOR_AHEAD, SPOKE_AGAIN = 1013, 4401, 4403, 4400, 4409, 1008
_CODES = {401: TOKEN_EXPIRED, 403: FORBIDDEN}


@router.websocket("/v1/live")
async def live(websocket: WebSocket) -> None:
    """Subscribe first, then send what was missed, then stream: so nothing falls between."""
    hub = hub_of(websocket)
    try:
        member = member_of(websocket)
        hub.limits.require_stream(member.device)
    except HubError as error:
        await websocket.send_denial_response(JSONResponse(error.body(), error.status_code, headers=error.headers))
        return
    except SQLAlchemyError:
        away = HubError(503, "storage_unavailable", "The hub's database does not answer just now. Try again.")
        await websocket.send_denial_response(JSONResponse(away.body(), away.status_code))
        return
    with hub.limits.stream(member.device):
        await _greet(hub, websocket, member)


async def _greet(hub: Hub, websocket: WebSocket, member: Member) -> None:
    await websocket.accept()
    try:
        first = map_of(await asyncio.wait_for(websocket.receive_bytes(), _PATIENCE))
        cursors = cursors_of(first)
        require_readable(member.principal, list(cursors))
    except HubError as error:
        await websocket.close(_CODES.get(error.status_code, BAD_MESSAGE), error.code)
        return
    except (TimeoutError, KeyError):
        await websocket.close(BAD_MESSAGE, "bad_body")
        return
    except WebSocketDisconnect:
        return
    await _serve(hub, websocket, member, cursors, first.get("presence") is True)


async def _serve(hub: Hub, websocket: WebSocket, member: Member, cursors: dict[str, int], presence: bool) -> None:
    cut: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    transport = websocket.scope["hub.transport"]
    who = member.device, member.principal.person
    subscriber = Subscriber(
        frozenset(cursors), transport, hub.config.slow_consumer, cut,
        presence=presence, who=who, let_in_as=member.principal,
    )  # fmt: skip
    try:
        hub.fanout.subscribe(subscriber)
        if is_ahead(hub, cursors):
            await websocket.close(CURSOR_AHEAD, "cursor_ahead")
            return
        async with asyncio.timeout(None) as patience:
            position = await _catch_up(hub, websocket, cursors, cut, patience)
        subscriber.go_live(position)
        if presence:
            subscriber.send(frame(pack({"presence": hub.presence.of(cursors)})))
        code = await _until_over(websocket, member, cut)
        if code:
            await websocket.close(code)
            # A closing transport waits until all is read; one who does not read would keep it for ever.
            asyncio.get_running_loop().call_later(_LINGER, transport.abort)
    except SQLAlchemyError:
        await websocket.close(TRY_AGAIN, "storage_unavailable")
    except TimeoutError:
        transport.abort()  # it reads nothing, so it would not read a farewell either
    except WebSocketDisconnect:
        return
    finally:
        hub.fanout.unsubscribe(subscriber)


async def _catch_up(
    hub: Hub, websocket: WebSocket, cursors: dict[str, int], cut: asyncio.Future[int], patience: asyncio.Timeout
) -> dict[str, int]:
    """Send what the device missed; returns how far it is now. These sends wait for a slow reader, for a while."""
    while not cut.done():
        entries, cursors = await run_in_threadpool(missed, hub, cursors, MAX_PULL)
        if not entries:
            break
        for message in messages_of(entries):
            patience.reschedule(asyncio.get_running_loop().time() + _LINGER)
            await websocket.send_bytes(message)
    return cursors


async def _until_over(websocket: WebSocket, member: Member, cut: asyncio.Future[int]) -> int:
    """Wait until the connection has to end; the close code, or 0 when the device has left."""
    hearing = asyncio.ensure_future(websocket.receive())
    ends: set[asyncio.Future[Any]] = {hearing, cut}
    left = max(0.0, member.expires - time.time())
    await asyncio.wait(ends, timeout=left, return_when=asyncio.FIRST_COMPLETED)
    if cut.done():
        hearing.cancel()
        return cut.result()
    if not hearing.done():
        hearing.cancel()
        return TOKEN_EXPIRED
    return 0 if hearing.result()["type"] == "websocket.disconnect" else SPOKE_AGAIN
