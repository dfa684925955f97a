"""Two people who work without the hub, each with a keyboard alone: one car sold twice, one policy edited twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.app import App
from client.business.holders import holder_of, open_cases
from client.screens.case import Case
from client.screens.cases import Cases
from client.screens.policy import Policy
from client.screens.vehicle import Vehicle
from client.settings import Preferences
from client.sync_state import Phase
from client.window.main_window import MainWindow
from client.workspace import Mode
from shared_models.money import Money
from tests.client.screens.pressing import toast
from tests.journeys.keyboard import Keyboard
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.replicas import camry, create

LONG = 60_000


class Tablet:
    """A device with its window and the keyboard of the person at it."""

    def __init__(self, app: App, mode: Mode, qtbot: QtBot) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, "light", 1.0, mode, motion=False)
        self.app, self._qtbot = app, qtbot
        self.window = MainWindow(app.workspace, Preferences(mode))
        self.window.resize(1280, 800)
        self.window.show()
        self.keys = Keyboard(self.window, qtbot)

    def turn_to(self) -> Keyboard:
        """The person takes this device; what was open on the other is left there."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow, timeout=LONG)
        return self.keys


@contextmanager
def two(tmp_path: Path, qtbot: QtBot, role: str, mode: Mode) -> Iterator[tuple[HubProcess, Tablet, Tablet]]:
    """A hub and two people of a role, each at a device of their own."""
    people = [person("ann", role), person("ben", role)]
    with HubProcess(tmp_path / "hub", people) as hub:
        apps: list[App] = []
        tablets: list[Tablet] = []
        try:
            apps += [hub.device(tmp_path / who["login"], who["login"], mode) for who in people]
            tablets += [Tablet(app, mode, qtbot) for app in apps]
            yield hub, tablets[0], tablets[1]
        finally:
            for tablet in tablets:
                delete(tablet.window)
            for app in apps:
                app.close()


def part(hub: HubProcess, qtbot: QtBot, *tablets: Tablet) -> None:
    """The hub is gone, and both know it."""
    hub.kill()
    qtbot.waitUntil(lambda: all(one.app.sync.state.phase is Phase.OFFLINE for one in tablets), timeout=LONG)


def meet(hub: HubProcess, qtbot: QtBot, *tablets: Tablet) -> None:
    """The hub is back, and both have sent and heard everything."""
    hub.start()
    for one in tablets:
        one.app.sync.wake()
    qtbot.waitUntil(lambda: in_step(*(one.app for one in tablets)), timeout=LONG)


def known(tablets: tuple[Tablet, ...], record_type: str, record: str) -> bool:
    return all(one.app.workspace.reader.record(record_type, record) is not None for one in tablets)


def values(tablet: Tablet, record_type: str, record: str) -> dict[str, Any]:
    view = tablet.app.workspace.reader.record(record_type, record)
    assert view is not None
    return view.values


# --- one car, sold twice ---


def sell(tablet: Tablet, customer: str) -> None:
    """Find the car by its VIN, and sell it."""
    keys, window = tablet.turn_to(), tablet.window
    keys.to("Stock")
    keys.enter()
    keys.wait(lambda: keys.name() == "Search vehicles", "the keyboard is in the search")
    keys.type("4T1BF1FK5CU123456")
    keys.enter()
    keys.until(lambda: keys.name().startswith("View details for Toyota Camry"), "the card")
    keys.enter()
    keys.wait(lambda: isinstance(window.current_screen(), Vehicle), "the page is shown")
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    keys.wait(lambda: keys.name() == "Schedule Test Drive", "the page is filled")
    keys.push("Mark as sold")
    keys.dialog()
    keys.pick("Customer", customer.split(maxsplit=1)[0], customer)
    keys.push("Sell the car")
    keys.wait(lambda: page.head.pill.text() == "Sold", "it is sold")
    assert page.tentative.text() == "Sold here, not yet confirmed by the hub"


@pytest.mark.timeout(300)
def test_whoever_lost_the_car_closes_the_case(tmp_path: Path, qtbot: QtBot) -> None:
    with two(tmp_path, qtbot, "salesperson", "showroom") as (hub, ann, ben):
        car = create(ann.app.replica, "vehicle", **camry(store=STORE))
        names = [create(ann.app.replica, "customer", name=name) for name in ("Grace Hopper", "Alan Turing")]
        other = create(ann.app.replica, "vehicle", **camry(vin="4T1BF1FK5CU123457", year=2022, store=STORE))
        qtbot.waitUntil(lambda: in_step(ann.app, ben.app) and known((ann, ben), "vehicle", other), timeout=LONG)
        part(hub, qtbot, ann, ben)
        sell(ann, "Grace Hopper")
        sell(ben, "Alan Turing")
        meet(hub, qtbot, ann, ben)
        readers = [tablet.app.workspace.reader for tablet in (ann, ben)]
        qtbot.waitUntil(lambda: all(len(open_cases(reader)) == 1 for reader in readers), timeout=LONG)
        winners = {holder.stake.id for reader in readers if (holder := holder_of(reader, car, "")) is not None}
        assert len(winners) == 1, "everybody names the same"
        close_case(ben)
        qtbot.waitUntil(lambda: not any(open_cases(reader) for reader in readers), timeout=LONG)
        (closing,) = readers[0].find("case_closure")
        assert (closing.values["resolution"], closing.values["other_vehicle"]) == ("other_vehicle", other)
        assert {sale.values["customer"] for sale in readers[0].find("sale", vehicle=car)} == set(names)


