"""A device's first sync: every space whole, chunk by chunk, and resumed where a cut left it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgpack

from client.hub.hub_connection import HubConnection
from client.queries import Reader
from client.replica.database import set_meta
from client.replica.worker import Replica
from shared_models.protocol import MAX_FIRST

_CHUNK = min(2_000, MAX_FIRST)


class FirstSync:
    """Fetches the spaces a replica does not have yet. ``told`` hears how many records have come."""

    def __init__(
        self, replica: Replica, reader: Reader, connection: HubConnection, told: Callable[[int], None]
    ) -> None:
        self._replica = replica
        self._reader = reader
        self._connection = connection
        self._told = told
        self._done = 0

    async def run(self, token: str, spaces: Sequence[str]) -> None:
        """Fetch each of the spaces that has no cursor yet; when nothing is missing nothing is asked."""
        present = self._reader.cursors()
        for space in spaces:
            if space not in present:
                await self._fetch(token, space)

    async def _fetch(self, token: str, space: str) -> None:
        """One space. The next chunk is on its way while the last is written."""
        after, start = self._resume(space)
        chunk = await self._connection.first(token, space, after, _CHUNK)
        start = start or (chunk["cursor"], chunk["chain"])
        while True:
            following = chunk["next"]
            coming = (
                asyncio.create_task(self._connection.first(token, space, following, _CHUNK))
                if following is not None
                else None
            )
            try:
                await self._take(space, chunk["records"], following, start)
            except BaseException:
                if coming is not None:
                    coming.cancel()
                raise
            if coming is None:
                break
            chunk = await coming
        await asyncio.wrap_future(self._replica.first_done(space, *start))

    async def _take(
        self, space: str, records: Sequence[list[object]], following: int | None, start: tuple[int, bytes]
    ) -> None:
        await asyncio.wrap_future(self._replica.first_records(space, records))
        if following is not None:
            mark = bytes(msgpack.packb([following, *start]))
            await asyncio.wrap_future(self._replica.write(lambda writer: set_meta(writer, f"first {space}", mark)))
        self._done += len(records)
        self._told(self._done)

    def _resume(self, space: str) -> tuple[int, tuple[int, bytes] | None]:
        """Where a first sync that was cut off goes on, with the cursor taken when it began."""
        mark = self._reader.meta(f"first {space}")
        if mark is None:
            return 0, None
        following, seq, chain = msgpack.unpackb(mark)
        return following, (seq, chain)
