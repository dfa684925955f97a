"""What a screen is given: the replica to change, reads, search, scores, and ways to go elsewhere. No globals."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QLocale, QObject, Signal

from client.arriving import Arriving
from client.background import Background
from client.beside.answering import Call
from client.beside.asking import Beside
from client.business.ages import Ages
from client.business.expiring import Expiring
from client.care.drills import Drills
from client.care.findings import Finding
from client.care.keeping import AuditKeeping, Keeping, ModelKeeping, Privacy, SealKeeping
from client.care.readiness import Ground
from client.care.safekeeping import Safekeeping
from client.care.second_factor import OwnSecondFactor
from client.care.support_bundle import write_bundle
from client.changes import Changes, Identity, Outcome
from client.commands import Command, Import, Redo, Undo, UndoImport, Witness
from client.customer_mode import CustomerMode
from client.file_store import FileStore
from client.finding.catalogue import Catalogue
from client.hub.people_here import PeopleHere
from client.hub.presence import Presence
from client.languages import SPEAKING, spoken
from client.pace.recording import Timed
from client.reading.deed_queries import newest_done, newest_undone
from client.reading.drill_queries import newest_change
from client.reading.queries import Reader
from client.reading.showing import ShownReader
from client.replica.worker import Replica
from client.roads.neighbourhood import Neighbourhood
from client.roads.neighbours import Neighbours
from client.scores.learning import OwnLearning
from client.scores.scoring import Scores
from client.sync_state import SyncState
from client.thumbnails import Thumbnails
from shared_models.clock import utc_now
from shared_models.sealing import Seals

if TYPE_CHECKING:
    from shared_models.evidence import Signer

Mode = Literal["showroom", "fleet"]


@dataclass(frozen=True)
class Place:
    """Somewhere in the app: a screen by name, and what it is about (a record type, a record, values for a new one)."""

    screen: str
    record_type: str = ""
    record: str = ""
    presets: tuple[tuple[str, Any], ...] = ()


class Workspace(QObject):
    """Handed to every screen. All signals arrive on the window's thread."""

    privacy: Privacy | None = None
    #: Makes and uses the recovery key of sealed fields; None without a hub.
    recovery: SealKeeping | None = None
    #: Shows the hub's audit; None without a hub.
    audit: AuditKeeping | None = None
    #: Sets models right; None without a hub.
    models: ModelKeeping | None = None
    #: Who signs evidence packs on this device; None where it is not enrolled.
    evidence_signer: Callable[[], Signer | None] = staticmethod(lambda: None)
    #: :class:`Changes` after each commit, whoever made it.
    changed = Signal(object)
    #: :class:`SyncState` whenever it is another.
    sync_changed = Signal(object)
    #: :class:`Place` to show.
    go = Signal(object)
    #: The person wants the hub to be tried now.
    sync_wanted = Signal()
    #: :class:`Neighbourhood` whenever another device near this one comes, goes or is in step.
    neighbourhood_changed = Signal(object)
    #: The window is to be made anew: another language was chosen.
    window_wanted_anew = Signal()
    #: Customer mode was entered or left: the window is to be made anew over the same data.
    turned = Signal()
    #: An action of the window is wanted, by its name (see ``client.window.actions``).
    wanted = Signal(str)
    #: An outage drill has begun, ended or been reported (see ``drills``).
    drill_changed = Signal()
    #: Somebody else has begun or stopped editing a record (see ``presence``).
    presence_changed = Signal()
    #: A sentence to show and speak; the flag is True for something urgent.
    said = Signal(str, bool)

    def __init__(
        self, replica: Replica, mode: Mode, files: FileStore | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.files = files or FileStore(replica.database.path.parent / "files")
        self.thumbnails = Thumbnails(self.files, self)
        self.replica, self.pace = replica, replica.pace
        self.mode: Mode = mode
        self.customer_mode = CustomerMode(replica.database.path.parent)
        #: Reads for the screens, which show no more than whoever looks may see; and for what works behind them.
        self.reader = ShownReader(replica.database, self.customer_mode)
        self.whole_reader = Reader(replica.database)
        self.background = Background(self, turns=self.pace.turns)
        self.catalogue = Catalogue(replica, self.whole_reader, self.customer_mode.hides)
        self._begin_beside()
        #: Who has a PIN on this device; None where there is no session (a test, the practice showroom).
        self.people: PeopleHere | None = None
        #: Whether this is the showroom to practise in.
        self.practice = False
        self.sync_state = SyncState()
        #: How old what is shown may be.
        self.ages = Ages(self.whole_reader, self.background, self)
        #: Who is near, and what talks to them; None where there is no hub they have in common (a test).
        self.neighbourhood = Neighbourhood()
        self.neighbours: Neighbours | None = None
        #: Who edits which record now, here and elsewhere.
        self.presence = Presence()
        self.presence.on_change(lambda: self.background.call(self.presence_changed.emit))
        #: How the person who is signed in is called; known before their record has arrived.
        self.person_name = ""
        #: What this device is called; empty where there is no hub (a test).
        self.device_name = ""
        #: What opens the sealed fields of a record type; None where the person holds no key for it.
        self.seals_of: Callable[[str], Seals | None] = lambda _record_type: None
        #: The backups of the replica.
        self.safekeeping = Safekeeping(replica)
        self.use_drills(Drills(replica.database.path.parent))
        #: What looks after the house's devices, and one's second factor; None where there is no hub (a test).
        self.keeping: Keeping | None = None
        self.second_factor: OwnSecondFactor | None = None
        #: Write the changes that wait into a file, and take such a file in; each returns a sentence. Set by the app.
        self.export_changes: Callable[[Path], str] = lambda _path: ""
        self.import_changes: Callable[[Path], str] = lambda _path: ""
        self._passed: set[str] = set()
        #: Looks for what keeps the device from its hub; takes seconds, so never on the window's thread.
        self.diagnose: Callable[[], tuple[Finding, ...]] = lambda: ()
        #: Writes a file for support; raises OSError.
        self.save_support_bundle: Callable[[Path, Sequence[Finding]], Path] = self._bundle
        #: What the readiness report looks at.
        self.ground = Ground(
            self.whole_reader, lambda: replica.identity, self.files, self.safekeeping, replica.database.path.parent,
            lambda: self.sync_state, lambda: self.neighbourhood,
        )  # fmt: skip
        self._store_changes, self._fresh = 0, ""
        self._zone: tuple[tuple[int, str | None], ZoneInfo] | None = None
        self.expiring = Expiring(replica, self.whole_reader, self.background, self)
        self.changed.connect(self.expiring.changed)
        self.background.when_quiet(self.catalogue.begin)
        self.background.when_quiet(self.expiring.look)
        self._stop_listening = replica.listen(self._on_changes)

    def _begin_beside(self) -> None:
        """What works beside the window, papers and many scores in processes of their own; and how it hears of it."""
        readers = self.reader, self.whole_reader
        self.papers, self._models = (Beside(self.replica.database, *readers, _manner) for _ in range(2))
        hidden = self.customer_mode.hides_scores
        self._arriving = Arriving(self.background, self.changed.emit, self.pace.traces, self)
        self.scores = Scores(self.replica, self.whole_reader, hidden, self._models)
        #: Sets models right on this device alone.
        self.own_models = OwnLearning(self.replica, self.whole_reader, self._models, self.scores.follow_models)
        self.changed.connect(self._follow_sales)

    def use_drills(self, drills: Drills) -> None:
        """These are the outage drills of the device; before there is a window."""
        self.drills = drills
        drills.newest_change = lambda: newest_change(self.whole_reader)
        drills.listen(lambda: self.background.call(self.drill_changed.emit))
        drills.bound(self.identity.person)

    @property
    def identity(self) -> Identity:
        """Who works here at the moment; in customer mode with the rights of who only looks."""
        return self.customer_mode.identity(self.replica.identity)

    def run(
        self, command: Command, done: Callable[[Outcome], None] | None = None,
        failed: Callable[[BaseException], None] | None = None, initiator: object | None = None,
    ) -> Future[Outcome]:  # fmt: skip
        """Carry out a command; ``done`` is called on the window's thread once it is on the disk.

        ``failed`` gets InvalidRecord, NotAllowed, DiskFull and the like; without it the app's hook tells the person.
        """

        def finished(outcome: Outcome) -> None:
            self._fresh = outcome.deed
            if done is not None:
                done(outcome)

        begun = time.perf_counter_ns()

        def committed(future: Future[Outcome]) -> None:
            if not isinstance(command, Import | UndoImport) and not future.cancelled() and future.exception() is None:
                self.pace.since(Timed.EDIT, begun)

        future = self.replica.execute(command, initiator, noted=True)
        future.add_done_callback(committed)
        self.background.deliver(future, finished, failed)
        return future

    def witness(
        self, action: str, record_type: str = "", record: str = "", field: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> Future[Outcome]:  # fmt: skip
        """Append a row to this device's audit: what was done with which record, never a value of it."""
        return self.replica.execute(Witness(action, record_type, record, field, detail or {}))

    def fresh_deed(self) -> str:
        """The deed just done, once: what a notice about it offers to undo. Empty when there is none."""
        deed, self._fresh = self._fresh, ""
        return deed

    def can_undo(self) -> bool:
        """Whether something the person did on this device can be undone."""
        return self.next_undo() is not None

    def next_undo(self) -> str | None:
        """The newest deed that stands; those whose undo was refused in this window are passed over."""
        return newest_done(self.reader, self.identity.person, self._passed)

    def undo(
        self, done: Callable[[Outcome], None] | None = None, failed: Callable[[BaseException], None] | None = None,
        deed: str | None = None,
    ) -> None:  # fmt: skip
        """Undo a deed, or what was done last on this device and still stands, as a new change.

        ``failed`` gets :class:`client.replica.undoing.CannotUndo` and the like.
        """
        chosen = deed or self.next_undo()
        if chosen is not None:
            self._repeat(Undo(chosen), chosen, done, failed)

    def redo(
        self, done: Callable[[Outcome], None] | None = None, failed: Callable[[BaseException], None] | None = None,
        deed: str | None = None,
    ) -> bool:  # fmt: skip
        """Do a deed again, or what was undone last with nothing done since; False when there is none."""
        chosen = deed or newest_undone(self.reader, self.identity.person, self._passed)
        if chosen is not None:
            self._repeat(Redo(chosen), chosen, done, failed)
        return chosen is not None

    def _repeat(
        self, command: Undo | Redo, deed: str,
        done: Callable[[Outcome], None] | None, failed: Callable[[BaseException], None] | None,
    ) -> None:  # fmt: skip
        def finished(outcome: Outcome) -> None:
            self._passed.discard(deed)
            if done is not None:
                done(outcome)

        def refused(error: BaseException) -> None:
            self._passed.add(deed)
            if failed is None:
                raise error
            failed(error)

        self.background.deliver(self.replica.execute(command, noted=True), finished, refused)

    def open_record(self, record_type: str, record_id: str) -> None:
        """Show a record."""
        self.go.emit(Place("record", record_type, record_id))

    def open_list(self, record_type: str) -> None:
        """Show a list."""
        self.go.emit(Place("list", record_type))

    def open_new(self, record_type: str, **presets: Any) -> None:
        """Show an empty form, some of its fields already filled."""
        self.go.emit(Place("new", record_type, presets=tuple(presets.items())))

    def zone(self) -> ZoneInfo:
        """The time zone of the person's store; UTC when there is none. Known once read: every list asks for it."""
        known, wanted = self._zone, (self._store_changes, self.identity.store)
        if known is None or known[0] != wanted:
            known = self._zone = wanted, self._zone_of(wanted[1])
        return known[1]

    def _zone_of(self, record: str | None) -> ZoneInfo:
        store = self.reader.record("store", record) if record else None
        try:
            return ZoneInfo(store.values["time_zone"]) if store and store.values["time_zone"] else ZoneInfo("UTC")
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def today(self) -> date:
        """Today at the person's store."""
        return utc_now().astimezone(self.zone()).date()

    def set_sync_state(self, state: SyncState) -> None:
        """Tell screens how things stand with the hub; may be called from any thread."""

        def tell() -> None:
            if state != self.sync_state:
                self.sync_state = state
                self.ages.follow(state)
                self.sync_changed.emit(state)

        self.background.call(tell)

    def set_neighbourhood(self, state: Neighbourhood) -> None:
        """Tell screens who is near; may be called from any thread."""

        def tell() -> None:
            self.neighbourhood = state
            self.neighbourhood_changed.emit(state)

        self.background.call(tell)

    def _follow_sales(self, changes: Changes) -> None:
        """Suggestions learn from what was sold, beside the window."""
        if changes.rows_of("sale"):
            self.background.run(self.own_models.follow_sales, lambda _learned: None)

    def _on_changes(self, changes: Changes) -> None:
        """On the replica's worker after each commit."""
        if touches(changes, "store"):
            self._store_changes += 1
        self._arriving.come(changes)

    def _bundle(self, target: Path, findings: Sequence[Finding]) -> Path:
        return write_bundle(target, self.reader, self.identity.device, self.sync_state, (), findings, self.pace)

    def close(self) -> None:
        """Stop listening and let background work end."""
        self._stop_listening()
        self._arriving.close()
        self.ages.close()
        self.expiring.close()
        self.catalogue.close()
        self.scores.close()
        self.thumbnails.close()
        self.background.close()
        self.papers.close()
        self._models.close()


def _manner() -> list[Call]:
    """Another process speaks the language of this one, and writes numbers as it does."""
    return [] if spoken() == "en" and QLocale() == QLocale.system() else [(SPEAKING, (spoken(), QLocale().name()))]


def touches(changes: Changes, *record_types: str) -> bool:
    """Whether any of the types was touched: what a screen asks before it refreshes."""
    return any(touched.record_type in record_types for touched in changes.touched)
