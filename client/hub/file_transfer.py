"""Photos and papers to and from the hub, beside the changes: a large one holds up no change."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from client.file_store import TRIES, FileStore
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.telling import Telling
from shared_models.protocol import FILE_DAMAGED, FROZEN

log = logging.getLogger(__name__)

#: Seconds until what is not at the hub yet is asked for again: from the first to the last, each time doubled.
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0
#: Seconds until one that came damaged time after time is asked for again, doubled each time; at most an hour.
_RARELY, _MOST_RARELY = 30.0, 3600.0
#: Answers that say nothing about the file: sign in again, come back later.
_TRY_AGAIN = (401, 429)
#: The hub cannot just now, or the line was too slow: the file goes on waiting.
_HUB_CANNOT = (408, 500, 502, 503, 504)
_DAMAGED_ON_THE_WAY = "digest_differs"


class FileTransfer:
    """Sends what waits and fetches what is wanted, as long as the hub is there."""

    def __init__(self, files: FileStore, telling: Telling, token: Callable[[HubConnection], Awaitable[str]]) -> None:
        self._files, self._telling, self._token = files, telling, token
        self._wake = asyncio.Event()
        self._not_before: dict[str, float] = {}

    def wake(self) -> None:
        """There is something to do, also with what came damaged time after time; on the loop's thread."""
        self._not_before.clear()
        self._wake.set()

    async def carry(self, connection: HubConnection) -> None:
        """For ever. Raises what HubConnection raises when the hub is gone, and HubRefused for 401 and 429."""
        wait = FIRST_WAIT
        while True:
            self._wake.clear()
            await self._send(connection)
            await self._fetch(connection)
            self._telling.count_again()
            self._telling.say()
            try:
                more = self._files.wanted() or self._files.unsent()
                await asyncio.wait_for(self._wake.wait(), wait if more else None)
                wait = FIRST_WAIT
            except TimeoutError:
                wait = min(wait * 2, LONGEST_WAIT)

    async def _send(self, connection: HubConnection) -> None:
        """Hand over what the hub lacks; what it will not have is kept here, with its reason."""
        for digest in self._files.unsent():
            data = await asyncio.to_thread(self._files.read, digest)
            if data is None:
                self._files.found_damaged(digest)
                continue
            try:
                await connection.upload(await self._token(connection), digest, data)
            except HubRefused as refusal:
                if refusal.status in _TRY_AGAIN:
                    raise
                if refusal.code == FROZEN:  # of one as of all
                    self._telling.takes_nothing(True)
                    return
                if refusal.status not in _HUB_CANNOT and refusal.code != _DAMAGED_ON_THE_WAY:
                    self._files.refuse(digest, str(refusal))
                continue
            self._files.sent(digest)
            self._telling.takes_nothing(False)

    async def _fetch(self, connection: HubConnection) -> None:
        """Fetch what screens have asked for; what the hub does not have, or sends damaged, stays wanted."""
        import httpx  # where a hub was called it is loaded; the start of the app need not wait for it

        for digest in self._files.wanted():
            if time.monotonic() < self._not_before.get(digest, 0.0):
                continue
            try:
                data = await connection.download(await self._token(connection), digest)
            except HubRefused as refusal:
                if refusal.status in _TRY_AGAIN:
                    raise
                log.info("file not fetched: %s", refusal.code)
                if refusal.code == FILE_DAMAGED:  # as if it had arrived so: said, and asked for again
                    self._take(digest, b"")
                continue
            except httpx.RemoteProtocolError:  # broken off in the middle: the hub fell over the file, or is gone
                log.info("file not fetched: broken off")
                continue
            await asyncio.to_thread(self._take, digest, data)

    def _take(self, digest: str, data: bytes) -> None:
        self._files.take(digest, data)
        self._not_before.pop(digest, None)
        if (often := self._files.failures(digest)) >= TRIES:
            self._not_before[digest] = time.monotonic() + min(_RARELY * 2.0 ** min(often - TRIES, 20), _MOST_RARELY)
