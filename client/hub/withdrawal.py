"""At each contact: what the person may no longer receive leaves the device, once its unsent work is in good hands.

What is still allowed is sent as always. What the hub refuses because of the space it keeps for a manager's decision
and says so; until it has said so of every change, nothing is taken away here.
"""

from __future__ import annotations

import asyncio
import logging

from client.file_store import FileStore
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.locking import overwrite
from client.hub.sending import bounded
from client.hub.session import Session
from client.replica.backups import folder_of
from client.replica.worker import Replica
from shared_models.envelopes import Envelope
from shared_models.protocol import ACCEPTED, KNOWN, MAX_PUSH

log = logging.getLogger(__name__)

_ALL = 10_000_000


class Withdrawal:
    """Compares the spaces of one replica with those of its person, and takes away what is too much."""

    def __init__(self, replica: Replica, session: Session, files: FileStore) -> None:
        self._replica, self._session, self._files = replica, session, files

    async def withdraw(self, connection: HubConnection, token: str) -> None:
        """Do so. Raises what the connection raises when the hub is gone: the next contact goes on."""
        mine = self._session.standing.spaces
        spaces = await asyncio.wrap_future(self._replica.foreign_spaces(mine)) if mine else []
        if spaces and await self._salvaged(connection, token, frozenset(spaces)):
            log.warning("rights were taken away: %d spaces leave this device", len(spaces))
            files = await asyncio.wrap_future(self._replica.withdraw(spaces))
            for digest in files:
                self._files.remove(digest)
            await asyncio.to_thread(self._drop_backups)

    async def _salvaged(self, connection: HubConnection, token: str, spaces: frozenset[str]) -> bool:
        """Whether the hub has, in its log or in escrow, all that this device made in the spaces."""
        waiting = await asyncio.wrap_future(self._replica.pending(_ALL))
        left = [envelope for envelope in waiting if envelope.space in spaces]
        for digest in self._files.unsent() if left else ():
            await self._send_file(connection, token, digest)
        while left:
            batch = bounded(left[:MAX_PUSH])
            if not await self._handed_over(connection, token, batch):
                return False
            left = left[len(batch) :]
        return True

    async def _handed_over(self, connection: HubConnection, token: str, batch: list[Envelope]) -> bool:
        key = self._session.key()
        signed = [each if each.signature else each.signed(key) for each in batch]
        results, kept = await connection.hand_over(token, signed)
        open_ones = [r.code for r in results if r.status not in (ACCEPTED, KNOWN) and r.hash not in kept]
        if open_ones:
            log.warning("the hub does not keep what this device may not send: %s", open_ones[0])
        return not open_ones

    async def _send_file(self, connection: HubConnection, token: str, digest: str) -> None:
        data = await asyncio.to_thread(self._files.read, digest)
        try:
            if data is not None:
                await connection.upload(token, digest, data)
                self._files.sent(digest)
        except HubRefused as refusal:
            log.info("a file is left behind: %s", refusal.code)

    def _drop_backups(self) -> None:
        """Backups of before hold what was taken away; the next one that is due is made of what is left."""
        replica = self._session.replica_path()
        for path in sorted(folder_of(replica).glob(f"{replica.stem}*")):
            if path.is_file():
                overwrite(path)