def close_case(tablet: Tablet) -> None:
    """From the list of cases to the closed one, with another car for the customer."""
    keys, window = tablet.turn_to(), tablet.window
    keys.to("Cases")
    keys.enter()
    keys.wait(lambda: isinstance(window.current_screen(), Cases), "the cases are shown")
    keys.until(lambda: keys.name().startswith("Toyota Camry: Alan Turing"), "the case")
    keys.enter()
    keys.wait(lambda: isinstance(window.current_screen(), Case), "its page is shown")
    page = window.current_screen()
    assert isinstance(page, Case)
    keys.wait(lambda: "Dear Alan Turing" in page.letter.text(), "the letter is ready")
    assert keys.name() == "Close the case", "the keyboard is at what is to be done"
    assert len(page.offers.rows()) == 1
    keys.push("Close the case")
    keys.dialog()
    keys.to("What was done")
    keys.type("Took")
    keys.pick("Vehicle taken instead", "Camry", "Toyota Camry   2022")
    keys.push("Close the case")
    keys.wait(page.closed.isVisible, "it is closed")
    assert "Closed by" in page.closed.text()


# --- one policy, edited twice ---


def open_policy(tablet: Tablet) -> Policy:
    """The page of the policy."""
    keys, window = tablet.turn_to(), tablet.window
    keys.to("Policies")
    keys.enter()
    keys.wait(lambda: keys.name() == "Search policies", "the keyboard is in the search")
    keys.type("POL77")
    keys.enter()
    keys.to("View details for policy POL77")
    keys.enter()
    keys.wait(lambda: isinstance(window.current_screen(), Policy), "its page is shown")
    page = window.current_screen()
    assert isinstance(page, Policy)
    keys.wait(lambda: keys.name() == "Report a claim", "the page is filled")
    return page


def change(tablet: Tablet, label: str, text: str) -> None:
    """Edit the policy whose page is shown."""
    keys = tablet.turn_to()
    keys.push("Edit")
    keys.dialog()
    keys.fill(label, text)
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    keys.wait(lambda: QApplication.activeWindow() is tablet.window, "the dialog is closed")


@pytest.mark.timeout(300)
def test_two_edit_one_policy_and_settle_what_they_disagree_about(tmp_path: Path, qtbot: QtBot) -> None:
    with two(tmp_path, qtbot, "fleet_manager", "fleet") as (hub, ann, ben):
        policy = create(
            ann.app.replica, "policy", number="POL77", status="active", expires_on=date(2031, 12, 31),
            premium=Money.of(500, "EUR"), deductible=Money.of(100, "EUR"),
        )  # fmt: skip
        both = ann, ben
        qtbot.waitUntil(lambda: in_step(ann.app, ben.app) and known(both, "policy", policy), timeout=LONG)
        pages = [open_policy(tablet) for tablet in both]

        part(hub, qtbot, *both)
        change(ann, "Annual premium", "510")
        change(ben, "Deductible", "150")
        meet(hub, qtbot, *both)
        wanted = Money.of(510, "EUR"), Money.of(150, "EUR")
        qtbot.waitUntil(lambda: all(terms(one, policy) == wanted for one in both), timeout=LONG)
        assert not any(page.disagreements.isVisible() for page in pages), "different fields: both are kept"

        part(hub, qtbot, *both)
        change(ann, "Annual premium", "520")
        change(ben, "Annual premium", "530")
        meet(hub, qtbot, *both)
        qtbot.waitUntil(lambda: all(page.disagreements.isVisible() for page in pages), timeout=LONG)
        offered = [{button.text() for button in page.disagreements.buttons} for page in pages]
        assert offered == [{"Use €520", "Use €530"}] * 2, "the same field: both are shown, to both"
        keys = ann.turn_to()
        keys.push("Use €520", back=True)
        keys.wait(lambda: toast(ann.window) == "Annual premium is now €520", "it is said")
        wanted = Money.of(520, "EUR"), Money.of(150, "EUR")
        qtbot.waitUntil(lambda: all(terms(one, policy) == wanted for one in both), timeout=LONG)
        qtbot.waitUntil(lambda: not any(page.disagreements.isVisible() for page in pages), timeout=LONG)


def terms(tablet: Tablet, policy: str) -> tuple[Money, Money]:
    held = values(tablet, "policy", policy)
    return held["premium"], held["deductible"]
