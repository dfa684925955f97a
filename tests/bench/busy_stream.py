"""A room of raw WebSocket clients: some that listen and count updates, one that speaks; the same for every server."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

_PATIENCE = 300.0
PING = 9


def pong(payload: bytes) -> bytes:
    """A client's answer to a ping (RFC 6455, 5.5.3)."""
    return b"\x8a" + bytes([0x80 | len(payload)]) + bytes(4) + payload


class Client(asyncio.Protocol):
    """One socket: frames in, frames out, nothing negotiated. ``hear`` is called with every whole message, ``lost`` when
    the server hangs up. Pings are answered: who is silent is taken for dead."""

    def __init__(self, upgrade: bytes, hear: Callable[[bytes], None], lost: Callable[[], None] = lambda: None) -> None:
        self._upgrade = upgrade
        self._hear = hear
        self._lost = lost
        self._held = bytearray()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        #: The server has said something: so it knows of this client.
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._upgrade)

    def say(self, message: bytes) -> None:
        """A binary message; its mask of zeros leaves the bytes as they are."""
        size = len(message)
        head = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(b"\x82" + head + bytes(4) + message)

    def close(self) -> None:
        """Hang up."""
        self._lost = lambda: None
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has hung up, or was told to."""
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the server hung up"))
        self._lost()

    def data_received(self, data: bytes) -> None:
        """Read the answer to the upgrade, then whole messages."""
        held = self._held
        held += data
        if not self.ready.done():
            end = held.find(b"\r\n\r\n")
            if end < 0:
                return
            if not held.startswith(b"HTTP/1.1 101"):
                self.ready.set_exception(ConnectionError(bytes(held[:200]).decode("utf-8", "replace")))
                return
            del held[: end + 4]
            self.ready.set_result(None)
        at = 0
        while len(held) - at >= 2:
            size, head = held[at + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                if len(held) - at < head:
                    break
                size = int.from_bytes(held[at + 2 : at + head], "big")
            if len(held) - at < head + size:
                break
            if held[at] & 15 in (1, 2):
                if not self.greeted.done():
                    self.greeted.set_result(None)
                self._hear(bytes(held[at + head : at + head + size]))
            elif held[at] & 15 == PING:
                self._transport.write(pong(bytes(held[at + head : at + head + size])))
            at += head + size
        del held[:at]


class Sender(asyncio.Protocol):
    """One connection on which bodies are posted, one after the other, with no more ado than ``Client`` makes."""

    def __init__(self, netloc: str, path: str, headers: Mapping[str, str]) -> None:
        lines = [f"POST {path} HTTP/1.1", f"Host: {netloc}", *(f"{name}: {value}" for name, value in headers.items())]
        self._head = "\r\n".join([*lines, "Content-Length: "]).encode()
        self._held = b""
        self._answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answer.set_result(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def post(self, body: bytes) -> asyncio.Future[None]:
        """Post a body; done with the answer to it. Raises ConnectionError for any but 200."""
        assert self._answer.done(), "one after the other"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(self._head + f"{len(body)}\r\n\r\n".encode() + body)
        return self._answer

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read the answer, which tells its length."""
        self._held += data
        head, end, body = self._held.partition(b"\r\n\r\n")
        length = head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length):
            return
        self._held = b""
        if head.startswith(b"HTTP/1.1 200"):
            self._answer.set_result(None)
        else:
            self._answer.set_exception(ConnectionError((head + b" " + body).decode("utf-8", "replace")))

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has hung up, or was told to."""
        if not self._answer.done():
            self._answer.set_exception(ConnectionError("the server hung up"))


async def due(moment: float) -> None:
    """Go on at a moment of ``perf_counter``: what is sent at a pace waits for nobody who hears it."""
    never = asyncio.Event()
    with suppress(TimeoutError):
        await asyncio.wait_for(never.wait(), max(0.0, moment - time.perf_counter()))


def upgrade_to(netloc: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The request that makes a connection a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1", f"Host: {netloc}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()), "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


@dataclass
class Room:
    """Clients of one server that hear the same updates. ``count`` says how many updates a message holds."""

    port: int
    path: str
    greeting: Sequence[bytes]
    count: Callable[[bytes], int]
    headers: Mapping[str, str] = field(default_factory=dict)
    heard: int = 0
    wanted: int = 0
    times: list[float] = field(default_factory=list)
    said_at: float = 0.0

    async def open(self, listeners: int) -> None:
        """Connect all that listen, and one that may speak."""
        self.reached = asyncio.Event()
        self.size = listeners
        self.clients = [await self._client(self._hear) for _ in range(listeners)]
        self.speaker = await self._client(lambda message: None)
        greeted = asyncio.gather(*(client.greeted for client in (*self.clients, self.speaker)))
        await asyncio.wait_for(greeted, _PATIENCE)
        self.heard = 0

    def close(self) -> None:
        """Everybody leaves."""
        for client in (*self.clients, self.speaker):
            client.close()

    async def _client(self, hear: Callable[[bytes], None]) -> Client:
        upgrade = upgrade_to(f"127.0.0.1:{self.port}", self.path, self.headers)
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: Client(upgrade, hear), "127.0.0.1", self.port)
        await asyncio.wait_for(client.ready, _PATIENCE)
        for message in self.greeting:
            client.say(message)
        return client

    def _hear(self, message: bytes) -> None:
        found = self.count(message)
        if found:
            self.heard += found
            self.times.append(time.perf_counter() - self.said_at)
            if self.heard >= self.wanted:
                self.reached.set()

    async def until(self, updates: int) -> None:
        """Wait until each has heard that many updates since the room was opened (all together, to be exact)."""
        self.wanted = updates * self.size
        if self.heard < self.wanted:
            self.reached.clear()
            await asyncio.wait_for(self.reached.wait(), _PATIENCE)

    async def busy(self, say: Callable[[int], Awaitable[None]], turns: int, a_turn: int, in_flight: int) -> float:
        """Deliveries a second of a busy stream: ``say`` sends one turn of updates, a few turns ahead of who hears."""
        begun = time.perf_counter()
        for turn in range(turns):
            await say(turn)
            if turn >= in_flight:
                await self.until((turn - in_flight + 1) * a_turn)
        await self.until(turns * a_turn)
        return turns * a_turn * self.size / (time.perf_counter() - begun)

    async def paced(self, say: Callable[[int], Awaitable[None]], turns: int, interval: float) -> list[float]:
        """Seconds from saying one update until each of them has it, one after the other at a pace."""
        self.heard, self.times, begun = 0, [], time.perf_counter()
        for turn in range(turns):
            await due(begun + turn * interval)
            self.said_at = time.perf_counter()
            await say(turn)
            await self.until(turn + 1)
        return self.times
