"""A real TCP proxy between a device and its hub that misbehaves the way office proxies do."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

_REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 8\r\nConnection: close\r\n\r\n<p>No</p"
)


class Proxy:
    """Passes bytes between ``port`` and the hub's port, but for what it was told to do; may be told at any time.

    ``refuse_upgrades`` answers a WebSocket's handshake with a page of its own, ``swallow_upgrades`` never answers it,
    ``buffer_events`` keeps an event stream to itself until it ends, which it does not. ``closed`` turns all away.
    """

    def __init__(self, hub_port: int) -> None:
        self._hub_port = hub_port
        self.refuse_upgrades = self.swallow_upgrades = self.buffer_events = self.closed = False
        #: The requests for a stream that were seen: the first line of each.
        self.seen: list[str] = []
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def address(self) -> str:
        """Where devices reach it."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60), "the proxy did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(60)

    def cut(self) -> None:
        """Break every connection that is open now."""
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        self._cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.closed:
            writer.transport.abort()
            return
        with suppress(OSError):
            hub_reader, hub_writer = await asyncio.open_connection("127.0.0.1", self._hub_port)
            self._open |= {writer, hub_writer}
            await asyncio.gather(
                self._upwards(reader, hub_writer, writer), self._downwards(hub_reader, writer), return_exceptions=True
            )
            self._open -= {writer, hub_writer}
        writer.close()

    async def _upwards(
        self, reader: asyncio.StreamReader, hub: asyncio.StreamWriter, device: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65_536):
            if data.startswith((b"GET /v1/live", b"GET /v1/events", b"POST /v1/sync/poll")):
                self.seen.append(data.split(b"\r\n", 1)[0].decode())
            if data.startswith(b"GET /v1/live") and (self.refuse_upgrades or self.swallow_upgrades):
                if self.refuse_upgrades:
                    device.write(_REFUSAL)
                    break
                continue
            hub.write(data)
            await hub.drain()
        hub.close()

    async def _downwards(self, hub: asyncio.StreamReader, device: asyncio.StreamWriter) -> None:
        kept = False
        while data := await hub.read(65_536):
            kept = kept or (self.buffer_events and b"text/event-stream" in data.lower())
            if not kept:
                device.write(data)
                await device.drain()
        device.close()
