"""Undo as a new change: of a field, a record, rows and many at once; narrowed or refused where others built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from client.changes import Outcome
from client.commands import Archive, BulkEdit, Command, Create, Edit, Import, Merge, RecordFact, Redo, Restore, Undo
from client.reading.queries import Reader
from client.replica.undoing import CannotUndo
from client.replica.worker import Replica, wait
from shared_models.errors import InvalidRecord, NotAllowed
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import PushResult
from tests.support.replicas import Log, camry, create, identity, open_replica, rows


class Two:
    """Two people's devices, and a log that both hear."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mine, self.other, self.log = open_replica(folder / "one"), open_replica(folder / "two"), Log()

    def sync(self) -> None:
        """Both have everything."""
        for each in (self.mine, self.other):
            self.log.take_from(each)
        self.log.give_to(self.mine, self.other)

    def restart(self) -> None:
        """Close mine and open it again."""
        identity = self.mine.identity
        self.mine.close()
        self.mine = Replica(self.folder / "one" / "replica.sqlite", identity)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    both = Two(tmp_path)
    yield both
    both.mine.close()
    both.other.close()


def done(replica: Replica, command: Command) -> Outcome:
    return wait(replica.execute(command, noted=True))


def values(replica: Replica, record: str, record_type: str = "vehicle") -> dict[str, Any]:
    view = Reader(replica.database).record(record_type, record)
    assert view is not None
    return view.values


def archived(replica: Replica, record: str, record_type: str = "vehicle") -> bool:
    view = Reader(replica.database).record(record_type, record)
    assert view is not None
    return view.archived


def edit(replica: Replica, record: str, record_type: str = "vehicle", **new: Any) -> str:
    """Edit as a person does; returns the deed."""
    old = {name: values(replica, record, record_type)[name] for name in new}
    return done(replica, Edit(record_type, record, old, new)).deed


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


