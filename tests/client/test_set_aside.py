"""What the hub refuses leaves the queue with what built on it, keeps what was wanted, and is settled by a person."""

from __future__ import annotations

from pathlib import Path

import msgpack
import pytest

from client.changes import Changes
from client.commands import Create, Edit, RecordFact
from client.reading.queries import Reader
from client.replica.replica_tables import ACCEPTED, PENDING, SET_ASIDE
from client.replica.set_aside import ENTERED
from client.replica.worker import Replica, wait
from shared_models.documents import Document
from shared_models.envelopes import Envelope
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, Entry, PushResult, chain_hash
from tests.support.replicas import Log, camry, create, open_replica


@pytest.fixture
def replica(tmp_path: Path):
    opened = open_replica(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path):
    opened = open_replica(tmp_path / "other")
    yield opened
    opened.close()


def refuse(replica: Replica, at: int = 0, field: str = "price") -> bytes:
    """The hub refuses the change that waits at this place."""
    change = wait(replica.pending(100))[at].hash
    wait(replica.refused(PushResult(change, REFUSED, code="not_allowed", field=field, detail="You may not.")))
    return change


def edit(replica: Replica, car: str, **new: object) -> None:
    wait(replica.execute(Edit("vehicle", car, {}, new)))


def values(replica: Replica, car: str) -> dict[str, object]:
    view = Reader(replica.database).record("vehicle", car)
    assert view is not None
    return view.values


