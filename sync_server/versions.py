"""Programs that are too old to speak to this hub are told so, whatever they ask."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared_models.protocol import VERSION_HEADER
from sync_server.errors import HubError

_VERSION = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")


def read_version(text: str) -> tuple[int, int, int] | None:
    """Major, minor and patch; None for what is no version. What follows the numbers (``1.4.0rc1``) does not count."""
    found = _VERSION.match(text.strip())
    return None if found is None else (int(found[1]), int(found[2] or 0), int(found[3] or 0))


class LeastVersion:
    """ASGI middleware: a request of a program older than ``least`` is answered 426. One that names none may pass.

    Who reads records for head office is no program of ours; and what a device may do is checked elsewhere.
    """

    def __init__(self, app: ASGIApp, least: str) -> None:
        self._app = app
        self._words = least
        self._least = read_version(least)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] == "http" and self._least is not None:
            told = read_version(Headers(scope=scope).get(VERSION_HEADER, ""))
            if told is not None and told < self._least:
                detail = f"This program is too old for the hub, which needs version {self._words} or newer. Update it."
                error = HubError(426, "version_too_old", detail)
                await JSONResponse(error.body(), 426)(scope, receive, send)
                return
        await self._app(scope, receive, send)
