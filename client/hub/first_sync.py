"""A device's first sync: every space whole, page by page, and resumed where a cut left it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from client.hub.hub_connection import HubConnection
from client.reading.queries import Reader
from client.replica.first_pages import Start, resumed
from client.replica.worker import Replica
from shared_models.protocol import FirstPage

#: Records in a page: each is one transaction, and one step of the progress that people see.
_RECORDS = 2_500


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
        """One space. The next page is on its way while the last is written."""
        after, start = resumed(self._reader, space)
        page = await self._connection.first(token, space, after, _RECORDS)
        start = start or (page.seq, page.chain)
        while True:
            following = page.following
            coming = (
                asyncio.create_task(self._connection.first(token, space, following, _RECORDS))
                if following is not None
                else None
            )
            try:
                await self._take(space, page, start)
                if coming is None:
                    return
                page = await coming
            finally:
                if coming is not None:
                    coming.cancel()  # where the page could not be written; one that has come is not harmed

    async def _take(self, space: str, page: FirstPage, start: Start) -> None:
        await asyncio.wrap_future(self._replica.first_page(space, page, start))
        self._done += len(page.records)
        self._told(self._done)
