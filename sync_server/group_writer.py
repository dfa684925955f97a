"""Group commit: what many requests want written goes to disk in one transaction, by one thread.

A job is a function of the connection. Whoever hands one in waits until it is *durable*. If any job of a group fails,
nothing of the group is kept and each is tried again alone, so that one bad job harms only itself. A group that only
met another hub's work (a deadlock, say) is tried again as it is. One whose connection broke is not: nobody knows
whether it was committed, and whoever handed it in is told to ask again.

A small job that comes while nothing else is written is done on the event loop itself, where the database allows it:
to wake a thread and to be woken by it takes longer than the job. The loop is given as much time for others as the last
such job took, and a disk that is slow is left to the thread.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from sync_server.database import Database, Occupied

T = TypeVar("T")
Job = Callable[[Connection], Any]
#: Called on the event loop with what the jobs of a committed group returned, before anyone who waits is told.
AfterCommit = Callable[[Sequence[Any]], None]

log = logging.getLogger("forecourt.hub")
_LARGEST_GROUP = 64
#: How often a group is tried that meets other hubs' work each time.
_MOST_TRIES = 8
#: Seconds that jobs on the event loop may take; of how many one has to be that quick; where none is, how many times
#: as long as the last one took the thread has them.
_BRIEF, _LOOKED_AT, _REST = 0.005, 8, 50


@dataclass(frozen=True, slots=True)
class _Asked:
    """A job, the spaces to whose logs it writes, and who waits for it."""

    job: Job
    spaces: frozenset[str]
    answer: asyncio.Future[Any]


class GroupWriter:
    """The only writer of a running hub. Lives on one event loop."""

    def __init__(self, database: Database, after_commit: AfterCommit = lambda outcomes: None) -> None:
        self._database = database
        self._after_commit = after_commit
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hub-writer")
        self._waiting: deque[_Asked] = deque()
        self._task: asyncio.Task[None] | None = None
        self.groups = self.jobs = 0
        self.seconds = 0.0
        self._took = deque([0.0], _LOOKED_AT)
        self._rested = 0.0

    async def write(self, job: Callable[[Connection], T], spaces: Collection[str] = (), *, brief: bool = False) -> T:
        """Run a job within a transaction and return its result once that is on disk; raises what the job raised.

        ``spaces``: those to whose logs it may write; ``brief``: it takes next to no time. A job may be run again after
        its transaction has failed.
        """
        if brief and (self._task is None or self._task.done()) and time.perf_counter() >= self._rested:
            try:
                return await self._write_at_once(job)
            except Occupied:
                log.debug("somebody else writes just now")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(job, frozenset(spaces), answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await answer

    @property
    def waiting(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._waiting)

    async def close(self) -> None:
        """Finish what was handed in, then stop."""
        if self._task is not None:
            await asyncio.wait([self._task])
        self._thread.shutdown()

    async def _write_at_once(self, job: Callable[[Connection], T]) -> T:
        began = time.perf_counter()
        with self._database.write_at_once() as connection:
            outcome = job(connection)
        took = time.perf_counter() - began
        self._took.append(took)
        self._rested = began + took + took * (1 if min(self._took) < _BRIEF else _REST)
        self.groups, self.jobs, self.seconds = self.groups + 1, self.jobs + 1, self.seconds + took
        asyncio.get_running_loop().call_soon(self._after_commit, [outcome])
        await asyncio.sleep(0)  # so that it is published before whoever handed it in is told, as with a group
        return outcome

    async def _run(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(_LARGEST_GROUP, len(self._waiting)))]
            if not await self._commit(group) and len(group) > 1:
                for one in group:
                    await self._commit([one])

    async def _commit(self, group: list[_Asked]) -> bool:
        """Commit a group and tell those who wait; False when a group of several has to be tried one by one."""
        began = time.perf_counter()
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._transact, group)
        await asyncio.wait([running])
        self.groups, self.jobs = self.groups + 1, self.jobs + len(group)
        self.seconds += time.perf_counter() - began
        error = running.exception()
        if error is None:
            outcomes = running.result()
            # Called by the loop, not here: a fault in it must not keep those who wait from their answer.
            asyncio.get_running_loop().call_soon(self._after_commit, outcomes)
            for asked, outcome in zip(group, outcomes, strict=True):
                if not asked.answer.done():
                    asked.answer.set_result(outcome)
        elif len(group) == 1 or (isinstance(error, DBAPIError) and error.connection_invalidated):
            for asked in group:
                if not asked.answer.done():
                    asked.answer.set_exception(error)
            return True
        return error is None

    def _transact(self, group: list[_Asked]) -> list[Any]:
        spaces = frozenset[str]().union(*(asked.spaces for asked in group))
        for tries_left in reversed(range(_MOST_TRIES)):
            try:
                with self._database.write() as connection:
                    self._database.lock(connection, spaces)
                    return [asked.job(connection) for asked in group]
            except DBAPIError as error:
                if not tries_left or not self._database.collided(error):
                    raise
                log.info("a transaction met another hub's and is tried again", extra={"error": type(error).__name__})
        raise AssertionError("the last try either returned or raised")
