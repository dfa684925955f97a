"""Sending to the hub what waits: changes in batches, their receipts and refusals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.hub.telling import Telling
from client.replica.worker import Replica
from shared_models.envelopes import Envelope
from shared_models.protocol import ACCEPTED, KNOWN, MAX_PUSH, REFUSED

log = logging.getLogger(__name__)

#: Bytes of changes in one push.
_PUSH_BYTES = 2_000_000


class Sending:
    """Sends what one replica has not sent yet. Nothing is discarded: the replica sets aside what the hub refuses."""

    def __init__(self, replica: Replica, session: Session, telling: Telling) -> None:
        self._replica = replica
        self._session = session
        self._renewing = asyncio.Lock()
        self._telling = telling

    async def token(self, connection: HubConnection) -> str:
        """A valid access token; what sends changes and what carries files never renew it both at once."""
        async with self._renewing:
            return await self._session.token(connection)

    async def push_all(self, connection: HubConnection) -> None:
        """Send what waits, oldest first, until nothing does or the hub asks to wait."""
        while waiting := await asyncio.wrap_future(self._replica.pending(MAX_PUSH)):
            if not await self._push(connection, bounded(waiting)):
                break
        self._telling.say()

    async def as_it_comes(self, connection: HubConnection, wake: asyncio.Event) -> None:
        """Send whenever something waits, for ever."""
        while True:
            wake.clear()
            await self.push_all(connection)
            await wake.wait()

    async def _push(self, connection: HubConnection, batch: Sequence[Envelope]) -> bool:
        """Send one batch; False when the hub has decided nothing."""
        key = self._session.key()
        answers = await connection.push(
            await self.token(connection), [e if e.signature else e.signed(key) for e in batch]
        )
        results = [replace(answer, hash=sent.hash) for sent, answer in zip(batch, answers, strict=True)]
        self._telling.heard()
        taken = [r for r in results if r.status in (ACCEPTED, KNOWN)]
        refused = [r for r in results if r.status == REFUSED]
        if taken:
            await asyncio.wrap_future(self._replica.receipts(taken))
        for result in refused:
            log.warning("the hub refused a change: %s", result.code)
            await asyncio.wrap_future(self._replica.refused(result))
        self._telling.count_again()
        return bool(taken or refused)


def bounded(envelopes: Sequence[Envelope]) -> list[Envelope]:
    """As many of them, from the front, as go into one request."""
    chosen: list[Envelope] = []
    size = 0
    for envelope in envelopes:
        size += len(envelope.payload) + 400
        if chosen and size > _PUSH_BYTES:
            break
        chosen.append(envelope)
    return chosen
