"""Suggestions learn from the house's own sales, beside the window, and search goes by what was learned."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from client.business.suggesting import suggestions
from client.commands import Create, RecordFact, Together
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.scores import learned_here
from client.scores.released import file_in_use, fingerprint
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.small_house import House, identity, manager

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


def test_so_many_steps_are_kept_and_those_of_another_file_go(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "replica.sqlite", identity("sales_manager", new_id(), new_id()))
    reader = Reader(replica.database)

    def keep(name: str, base: str, version: str) -> None:
        replica.write(lambda writer: learned_here.keep(writer, name, base, version, version.encode())).result()

    def held(version: str) -> bytes | None:
        return reader.meta(f"model_learned_renewal_{version}")

    for at in range(learned_here.MOST + 2):
        keep("renewal", "1", f"v{at}")
    keep("lead_conversion", "1", "w")
    assert learned_here.steps(reader)["renewal"]["versions"] == [f"v{at}" for at in range(2, learned_here.MOST + 2)]
    assert learned_here.steps(reader)["lead_conversion"]["versions"] == ["w"]
    assert [held(f"v{at}") for at in (0, 1, 2)] == [b"", b"", b"v2"]
    keep("renewal", "2", "x")
    assert learned_here.steps(reader)["renewal"] == {"base": "2", "versions": ["x"]}
    assert held(f"v{learned_here.MOST + 1}") == b""
    taken = [replica.write(lambda writer: learned_here.take_back(writer, "renewal")).result() for _ in range(2)]
    assert taken == [True, False]
    assert held("x") == b""
    replica.close()
