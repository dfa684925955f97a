"""Two devices and a log between them: whoever has seen the same holds the same, and nothing anybody wrote is lost."""

from __future__ import annotations

import pytest

from client.commands import Edit
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.replicas import Log, camry, create, edit, other, replica, rows, values_of

__all__ = ["other", "replica"]


def test_replicas_that_saw_the_same_hold_the_same_rows(replica: Replica, other: Replica) -> None:
    log = Log()
    car = create(replica, "vehicle", **camry())
    log.take_from(replica)
    log.give_to(other)
    edit(other, car, status="held")
    edit(replica, car, price=Money(7, "EUR"))
    log.take_from(replica)
    log.take_from(other)
    log.give_to(replica, other)
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    assert values_of(replica, "vehicle", car)["status"] == "held"
    assert values_of(other, "vehicle", car)["price"] == Money(7, "EUR")
    assert wait(replica.pending(10)) == wait(other.pending(10)) == []


def test_the_same_entries_twice_change_nothing(replica: Replica, other: Replica) -> None:
    log = Log()
    create(replica, "vehicle", **camry())
    log.take_from(replica)
    log.give_to(other)
    before = rows(other, "vehicle")
    assert log.give_to(other).touched == ()
    assert rows(other, "vehicle") == before


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_prices_the_later_is_shown_everywhere_and_both_are_listed(
    replica: Replica, other: Replica, first: int
) -> None:
    log = Log()
    car = create(replica, "vehicle", **camry())
    log.take_from(replica)
    log.give_to(other)
    edit(replica, car, price=Money(1, "EUR"))
    edit(other, car, price=Money(2, "EUR"))
    for each in (replica, other) if first == 0 else (other, replica):
        log.take_from(each)
    log.give_to(replica, other)
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    for each in (replica, other):
        assert values_of(each, "vehicle", car)["price"] == Money(2, "EUR")
        (disagreement,) = Reader(each.database).disagreements()
        assert [(p.value.minor, p.state) for p in disagreement.candidates] == [(2, "shown"), (1, "rival")]
        assert {p.author for p in disagreement.candidates} == {replica.identity.person, other.identity.person}
    edit(other, car, price=Money(3, "EUR"))
    log.take_from(other)
    log.give_to(replica)
    for each in (replica, other):
        assert Reader(each.database).disagreements() == []
        assert values_of(each, "vehicle", car)["price"] == Money(3, "EUR")
    history = Reader(replica.database).why("vehicle", car, ("price",))
    assert [(p.value.minor, p.state) for p in history][:1] == [(3, "shown")]
    assert {p.value.minor for p in history} == {1, 2, 3, 2_500_000}


def test_notes_written_at_once_are_both_kept(replica: Replica, other: Replica) -> None:
    log = Log()
    customer = create(replica, "customer", name="Ada", notes="Calls on Mondays.")
    log.take_from(replica)
    log.give_to(other)
    for each, text in ((replica, "Likes red. Calls on Mondays."), (other, "Calls on Mondays. Has a dog.")):
        wait(each.execute(Edit("customer", customer, {"notes": "Calls on Mondays."}, {"notes": text})))
        log.take_from(each)
    log.give_to(replica, other)
    assert values_of(other, "customer", customer)["notes"] == "Likes red. Calls on Mondays. Has a dog."
    assert rows(replica, "customer") == rows(other, "customer")


def test_an_echo_of_our_own_change_is_its_receipt(replica: Replica) -> None:
    log = Log()
    create(replica, "vehicle", **camry())
    log.take_from(replica, hear=False)
    assert len(wait(replica.pending(10))) == 1
    log.give_to(replica)
    assert wait(replica.pending(10)) == []
    assert Reader(replica.database).cursors() == {"acme/stock": 1}


def test_unknown_fields_and_types_pass_through_unharmed(replica: Replica, other: Replica) -> None:
    from shared_models.documents import Birth, Document, Put
    from shared_models.envelopes import Envelope
    from shared_models.protocol import Entry

    record = new_id()
    document = Document.create(b"n" * 16, Birth(record, "hoverboard"), {}, {"lift": 7})
    change = document.changes()[0]
    envelope = Envelope(
        "merge",
        "acme/stock",
        record,
        "hoverboard",
        new_id(),
        new_id(),
        5 << 16,
        False,
        "9.0",
        change.hash,
        change.chunk,
    )
    wait(replica.receive([Entry("acme/stock", 1, b"c" * 32, 5 << 16, envelope)]))
    held = replica.database.writer.execute("SELECT snapshot FROM document WHERE id = ?", (record,)).fetchone()[0]
    assert Document.load(held).content()["lift"] == 7

    car = create(replica, "vehicle", **camry())
    log = Log()
    (entry,) = log.take_from(replica)
    newer = Document.load(entry.envelope.payload)
    added = newer.apply(b"n" * 16, [Put(("aura",), "blue")])
    assert added is not None
    later = Envelope(
        "merge", "acme/stock", car, "vehicle", new_id(), new_id(), 9 << 16, False, "9.0", added.hash, added.chunk
    )
    wait(replica.receive([Entry("acme/stock", 2, b"d" * 32, 9 << 16, later)]))
    edit(replica, car, status="held")
    (mine,) = wait(replica.pending(10))
    newer = newer.merged(mine.payload)
    assert (newer.content()["aura"], newer.content()["status"]) == ("blue", "held")
