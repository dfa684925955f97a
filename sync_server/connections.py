"""Connections that say nothing: cut after a while, and at once when a flood of them leaves no room for others.

A socket costs an attacker nothing. A device sends its request as soon as it is connected; one that does not is let
go, and where all places are taken the one that has been silent longest makes room, so that others are still heard.
"""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync_server.device_certificates import SHOWN, Shown, shown_over

_KEPT_FREE = 256


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, but it waits for a request's head only so long, and for so many at once."""

    #: Seconds until a connection has sent a whole head; connections that may be open. Set before serving.
    patience: ClassVar[float] = 15.0
    most: ClassVar[int] = 20_000
    _silent: ClassVar[OrderedDict[PatientProtocol, None]] = OrderedDict()
    _end: asyncio.TimerHandle | None = None
    _shown: Shown | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody has connected."""
        super().connection_made(transport)
        self._shown = shown_over(transport)
        self._wait()
        if len(self.connections) > self.most:
            oldest, _ = self._silent.popitem(last=False)
            oldest.cut()

    def on_message_begin(self) -> None:
        """A request begins on a connection that was kept open: its head has to follow soon."""
        super().on_message_begin()
        self.scope[SHOWN] = self._shown  # type: ignore[literal-required]
        self._wait()

    def on_headers_complete(self) -> None:
        """A request's head is whole."""
        self._heard()
        super().on_headers_complete()
        cycle: Any = self.cycle
        if cycle is not None and cycle.transport is self.transport and self.scope["method"] != "HEAD":
            cycle.transport = _InOne(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._heard()
        super().connection_lost(exc)

    def cut(self) -> None:
        """End a connection that keeps silent."""
        self._heard()
        self.transport.abort()

    def _wait(self) -> None:
        if self._end is None:
            self._silent[self] = None
            self._end = self.loop.call_later(self.patience, self.cut)

    def _heard(self) -> None:
        self._silent.pop(self, None)
        if self._end is not None:
            self._end.cancel()
            self._end = None


class _InOne:
    """What an answer is written to: head and body go out together, since each write wakes whoever waits for it."""

    __slots__ = ("_begun", "_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._head, self._begun = transport, b"", False

    def write(self, data: bytes) -> None:
        """Write, but keep the head of an answer whose length it tells until the body is there."""
        if not self._begun and data.startswith(b"HTTP/1.1 ") and b"\r\ncontent-length: " in data:
            self._head, self._begun = data, True
            return
        head, self._head = self._head, b""
        self._transport.write(head + data)

    def close(self) -> None:
        """Write what is left and hang up."""
        if self._head:
            self.write(b"")
        self._transport.close()


def make_room(wanted: int) -> int:
    """Have the system allow that many open connections; returns how many there may be."""
    if sys.platform == "win32":  # no limit worth the name
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    asked = wanted + _KEPT_FREE
    if soft != resource.RLIM_INFINITY and soft < asked:
        soft = asked if hard == resource.RLIM_INFINITY else min(asked, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - _KEPT_FREE)
