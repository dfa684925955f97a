"""A bad network between each device and the hub: cut, slow, answers lost on the way, requests that arrive twice.

One proxy a device, all on one thread. An ordinary request gets a connection of its own to the hub, so that it can be
dropped before, cut in the middle, delivered twice, or have its answer lost; one that is held back is overtaken by
later ones. Some links are slow. A live stream is carried until it is cut.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from concurrent.futures import Future

_FAULTS = ("lost before", "cut in the middle", "answer lost", "delivered twice", "slow", "held back")
#: A held-back request is let go when a later one has passed, or after so many seconds; a slow link's pace.
_PATIENCE = 2.0
_PIECE, _PAUSE = 4_096, 0.03


class Network:
    """All the proxies, with what has been done to the traffic so far."""

    def __init__(self, hub_port: int, seed: int, rate: float = 0.08) -> None:
        """``rate`` is the share of requests something happens to."""
        self._hub_port = hub_port
        self._draw = random.Random(seed)
        self._rate = rate
        self.faults: Counter[str] = Counter()
        self._cut: set[int] = set()
        self._slow: set[int] = set()
        self._held_back: list[asyncio.Future[None]] = []
        self._streams: dict[int, set[asyncio.StreamWriter]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()

    def proxy(self, device: int) -> int:
        """Open the way for a device; returns the port it is to use as the hub's."""
        opened: Future[int] = asyncio.run_coroutine_threadsafe(self._open(device), self._loop)
        return opened.result(60)

    async def _open(self, device: int) -> int:
        self._streams[device] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._streams[device].add(writer)
            try:
                await self._carry(device, reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass  # that is what bad networks are like
            finally:
                self._streams[device].discard(writer)
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    def cut(self, device: int) -> None:
        """Take the device off the network, in the middle of whatever it does."""
        self.faults["network cut"] += 1
        self._cut.add(device)
        self._loop.call_soon_threadsafe(self._hang_up, device)

    def _hang_up(self, device: int) -> None:
        for writer in self._streams[device]:
            writer.transport.abort()

    def mend(self, device: int) -> None:
        """The device is on the network again."""
        self._cut.discard(device)

    def slow(self, device: int, is_slow: bool) -> None:
        """Put the device on a slow link, or on a good one again."""
        (self._slow.add if is_slow else self._slow.discard)(device)
        self.faults["slow link"] += is_slow

    def calm(self) -> None:
        """From now on nothing happens to the traffic any more."""
        self._rate = 0.0
        self._cut.clear()
        self._slow.clear()

    def close(self) -> None:
        """Take all of it down."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)

    async def _carry(self, device: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if device in self._cut:
            return
        if b"upgrade: websocket" in head.lower() or b"text/event-stream" in head.lower():
            await self._stream(head, reader, writer)
            return
        body = await reader.readexactly(_content_length(head))
        await self._request(_closing(head) + body, writer, device in self._slow)
        for overtaken in self._held_back:
            if not overtaken.done():
                overtaken.set_result(None)
        self._held_back.clear()

    async def _request(self, request: bytes, writer: asyncio.StreamWriter, slow_link: bool) -> None:
        fault = self._draw.choice(_FAULTS) if self._draw.random() < self._rate else ""
        if fault:
            self.faults[fault] += 1
        if fault == "lost before":
            return
        if fault == "slow":
            await self._delay(self._draw.uniform(0.05, 0.8))
        if fault == "held back":
            await self._while_others_pass()
        if slow_link:
            await self._delay(len(request) / _PIECE * _PAUSE)
        if fault == "delivered twice":
            await self._ask_hub(request)
        answer = await self._ask_hub(request[: len(request) // 2] if fault == "cut in the middle" else request, fault)
        if fault not in ("answer lost", "cut in the middle"):
            for at in range(0, len(answer), _PIECE):
                writer.write(answer[at : at + _PIECE])
                await writer.drain()
                if slow_link:
                    await self._delay(_PAUSE)

    async def _delay(self, seconds: float) -> None:
        over: asyncio.Future[None] = self._loop.create_future()
        self._loop.call_later(seconds, over.set_result, None)
        await over

    async def _while_others_pass(self) -> None:
        """Hold a request back until a later one has overtaken it."""
        overtaken: asyncio.Future[None] = self._loop.create_future()
        self._held_back.append(overtaken)
        done, _ = await asyncio.wait({overtaken}, timeout=_PATIENCE)
        self.faults["overtaken by later requests"] += len(done)

    async def _ask_hub(self, request: bytes, fault: str = "") -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._hub_port)
        try:
            writer.write(request)
            await writer.drain()
            return b"" if fault == "cut in the middle" else await reader.read()
        finally:
            writer.close()

    async def _stream(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_hub, to_hub = await asyncio.open_connection("127.0.0.1", self._hub_port)
        to_hub.write(head)
        tasks = [asyncio.create_task(_pour(reader, to_hub)), asyncio.create_task(_pour(from_hub, writer))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            to_hub.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    except OSError:
        return


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def _closing(head: bytes) -> bytes:
    """The request's head, asking for a connection that ends with the answer."""
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([lines[0], b"Connection: close", *lines[1:]])
