"""What may come in at all: the media type and size of every request body, minded before and while it is read."""

from __future__ import annotations

import asyncio
import time

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared_models.protocol import MAX_BODY, MEDIA_TYPE
from sync_server.errors import HubError, too_large

_SMALL_BODY = 64_000
#: Seconds until a body has begun to come; bytes a second at which it has to go on.
_PATIENCE, _SLOWEST = 30.0, 1_000
#: What the forms of the hub's own pages are sent as.
_FORM = "application/x-www-form-urlencoded"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Intake:
    """ASGI middleware that refuses a wrong media type (415) and bodies beyond their limit (413)."""

    def __init__(self, app: ASGIApp, max_file: int) -> None:
        self._app = app
        self._max_file = max_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit(scope["path"])
        error = _wrong_type(scope["path"], headers) or _declared_too_large(headers, limit)
        if error is not None:
            await JSONResponse(error.body(), error.status_code)(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, limit), send)

    def _limit(self, path: str) -> int:
        if path.startswith("/v1/files/"):
            return self._max_file
        return MAX_BODY if path.startswith(("/v1/sync/", "/v1/models/")) else _SMALL_BODY


def _wrong_type(path: str, headers: Headers) -> HubError | None:
    if path.startswith("/v1/files/"):
        return None
    wanted = (
        MEDIA_TYPE
        if path.startswith("/v1/sync/")
        else "application/json"
        if path.startswith(("/v1/", "/passkey/"))
        else _FORM
    )
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    if given == wanted or (
        not given and headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    ):
        return None
    return HubError(415, "media_type", f"Send this as {wanted}.")


def _declared_too_large(headers: Headers, limit: int) -> HubError | None:
    declared = headers.get("content-length", "")
    return _too_large(limit) if declared.isdecimal() and int(declared) > limit else None


def _too_large(limit: int) -> HubError:
    return too_large(f"A body may have {limit:,} bytes at most here.")


def _bounded(receive: Receive, limit: int) -> Receive:
    """Read on while the body is within its limit, and comes at least as fast as over the slowest of lines."""
    began, read, more = time.monotonic(), 0, True

    async def bounded_receive() -> Message:
        nonlocal read, more
        if not more:
            return await receive()
        left = began + _PATIENCE + read / _SLOWEST - time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, left)):
                message = await receive()
        except TimeoutError:
            raise HubError(408, "too_slow", "The body did not come in time. Please send it again.") from None
        read += len(message.get("body", b""))
        more = bool(message.get("more_body"))
        if read > limit:
            raise _too_large(limit)
        return message

    return bounded_receive
