"""Imports: all or nothing, stopped without a trace, taken back but for what others have built on."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from client.commands import Create, Edit, Import, UndoImport
from client.reading.queries import Reader
from client.replica.batches import ImportStopped
from client.replica.worker import Replica, wait
from shared_models.documents import Document
from shared_models.errors import InvalidRecord
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.replicas import Log, camry, create, edit, open_replica, other, replica, rows, values_of

__all__ = ["other", "replica"]


def _cars(count: int) -> list[Create]:
    return [Create("vehicle", camry(stock_number=f"S{number}")) for number in range(count)]


def test_an_import_is_all_or_nothing(replica: Replica) -> None:
    with pytest.raises(InvalidRecord):
        wait(replica.execute(Import([*_cars(20), Create("vehicle", {"model": "No make"})])))
    assert rows(replica, "vehicle") == []
    outcome = wait(replica.execute(Import(iter(_cars(20)))))
    assert len(outcome.changes.touched) == 20
    assert len(rows(replica, "vehicle")) == 20


def test_an_import_can_be_stopped_and_leaves_nothing(replica: Replica) -> None:
    seen: list[int] = []

    def told(done: int) -> bool:
        seen.append(done)
        return done < 2_000

    with pytest.raises(ImportStopped):
        wait(replica.execute(Import((Create("customer", {"name": str(n)}) for n in range(5_000)), told=told)))
    assert seen == [1_000, 2_000]
    assert rows(replica, "customer") == []
    assert wait(replica.pending(10)) == []


def test_a_bulk_birth_equals_single_births(replica: Replica, other: Replica) -> None:
    log = Log()
    wait(replica.execute(Import([Create("vehicle", camry()), Create("vehicle", camry(features=None))])))
    log.take_from(replica)
    log.give_to(other)
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    assert Reader(replica.database).full_text("vehicle", "camry") == Reader(other.database).full_text(
        "vehicle", "camry"
    )


def test_an_import_is_taken_back_but_for_what_others_have_built_on(replica: Replica, other: Replica) -> None:
    log = Log()
    cars = _cars(5)
    batch = Import(cars)
    wait(replica.execute(batch))
    log.take_from(replica)
    log.give_to(other)
    edit(other, cars[3].id, price=Money(9, "EUR"))
    log.take_from(other)
    log.give_to(replica)
    outcome = wait(replica.execute(UndoImport(batch.batch)))
    assert [view.id for view in Reader(replica.database).find("vehicle")] == [cars[3].id]
    assert len(outcome.notes) == 1
    assert "Toyota Camry was changed after the import" in outcome.notes[0]


def test_undoing_an_import_gives_back_the_values_it_replaced(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry(trim=None))
    edit(replica, car, price=Money(5, "EUR"))
    before = values_of(replica, "vehicle", car)
    batch = Import([Edit("vehicle", car, {}, {"price": Money(6, "EUR"), "trim": "Sport"}), *_cars(2)])
    wait(replica.execute(batch))
    assert values_of(replica, "vehicle", car)["trim"] == "Sport"
    outcome = wait(replica.execute(UndoImport(batch.batch)))
    assert outcome.notes == []
    assert values_of(replica, "vehicle", car) == before
    assert len(Reader(replica.database).find("vehicle")) == 1


def test_births_alike_are_put_together_as_the_engine_makes_them(replica: Replica) -> None:
    """Scalars alone, words and prose among them, and other fields filled: every document says what its row says."""
    some = [
        {"make": "Ford", "model": f"Fiesta {number}", "price": Money(100_00 * number, "GBP")} for number in range(5)
    ]
    some.append({**some[0], "features": frozenset({"Tow bar", "Sat nav"})})
    some.append({**some[1], "year": 2019, "engine_size": 1.4, "trim": None})
    steps = [Create("vehicle", values) for values in some]
    wait(replica.execute(Import(steps)))
    for step, values in zip(steps, some, strict=True):
        filled = {name: value for name, value in values.items() if value is not None}
        view = Reader(replica.database).record("vehicle", step.id)
        assert view is not None
        assert view.values.items() >= filled.items()
        held = replica._store.held(step.id)
        assert held is not None
        document = Document.load(held.snapshot)
        content = document.content()
        assert {name: content[name] for name in ("_id", "make", "model")} == {
            "_id": step.id, "make": values["make"], "model": values["model"],
        }  # fmt: skip
        assert document.heads == held.heads


@pytest.mark.parametrize("wrong", [{"make": None}, {"make": ""}, {"year": True}, {"year": "new"}, {"colours": "red"}])
def test_a_remembered_value_lets_no_wrong_one_through(replica: Replica, wrong: dict[str, Any]) -> None:
    good = {"make": "Ford", "model": "Fiesta", "year": 1}
    steps = [Create("vehicle", {**good, "year": 2019}), Create("vehicle", {**good, "year": 2019, **wrong})]
    with pytest.raises(InvalidRecord):
        wait(replica.execute(Import(steps)))
    assert rows(replica, "vehicle") == []


def test_imported_claims_live_with_the_insurer_of_their_policy(tmp_path: Path) -> None:
    with closing(open_replica(tmp_path / "office", "fleet_manager")) as office:
        insurer, expires = new_id(), date(2027, 1, 1)
        known = Create("policy", {"number": "P-1", "status": "active", "expires_on": expires, "insurer": insurer})
        wait(office.execute(known))
        told = {"status": "reported", "cause": None, "driver": None}
        late = Create("policy", {"number": "P-2", "status": "active", "expires_on": expires, "insurer": insurer})
        claims = [Create("claim", {"number": f"C-{each.id}", "policy": each.id, **told}) for each in (known, late)]
        alone = Create("claim", {"number": "C-3", "policy": None, **told})
        wait(office.execute(Import([late, *claims, alone])))
        reader = Reader(office.database)
        spaces = {reader.record("claim", each.id).space for each in claims}  # type: ignore[union-attr]
        assert spaces == {f"{office.identity.tenant}/insurer/{insurer}"}
        left = reader.record("claim", alone.id)
        assert left is not None
        assert left.space == f"{office.identity.tenant}/insurance"
