"""The conversation with one neighbour: each offers what the other lacks, and takes in what it is given, until one goes.

Both directions run at once. Whoever receives sets the pace: it asks for a portion, takes it in, and asks for the next,
in transactions short enough that an edit on this device hardly waits. What was taken in stays, so a conversation that
was cut goes on where it ended, with whomever.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from client.changes import Changes
from client.loop_thread import until_one_ends
from client.reading.queries import Reader
from client.replica.offering import Offering
from client.replica.worker import Replica
from client.roads.handshake import Met, Papers, shared_spaces
from client.roads.vouching import vouched
from client.roads.wire import Wire
from shared_models.envelopes import Envelope, unpack
from shared_models.errors import EnvelopeRefused, TooLarge
from shared_models.neighbours import (
    ALIVE,
    BREATH,
    GIVEN,
    GIVEN_BYTES,
    KEPT,
    MAX_HASHES,
    OFFER,
    STAND,
    WANT,
    NeighbourRefused,
    join_hashes,
    split_hashes,
)  # fmt: skip
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read_space

#: Changes asked for at once; hashes that one conversation may bring; seconds in which edits are gathered to one offer.
_PORTION, _MOST_OFFERED, _GATHER = 500, 300_000, 0.2
#: Changes in one transaction: at least, at most; seconds that one should take.
_FEWEST, _MOST, _SHORT = 10, 400, 0.05
_READ_AT_ONCE = 100


class Exchange:
    """One conversation, after the handshake."""

    def __init__(self, wire: Wire, met: Met, papers: Papers, replica: Replica, changed: Callable[[], None]) -> None:
        """``changed`` is called whenever what is told of the conversation is another."""
        self.wire, self.met = wire, met
        self._papers, self._replica, self._changed = papers, replica, changed
        self._reader = Reader(replica.database)
        self._offering = Offering(self._reader, papers.identity.device)
        self._loop = asyncio.get_running_loop()
        self._ending: asyncio.Future[str] = self._loop.create_future()
        self._wake = asyncio.Event()
        #: Set once everything was exchanged for the first time.
        self.stepped = asyncio.Event()
        self.spaces: frozenset[str] = frozenset()
        self.got = self.given = 0
        #: Why changes that came were not taken in, by hash.
        self.left_out: dict[bytes, str] = {}
        self.in_step_at: datetime | None = None
        self._told: dict[bytes, None] = {}
        self._theirs: set[bytes] = set()
        self._wanted: asyncio.Queue[list[bytes]] = asyncio.Queue()
        self._lacking: deque[bytes] = deque()
        self._asked: set[bytes] = set()
        self._fetching = False
        self._offered = self._kept = 0
        self._offered_once = self._heard_once = False
        self._slice = _FEWEST

    @property
    def in_step(self) -> bool:
        """Whether each side has dealt with all that the other offered."""
        mine = self._heard_once and not self._fetching and not self._lacking
        return mine and self._offered_once and self._kept == len(self._told)

    def end(self, code: str) -> None:
        """Have it end for this reason."""
        if not self._ending.done():
            self._ending.set_result(code)

    async def run(self) -> None:
        """Exchange until something ends it: raises NeighbourRefused, OSError or ForecourtError."""
        stop = self._replica.listen(self._on_change)
        try:
            logged = await self._stand()
            await until_one_ends([self._hear(), self._tell(logged), self._give(), self._breathe(), self._until_ended()])
        finally:
            stop()

    async def _until_ended(self) -> None:
        raise NeighbourRefused(await self._ending)

    def _on_change(self, _changes: Changes) -> None:
        """On the replica's worker after each commit."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    # --- where both stand ---

    async def _stand(self) -> list[bytes]:
        """Tell where this device stands; what of the hub's logs the other lacks."""
        generation, cursors = await asyncio.to_thread(self._logs)
        keys = self._papers.exchange_keys
        readable = [space for space in keys if may_read_space(self.met.person, space, RECORD_TYPES)]
        proofs = {space: self.met.transcript.space_proof(keys[space], space, own=True) for space in readable}
        self.wire.say(STAND, generation, {space: [cursors.get(space, 0), proofs[space]] for space in readable})
        name, parts = await self.wire.message()
        if name != STAND:
            raise NeighbourRefused("not_forecourt")
        shared = shared_spaces(self._papers, self.met, parts[1])
        self.spaces = frozenset(shared)
        behind = {space: seq for space, seq in shared.items() if seq < cursors.get(space, 0)}
        if not behind or not generation or parts[0] != generation:
            return []
        return await asyncio.to_thread(self._offering.logged, behind)

    def _logs(self) -> tuple[str, dict[str, int]]:
        return (self._reader.meta("hub_generation") or b"").decode(), self._reader.cursors()

    # --- from here to there ---

    async def _tell(self, logged: Sequence[bytes]) -> None:
        """Offer what there is, then whatever comes to be."""
        while True:
            self._wake.clear()
            waiting = await asyncio.to_thread(self._offering.waiting, self.spaces)
            fresh = [each for each in (*logged, *waiting) if each not in self._told and each not in self._theirs]
            fresh, logged = list(dict.fromkeys(fresh)), ()
            for at in range(0, max(len(fresh), 0 if self._offered_once else 1), MAX_HASHES):
                some = fresh[at : at + MAX_HASHES]
                self._told |= dict.fromkeys(some)
                self.wire.say(OFFER, join_hashes(some))
                await self.wire.flush()
            self._offered_once = True
            self._step()
            await self._wake.wait()
            await asyncio.sleep(_GATHER)

    async def _give(self) -> None:
        """Answer what the other side wants, one question after the other."""
        while True:
            wanted = await self._wanted.get()
            if not all(digest in self._told for digest in wanted):
                raise NeighbourRefused("not_offered")
            for at in range(0, len(wanted), _READ_AT_ONCE):
                await self._hand_over(await asyncio.to_thread(self._ready, wanted[at : at + _READ_AT_ONCE]))
            self.wire.say(GIVEN, [], True)
            await self.wire.flush()
            self._changed()

    def _ready(self, hashes: Sequence[bytes]) -> list[Envelope]:
        """These changes, signed, as far as they may go to the other side."""
        found = [each for each in self._offering.envelopes(hashes) if each.space in self.spaces]
        return vouched(found, self._papers.identity.device, self._papers.key)

    async def _hand_over(self, envelopes: Sequence[Envelope]) -> None:
        run, size = list[bytes](), 0
        for packed in (each.pack() for each in envelopes):
            if run and size + len(packed) > GIVEN_BYTES:
                self.wire.say(GIVEN, run, False)
                await self.wire.flush()
                run, size = [], 0
            run.append(packed)
            size += len(packed)
        if run:
            self.wire.say(GIVEN, run, False)
            await self.wire.flush()
        self.given += len(envelopes)

    async def _breathe(self) -> None:
        while True:
            await asyncio.sleep(BREATH)
            self.wire.say(ALIVE)

    # --- from there to here ---

    async def _hear(self) -> None:
        """Follow what the other side says. Nothing here waits for the other side to read: both would wait for ever."""
        while True:
            name, parts = await self.wire.message()
            await self._follow(name, parts)

    async def _follow(self, name: str, parts: list[Any]) -> None:
        if name == OFFER:
            await self._hear_offer(split_hashes(parts[0]))
        elif name == WANT:
            if not self._wanted.empty():
                raise NeighbourRefused("too_fast")
            self._wanted.put_nowait(split_hashes(parts[0]))
        elif name == GIVEN:
            await self._take(parts[0], parts[1])
        elif name == KEPT:
            self._kept = parts[0]
            self._step()
        elif name != ALIVE:
            raise NeighbourRefused("not_forecourt")

    async def _hear_offer(self, hashes: list[bytes]) -> None:
        self._offered += len(hashes)
        if self._offered > _MOST_OFFERED:
            raise NeighbourRefused("too_large")
        self._theirs.update(hashes)
        self._lacking.extend(await asyncio.to_thread(self._offering.lacking, hashes))
        self._heard_once = True
        if not self._fetching:
            self._ask()

    def _ask(self) -> None:
        """Ask for the next portion; where nothing is lacking, say so."""
        portion = [self._lacking.popleft() for _ in range(min(_PORTION, len(self._lacking)))]
        self._asked, self._fetching = set(portion), bool(portion)
        if portion:
            self.wire.say(WANT, join_hashes(portion))
        else:
            self.wire.say(KEPT, self._offered)
            self._step()

    async def _take(self, packed: list[bytes], last: bool) -> None:
        """Take in what was asked for, and nothing else. The next portion comes on its way meanwhile."""
        if not self._fetching:
            raise NeighbourRefused("not_offered")
        self._check(packed)
        more = last and bool(self._lacking)
        if more:
            self._ask()
        while packed:
            some, packed = packed[: self._slice], packed[self._slice :]
            await self._take_in(some)
        if last and not more:
            self._ask()

    def _check(self, packed: Sequence[bytes]) -> None:
        try:
            envelopes = [unpack(each) for each in packed]
        except (EnvelopeRefused, TooLarge) as error:
            raise NeighbourRefused("forged") from error
        for each in envelopes:
            if each.hash not in self._asked or each.space not in self.spaces:
                raise NeighbourRefused("not_offered")
            self._asked.discard(each.hash)

    async def _take_in(self, some: Sequence[bytes]) -> None:
        began = time.perf_counter()
        try:
            taken = await asyncio.wrap_future(self._replica.take_in(some))
        except (EnvelopeRefused, TooLarge) as error:
            raise NeighbourRefused("forged") from error
        self.got += taken.new + taken.awaiting
        self.left_out |= {digest: reason for digest, _, reason in taken.left_out}
        fitting = int(len(some) * _SHORT / max(time.perf_counter() - began, 0.001))
        self._slice = max(_FEWEST, min(_MOST, 2 * self._slice, fitting))
        self._changed()

    def _step(self) -> None:
        if self.in_step:
            self.in_step_at = datetime.now(UTC)
            self.stepped.set()
        self._changed()
