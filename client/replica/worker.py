"""The replica: the device's whole truth, owned by one worker thread.

Everything that changes it comes through :meth:`Replica.execute` (a person's command) or :meth:`Replica.receive` (the
hub's entries), is written in one SQLite transaction, and leaves as one ``changed`` call with what was touched.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from client.changes import Arrival, Changes, Identity, Outcome
from client.commands import Command, Decision, Import, Settling, UndoImport
from client.pace.recording import Pace, Timed
from client.replica import erasing, rebuilding, restoring, stakes
from client.replica.backups import unheeding
from client.replica.carried import Carried, Taken
from client.replica.chains import Chains
from client.replica.database import Database, ReplicaDamaged, get_meta, keep_aside, set_meta, translated
from client.replica.deeds import Deeds
from client.replica.document_store import DocumentStore
from client.replica.execution import Execution
from client.replica.file_keys import FileKeys
from client.replica.first_pages import FirstPages, Start
from client.replica.giving_back import GivingBack, Known, Place
from client.replica.incarnation import actor_of, keep_owner, take_over
from client.replica.intake import Intake
from client.replica.replica_tables import PENDING
from client.replica.restoring import Restored
from client.replica.set_aside import SetAside
from client.replica.transactions import transaction
from client.replica.withdrawing import Withdrawing
from client.text import replica as words
from shared_models.clock import HybridClock, system_milliseconds
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.protocol import Entry, FirstPage, PushResult
from shared_models.rights import Principal
from shared_models.roster import Roster

log = logging.getLogger(__name__)
T = TypeVar("T")
Listener = Callable[[Changes], None]


class ReplicaClosed(ForecourtError):
    """The replica is being closed and takes no more work."""

    code = "replica_closed"


class Replica:
    """One open replica. Methods may be called from any thread; each hands its work to the one worker."""

    def __init__(
        self, path: Path, identity: Identity, progress: rebuilding.Progress | None = None, keys: FileKeys | None = None
    ) -> None:
        """Open (or create) the file; ``keys`` as :class:`Database` takes them.

        Raises what that raises; see :func:`recover` for a damaged one."""
        self.database = Database(path, keys)
        #: How long its work takes, and that of all who work with it.
        self.pace = Pace()
        with ExitStack() as unless_ready, translated(path):
            unless_ready.callback(self.database.abandon)
            self._prepare(identity, progress)
            unless_ready.pop_all()
        self._listeners: list[Listener] = []
        self._offline = True
        self._locked = False
        self._synced = True  # as the database opens its file
        self._closed = False
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="replica")

    def _prepare(self, identity: Identity, progress: rebuilding.Progress | None) -> None:
        writer = self.database.writer
        last = get_meta(writer, "stamp")
        self.clock = HybridClock(int.from_bytes(last or b"\0", "big"))
        take_over(writer, identity.device)
        keep_owner(writer, identity)
        self._store = DocumentStore(writer, self.clock, actor_of(writer, self.database.path))
        self._execution = Execution(self._store, identity)
        self._set_aside = SetAside(self._store)
        self._intake = Intake(self._store, self._set_aside, self.pace.turns.give_way)
        self._carried = Carried(self._store, self._intake)
        self._chains = Chains(writer)
        self._giving_back = GivingBack(self._store)
        self._withdrawing = Withdrawing(self._store)
        stakes.bring_up_to_date(writer)
        self._deeds = Deeds(self._store)
        self._deeds.forget_old(system_milliseconds())
        self._first_pages = FirstPages(self._store)
        rebuilding.rebuild_if_needed(self._store, progress)

    # --- what happens to it ---

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener`` called after every commit, on the worker's thread; returns the way to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def execute(self, command: Command, initiator: object | None = None, noted: bool = False) -> Future[Outcome]:
        """Carry out a person's command; the future resolves once it is on the disk. ``noted``: to be undone later."""

        def carry_out() -> Outcome:
            if self._locked:
                raise ReplicaClosed(words.CLOSED)
            mark, step = self._deeds.mark() if noted else 0, _step_of(command)
            many = isinstance(step, Import | UndoImport)
            with self.pace.during(Timed.IMPORT) if many else nullcontext():
                outcome = self._execution.run(step, initiator, self._offline)
            if isinstance(command, Settling):
                told = self._set_aside.settle(command.cause, command.decision, self.identity.person, command.note)
                touched = (*outcome.changes.touched, *told.touched)
                outcome = replace(outcome, changes=replace(outcome.changes, touched=touched))
            return self._deeds.note(step, outcome, mark, self.identity.person) if noted else outcome

        return self._submit(carry_out, lambda o: o.changes)

    def receive(self, entries: Sequence[Entry]) -> Future[Changes]:
        """Take in log entries from the hub, in one transaction with their cursors."""
        arrival = Arrival(tuple(entry.envelope.hash for entry in entries), time.time_ns())

        def take_in() -> Changes:
            with self.pace.during(Timed.SYNC):
                self._chains.follow(entries)
                changes = self._intake.entries(entries)
                late = self._carried.release(self.identity, changes.touched)
                return replace(changes, touched=(*changes.touched, *late), arrival=arrival)

        return self._submit(take_in, lambda c: c, synced=False)

    def take_in(self, envelopes: Sequence[bytes], roster: Roster | None = None) -> Future[Taken]:
        """Take in changes that another device or a file has brought; ``roster`` counts if it is later than ours.

        Raises EnvelopeRefused where one of them was forged, and nothing is applied then.
        """
        return self._submit(
            lambda: self._carried.take(self.identity, envelopes, roster), lambda t: Changes(t.touched, remote=True)
        )

    def keep_roster(self, roster: Roster) -> Future[None]:
        """Keep the hub's roster, unless a later one is known."""
        return self._submit(lambda: self._carried.keep(roster))

    def compare_chains(self, shown: Mapping[str, tuple[int, bytes]]) -> Future[None]:
        """Check what the hub says stands in its logs at our cursors; see :meth:`Chains.compare`."""
        return self._submit(lambda: self._chains.compare(shown))

    def receipts(self, results: Sequence[PushResult]) -> Future[Changes]:
        """Note what the hub has taken of our own."""
        return self._submit(lambda: self._intake.receipts(results), lambda c: c, synced=False)

    def refused(self, result: PushResult) -> Future[Changes]:
        """Set aside a change the hub refused."""
        return self._submit(lambda: self._set_aside.refuse(result), lambda c: c)

    def settle(self, cause: bytes, decision: Decision, note: str = "") -> Future[Changes]:
        """Write down what the person decided about a refusal; ``cause`` is the hash of the refused change."""
        person = self.identity.person
        return self._submit(lambda: self._set_aside.settle(cause, decision, person, note), lambda c: c)

    def first_page(self, space: str, page: FirstPage, start: Start) -> Future[Changes]:
        """Take in one page of a space's first sync; after the last, the log goes on from ``start``."""
        last = page.following is None

        def take_in() -> Changes:
            with self.pace.during(Timed.SYNC):
                return self._first_pages.take(space, page, start)

        return self._submit(take_in, lambda c: c, synced=last)

    def adopt(self, rows: Iterable[Mapping[str, Any]]) -> Future[Changes]:
        """Take over unsent changes salvaged from a damaged file."""
        return self._submit(lambda: self._intake.adopt(rows, self.identity), lambda c: c)

    def restore(
        self, backup: Path, progress: rebuilding.Progress = unheeding, called: Path | None = None,
        key: bytes | None = None,
    ) -> Future[Restored]:  # fmt: skip
        """Merge a backup in; nothing that is here is taken away. Raises NotABackup; see :func:`restoring.restore`.

        ``key`` opens one that was made on another device.
        """
        keys = (*self.database.keys.all(), *((key,) if key else ()))
        return self._submit(
            lambda: restoring.restore(self._store, self._intake, backup, self.identity, keys, progress, called),
            lambda r: Changes(r.touched, remote=True),
        )

    def write(self, job: Callable[[Any], T], touched: Callable[[T], Changes] | None = None) -> Future[T]:
        """Run a write of local-only data (scores, saved indexes) with the worker's connection, in a transaction."""
        return self._submit(lambda: job(self.database.writer), touched)

    def clean_pages(self) -> Future[bool]:
        """Write the file anew without what was erased; False where that is to be tried again."""
        return self._submit(lambda: erasing.clean_pages(self.database.writer), writes=False)

    def pending(self, limit: int, later: frozenset[bytes] = frozenset()) -> Future[list[Envelope]]:
        """The oldest changes the hub lacks, in the order they came to be here, but for those in ``later``.

        Those made on this device are unsigned; those of others bear their signatures.
        """
        return self._submit(lambda: self._pending(limit, later), writes=False)

    def hub_known(self) -> Future[Known]:
        """What is known of the hub: its generation, and where we are in its logs."""
        return self._submit(self._giving_back.known, writes=False)

    def places(self, space: str) -> Future[list[Place]]:
        """The places of a space's log that are known here, rising."""
        return self._submit(lambda: self._giving_back.places(space), writes=False)

    def added_to(self) -> Future[list[str]]:
        """The spaces to which this device has added without receiving them."""
        return self._submit(self._giving_back.added_to, writes=False)

    def give_back(self, space: str, common: Place) -> Future[Changes]:
        """The hub has lost what came after this place: all of it waits for the hub again."""
        return self._submit(lambda: self._giving_back.give_back(space, common, self.identity), lambda c: c)

    def foreign_spaces(self, mine: Sequence[str]) -> Future[list[str]]:
        """Spaces of which something is here though they are not the person's (any more)."""
        me = self.identity
        principal = Principal(me.person, me.tenant, me.role, me.store)

        def look() -> list[str]:
            self._withdrawing.scrub()  # where a crash came in between
            return self._withdrawing.foreign(mine, principal)

        return self._submit(look, writes=False)

    def withdraw(self, spaces: Sequence[str]) -> Future[frozenset[str]]:
        """Take spaces out of the file; resolves, once no byte of them is in it, to the digests of files to be gone."""

        def take_away() -> frozenset[str]:
            done = self._transact(lambda: self._withdrawing.drop(spaces), lambda w: w.changes)
            self._withdrawing.scrub()
            return done.files

        return self._submit(take_away, writes=False)

    def to_give_back(self) -> Future[dict[str, tuple[int, int, int]]]:
        """What the hub is to be told about :meth:`give_back`."""
        return self._submit(self._giving_back.to_tell, writes=False)

    def given_back(self, generation: str, put_back: bool = False) -> Future[None]:
        """The hub was told; this is its generation, and whether it was ever put back from a backup."""
        return self._submit(lambda: self._giving_back.settled(generation, put_back))

    def keep_numbers(self) -> Future[Changes]:
        """Ask the hub for document numbers where this device runs short of them; writes nothing where it does not."""
        return self._submit(self._keep_numbers, writes=False)

    def _keep_numbers(self) -> Changes:
        execution = self._execution
        execution.offline = self._offline
        if self._locked or not execution.numbering.wanted(execution):
            return Changes()
        return self._transact(lambda: Changes(tuple(execution.numbering.keep(execution))), lambda c: c)

    def set_offline(self, offline: bool) -> None:
        """Tell whether the hub can be reached; noted in the envelope of each change made from now on."""
        self._offline = offline

    def lock(self) -> None:
        """Take no more commands: the device is being locked, and what would come now could not be handed in."""
        self._locked = True

    def unlock(self) -> None:
        """Take commands again."""
        self._locked = False

    def sign_in_as(self, identity: Identity) -> None:
        """Another person uses the device; waits until what was begun is done."""

        def change() -> None:
            self._execution.identity = identity

        self._submit(change, writes=False).result()

    @property
    def identity(self) -> Identity:
        """On whose behalf changes are made at the moment."""
        return self._execution.identity

    def close(self) -> None:
        """Finish what was begun and close the file."""
        if not self._closed:
            self._closed = True
            self._worker.shutdown()
            self.database.close()

    # --- the worker ---

    def _submit(
        self, job: Callable[[], T], touched: Callable[[T], Changes] | None = None, writes: bool = True,
        synced: bool = True,
    ) -> Future[T]:  # fmt: skip
        try:
            return self._worker.submit(lambda: self._transact(job, touched, synced) if writes else job())
        except RuntimeError:  # what an executor says that is shut down
            closed: Future[T] = Future()
            closed.set_exception(ReplicaClosed(words.CLOSED))
            return closed

    def _transact(self, job: Callable[[], T], touched: Callable[[T], Changes] | None = None, synced: bool = True) -> T:
        """Run a job in one transaction: all of it, or nothing, and ``synced`` to the disk before anybody is told.

        What the hub has need not be synced: after a power cut the file is as it was before, its cursors with it, and
        the hub tells it again. The next transaction that is synced takes it along.
        """
        writer = self.database.writer
        with translated(self.database.path), ExitStack() as unless_written:
            self._sync_commits(synced)
            unless_written.callback(self._store.forget_open)
            with transaction(writer):
                result = job()
                set_meta(writer, "stamp", self.clock.last.to_bytes(8, "big"))
            unless_written.pop_all()
        if touched is not None:
            self._tell(touched(result))
        return result

    def _sync_commits(self, wanted: bool) -> None:
        """Have SQLite sync what is committed from now on, or not; only said where it is another than before."""
        if wanted != self._synced:
            self.database.writer.execute(f"PRAGMA synchronous = {'FULL' if wanted else 'NORMAL'}")
            self._synced = wanted

    def _tell(self, changes: Changes) -> None:
        if changes.touched:
            for listener in list(self._listeners):
                listener(changes)

    def _pending(self, limit: int, later: frozenset[bytes]) -> list[Envelope]:
        """Those of other devices whose signatures are not known wait too, until these devices give them back."""
        rows = self.database.writer.execute(
            "SELECT kind, space, document, type, author, device, stamp, offline, version, hash, payload, "
            "coalesce(signature, x'') FROM change "
            "WHERE state = ? AND (device = ? OR signature IS NOT NULL) ORDER BY number LIMIT ?",
            (PENDING, self.identity.device, limit + len(later)),
        )
        return [_envelope(row) for row in rows.fetchall() if row[9] not in later][:limit]


