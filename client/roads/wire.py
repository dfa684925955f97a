"""One connection to a neighbour: frames out and in, within their bounds (form: ``shared_models.neighbours``)."""

from __future__ import annotations

import asyncio
from typing import Any

from shared_models.neighbour_proof import Sealing
from shared_models.neighbours import MAX_EARLY, REFUSED, SILENCE, NeighbourRefused, pack_message, read_message

_HEAD = 4
#: Bytes that may wait for the other side before whoever sends much has to wait as well.
_AHEAD = 1_000_000
#: Messages in one stretch of so many seconds, far beyond what any honest device says.
_MOST, _STRETCH = 2_000, 10.0


class Wire:
    """Frames over a stream. Everything raises NeighbourRefused where the other side breaks the rules, or OSError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._sealing: Sealing | None = None
        self._most = MAX_EARLY
        self._count, self._since = 0, 0.0
        peer = writer.get_extra_info("peername") or ("", 0)
        #: Where the other side is.
        self.host, self.address = str(peer[0]), f"{peer[0]}:{peer[1]}"
        writer.transport.set_write_buffer_limits(high=_AHEAD)

    def seal_with(self, sealing: Sealing) -> None:
        """From here on every frame is sealed, both ways."""
        self._sealing = sealing

    def allow(self, most: int) -> None:
        """From here on frames may be as large as this."""
        self._most = most

    def post(self, frame: bytes) -> None:
        """Send a frame; it may wait here, see :meth:`flush`."""
        sealed = frame if self._sealing is None else self._sealing.seal(frame)
        self._writer.write(len(sealed).to_bytes(_HEAD, "big") + sealed)

    def say(self, name: str, *parts: Any) -> None:
        """Send a message."""
        self.post(pack_message(name, *parts))

    async def flush(self) -> None:
        """Wait until not too much waits to be sent."""
        try:
            async with asyncio.timeout(SILENCE):
                await self._writer.drain()
        except TimeoutError as error:
            raise NeighbourRefused("silent") from error

    async def frame(self) -> bytes:
        """The next frame; raises ConnectionError when there is none any more."""
        try:
            async with asyncio.timeout(SILENCE):
                size = int.from_bytes(await self._reader.readexactly(_HEAD), "big")
                if not 0 < size <= self._most:
                    raise NeighbourRefused("too_large" if self._sealing else "not_forecourt")
                data = await self._reader.readexactly(size)
        except TimeoutError as error:
            raise NeighbourRefused("silent") from error
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the other side has gone") from error
        self._not_too_fast()
        return data if self._sealing is None else self._sealing.open(data)

    async def message(self) -> tuple[str, list[Any]]:
        """The next message. Raises NeighbourRefused, also where the other side refuses us."""
        return read_message(await self.frame())

    def _not_too_fast(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._since > _STRETCH:
            self._count, self._since = 0, now
        self._count += 1
        if self._count > _MOST:
            raise NeighbourRefused("too_fast")

    async def close(self, why: str = "") -> None:
        """End it, and say why where it can still be said."""
        try:
            if why:
                self.say(REFUSED, why)
            self._writer.close()
            async with asyncio.timeout(2):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self._writer.transport.abort()