def test_a_refused_edit_goes_with_what_built_on_it_and_keeps_what_was_wanted(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    Log().take_from(replica)
    edit(replica, car, colour="red")
    edit(replica, car, price=Money(1, "EUR"))
    edit(replica, car, mileage=None, price=Money(2, "EUR"))
    cause = refuse(replica, at=1)
    (left,) = wait(replica.pending(10))
    assert values(replica, car)["colour"] == "red"
    assert values(replica, car)["price"] == Money(2_500_000, "EUR")
    (aside,) = Reader(replica.database).refused()
    assert (aside["hash"], aside["field"], aside["detail"]) == (cause, "price", "You may not.")
    assert msgpack.unpackb(aside["was"]) == {"price": "2500000 EUR", "mileage": "41000 km"}
    assert msgpack.unpackb(aside["wanted"]) == {"price": "2 EUR", "mileage": None}
    assert left.hash != cause


def test_a_refused_birth_and_a_refused_fact_leave_no_row(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    refuse(replica)
    fact = RecordFact("hold", {"vehicle": car, "customer": new_id(), "store": new_id(), "until": _soon()})
    wait(replica.execute(fact))
    refuse(replica, field="")
    reader = Reader(replica.database)
    assert reader.record("vehicle", car) is None
    assert reader.record("hold", fact.id) is None
    asides = {aside["type"]: aside for aside in reader.refused()}
    assert msgpack.unpackb(asides["vehicle"]["wanted"])["model"] == "Camry"
    assert msgpack.unpackb(asides["hold"]["wanted"])["vehicle"] == car
    assert asides["hold"]["kind"] == "fact"
    assert wait(replica.pending(10)) == []


def _soon() -> object:
    from datetime import UTC, datetime

    return datetime(2030, 1, 1, tzinfo=UTC)


def test_the_very_same_words_can_be_entered_again_after_a_refusal(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    log = Log()
    log.take_from(replica)
    edit(replica, car, price=Money(1, "EUR"))
    cause = refuse(replica)
    edit(replica, car, price=Money(1, "EUR"))
    (again,) = wait(replica.pending(10))
    assert again.hash != cause, "a change of its own: what was refused keeps its own fate"
    log.take_from(replica)
    assert values(replica, car)["price"] == Money(1, "EUR")
    assert _state(replica, again.hash) == ACCEPTED
    assert _state(replica, cause) == SET_ASIDE


def test_what_was_refused_is_never_numbered_again_so_that_whoever_has_it_still_can_merge(
    replica: Replica, other: Replica
) -> None:
    """A hub that was put back refuses what it had accepted; somebody else had it from that hub, and built on it."""
    car = create(replica, "vehicle", **camry())
    log = Log()
    log.take_from(replica)
    log.give_to(other)
    edit(replica, car, price=Money(1, "EUR"))
    (lost,) = wait(replica.pending(10))
    refuse(replica)
    log.give_to(other, entries=[_entered(log, lost)])
    edit(replica, car, mileage=None)
    (later,) = wait(replica.pending(10))
    both = b"".join(entry.envelope.payload for entry in log.entries) + lost.payload + later.payload
    assert len(Document.load(both).heads) == 2, "neither takes the other's number"
    log.give_to(other, entries=log.take_from(replica))
    assert values(other, car)["price"] == Money(1, "EUR")
    assert values(other, car)["mileage"] is None
    assert Reader(other.database).refused() == []


def test_what_enters_after_all_waits_for_nobody_s_decision(replica: Replica) -> None:
    """Only what built on it, and did not enter, does; it keeps what was wanted."""
    car = create(replica, "vehicle", **camry())
    log = Log()
    log.take_from(replica)
    edit(replica, car, price=Money(1, "EUR"))
    edit(replica, car, price=Money(2, "EUR"))
    first, second = wait(replica.pending(10))
    refuse(replica)
    log.give_to(replica, entries=[_entered(log, first)])
    assert values(replica, car)["price"] == Money(1, "EUR")
    (left,) = Reader(replica.database).refused()
    assert left["hash"] == second.hash
    assert msgpack.unpackb(left["wanted"]) == {"price": "2 EUR"}
    wait(replica.settle(second.hash, "discarded"))
    log.give_to(replica, entries=[_entered(log, second)])
    assert Reader(replica.database).refused() == []
    told = replica.database.writer.execute("SELECT decision, decided_by FROM set_aside ORDER BY stamp").fetchall()
    assert told == [(ENTERED, None), (ENTERED, replica.identity.person)], "who had decided stays written down"
    assert values(replica, car)["price"] == Money(2, "EUR")


def _entered(log: Log, envelope: Envelope) -> Entry:
    """The hub takes a change from whoever had it still."""
    last = log.entries[-1]
    link = chain_hash(last.chain, last.seq + 1, envelope.hash, envelope.stamp)
    log.entries.append(Entry(envelope.space, last.seq + 1, link, envelope.stamp, envelope))
    return log.entries[-1]


def _state(replica: Replica, change: bytes) -> int:
    (state,) = replica.database.writer.execute("SELECT state FROM change WHERE hash = ?", (change,)).fetchone()
    return int(state)


def test_a_refused_birth_can_be_made_again_under_its_name(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    cause = refuse(replica)
    wait(replica.execute(Create("vehicle", camry(), car)))
    asked = "SELECT state FROM change WHERE document = ? ORDER BY number"
    states = replica.database.writer.execute(asked, (car,)).fetchall()
    assert states == [(SET_ASIDE,), (PENDING,)]
    wait(replica.settle(cause, "mended"))
    assert Reader(replica.database).refused() == []


def test_a_decision_is_written_down_and_nothing_is_lost(replica: Replica) -> None:
    create(replica, "vehicle", **camry())
    cause = refuse(replica)
    told: list[Changes] = []
    replica.listen(told.append)
    wait(replica.settle(cause, "discarded", "entered twice"))
    assert [touched.record_type for changes in told for touched in changes.touched] == ["vehicle"]
    row = replica.database.writer.execute(
        "SELECT decision, decided_by, note, length(payload) > 0, decided > 0 FROM set_aside"
    ).fetchone()
    assert row == ("discarded", replica.identity.person, "entered twice", 1, 1)
    assert Reader(replica.database).refused() == []
    assert wait(replica.settle(cause, "mended")).touched == (), "decided once"