def recover(path: Path, identity: Identity) -> tuple[Replica, Path, list[dict[str, Any]]]:
    """Start anew beside a damaged replica.

    The damaged file is kept aside under a name with the time in it. Returns the new, empty replica, where the old one
    is, and the unsent changes that could be read out of it: hand them to :meth:`Replica.adopt` after the first sync.
    """
    aside = keep_aside(path)
    salvaged = rebuilding.salvage(aside)
    log.warning("replica damaged; kept aside, %d unsent changes salvaged", len(salvaged))
    return Replica(path, identity), aside, salvaged


def wait(future: Future[T], seconds: float = 30) -> T:
    """The result of a future, for callers that are no window: waits, and re-raises what went wrong."""
    return future.result(timeout=seconds)


def open_or_recover(
    path: Path, identity: Identity, progress: rebuilding.Progress | None = None
) -> tuple[Replica, list[dict[str, Any]]]:
    """Open the replica; where it is damaged, set it aside and start anew. Returns it and the salvaged changes."""
    try:
        return Replica(path, identity, progress), []
    except ReplicaDamaged:
        replica, _, salvaged = recover(path, identity)
        return replica, salvaged


def _envelope(row: tuple[Any, ...]) -> Envelope:
    kind, space, document, name, author, device, stamp, offline, version, *content = row
    return Envelope(kind, space, document, name, author, device, stamp, bool(offline), version, *content)


def _step_of(command: Command) -> Command:
    return _step_of(command.step) if isinstance(command, Settling) else command
