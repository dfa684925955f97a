"""What models propose over the replica: a price at the house's own level, similar cars, whom to call, cash by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.price_proposals import price_proposal
from client.business.renewal_calls import renewal_outlook
from client.screens.renewals import Renewals
from client.screens.vehicle import Vehicle
from client.workspace import Place
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.client.screens.small_house import TODAY, House, office, open_house, show, showroom

__all__ = ["office", "showroom"]

#: Cars of the house that the price model knows, at a level of its own.
CARS = 16


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A showroom with cars enough to know at which level it asks."""
    made = open_house(tmp_path_factory.mktemp("proposals"), "showroom", "sales_manager")
    for at in range(CARS):
        made.add(
            f"golf {at}", "vehicle", make="Volkswagen", model="Golf", year=TODAY.year - 2 - at % 5, status="available",
            mileage=Quantity(12_000 + 7_000 * at, "km"), fuel="petrol", gearbox="manual", body="hatchback",
            price=Money(2_000_000 - 60_000 * at, "EUR"), vin=f"WVWZZZ1KZ8W0001{at:02d}",
        )  # fmt: skip
    made.add(
        "unknown", "vehicle", make="Trabant", model="601", year=1988, mileage=Quantity(9, "km"), status="available"
    )
    yield made
    made.workspace.close()
    made.workspace.replica.close()


def test_a_price_is_proposed_at_the_level_of_the_house_and_its_parts_add_up(house: House) -> None:
    found = price_proposal(house.workspace.reader, house.id("golf 3"), house.workspace.identity.device, TODAY)
    assert found is not None
    assert found.price is not None
    assert found.low is not None
    assert found.high is not None
    assert found.typical is not None
    assert found.low < found.price < found.high
    assert found.typical.minor + sum(amount.minor for _, amount in found.reasons) == found.price.minor
    assert 800_000 < found.price.minor < 3_000_000
    assert found.prices >= CARS - 1
    assert any("Driven 33,000 km" in said for said, _ in found.reasons)
    assert len(found.similar) == 4
    assert {car.values["make"] for car in found.similar} == {"Volkswagen"}
    assert house.id("golf 3") not in {car.id for car in found.similar}


def test_without_enough_prices_or_with_a_make_never_seen_it_says_why(house: House, showroom: House) -> None:
    reader, device = house.workspace.reader, house.workspace.identity.device
    never = price_proposal(reader, house.id("unknown"), device, TODAY)
    assert never is not None
    assert never.price is None
    assert "never seen this make" in never.why
    assert price_proposal(reader, "no such vehicle", device, TODAY) is None
    few = price_proposal(showroom.workspace.reader, showroom.id("camry"), device, TODAY)
    assert few is not None
    assert few.price is None
    assert few.why


def test_the_page_of_a_vehicle_proposes_when_asked_and_changes_nothing(house: House, qtbot: QtBot) -> None:
    window = show(house, qtbot)
    window.show_place(Place("record", "vehicle", house.id("golf 3")))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.vin.text() != "", timeout=60_000)
    before = page.price.text()
    page.proposal.button.click()
    qtbot.waitUntil(lambda: page.proposal.answer.accessibleName().startswith("Proposed: €"), timeout=60_000)
    assert len(page.proposal.similar.rows()) == 4
    assert page.price.text() == before
    delete(window)
    house.window = None


def test_calls_are_the_most_premium_at_risk_first_and_months_add_up(office: House) -> None:
    for at in range(6):
        office.add(
            f"due {at}", "policy", number=f"D{at}", status="active", expires_on=TODAY + timedelta(days=10 + 30 * at),
            starts_on=TODAY - timedelta(days=355 - 30 * at), premium=Money(50_000 + 20_000 * at, "EUR"),
        )  # fmt: skip
    office.add("bare", "policy", number="BARE", status="active", expires_on=TODAY + timedelta(days=9))
    found = renewal_outlook(office.workspace.reader, TODAY)
    assert found.why == ""
    at_risk = [call.score.value * call.view.values["premium"].minor for call in found.calls]
    assert at_risk == sorted(at_risk, reverse=True)
    assert all((call.view.values["expires_on"] - TODAY).days <= 90 for call in found.calls)
    assert found.unscored >= 1
    for month in found.months:
        assert month.low <= month.expected <= month.high <= month.everybody
    assert renewal_outlook(office.workspace.reader, TODAY + timedelta(days=4_000)).why


def test_the_renewals_work_out_whom_to_call_when_asked(office: House, qtbot: QtBot) -> None:
    office.add("due", "policy", number="D1", status="active", expires_on=TODAY + timedelta(days=10),
               premium=Money(50_000, "EUR"))  # fmt: skip
    window = show(office, qtbot)
    window.show_place(Place("renewals", "policy"))
    screen = window.current_screen()
    assert isinstance(screen, Renewals)
    screen.calls.button.click()
    qtbot.waitUntil(lambda: "to call about" in screen.calls.answer.accessibleName(), timeout=60_000)
    rows = screen.calls.calls.rows()
    assert rows
    assert all("may lapse" in row.status for row in rows)
    assert screen.calls.cash.isVisibleTo(screen)
