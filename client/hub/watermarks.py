"""When this device last was in step with each space: everything the hub's log held then is here. Outlives a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import msgpack

from client.hub.telling import Telling
from client.reading.queries import Reader
from client.reading.truth_queries import IN_STEP
from client.replica.database import set_meta
from client.replica.worker import Replica


class Watermarks:
    """The hub says where its logs end; once the cursors have come so far, the device was in step when it asked."""

    def __init__(self, replica: Replica, reader: Reader, telling: Telling) -> None:
        self._replica = replica
        self._reader = reader
        self._telling = telling
        self._ends: dict[str, tuple[int, int]] = {}

    async def hub_ends(self, heads: Mapping[str, int], asked_ms: int) -> None:
        """Where the hub's logs ended at a time of this device's clock (milliseconds since 1970 UTC)."""
        await self.settle()
        self._ends = {space: (seq, asked_ms) for space, seq in heads.items()}
        await self.settle()

    async def settle(self) -> None:
        """Write down the spaces in which everything has come that was asked for; the others wait for the rest."""
        if not self._ends:
            return
        cursors = self._reader.cursors()
        reached = {space: at for space, (seq, at) in self._ends.items() if cursors.get(space, -1) >= seq}
        if not reached:
            return
        self._ends = {space: end for space, end in self._ends.items() if space not in reached}
        kept: dict[str, int] = msgpack.unpackb(self._reader.meta(IN_STEP) or b"\x80")
        packed = bytes(msgpack.packb({**kept, **reached}))
        await asyncio.wrap_future(self._replica.write(lambda writer: set_meta(writer, IN_STEP, packed)))
        self._telling.say(in_step=datetime.fromtimestamp(max(reached.values()) / 1000, UTC))
