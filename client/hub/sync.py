"""Keeping the replica in step with the hub: push what is pending, pull since the cursor, listen; for ever, by itself.

One asyncio loop on a thread of its own. A round connects, fetches what is missing, sends what waits, then stays
attached to the live stream until something breaks; then it waits a little longer each time and begins again. Nothing
is ever discarded here: what the hub refuses is set aside by the replica, what it cannot take now waits.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from client.changes import Changes
from client.file_store import FileStore
from client.hub.handing_in import hand_in
from client.hub.hub_connection import HubRefused, unreachable
from client.hub.locking import struck_off
from client.hub.presence import Presence
from client.hub.rounds import FirstSyncStopped, Rounds
from client.hub.session import Session, SignInNeeded
from client.hub.telling import Telling
from client.loop_thread import LoopThread, until_one_ends
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Cause, Phase, SyncState
from client.text import drills as drill_words
from client.text import sync as words
from shared_models.errors import ForecourtError
from shared_models.protocol import SPACE_FORBIDDEN

log = logging.getLogger(__name__)

#: Seconds to wait after a round that failed: from the first to the last, each time doubled, with jitter.
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0
_ALL = 10_000_000
#: Seconds between two looks whether an outage drill is over.
_DRILL_LOOK = 1.0


class Sync:
    """Keeps one replica in step with its hub, until closed."""

    def __init__(
        self,
        replica: Replica,
        reader: Reader,
        session: Session,
        files: FileStore,
        told: Callable[[SyncState], None],
        presence: Presence | None = None,
    ) -> None:
        """``told`` is called with the new :class:`SyncState` whenever it changes, on the sync thread."""
        self._replica = replica
        self._session = session
        self._telling = Telling(reader, files, told)
        self._files = files
        self.presence = presence or Presence()
        self.presence.device = session.standing.device
        self._wake = asyncio.Event()
        self._rounds = Rounds(replica, reader, session, files, self._telling, self.presence, self._wake)
        self.listening = self._rounds.listening
        self._thread = LoopThread("sync", self._keep_going)
        self._at_once = False
        self._drill_begins = asyncio.Event()
        self._stop_listening = replica.listen(self._on_change)
        self._leave_drills = session.drills.listen(self._on_drill)
        files.work.append(self._on_files)

    @property
    def state(self) -> SyncState:
        """How things stand."""
        return self._telling.state

    @property
    def history(self) -> list[tuple[datetime, SyncState]]:
        """When it came to stand how, newest last."""
        return list(self._telling.history)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Try now: somebody wants it, has signed in, the network is back. May be called from any thread."""
        self._at_once = True
        self._look()
        self._thread.post(self._rounds.transfer.wake)

    def _look(self) -> None:
        """Something waits; where the hub is away, that is no reason to try sooner."""
        self._thread.post(self._wake.set)

    def stop_first_sync(self) -> None:
        """Stop fetching; what has arrived stays, and :meth:`wake` goes on from there. May be called from any thread."""
        self._rounds.stopped = True

    def close(self) -> None:
        """Let go of the hub; what waits goes out the next time."""
        self._stop_listening()
        self._leave_drills()
        self._files.work.remove(self._on_files)
        self._thread.close()

    def _on_change(self, changes: Changes) -> None:
        self._telling.count_again()
        self._look()

    def _on_drill(self) -> None:
        """A drill has begun or ended; from any thread. What is done from now on is done without the hub."""
        if self._session.drills.on():
            self._replica.set_offline(True)
            self._thread.post(self._drill_begins.set)
        self.wake()

    def _on_files(self) -> None:
        """A file was added, or a screen wants one; from any thread."""
        self._telling.count_again()
        self._look()
        self._thread.post(self._rounds.transfer.wake)

    # --- the thread ---

    async def _keep_going(self) -> None:
        wait = FIRST_WAIT
        while True:
            self._rounds.attached = self._at_once = False
            await self._sit_out_drill()
            try:
                await self._round_unless_drill()
            except unreachable() as error:
                log.info("hub not reached: %s", type(error).__name__)
                self._telling.went_wrong(error)
                self._telling.say(phase=Phase.OFFLINE, problem=words.UNREACHABLE.format(hub=self._session.standing.hub))
            except FirstSyncStopped as stopped:
                self._telling.say(phase=Phase.OFFLINE, problem=str(stopped))
                await self._until_wanted()
            except SignInNeeded as needed:
                if await self._locked(needed):
                    return
                self._telling.went_wrong(needed)
                self._telling.say(
                    phase=Phase.SIGNED_OUT if self._session.enrolled else Phase.NOT_ENROLLED,
                    problem=str(needed),
                )
            except HubRefused as refusal:
                if await self._locked(refusal):
                    return
                self._on_refusal(refusal)
            except Exception as error:  # the sync loop's door: whatever went wrong, work goes on and it is tried again
                log.exception("sync round failed")
                self._telling.went_wrong(error)
                self._telling.say(phase=Phase.OFFLINE, problem=words.UNEXPECTED)
            wait = FIRST_WAIT if self._rounds.attached or self._at_once else min(wait * 2, LONGEST_WAIT)
            await self._pause(wait * random.uniform(0.5, 1.0))

    async def _sit_out_drill(self) -> None:
        """As long as an outage drill is on, leave the hub alone and tell what waits."""
        self._drill_begins.clear()
        while self._session.drills.on():
            self._replica.set_offline(True)
            self._wake.clear()
            self._telling.say(phase=Phase.OFFLINE, cause=Cause.DRILL, problem=drill_words.RUNS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _DRILL_LOOK)

    async def _round_unless_drill(self) -> None:
        """One round, which a drill cuts off in the middle of whatever it is doing."""
        await until_one_ends([self._rounds.run(), self._begun_drill()])

    async def _begun_drill(self) -> None:
        await self._drill_begins.wait()

    async def _locked(self, error: BaseException) -> bool:
        """Whether device or person is struck off: then what waits was handed in, and nothing more is written here."""
        who = struck_off(error)
        if who is None:
            return False
        connection = self._session.connection()
        locked = False
        try:
            self._replica.lock()
            waiting = await asyncio.wrap_future(self._replica.pending(_ALL))
            locked = await hand_in(connection, self._session, who, waiting)
        except ForecourtError as problem:
            log.warning("could not hand in what waits: %s", problem)
        except unreachable() as problem:
            log.warning("could not hand in what waits: %s", type(problem).__name__)
        finally:
            await connection.close()
            if not locked:
                self._replica.unlock()
        if locked:
            self._telling.say(phase=Phase.LOCKED, problem="")
        return locked

    async def _until_wanted(self) -> None:
        """The person has stopped the fetching: wait until somebody wants the hub again."""
        self._wake.clear()
        await self._wake.wait()
        self._rounds.stopped = False

    def _on_refusal(self, refusal: HubRefused) -> None:
        self._telling.went_wrong(refusal)
        if refusal.status == 401 or refusal.code == SPACE_FORBIDDEN:  # its rights are others than we know: ask which
            self._session.forget_token()
        self._telling.say(phase=Phase.OFFLINE, problem=str(refusal))

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until somebody wants the hub."""
        self._wake.clear()
        self._telling.say()
        until = time.monotonic() + seconds
        while not self._at_once and (left := until - time.monotonic()) > 0:
            try:
                await asyncio.wait_for(self._wake.wait(), left)
            except TimeoutError:
                return
            self._wake.clear()
            self._telling.say()
            if self.state.phase in (Phase.SIGNED_OUT, Phase.NOT_ENROLLED) and self._session.signed_in:
                return
