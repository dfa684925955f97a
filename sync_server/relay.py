"""What all hubs on one database commit, to this hub's listeners: each space's changes in the order of its log.

Another hub's changes come over the bus, early, late, twice or never. So for each space that somebody listens to, the
number is kept up to which it was published; what follows it goes out, and where there is a gap the log is read. The
ends of the logs are looked up now and then as well, so that nothing waits for a bus that is not there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Sequence

import msgpack
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from shared_models.protocol import MAX_PULL, Entry, pack
from sync_server.bus import Bus
from sync_server.database import Database
from sync_server.fanout import Fanout, Numbered
from sync_server.presence import Presence, Present
from sync_server.update_log import heads_of, since

log = logging.getLogger("forecourt.hub")
_LOOK_SECONDS = 2.0


class Relay:
    """Between database, bus and listeners of one hub; lives on its event loop."""

    def __init__(self, database: Database, bus: Bus, fanout: Fanout) -> None:
        self._database, self._bus, self._fanout = database, bus, fanout
        self._at: dict[str, int] = {}
        self._reading: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.presence: Presence | None = None
        fanout.began, fanout.ended = self._began, self._ended

    async def run(self) -> None:
        """Hear the other hubs, and look for what was not heard, for ever."""
        try:
            await asyncio.gather(self._bus.run(self._heard, self._joined), self._look())
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def committed(self, entries: Iterable[tuple[Entry, bytes]]) -> None:
        """What this hub has committed goes to its own listeners and to the other hubs."""
        by_space: dict[str, list[Numbered]] = {}
        for entry, envelope in entries:
            data = pack([entry.space, entry.seq, entry.chain, entry.stamp, envelope])
            by_space.setdefault(entry.space, []).append((entry.seq, data))
        self._offer(by_space)
        by_tenant: dict[str, list[list[object]]] = {}
        for space, numbered in by_space.items():
            told = [space, numbered[0][0], numbered[-1][0], [data for _, data in numbered]]
            by_tenant.setdefault(space.partition("/")[0], []).append(told)
        for tenant, spaces in by_tenant.items():
            message = pack(spaces)
            if len(message) > self._bus.largest:  # the numbers are enough: the others read the log
                message = pack([[*told[:3], []] for told in spaces])
            self._bus.say(f"log.{tenant}", message)

    def say_presence(self, space: str, present: Present, here: bool) -> None:
        """Tell the other hubs that somebody edits a record, or has stopped."""
        who = [present.record_type, present.record, present.person, present.name, present.device]
        self._bus.say(f"presence.{space.partition('/')[0]}", pack([space, here, who]))

    def _heard(self, subject: str, message: bytes) -> None:
        try:
            told = msgpack.unpackb(message)
            if subject.startswith("presence.") and self.presence is not None:
                space, here, who = told
                self.presence.heard(space, Present(*who), here)
            elif subject.startswith("log."):
                self._hear_of(told)
        except (ValueError, TypeError) as error:
            log.warning("a message on the bus makes no sense", extra={"error": type(error).__name__})

    def _hear_of(self, spaces: Sequence[Sequence[object]]) -> None:
        whole: dict[str, list[Numbered]] = {}
        for space, first, last, entries in spaces:
            assert isinstance(space, str)
            assert isinstance(first, int)
            assert isinstance(last, int)
            assert isinstance(entries, list)
            if entries:
                whole[space] = list(enumerate(entries, first))
            else:
                self._is_at_least(space, last)
        self._offer(whole)

    def _offer(self, by_space: dict[str, list[Numbered]]) -> None:
        """Publish what follows on what was published; where something is missing in between, read the log."""
        published = {}
        for space, numbered in by_space.items():
            at = self._at.get(space)
            new = [one for one in numbered if at is not None and one[0] > at]
            if not new:
                continue
            if at is None or space in self._reading or new[0][0] != at + 1:
                self._is_at_least(space, new[-1][0])
                continue
            self._at[space] = new[-1][0]
            published[space] = new
        if published:
            self._fanout.send(published)

    def _is_at_least(self, space: str, head: int) -> None:
        at = self._at.get(space)
        if at is None or head <= at:
            return
        reading = space in self._reading
        self._reading[space] = max(head, self._reading.get(space, 0))
        if not reading:
            task = asyncio.get_running_loop().create_task(self._read(space))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _read(self, space: str) -> None:
        """Publish from the log until all is published that is known of."""
        try:
            while (at := self._at.get(space)) is not None and at < self._reading[space]:
                entries = await run_in_threadpool(self._since, space, at)
                if not entries or self._at.get(space) != at:  # nobody listens any more, or others since
                    break
                self._at[space] = at + len(entries)
                self._fanout.send({space: list(enumerate(entries, at + 1))})
        except SQLAlchemyError as error:
            log.warning("the log cannot be read just now", extra={"error": type(error).__name__})
        finally:
            del self._reading[space]

    def _since(self, space: str, at: int) -> list[bytes]:
        with self._database.read() as connection:
            return since(connection, space, at, MAX_PULL)

    def _joined(self) -> None:
        """The bus is there again: what was said meanwhile was not heard."""
        task = asyncio.get_running_loop().create_task(self._compare())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self._compare()

    async def _compare(self) -> None:
        """Look how far the logs are that somebody listens to."""
        spaces = list(self._at)
        if not spaces:
            return
        try:
            heads = await run_in_threadpool(self._heads, spaces)
        except SQLAlchemyError as error:
            log.warning("the logs cannot be looked at just now", extra={"error": type(error).__name__})
            return
        for space, head in heads.items():
            self._is_at_least(space, head)

    def _heads(self, spaces: list[str]) -> dict[str, int]:
        with self._database.read() as connection:
            return heads_of(connection, spaces)

    def _began(self, spaces: Collection[str]) -> None:
        """Somebody listens to spaces to which nobody did; what comes before their ends of now is read by themselves."""
        with self._database.look_up() as connection:
            self._at.update(heads_of(connection, list(spaces)))

    def _ended(self, space: str) -> None:
        self._at.pop(space, None)
