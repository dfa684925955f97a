"""Approved prices taken back: by undo at once, later by whoever may, one or several, with who and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.price_approvals import latest_decisions, standing_approvals
from client.changes import Outcome
from client.commands import Command, Edit, RecordFact, Redo, Together, Undo
from client.replica.undoing import CannotUndo
from client.replica.worker import wait
from client.screens.dialogs.take_back_prices import TakeBackPrices
from client.screens.prices import Prices
from client.text import replica as replica_words
from client.workspace import Place
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import opened
from tests.client.screens.small_house import House, identity, open_house, show

LOWER = Money(2_000_000, "EUR")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A sales manager's showroom with three cars, whose prices somebody proposed."""
    made = open_house(tmp_path_factory.mktemp("approvals"), "showroom", "sales_manager")
    yield made
    if made.window is not None:
        delete(made.window)
    made.workspace.close()
    made.workspace.replica.close()


def done(house: House, command: Command) -> Outcome:
    return wait(house.workspace.replica.execute(command, noted=True))


def price_of(house: House, key: str) -> Any:
    return house.values("vehicle", key)["price"]


def decided(house: House, key: str, decision: str = "approve", to: Money = LOWER) -> Together:
    """What a person does who approves (or declines) a price: the edit and the fact, as one deed."""
    car, now = house.id(key), price_of(house, key)
    fact = {"vehicle": car, "decision": decision, "before": now, "proposed": to, "reason": "As proposed",
            "person": house.workspace.identity.person}  # fmt: skip
    steps: list[Command] = [RecordFact("price_decision", fact)]
    if decision == "approve":
        steps.insert(0, Edit("vehicle", car, {"price": now}, {"price": to}))
    return Together(tuple(steps))


def told(house: House, key: str) -> tuple[str, str]:
    """What counts now about the price of a car, and why."""
    held = latest_decisions(house.workspace.reader)[house.id(key)].values
    return held["decision"], held["reason"]


def test_undo_returns_the_price_and_notes_that_the_approval_no_longer_counts(house: House) -> None:
    before, reader = price_of(house, "camry"), house.workspace.reader
    deed = done(house, decided(house, "camry")).deed
    assert [one.vehicle.id for one in standing_approvals(reader, 9)] == [house.id("camry")]
    outcome = done(house, Undo(deed))
    assert outcome.kept == ()
    assert price_of(house, "camry") == before
    assert told(house, "camry") == ("withdrawn", replica_words.UNDONE)
    assert standing_approvals(reader, 9) == ()
    done(house, Redo(deed))
    assert price_of(house, "camry") == LOWER
    assert told(house, "camry") == ("approve", "As proposed")
    done(house, Undo(deed))
    assert price_of(house, "camry") == before
    held = [
        view.values["decision"] for view in reader.find("price_decision", order="ordinal", vehicle=house.id("camry"))
    ]
    assert held == ["approve", "withdrawn", "approve", "withdrawn"]


def test_undo_leaves_an_approval_whose_price_somebody_changed_since(house: House) -> None:
    deed, other = done(house, decided(house, "corolla")).deed, Money(1_990_000, "EUR")
    mine = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("head_office", new_id(), mine.store))
    done(house, Edit("vehicle", house.id("corolla"), {"price": LOWER}, {"price": other}))
    house.workspace.replica.sign_in_as(mine)
    with pytest.raises(CannotUndo) as refused:
        done(house, Undo(deed))
    assert [kept.path for kept in refused.value.kept] == [("price",)]
    assert (price_of(house, "corolla"), told(house, "corolla")[0]) == (other, "approve")
    assert standing_approvals(house.workspace.reader, 9) == ()  # nor is it offered to be taken back


def test_a_decline_is_undone_unless_somebody_decided_again(house: House) -> None:
    before = price_of(house, "transit")
    deed = done(house, decided(house, "transit", "decline")).deed
    done(house, Undo(deed))
    assert (price_of(house, "transit"), told(house, "transit")[0]) == (before, "withdrawn")
    deed = done(house, decided(house, "transit", "decline")).deed
    mine = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("head_office", new_id(), mine.store))
    done(house, decided(house, "transit", "decline"))
    house.workspace.replica.sign_in_as(mine)
    with pytest.raises(CannotUndo) as refused:
        done(house, Undo(deed))
    assert [kept.why for kept in refused.value.kept] == ["changed"]


def test_several_are_taken_back_later_with_a_reason(house: House, qtbot: QtBot) -> None:
    reader, keys = house.workspace.reader, ("camry", "id4")
    before = [price_of(house, key) for key in keys]
    for key in keys:
        done(house, decided(house, key))
    window = show(house, qtbot)
    window.show_place(Place("prices"))
    page = window.current_screen()
    assert isinstance(page, Prices)
    qtbot.waitUntil(lambda: len(page.approved.boxes) == 2, timeout=60_000)
    assert page.approved.isVisible()
    for box in page.approved.boxes.values():
        box.set_value(True)
    page.approved.take_back.click()
    dialog = opened(qtbot, TakeBackPrices)
    dialog.confirm()
    assert dialog.why.error()  # a reason is needed
    dialog.why.set_value("The wrong list")
    dialog.confirm()
    qtbot.waitUntil(lambda: not page.approved.boxes and not page.approved.isVisible(), timeout=60_000)
    assert [price_of(house, key) for key in keys] == before
    assert {told(house, key) for key in keys} == {("withdrawn", "The wrong list")}
    people = {latest_decisions(reader)[house.id(key)].values["person"] for key in keys}
    assert people == {house.id("me")}
    qtbot.waitUntil(lambda: page.history.rows()[0].status == "Taken back", timeout=60_000)
    deed = house.workspace.next_undo()
    assert deed is not None
    done(house, Undo(deed))  # what was taken back by mistake stands again
    assert {price_of(house, key) for key in keys} == {LOWER}
    assert {told(house, key)[0] for key in keys} == {"approve"}
