"""Very many sockets in a process of their own, which count the frames they hear; run as a program.

``python -m tests.bench.many_listeners URL COUNT TOKENS HELLO`` opens COUNT live sockets with the tokens of a file, a
line each, in turn, and says ``listening``. For each line ``N`` on standard input it says ``heard`` and how often it has
said so, once every socket has heard N frames more. Without TOKENS (``-``) the address is ``host:port``, and the sockets
hear bare frames from the start.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.busy_stream import PING, pong

_AT_ONCE = 50


class Ear(asyncio.Protocol):
    """One socket: counts whole frames, and answers nothing."""

    def __init__(self, hall: Hall, upgrade: bytes, hello: bytes) -> None:
        self._hall, self._upgrade, self._hello = hall, upgrade, hello
        self._held = bytearray()
        self.frames = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._upgrade:
            transport.write(self._upgrade)
        else:
            self.ready.set_result(None)

    def data_received(self, data: bytes) -> None:
        held = self._held
        held += data
        if self._upgrade:
            end = held.find(b"\r\n\r\n")
            if end < 0:
                return
            assert held.startswith(b"HTTP/1.1 101"), bytes(held[:200])
            del held[: end + 4]
            self._upgrade = b""
            self._transport.write(_masked(self._hello))
        self._count()

    def _count(self) -> None:
        held, at = self._held, 0
        while len(held) - at >= 2:
            size, head = held[at + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                if len(held) - at < head:
                    break
                size = int.from_bytes(held[at + 2 : at + head], "big")
            if len(held) - at < head + size:
                break
            if held[at] & 15 == PING:
                self._transport.write(pong(bytes(held[at + head : at + head + size])))
            elif size > 1:  # an empty array says only that this one is up to date, or that the hub is there
                self.frames += 1
                self._hall.heard += 1
            at += head + size
            if not self.ready.done():
                self.ready.set_result(None)
        del held[:at]
        self._hall.look()


class Hall:
    """All of them."""

    def __init__(self) -> None:
        self.heard = self.wanted = 0
        self.all = asyncio.Event()

    def look(self) -> None:
        """Whether all have heard what they were to hear."""
        if self.wanted and self.heard >= self.wanted:
            self.all.set()


def _masked(message: bytes) -> bytes:
    """A client's binary frame; the mask of zeros leaves the bytes as they are."""
    assert len(message) < 126
    return b"\x82" + bytes([0x80 | len(message)]) + bytes(4) + message


def _upgrade(url: str, token: str) -> bytes:
    lines = [
        "GET /v1/live HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "Sec-WebSocket-Version: 13",
        f"Authorization: {token}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


async def main(url: str, count: int, tokens: list[str], hello: bytes) -> None:
    """Open them, then count for as long as somebody asks."""
    loop, hall = asyncio.get_running_loop(), Hall()
    at = urlsplit(url if tokens else f"tcp://{url}")
    for start in range(0, count, _AT_ONCE):
        ears = []
        for number in range(start, min(count, start + _AT_ONCE)):
            upgrade = _upgrade(url, tokens[number % len(tokens)]) if tokens else b""
            make = partial(Ear, hall, upgrade, hello)
            _, ear = await loop.create_connection(make, at.hostname or "127.0.0.1", at.port or 80)
            ears.append(ear)
        await asyncio.gather(*(ear.ready for ear in ears))
    print("listening", flush=True)
    answers = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        hall.wanted = hall.wanted + int(line) * count
        hall.all.clear()
        hall.look()
        await hall.all.wait()
        answers += 1
        print(f"heard {answers}", flush=True)


if __name__ == "__main__":
    _, address, number, file, first = sys.argv
    known = [] if file == "-" else Path(file).read_text("utf-8").splitlines()
    asyncio.run(main(address, int(number), known, bytes.fromhex(first)))
