"""Suggestions learn from the house's own sales, beside the window, and search goes by what was learned."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from client.business.suggesting import suggestions
from client.commands import Create, RecordFact, Together
from client.replica.worker import wait
from client.scores import learned_here
from client.scores.released import file_in_use, fingerprint
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.small_house import House, manager

__all__ = ["manager"]


def _sell(house: House, count: int) -> None:
    """Cars that stand here, and a sale of each: whoever comes buys a van."""
    cars = [
        Create("vehicle", {
            "make": "Ford", "model": f"M {at % 6}", "body": "van" if at < count else "saloon", "year": 2021,
            "price": Money.of(20_000 + 100 * at, "EUR"), "status": "available", "store": house.id("store"),
        }, new_id())
        for at in range(count + 20)
    ]  # fmt: skip
    wait(house.workspace.replica.execute(Together(tuple(cars))))
    customer = house.add("buyer", "customer", name="Ada")
    sales = [
        RecordFact("sale", {
            "vehicle": car.id, "customer": customer, "store": house.id("store"), "price": Money.of(19_000, "EUR"),
        }, new_id())
        for car in cars[:count]
    ]  # fmt: skip
    wait(house.workspace.replica.execute(Together(tuple(sales))))


def test_suggestions_learn_by_themselves_from_fifty_sales_on(manager: House, qtbot: QtBot) -> None:
    workspace = manager.workspace
    reader = workspace.whole_reader
    bundled = file_in_use(reader, "recommendation").version
    _sell(manager, 52)
    qtbot.waitUntil(lambda: bool(learned_here.steps(reader)), timeout=60_000)
    learned = file_in_use(reader, "recommendation")
    assert learned.settings["refit_outcomes"] == 52
    assert learned.settings["refit_from"] == bundled
    assert learned.version in fingerprint(reader)
    assert not workspace.own_models.follow_sales(), "it waits for more sales"
    manager.add("wish", "lead", customer=manager.id("buyer"), store=manager.id("store"), status="new",
                budget=Money.of(21_000, "EUR"))  # fmt: skip
    (_, best), *_ = suggestions(reader, manager.id("buyer"))
    assert best.version == learned.version
    assert workspace.own_models.take_back("recommendation")
    (_, before), *_ = suggestions(reader, manager.id("buyer"))
    assert before.version == bundled
