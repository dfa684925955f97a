"""Whatever people do to records on several devices, in whatever order it travels: equal, whole, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from automerge import core
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from client.commands import Archive, Command, Create, Edit, RecordFact, Redo, Restore, Undo
from client.reading.queries import Reader
from client.replica.replica_tables import ACCEPTED, PENDING
from client.replica.undoing import CannotUndo
from client.replica.worker import Replica, wait
from shared_models.kinds import FileRef, Quantity
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from tests.support.replicas import STORE, Log, is_whole, open_replica, receipt, rival_rows, rows

_TYPES = ("vehicle", "customer", "test_drive")
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_WORDS = ("", "kind", "kind and quick", "called twice", "kind and very quick")
_PHOTO = FileRef("a" * 64, "front.jpg", "image/jpeg", 1000)


def _rows(seed: int) -> dict[str, dict[str, Any]]:
    """Some of three rows, with cells that differ."""
    return {f"{n:032x}": {"file": _PHOTO, "alt": f"view {seed % 5}"} for n in range(3) if seed >> n & 1}


#: For every kind of field one field, and how a number becomes a value of it.
_FIELDS: dict[str, dict[str, Callable[[int], Any]]] = {
    "vehicle": {
        "trim": lambda n: ("Sport", "Comfort", None)[n % 3],
        "status": lambda n: ("available", "held", "incoming")[n % 3],
        "year": lambda n: 2015 + n % 9,
        "price": lambda n: Money(n * 100, ("EUR", "GBP")[n % 2]),
        "mileage": lambda n: Quantity(n * 10, ("km", "mi")[n % 2]),
        "store": lambda n: f"{n % 3:032x}",
        "features": lambda n: frozenset(w for at, w in enumerate(("sunroof", "towbar", "camera")) if n >> at & 1),
        "photos": _rows,
    },
    "customer": {
        "name": lambda n: ("Ada", "Berta", "Cleo")[n % 3],
        "notes": lambda n: _WORDS[n % 5],
        "consent_email": lambda n: (True, False, None)[n % 3],
        "born_on": lambda n: date(1990, 1, 1) + timedelta(days=n),
        "licence_number": lambda n: bytes([n % 256]) * 20,
    },
    "test_drive": {
        "starts_at": lambda n: _NOON + timedelta(minutes=n),
        "comment": lambda n: _WORDS[n % 5],
        "rating": lambda n: 1 + n % 5,
    },
}
_BORN: dict[str, dict[str, Any]] = {
    "vehicle": {"make": "Toyota", "model": "Camry"},
    "customer": {"name": "Ada"},
    "test_drive": {"vehicle": "c" * 32, "store": STORE, "starts_at": _NOON, "status": "booked"},
}
_COMMON = "d" * 32
_who, _any = st.integers(0, 2), st.integers(0, 1_000)


class Documents(RuleBasedStateMachine):
    """Three devices of one house. What they were told is saved is kept in ``acknowledged``."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        self.paths = [Path(self.folder.name) / str(n) for n in range(3)]
        self.replicas = [open_replica(path) for path in self.paths]
        self.log = Log()
        self.records: list[tuple[str, str]] = []
        self.forms: list[tuple[str, str, dict[str, Any]]] = []
        self.deeds: list[tuple[int, str]] = []
        self.acknowledged: set[bytes] = set()
        self.does(0, Create("vehicle", _BORN["vehicle"], _COMMON))
        self.records.append(("vehicle", _COMMON))
        self.end()

    # --- what people do ---

    @rule(who=_who, name=st.sampled_from(_TYPES), n=_any)
    def creates(self, who: int, name: str, n: int) -> None:
        first = next(iter(_FIELDS[name]))
        command = Create(name, {**_BORN[name], first: _FIELDS[name][first](n)})
        self.does(who, command)
        self.records.append((name, command.id))

    @rule(who=_who, which=_any)
    def opens_a_form(self, who: int, which: int) -> None:
        name, record = self.records[which % len(self.records)]
        view = Reader(self.replicas[who].database).record(name, record)
        if view is not None:
            self.forms.append((name, record, dict(view.values)))

    @rule(who=_who, which=_any, numbers=st.lists(_any, min_size=1, max_size=3))
    def saves_a_form(self, who: int, which: int, numbers: list[int]) -> None:
        """It may have been open for long, and show what has changed since."""
        if not self.forms:
            return
        name, record, seen = self.forms[which % len(self.forms)]
        fields = list(_FIELDS[name])
        new = {fields[n % len(fields)]: _FIELDS[name][fields[n % len(fields)]](n // 7) for n in numbers}
        self.does(who, Edit(name, record, {field: seen[field] for field in new}, new), record)

    @rule(who=_who, which=_any, n=_any)
    def edits(self, who: int, which: int, n: int) -> None:
        self.opens_a_form(who, which)
        self.saves_a_form(who, len(self.forms) - 1, [n, n // 3])

    @rule(who=_who, n=_any, field=st.sampled_from(list(_FIELDS["vehicle"])))
    def two_meet(self, who: int, n: int, field: str) -> None:
        """Two people change one field of the car that everybody has, without knowing of each other."""
        for each, number in ((who, n), ((who + 1) % 3, n // 2)):
            view = Reader(self.replicas[each].database).record("vehicle", _COMMON)
            assert view is not None
            new = {field: _FIELDS["vehicle"][field](number)}
            self.does(each, Edit("vehicle", _COMMON, {field: view.values[field]}, new))

    @rule(who=_who, which=_any, back=st.booleans())
    def puts_away_or_brings_back(self, who: int, which: int, back: bool) -> None:
        name, record = self.records[which % len(self.records)]
        self.does(who, (Restore if back else Archive)(name, record), record)

    @rule(who=_who, n=_any)
    def is_paid(self, who: int, n: int) -> None:
        self.does(who, RecordFact("payment", {"store": STORE, "amount": Money(n, "EUR"), "way": "cash"}))

    @rule(which=_any, again=st.booleans())
    def takes_back(self, which: int, again: bool) -> None:
        if self.deeds:
            who, deed = self.deeds[which % len(self.deeds)]
            self.does(who, (Redo if again else Undo)(deed))

    # --- how it travels ---

    @rule(who=_who, share=st.integers(1, 3), hears=st.booleans())
    def sends(self, who: int, share: int, hears: bool) -> None:
        """Some of what waits reaches the hub; its answer may be lost."""
        replica = self.replicas[who]
        waiting = wait(replica.pending(10_000))
        fresh = [each for each in waiting if not self._in_log(each.hash)]
        taken = self.log.take_from(replica, hear=False, most=len(waiting) - len(fresh) + -(-len(fresh) // share))
        if hears:
            wait(replica.receipts([receipt(entry) for entry in taken]))

    @rule(who=_who, backwards=st.integers(0, 4), forwards=st.integers(1, 12), twice=st.booleans())
    def hears(self, who: int, backwards: int, forwards: int, twice: bool) -> None:
        """Some of what is next of each space, with some of what came before once more."""
        cursors = dict(self.replicas[who].database.writer.execute("SELECT space, seq FROM cursor").fetchall())
        some = [
            entry for entry in self.log.entries
            if -backwards < entry.seq - cursors.get(entry.space, 0) <= forwards
        ]  # fmt: skip
        self.log.give_to(*[self.replicas[who]] * (1 + twice), entries=some)

    @rule(who=_who, which=_any)
    def is_refused(self, who: int, which: int) -> None:
        """The hub says no to one of the changes that wait; what builds on it leaves with it."""
        if which % 2:
            for n in (which, which + 1):
                self.edits(who, which, n)
        replica = self.replicas[who]
        waiting = [each for each in wait(replica.pending(10_000)) if not self._in_log(each.hash)]
        if waiting:
            last = waiting[-1].document if which % 2 else waiting[which % len(waiting)].document
            refused = next(each for each in waiting if each.document == last)
            wait(replica.refused(PushResult(refused.hash, REFUSED, code="not_allowed", detail="no", field="price")))

    @rule()
    def everybody_hears_everything(self) -> None:
        self.end()

    # --- what happens to devices ---

    @rule(who=_who, kill=st.booleans())
    def starts_again(self, who: int, kill: bool) -> None:
        """The program ends, in order or with its files as they are at this moment, and is started again."""
        replica = self.replicas[who]
        left = {path: path.read_bytes() for path in self.paths[who].iterdir()} if kill else {}
        replica.close()
        for path, data in left.items():
            if not path.name.endswith("-shm"):
                with path.open("r+b" if path.exists() else "wb") as file:  # in place: a copied file is another writer
                    file.truncate(0)
                    file.write(data)
        self.replicas[who] = Replica(self.paths[who] / "replica.sqlite", replica.identity)

    # --- what must hold ---

    def end(self) -> None:
        """Everybody hears everything: nobody differs from anybody, and nothing that was confirmed is gone."""
        for replica in self.replicas:
            self.log.take_from(replica)
        for replica in self.replicas:
            self.log.take_from(replica)
            self.log.give_to(replica)
        first, *others = self.replicas
        for other in others:
            for name in (*_TYPES, "payment"):
                assert rows(other, name) == rows(first, name)
            assert rival_rows(other) == rival_rows(first)
            assert _heads(other) == _heads(first)
        logged = {entry.envelope.hash for entry in self.log.entries}
        aside: set[bytes] = set()
        for replica in self.replicas:
            here = _states(replica)
            assert PENDING not in here.values()
            assert not _parted(replica) - _told_parted(replica)
            assert {digest for digest, state in here.items() if state == ACCEPTED} == logged
            aside |= {row[0] for row in replica.database.writer.execute("SELECT hash FROM set_aside")}
            assert not replica.database.writer.execute("SELECT * FROM chain_break").fetchall()
        assert not aside & logged
        assert self.acknowledged == aside | logged

    def teardown(self) -> None:
        try:
            self.end()
            for replica in self.replicas:
                is_whole(replica, *_TYPES)
        finally:
            for replica in self.replicas:
                replica.close()
            self.folder.cleanup()

    # --- doing it ---

    def does(self, who: int, command: Command, record: str = "") -> None:
        """Carry out a command, unless the device does not have its record; note what it confirmed."""
        replica = self.replicas[who]
        if record and record not in _heads(replica):
            return
        before = set(_states(replica))
        try:
            deed = wait(replica.execute(command, noted=True)).deed
        except CannotUndo:
            assert set(_states(replica)) == before
            return
        if deed:
            self.deeds.append((who, deed))
        self.acknowledged |= set(_states(replica)) - before

    def _in_log(self, digest: bytes) -> bool:
        return any(entry.envelope.hash == digest for entry in self.log.entries)


def _states(replica: Replica) -> dict[bytes, int]:
    return dict(replica.database.writer.execute("SELECT hash, state FROM change").fetchall())


def _parted(replica: Replica) -> set[str]:
    """The documents that were ever changed by two people at once, by what Automerge knows of their changes."""
    found = set()
    for record, snapshot in replica.database.writer.execute("SELECT id, snapshot FROM document WHERE kind = 'merge'"):
        parents = [parent for change in core.Document.load(snapshot).get_changes([]) for parent in change.deps]
        if len(parents) > len(set(parents)):
            found.add(record)
    return found


def _told_parted(replica: Replica) -> set[str]:
    return {row[0] for row in replica.database.writer.execute("SELECT id FROM document WHERE forked")}


def _heads(replica: Replica) -> dict[str, bytes]:
    return dict(replica.database.writer.execute("SELECT id, heads FROM document").fetchall())


Documents.TestCase.settings = settings(
    max_examples=settings().max_examples // 12, stateful_step_count=20, deadline=None
)
TestDocuments = Documents.TestCase
