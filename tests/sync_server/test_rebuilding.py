"""Rows are disposable: after a change of the schema they are made anew from the documents, exactly as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared_models.documents import Document, Put
from shared_models.identifiers import new_id
from shared_models.money import Money
from sync_server.rebuilding import schema_print
from tests.sync_server.hub_client import Record
from tests.sync_server.running_hub import NORTH, RunningHub

TYPES = ("vehicle", "policy", "sale")


def rows(hub: RunningHub) -> dict[str, list[Any]]:
    found = {name: hub.sql(f"SELECT * FROM {name} ORDER BY id") for name in TYPES}
    return {**found, "document": hub.sql("SELECT * FROM document ORDER BY ordinal")}


def test_rows_are_rebuilt_as_they_were(fresh_hub: RunningHub) -> None:
    seller = fresh_hub.start().device("salesperson")
    office = fresh_hub.device("fleet_manager")
    car, birth = seller.born("vehicle", make="Toyota", model="Camry", features=frozenset({"abs"}))
    copy = Record(car.id, car.type, car.space, Document.load(birth.payload))
    seller.push(birth, seller.put(car, "price", "5 EUR"))
    office.push(office.put(copy, "price", "6 EUR"))
    office.push(office.born("policy", number="P", status="active", expires_on=date(2026, 1, 1), notes="Hello")[1])
    plain, its_birth = seller.born("vehicle", make="Ford", model="Fiesta", trim="LE")
    seller.push(its_birth)  # its edits come later, so that their rows are made from the row that is there
    seller.push(seller.put(plain, "price", "7 EUR"), seller.edited(plain, Put(("trim",), None)))
    seller.push(seller.edited(plain, Put(("_archived",), True), Put(("year",), 2020)))
    (row,) = fresh_hub.sql("SELECT make, vehicle.trim, year, price, archived FROM vehicle WHERE id = :id", id=plain.id)
    assert tuple(row) == ("Ford", None, 2020, 7, True)
    seller.push(seller.fact("sale", vehicle=car.id, customer=new_id(), store=NORTH, price=Money(5, "EUR"))[1])
    fresh_hub.stop()
    before = rows(fresh_hub)
    fresh_hub.sql("UPDATE setting SET value = 'of an older hub' WHERE name IN ('record_schema', 'stakes')")
    fresh_hub.sql("DROP TABLE vehicle")
    fresh_hub.sql("CREATE TABLE vehicle (ordinal INTEGER PRIMARY KEY, id TEXT, make TEXT)")
    fresh_hub.sql("DELETE FROM policy")
    fresh_hub.start()
    assert [line["count"] for line in fresh_hub.log_lines() if line["event"].startswith("rows rebuilt")] == [4]
    fresh_hub.stop()
    assert rows(fresh_hub) == before


def test_the_print_of_the_schema_does_not_change_by_itself(fresh_hub_on_sqlite: RunningHub) -> None:
    assert schema_print() == schema_print()
    for _ in range(2):
        fresh_hub_on_sqlite.start()
        assert not [line for line in fresh_hub_on_sqlite.log_lines() if line["event"].startswith("rows rebuilt")]
        fresh_hub_on_sqlite.stop()
