"""New prices proposed, approved and declined: bounds, who may, an ordinary edit under a name, weeks that teach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.price_steps import CEILING, PriceSteps, price_steps
from client.business.price_weeks import sold_on, weeks_of
from client.commands import Edit, Undo
from client.replica.worker import wait
from client.screens.dialogs.decide_prices import DecidePrices
from client.screens.prices import Prices
from client.text import prices as words
from client.workspace import Place
from shared_models.money import Money
from shared_models.rights import RIGHTS
from tests.client.screens.pressing import opened
from tests.client.screens.small_house import TODAY, House, priced, show

CARS = 12


@pytest.fixture
def house(tmp_path: Path, qapp: QApplication) -> Iterator[House]:
    """A showroom with cars the price model knows; all but the last have a cost, and one a lowest price."""
    made = priced(tmp_path, "showroom", "sales_manager")
    yield made
    if made.window is not None:
        delete(made.window)
    made.workspace.close()
    made.workspace.replica.close()


def steps_of(house: House, days: int = 70) -> PriceSteps:
    """What is proposed once the cars have stood for ten weeks."""
    return price_steps(house.workspace.reader, TODAY + timedelta(days=days))


@pytest.fixture
def ground(qapp: QApplication) -> Iterator[QWidget]:
    """What dialogs lie over here: one that was closed is gone by itself, the others go with it."""
    behind = QWidget()
    yield behind
    delete(behind)


def test_a_proposal_keeps_floor_ceiling_and_its_small_step_and_says_who_has_none(house: House) -> None:
    found = steps_of(house)
    assert found.why == ""
    assert found.steps
    for step in found.steps:
        assert step.lowest <= step.proposed <= step.highest
        own = {house.id("golf 0"): 1_300_000, house.id("camry"): 2_650_000}
        assert step.lowest.minor == own.get(step.view.id, 1_000_000)
        assert step.highest.minor == max(round(step.estimate.minor * CEILING), step.now.minor)
        assert abs(step.proposed.minor - step.now.minor) <= 0.05 * step.now.minor + 100
        assert (step.chance > step.chance_now) == (step.proposed < step.now)
    assert dict(found.left)["no_cost"] >= 1
    assert steps_of(house) == found  # the same all week
    assert house.id(f"golf {CARS - 1}") not in {step.view.id for step in found.steps}


def test_weeks_have_the_prices_that_were_asked_and_end_with_the_sale(house: House) -> None:
    reader, car = house.workspace.reader, house.id("golf 1")
    view = reader.record("vehicle", car)
    assert view is not None
    held = view.values["price"]
    wait(house.workspace.replica.execute(Edit("vehicle", car, {"price": held}, {"price": Money(2_000_000, "EUR")})))
    view = reader.record("vehicle", car)
    assert view is not None
    estimates = {car: Money(2_000_000, "EUR")}
    weeks = weeks_of(reader, [view], estimates, {}, TODAY + timedelta(days=28))
    assert [(week.ratio, week.weeks, week.sold) for week in weeks] == [(1.0, float(at), False) for at in range(4)]
    sold = weeks_of(reader, [view], estimates, {car: TODAY + timedelta(days=16)}, TODAY + timedelta(days=28))
    assert [week.sold for week in sold] == [False, False, True]
    assert weeks_of(reader, [view], {}, {}, TODAY + timedelta(days=28)) == []
    house.add("sale", "sale", vehicle=car, customer=house.id("maria"), store=house.id("store"), way="cash",
              person=house.id("me"), price=Money(2_000_000, "EUR"), signed_on=TODAY)  # fmt: skip
    assert sold_on(reader, TODAY)[car] == TODAY
    assert sold_on(reader, TODAY + timedelta(days=400)) == {}


def test_several_are_approved_by_an_ordinary_edit_under_the_name_of_who_did(
    house: House, qtbot: QtBot, ground: QWidget
) -> None:
    reader, found = house.workspace.reader, steps_of(house)
    chosen = found.steps[:2]
    dialog = DecidePrices(house.workspace, chosen, "approve", ground)
    dialog.open()
    dialog.confirm()
    ids = {step.view.id for step in chosen}
    qtbot.waitUntil(lambda: len(reader.find("price_decision")) == 2, timeout=60_000)
    for step in chosen:
        told = reader.why("vehicle", step.view.id, ("price",))
        assert told[0].value == step.proposed
        assert told[0].author == house.id("me")
        assert step.now in [each.value for each in told]
    facts = reader.find("price_decision")
    assert {fact.values["vehicle"] for fact in facts} == ids
    assert {(fact.values["decision"], fact.values["person"], fact.values["reason"]) for fact in facts} == {
        ("approve", house.id("me"), words.AS_PROPOSED)
    }
    again = price_steps(reader, TODAY)
    assert dict(again.left)["decided"] >= 2
    assert not ids & {step.view.id for step in again.steps}
    deed = house.workspace.next_undo()
    assert deed is not None
    wait(house.workspace.replica.execute(Undo(deed), noted=True))
    assert ids <= {step.view.id for step in steps_of(house).steps}  # what was undone is proposed again


def test_declining_asks_why_and_a_price_that_moved_is_not_overwritten(
    house: House, qtbot: QtBot, ground: QWidget
) -> None:
    reader, step = house.workspace.reader, steps_of(house).steps[0]
    decline = DecidePrices(house.workspace, [step], "decline", ground)
    decline.open()
    decline.confirm()
    assert decline.why.error()
    assert reader.find("price_decision") == []
    other = Edit("vehicle", step.view.id, {"price": step.now}, {"price": Money(1_500_000, "EUR")})
    wait(house.workspace.replica.execute(other))
    approve = DecidePrices(house.workspace, [step], "approve", ground)
    approve.open()
    approve.confirm()
    assert approve.why.error() == words.MOVED.format(vehicle=step.title)
    assert reader.find("price_decision") == []


def page_of(house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Prices:
    """The page of prices, of cars that have stood for ten weeks."""
    monkeypatch.setattr(house.workspace, "today", lambda: TODAY + timedelta(days=70))
    window = show(house, qtbot)
    window.show_place(Place("prices"))
    page = window.current_screen()
    assert isinstance(page, Prices)
    return page


def test_the_page_is_for_who_may_decide_and_keeps_what_was_decided(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(house, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: bool(page.cards), timeout=60_000)
    page.all.click()
    assert all(card.chosen.value() for card in page.cards.values())
    page.none.click()
    first = next(iter(page.cards.values()))
    first.chosen.set_value(True)
    page.decline.click()
    dialog = opened(qtbot, DecidePrices)
    dialog.why.set_value("The buyer comes tomorrow")
    dialog.confirm()
    qtbot.waitUntil(lambda: len(page.history.rows()) == 1, timeout=60_000)
    (row,) = page.history.rows()
    assert row.status == "Declined"
    assert "The buyer comes tomorrow" in row.detail
    assert {role for role, name in RIGHTS if name == "price_decision"} == {"sales_manager", "head_office", "auditor"}


def test_what_has_no_proposal_is_told_only_where_there_is_some(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(house, qtbot, monkeypatch)
    assert page.without.isVisible() == page.is_filled(), "nothing is known yet"
    qtbot.waitUntil(lambda: bool(page.cards), timeout=60_000)
    assert page.without.isVisible()
    found = steps_of(house)
    page.show_gathered((replace(found, left=()), (), ()))
    assert not page.without.isVisible()
    page.show_gathered((found, (), ()))
    assert page.without.isVisible()
