"""Whatever two people do in whatever order: an undo never changes what somebody else entered, and redo is exact."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.commands import Archive, Edit, Redo, Restore, Undo
from client.reading.queries import Reader
from client.replica.undoing import CannotUndo
from client.replica.worker import Replica, wait
from shared_models.documents import ARCHIVED_KEY
from shared_models.money import Money
from tests.support.replicas import Log, camry, create, open_replica, rows

_FIELDS = ("price", "trim", "status", "year")
_STEPS = st.lists(st.sampled_from(["mine", "theirs", "both", "undo", "redo", "sync", "archive"]), max_size=14)


def _value(chance: random.Random, name: str) -> Any:
    return {
        "price": Money(chance.randrange(5) * 100, "EUR"),
        "trim": chance.choice([None, "Sport", "Comfort"]),
        "status": chance.choice(["available", "held", "incoming"]),
        "year": chance.randrange(2018, 2022),
    }[name]


class _Play:
    """Two replicas of one car, and the deeds of the first person."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.mine, self.theirs, self.log = open_replica(folder / "one"), open_replica(folder / "two"), Log()
        self.car = create(self.mine, "vehicle", **camry())
        self.deeds: list[str] = []
        self.sync()

    def sync(self) -> None:
        for each in (self.mine, self.theirs):
            self.log.take_from(each)
        self.log.give_to(self.mine, self.theirs)

    def edit(self, replica: Replica) -> None:
        view = Reader(replica.database).record("vehicle", self.car)
        assert view is not None
        names = self.chance.sample(_FIELDS, self.chance.randrange(1, 3))
        new = {name: _value(self.chance, name) for name in names}
        old = {name: view.values[name] for name in names}
        self.noted(replica, Edit("vehicle", self.car, old, new))

    def archive(self) -> None:
        replica = self.chance.choice([self.mine, self.theirs])
        self.noted(replica, self.chance.choice([Archive, Restore])("vehicle", self.car))

    def noted(self, replica: Replica, command: Any) -> None:
        deed = wait(replica.execute(command, noted=True)).deed
        if deed and replica is self.mine:
            self.deeds.append(deed)

    def present(self) -> dict[str, tuple[Any, str]]:
        """For each field, its value and who gave it."""
        reader, found = Reader(self.mine.database), {}
        for name in (*_FIELDS, ARCHIVED_KEY):
            history = [p for p in reader.why("vehicle", self.car, (name,)) if p.state == "shown"]
            if history:
                found[name] = (history[0].value, history[0].author)
        return found

    def row(self) -> tuple[Any, ...]:
        """The row but for when and by whom it was changed last."""
        view = Reader(self.mine.database).record("vehicle", self.car)
        assert view is not None
        return (*view.values.items(), view.archived)

    def turn(self, kind: type[Undo] | type[Redo]) -> bool:
        """Undo or redo a deed; what others gave stays, whatever comes of it."""
        if not self.deeds:
            return False
        before, row, deed = self.present(), self.row(), self.chance.choice(self.deeds)
        try:
            wait(self.mine.execute(kind(deed), noted=True))
        except CannotUndo:
            assert self.row() == row
            return False
        after = self.present()
        for name, (value, author) in before.items():
            if author != self.mine.identity.person:
                assert after[name] == (value, author)
        back = Redo if kind is Undo else Undo
        done = self.row()
        wait(self.mine.execute(back(deed), noted=True))
        assert self.row() == row
        wait(self.mine.execute(kind(deed), noted=True))
        assert self.row() == done
        return True

    def step(self, what: str) -> None:
        if what in ("mine", "both"):
            self.edit(self.mine)
        if what in ("theirs", "both"):
            self.edit(self.theirs)
        if what == "archive":
            self.archive()
        elif what == "sync":
            self.sync()
        elif what in ("undo", "redo"):
            self.turn(Undo if what == "undo" else Redo)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_STEPS, st.integers(0, 10_000))
def test_an_undo_never_changes_what_somebody_else_entered(steps: list[str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play = _Play(Path(folder), seed)
        try:
            for step in steps:
                play.step(step)
            play.turn(Undo)
            play.sync()
            assert rows(play.mine, "vehicle") == rows(play.theirs, "vehicle")
        finally:
            play.mine.close()
            play.theirs.close()
