"""The replica: commands become rows, rows survive, replicas that have seen the same agree."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from client.changes import Changes
from client.commands import Archive, Create, Edit, RecordFact, Restore, Together
from client.reading.queries import Reader
from client.replica.execution import NoSuchRecord
from client.replica.worker import Replica, ReplicaClosed, wait
from shared_models.errors import InvalidRecord, NotAllowed
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from tests.support.replicas import STORE, Log, camry, create, edit, open_replica, other, replica, rows, values_of

__all__ = ["other", "replica"]


def test_what_was_entered_is_read_back(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry(features=frozenset({"abs", "towbar"})))
    values = values_of(replica, "vehicle", car)
    assert {name: values[name] for name in camry()} == camry(features=frozenset({"abs", "towbar"}))


def test_every_commit_is_told_once_with_its_initiator(replica: Replica) -> None:
    heard: list[Changes] = []
    replica.listen(heard.append)
    form = object()
    command = Create("vehicle", camry())
    wait(replica.execute(command, initiator=form))
    (changes,) = heard
    assert changes.initiator is form
    assert [(t.record_type, t.id) for t in changes.touched] == [("vehicle", command.id)]


def test_a_bad_value_is_refused_and_nothing_is_written(replica: Replica) -> None:
    with pytest.raises(InvalidRecord, match="make: is needed"):
        wait(replica.execute(Create("vehicle", {"model": "Camry"})))
    assert rows(replica, "vehicle") == []
    assert wait(replica.pending(10)) == []


def test_an_unusual_value_is_kept_with_a_warning(replica: Replica) -> None:
    outcome = wait(replica.execute(Create("vehicle", camry(vin="VIN123456789"))))
    assert [problem.field for problem in outcome.warnings] == ["vin"]


def test_a_seller_may_not_write_costs(tmp_path: Path) -> None:
    replica = open_replica(tmp_path, role="salesperson")
    with pytest.raises(NotAllowed, match="Vehicle costs"):
        wait(replica.execute(Create("vehicle_cost", {"vehicle": new_id()})))
    replica.close()


def test_edit_and_undo(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    outcome = wait(replica.execute(Edit("vehicle", car, {"price": camry()["price"]}, {"price": Money(1, "EUR")})))
    assert values_of(replica, "vehicle", car)["price"] == Money(1, "EUR")
    assert outcome.inverse is not None
    wait(replica.execute(outcome.inverse))
    assert values_of(replica, "vehicle", car)["price"] == camry()["price"]


def test_saving_without_a_difference_is_no_change(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    outcome = wait(replica.execute(Edit("vehicle", car, {"make": "Toyota"}, {"make": "Toyota"})))
    assert outcome.changes.touched == ()
    assert len(wait(replica.pending(10))) == 1


def test_archive_and_restore(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    reader = Reader(replica.database)
    wait(replica.execute(Archive("vehicle", car)))
    assert reader.find("vehicle") == []
    wait(replica.execute(Restore("vehicle", car)))
    assert [view.id for view in reader.find("vehicle")] == [car]


def test_a_fact_is_written_once_and_never_edited(replica: Replica) -> None:
    sale = RecordFact("sale", {"vehicle": new_id(), "customer": new_id(), "store": STORE, "price": Money(5, "EUR")})
    wait(replica.execute(sale))
    assert values_of(replica, "sale", sale.id)["price"] == Money(5, "EUR")
    with pytest.raises(NotAllowed, match="written once"):
        wait(replica.execute(Edit("sale", sale.id, {}, {"price": Money(6, "EUR")})))
    with pytest.raises(NotAllowed, match="written once"):
        wait(replica.execute(Archive("sale", sale.id)))


def test_a_record_that_is_not_here_is_named_as_such(replica: Replica) -> None:
    with pytest.raises(NoSuchRecord):
        wait(replica.execute(Edit("vehicle", new_id(), {}, {"make": "Opel"})))
    with pytest.raises(NoSuchRecord, match="'spaceship'"):
        wait(replica.execute(Create("spaceship", {})))


def test_full_text_follows_every_edit(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry(trim="Executive Touring"))
    reader = Reader(replica.database)
    view = reader.record("vehicle", car)
    assert view is not None
    assert reader.full_text("vehicle", "tour") == [view.ordinal]
    edit(replica, car, trim="Sport")
    assert reader.full_text("vehicle", "tour") == []
    assert reader.full_text("vehicle", "toyota spo") == [view.ordinal]


def test_everything_survives_closing_and_opening(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    car = create(replica, "vehicle", **camry())
    before, pending = rows(replica, "vehicle"), wait(replica.pending(10))
    replica.close()
    with pytest.raises(ReplicaClosed):
        wait(replica.execute(Archive("vehicle", car)))
    again = Replica(tmp_path / "replica.sqlite", replica.identity)
    assert rows(again, "vehicle") == before
    assert wait(again.pending(10)) == pending
    again.close()


# --- what the hub refuses ---


def test_a_refused_change_leaves_the_queue_and_the_rest_flows(replica: Replica) -> None:
    log = Log()
    car = create(replica, "vehicle", **camry())
    log.take_from(replica)
    edit(replica, car, price=Money(1, "EUR"))
    second = create(replica, "vehicle", **camry(model="Corolla"))
    refused, kept = wait(replica.pending(10))
    wait(replica.refused(PushResult(refused.hash, REFUSED, code="not_allowed", field="price", detail="No")))
    assert [e.hash for e in wait(replica.pending(10))] == [kept.hash]
    assert values_of(replica, "vehicle", car)["price"] == camry()["price"]
    assert values_of(replica, "vehicle", second)["model"] == "Corolla"
    (aside,) = Reader(replica.database).refused()
    assert (aside["code"], aside["field"], bytes(aside["payload"])) == ("not_allowed", "price", refused.payload)


def test_a_refused_birth_takes_its_record_off_the_list_but_keeps_its_bytes(replica: Replica) -> None:
    create(replica, "vehicle", **camry())
    (birth,) = wait(replica.pending(10))
    wait(replica.refused(PushResult(birth.hash, REFUSED, code="schema", detail="No")))
    assert rows(replica, "vehicle") == []
    assert len(Reader(replica.database).refused()) == 1


def test_one_deed_of_several_steps_is_kept_whole_or_not_at_all(replica: Replica) -> None:
    customer = Create("customer", {"name": "Walk In"})
    lead = Create("lead", {"customer": customer.id, "store": STORE, "status": "new"})
    with pytest.raises(InvalidRecord):
        wait(replica.execute(Together((customer, lead, Create("activity", {"kind": "walk_in"})))))
    assert rows(replica, "customer") == rows(replica, "lead") == []
    outcome = wait(replica.execute(Together((customer, lead))))
    assert [t.record_type for t in outcome.changes.touched] == ["customer", "lead"]
    assert outcome.inverse is not None
    wait(replica.execute(outcome.inverse))
    assert Reader(replica.database).find("customer") == Reader(replica.database).find("lead") == []


def test_the_clock_goes_on_where_it_was(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    create(replica, "vehicle", **camry())
    last = replica.clock.last
    replica.close()
    again = Replica(tmp_path / "replica.sqlite", replica.identity)
    assert again.clock.last >= last
    again.close()


def test_days_and_rows_survive(replica: Replica, other: Replica) -> None:
    log = Log()
    lines = {"a": {"cover": "liability", "limit": Money(100, "EUR")}}
    wait(replica.execute(Create("customer", {"name": "Fleet Ltd"})))
    manager = open_replica(Path(replica.database.path.parent.parent) / "three", role="fleet_manager")
    policy = create(manager, "policy", number="POL1", status="active", expires_on=date(2025, 12, 31), lines=lines)
    edited = {**lines, "b": {"cover": "glass"}}
    wait(manager.execute(Edit("policy", policy, {"lines": lines}, {"lines": edited})))
    log.take_from(manager)
    log.give_to(other)
    assert values_of(other, "policy", policy)["lines"] == edited
    assert rows(manager, "policy") == rows(other, "policy")
    manager.close()


def test_readers_cannot_write(replica: Replica) -> None:
    with (
        Reader(replica.database).connect() as connection,
        pytest.raises(Exception, match=r"readonly|read-only") as caught,
    ):
        connection.exec_driver_sql("DELETE FROM vehicle")
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