def test_a_field_is_undone_and_done_again_after_sync_and_a_restart(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    deed = edit(two.mine, car, price=euros(1), trim="Sport")
    before = rows(two.mine, "vehicle")[0][7:]
    two.sync()
    two.restart()
    assert done(two.mine, Undo(deed)).kept == ()
    two.sync()
    for each in (two.mine, two.other):
        assert values(each, car)["price"] == euros(2_500_000)
        assert values(each, car)["trim"] is None
    done(two.mine, Redo(deed))
    two.sync()
    assert rows(two.mine, "vehicle")[0][7:] == before
    assert rows(two.mine, "vehicle") == rows(two.other, "vehicle")
    done(two.mine, Undo(deed))
    assert values(two.mine, car)["price"] == euros(2_500_000)


def test_what_another_changed_since_stays_and_is_named(two: Two) -> None:
    fay = two.other.identity.person
    wait(two.mine.execute(Create("customer", {"name": "Ada"})))
    two.mine.sign_in_as(identity("it_admin", two.mine.identity.person, two.mine.identity.device))
    wait(two.mine.execute(Create("person", {"name": "Fay", "role": "salesperson", "active": True}, fay)))
    two.mine.sign_in_as(identity("sales_manager", two.mine.identity.person, two.mine.identity.device))
    car = create(two.mine, "vehicle", **camry())
    deed = edit(two.mine, car, price=euros(1), trim="Sport")
    two.sync()
    edit(two.other, car, price=euros(2))
    two.sync()
    (kept,) = done(two.mine, Undo(deed)).kept
    assert (kept.path, kept.why, kept.author, kept.author_name) == (("price",), "changed", fay, "Fay")
    assert kept.at is not None
    assert values(two.mine, car)["price"] == euros(2)
    assert values(two.mine, car)["trim"] is None


def test_an_undo_of_what_another_replaced_is_refused_and_writes_nothing(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    deed = edit(two.mine, car, price=euros(1))
    two.sync()
    edit(two.other, car, price=euros(2))
    two.sync()
    with pytest.raises(CannotUndo) as refused:
        done(two.mine, Undo(deed))
    assert [kept.path for kept in refused.value.kept] == [("price",)]
    assert wait(two.mine.pending(10)) == []
    done(two.other, Edit("vehicle", car, {"price": euros(2)}, {"price": euros(1)}))
    two.sync()
    with pytest.raises(CannotUndo):  # the same amount, but entered by another
        done(two.mine, Undo(deed))


def test_an_edit_of_ones_own_that_came_later_stays_until_it_is_undone_too(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    first, second = edit(two.mine, car, price=euros(1)), edit(two.mine, car, price=euros(2))
    with pytest.raises(CannotUndo):
        done(two.mine, Undo(first))
    done(two.mine, Undo(second))
    assert values(two.mine, car)["price"] == euros(1)
    done(two.mine, Undo(first))
    assert values(two.mine, car)["price"] == euros(2_500_000)
    done(two.mine, Redo(first))
    done(two.mine, Redo(second))
    assert values(two.mine, car)["price"] == euros(2)
    with pytest.raises(CannotUndo, match="not undone"):
        done(two.mine, Redo(second))


def test_undoing_one_of_two_rivals_leaves_the_other_persons_value(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    two.sync()
    edit(two.other, car, price=euros(2))
    deed = edit(two.mine, car, price=euros(1))
    two.sync()
    assert values(two.mine, car)["price"] == euros(1)
    done(two.mine, Undo(deed))
    two.sync()
    for each in (two.mine, two.other):
        assert values(each, car)["price"] == euros(2)
        assert Reader(each.database).disagreements() == []


def test_the_same_value_entered_twice_is_no_dispute(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    two.sync()
    for each in (two.mine, two.other):
        edit(each, car, price=euros(1))
    two.sync()
    reader = Reader(two.mine.database)
    assert reader.disagreements(car) == []
    assert reader.disputed([car]) == frozenset()


def test_records_made_archived_and_restored_are_undone(two: Two) -> None:
    made = done(two.mine, Create("vehicle", camry()))
    car = made.changes.touched[0].id
    done(two.mine, Undo(made.deed))
    assert archived(two.mine, car)
    done(two.mine, Redo(made.deed))
    assert not archived(two.mine, car)
    put_away = done(two.mine, Archive("vehicle", car)).deed
    done(two.mine, Undo(put_away))
    assert not archived(two.mine, car)
    done(two.mine, Redo(put_away))
    brought_back = done(two.mine, Restore("vehicle", car)).deed
    done(two.mine, Undo(brought_back))
    assert archived(two.mine, car)


def test_a_new_record_that_others_work_on_stays(two: Two) -> None:
    made = done(two.mine, Create("vehicle", camry()))
    car = made.changes.touched[0].id
    two.sync()
    edit(two.other, car, trim="Sport")
    two.sync()
    with pytest.raises(CannotUndo) as refused:
        done(two.mine, Undo(made.deed))
    (kept,) = refused.value.kept
    assert (kept.path, kept.author) == ((), two.other.identity.person)
    assert not archived(two.mine, car)


def test_texts_sets_and_rows_lose_only_what_the_deed_gave(two: Two) -> None:
    customer = create(two.mine, "customer", name="Ada", notes="Calls on Mondays.")
    car = create(two.mine, "vehicle", **camry(photos=None))
    noted = edit(two.mine, customer, "customer", notes="Calls on Mondays. Likes red.")
    words = edit(two.mine, car, features=frozenset({"tow bar"}))
    two.sync()
    edit(two.other, customer, "customer", notes="Has a dog. Calls on Mondays. Likes red.")
    edit(two.other, car, features=frozenset({"tow bar", "sunroof"}))
    two.sync()
    done(two.mine, Undo(noted))
    done(two.mine, Undo(words))
    assert values(two.mine, customer, "customer")["notes"] == "Has a dog. Calls on Mondays."
    assert values(two.mine, car)["features"] == {"heated seats", "sunroof"}
    done(two.mine, Redo(words))
    assert values(two.mine, car)["features"] == {"tow bar", "sunroof"}


def _manager(two: Two) -> None:
    for each in (two.mine, two.other):
        each.sign_in_as(identity("fleet_manager", each.identity.person, each.identity.device))


def test_cells_and_rows_of_a_policy_are_undone_one_by_one(two: Two) -> None:
    _manager(two)
    one, added = new_id(), new_id()
    lines = {one: {"cover": "liability", "limit": euros(1_000)}}
    policy = create(two.mine, "policy", number="P1", status="active", expires_on=date(2027, 1, 1), lines=lines)
    changed = {one: {"cover": "liability", "limit": euros(2_000)}, added: {"cover": "glass", "limit": euros(5)}}
    deed = edit(two.mine, policy, "policy", lines=changed)
    two.sync()
    done(two.mine, Undo(deed))
    assert values(two.mine, policy, "policy")["lines"] == lines
    done(two.mine, Redo(deed))
    assert values(two.mine, policy, "policy")["lines"] == changed
    two.sync()
    theirs = {**changed, added: {"cover": "glass", "limit": euros(9)}}
    edit(two.other, policy, "policy", lines=theirs)
    two.sync()
    (kept,) = done(two.mine, Undo(deed)).kept
    assert kept.path == ("lines", added, "limit")
    assert values(two.mine, policy, "policy")["lines"] == {**lines, added: {"cover": "glass", "limit": euros(9)}}


def test_rows_taken_away_come_back(two: Two) -> None:
    _manager(two)
    lines = {new_id(): {"cover": "liability", "limit": euros(1_000)}, new_id(): {"cover": "glass"}}
    policy = create(two.mine, "policy", number="P1", status="active", expires_on=date(2027, 1, 1), lines=lines)
    deed = edit(two.mine, policy, "policy", lines={})
    assert not values(two.mine, policy, "policy")["lines"]
    done(two.mine, Undo(deed))
    two.sync()
    for each in (two.mine, two.other):
        assert values(each, policy, "policy")["lines"] == lines


def test_many_changed_at_once_are_undone_at_once_but_for_what_others_changed(two: Two) -> None:
    cars = [create(two.mine, "vehicle", **camry(stock_number=str(n))) for n in range(4)]
    steps = tuple(Edit("vehicle", car, {"status": "available"}, {"status": "held"}) for car in cars)
    deed = done(two.mine, BulkEdit("vehicle", steps)).deed
    assert {values(two.mine, car)["status"] for car in cars} == {"held"}
    two.sync()
    edit(two.other, cars[2], status="sold")
    two.sync()
    (kept,) = done(two.mine, Undo(deed)).kept
    assert kept.record == cars[2]
    assert [values(two.mine, car)["status"] for car in cars] == ["available", "available", "sold", "available"]
    done(two.mine, Redo(deed))
    assert [values(two.mine, car)["status"] for car in cars] == ["held", "held", "sold", "held"]


def test_an_import_is_undone_as_a_deed_and_done_again(two: Two) -> None:
    cars = [Create("vehicle", camry(stock_number=str(n))) for n in range(5)]
    deed = done(two.mine, Import(cars)).deed
    two.sync()
    edit(two.other, cars[0].id, trim="Sport")
    two.sync()
    outcome = done(two.mine, Undo(deed))
    assert [kept.record for kept in outcome.kept] == [cars[0].id]
    assert [view.id for view in Reader(two.mine.database).find("vehicle")] == [cars[0].id]
    done(two.mine, Redo(deed))
    assert len(Reader(two.mine.database).find("vehicle")) == 5


def test_facts_are_never_undone(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    buyer = create(two.mine, "customer", name="Ada")
    until = datetime(2027, 1, 1, tzinfo=UTC)
    held = {"vehicle": car, "customer": buyer, "store": two.mine.identity.store, "until": until}
    deed = done(two.mine, RecordFact("hold", held)).deed
    with pytest.raises(CannotUndo) as refused:
        done(two.mine, Undo(deed))
    assert [kept.why for kept in refused.value.kept] == ["fact"]
    assert len(rows(two.mine, "hold")) == 1


def test_what_the_hub_refused_cannot_be_undone_and_says_so(two: Two) -> None:
    car = create(two.mine, "vehicle", **camry())
    two.sync()
    deed = edit(two.mine, car, price=euros(1))
    (envelope,) = wait(two.mine.pending(10))
    wait(two.mine.refused(PushResult(envelope.hash, "not_allowed", detail="no", field="price")))
    with pytest.raises(CannotUndo) as refused:
        done(two.mine, Undo(deed))
    assert [kept.why for kept in refused.value.kept] == ["refused"]
    assert values(two.mine, car)["price"] == euros(2_500_000)


def test_todays_rights_count(two: Two) -> None:
    _manager(two)
    deed = done(two.mine, Create("driver", {"name": "Ada"})).deed
    two.mine.sign_in_as(identity("salesperson", two.mine.identity.person))
    with pytest.raises(NotAllowed):
        done(two.mine, Undo(deed))
    two.mine.sign_in_as(identity("fleet_manager"))
    with pytest.raises(CannotUndo, match="nothing to undo"):  # somebody else's deed
        done(two.mine, Undo(deed))


@pytest.fixture
def duplicates(two: Two) -> Callable[[], tuple[str, str, str]]:
    def made() -> tuple[str, str, str]:
        ada = create(two.mine, "customer", name="Ada Smith", phone="1", notes="Red.")
        again = create(two.mine, "customer", name="Ada Smyth", phone="2", town="Berlin")
        lead = create(two.mine, "lead", customer=again, store=two.mine.identity.store, status="new")
        return ada, again, lead

    return made


def test_two_records_become_one_and_two_again(two: Two, duplicates: Callable[[], tuple[str, str, str]]) -> None:
    ada, again, lead = duplicates()
    deed = done(two.mine, Merge("customer", ada, again, {"phone": "2", "town": "Berlin"})).deed
    two.sync()
    for each in (two.mine, two.other):
        kept = values(each, ada, "customer")
        assert (kept["name"], kept["phone"], kept["town"]) == ("Ada Smith", "2", "Berlin")
        assert archived(each, again, "customer")
        assert values(each, again, "customer")["merged_into"] == ada
        assert values(each, lead, "lead")["customer"] == ada
    edit(two.other, ada, "customer", phone="3")
    two.sync()
    (left,) = done(two.mine, Undo(deed)).kept
    assert left.path == ("phone",)
    assert values(two.mine, ada, "customer")["phone"] == "3"
    assert values(two.mine, lead, "lead")["customer"] == again
    assert not archived(two.mine, again, "customer")
    assert values(two.mine, again, "customer")["merged_into"] is None


def test_what_cannot_be_merged_says_so(two: Two, duplicates: Callable[[], tuple[str, str, str]]) -> None:
    ada, _, lead = duplicates()
    for other in (ada, lead, new_id()):
        with pytest.raises(InvalidRecord, match="cannot be made one"):
            done(two.mine, Merge("customer", ada, other, {}))
