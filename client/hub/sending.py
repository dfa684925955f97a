"""Sending to the hub what waits: changes in batches, their receipts and refusals."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.hub.telling import Telling
from client.pace.following import trace_sending
from client.replica.worker import Replica
from client.sync_state import Cause
from shared_models.envelopes import Envelope
from shared_models.protocol import ACCEPTED, FROZEN, KNOWN, MAX_PUSH, REFUSED, PushResult

log = logging.getLogger(__name__)

#: Bytes of changes in one push.
_PUSH_BYTES = 2_000_000
#: Seconds until a hub that takes nothing for now is asked again.
_LOOK_AGAIN = 15.0
_TAKEN = (ACCEPTED, KNOWN)


class Sending:
    """Sends what one replica has not sent yet. Nothing is discarded: the replica sets aside what the hub refuses."""

    def __init__(self, replica: Replica, session: Session, telling: Telling) -> None:
        self._replica = replica
        self._session = session
        self._renewing = asyncio.Lock()
        self._telling = telling
        self._later: set[bytes] = set()

    async def token(self, connection: HubConnection) -> str:
        """A valid access token; what sends changes and what carries files never renew it both at once."""
        async with self._renewing:
            return await self._session.token(connection)

    async def push_all(self, connection: HubConnection) -> None:
        """Send what waits, oldest first, until nothing does or the hub waits itself for what comes from elsewhere.

        One request at a time, so that the hub sees the changes in their order. While it decides about a full batch,
        the receipts of the one before are written and the next is read and signed. What the hub cannot take yet holds
        up nothing behind it.
        """
        self._later, moved = set(), False
        batch, before = await self._waiting(), list[PushResult]()
        if not (batch or self._telling.state.unsent_files):  # else what waits tells whether it is over
            self._telling.takes_nothing(False)
        while batch:
            results, ahead = await asyncio.gather(self._push(connection, batch), self._meanwhile(batch, before))
            before = results if ahead and all(result.status in _TAKEN for result in results) else []
            moved = bool(before) or await self._note(results) or moved
            if any(result.code == FROZEN for result in results):  # the rest would wait just so: spare the road
                break
            batch = ahead if before else await self._waiting()
            if not batch and moved and self._later:  # what they wait for may have come meanwhile
                self._later, moved = set(), False
                batch = await self._waiting()
        self._telling.say()

    async def as_it_comes(self, connection: HubConnection, wake: asyncio.Event) -> None:
        """Send whenever something waits, for ever."""
        while True:
            wake.clear()
            await self.push_all(connection)
            frozen = self._telling.state.cause is Cause.FROZEN
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), _LOOK_AGAIN if frozen else None)

    async def _waiting(self, besides: Sequence[Envelope] = ()) -> list[Envelope]:
        """The next batch, signed, ``besides`` one that is on its way."""
        under_way = {envelope.hash for envelope in besides}
        waiting = await asyncio.wrap_future(self._replica.pending(MAX_PUSH + len(under_way), frozenset(self._later)))
        batch = bounded([envelope for envelope in waiting if envelope.hash not in under_way][:MAX_PUSH])
        if not batch:
            return []
        key = self._session.key()
        return [e if e.signature else e.signed(key) for e in batch]

    async def _push(self, connection: HubConnection, batch: Sequence[Envelope]) -> list[PushResult]:
        """Send one batch; the hub's answers, in its order."""
        begun = time.time_ns()
        answers = await connection.push(await self.token(connection), batch)
        trace_sending(self._replica.pace.traces, batch, begun)
        self._telling.heard()
        return [replace(answer, hash=sent.hash) for sent, answer in zip(batch, answers, strict=True)]

    async def _meanwhile(self, batch: Sequence[Envelope], before: Sequence[PushResult]) -> list[Envelope]:
        """While a batch is on its way: note what became of the one before, and make the next ready if it was full."""
        if before:
            await self._note(before)
        return await self._waiting(batch) if len(batch) == MAX_PUSH else []

    async def _note(self, results: Sequence[PushResult]) -> bool:
        """Write down what the hub decided about a batch; False when it has decided nothing."""
        taken = [result for result in results if result.status in _TAKEN]
        refused = [result for result in results if result.status == REFUSED]
        if taken:
            await asyncio.wrap_future(self._replica.receipts(taken))
        for result in refused:
            log.warning("the hub refused a change: %s", result.code)
            await asyncio.wrap_future(self._replica.refused(result))
        self._telling.takes_nothing(any(result.code == FROZEN for result in results))
        self._later |= {r.hash for r in results if r.status not in (*_TAKEN, REFUSED)}
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
