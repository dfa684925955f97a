"""The short way of a push: devices ask nothing as often, and finding and feeding its route costs more than doing it.

And of the live socket: what lies in between would be kept in memory for as long as each of them is open.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from sync_server.auth import hub_of, member_of
from sync_server.routes import live, sync

_LIVE = "/v1/live"
_PUSH = f"{sync.router.prefix}/push"


class HotPath:
    """ASGI middleware, the innermost: calls what the route would call, and answers as it would."""

    def __init__(
        self, app: ASGIApp, errors: Callable[[Exception], Response], expected: tuple[type[Exception], ...]
    ) -> None:
        self._app = app
        self._errors = errors
        self._expected = expected
        self._route: BaseRoute = next(one for one in sync.router.routes if getattr(one, "path", "") == _PUSH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a push, serve a live socket, pass on anything else."""
        if scope["type"] == "websocket" and scope["path"] == _LIVE:
            await live.live(WebSocket(scope, receive, send))
            return
        if scope["type"] != "http" or scope["path"] != _PUSH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route  # for the log and the measures
        request = Request(scope, receive)
        try:
            answer = await sync.push(request, hub_of(request), member_of(request))
        except self._expected as error:
            answer = self._errors(error)
        await answer(scope, receive, send)
