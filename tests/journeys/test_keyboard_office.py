"""A new policy with the keyboard alone: insurer mistyped and picked, cover, driver, premium; found; a number taken."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.screens.new_policy import NewPolicy
from client.screens.policy import Policy
from client.screens.record_list import ListScreen
from client.window.main_window import MainWindow
from shared_models.money import Money
from tests.client.screens.pressing import Heard, toast
from tests.client.screens.small_house import POLICY_VIN, House, office, show
from tests.journeys.keyboard import Keyboard, named

__all__ = ["office"]


def is_at(keys: Keyboard, label: str) -> bool:
    return keys.name() == label


@pytest.mark.timeout(180)
def test_a_new_policy_is_made_and_one_is_found(office: House, qtbot: QtBot) -> None:
    for kind in ("insurer", "driver", "policy", "customer"):
        office.workspace.catalogue.wait_ready(kind)
    window = show(office, qtbot)
    keys, heard = Keyboard(window, qtbot), Heard()
    enter_policy(keys, window)
    keys.wait(lambda: toast(window) == "Policy created successfully", "it is said")
    keys.wait(lambda: "Policy created successfully" in heard.words, "it is spoken")
    keys.wait(lambda: isinstance(window.current_screen(), Policy), "its page is shown")
    (made,) = office.workspace.reader.find("policy", number="POL456")
    held = made.values
    assert (held["insurer"], held["vehicle"]) == (office.id("geico"), POLICY_VIN)
    assert (held["starts_on"], held["expires_on"]) == (date(2025, 1, 1), date(2025, 12, 31))
    assert held["premium"] == Money.of("480.50", "EUR")
    assert [(row["cover"], row["limit"]) for row in held["lines"].values()] == [
        ("liability", Money.of(100_000_000, "EUR")),
        ("comprehensive", Money.of(60_000, "EUR")),
    ]
    assert [row["driver"] for row in held["drivers"].values()] == [office.id("driver")]

    keys.to("Policies")
    keys.enter()
    screen = window.current_screen()
    assert isinstance(screen, ListScreen)
    keys.wait(lambda: keys.name() == "Search policies", "the keyboard is in the search")
    keys.type("POL123")
    keys.wait(lambda: [named(card) for card in screen.list.cards.cards()] == ["POL123"], "exactly one card")
    keys.to("View details for policy POL123")
    keys.enter()
    keys.wait(lambda: window.windowTitle().startswith("Policy POL123"), "its page is shown")
    save_a_second_of_that_number(keys, heard, window, office)


def save_a_second_of_that_number(keys: Keyboard, heard: Heard, window: MainWindow, office: House) -> None:
    """A number that is taken is pointed out, in sight and aloud, and saved all the same."""
    keys.to("Today")
    keys.enter()
    keys.push("New policy")
    page = window.current_screen()
    assert isinstance(page, NewPolicy)
    keys.wait(lambda: keys.name().startswith("Policy number"), "the keyboard is in the first field")
    keys.type("POL456")
    keys.pick("Insurer", "Allianz", "Allianz")
    warned = (
        "There is already a policy with the number POL456 (Geico, until 31 Dec 2025). It can be saved all the same."
    )
    keys.wait(lambda: page.number_note.isVisible() and page.number_note.text() == warned, "it is pointed out")
    keys.wait(lambda: warned in heard.words, "and spoken")
    keys.fill("Vehicle", POLICY_VIN)
    keys.fill("Starts", "2026-01-01")
    keys.fill("Expires", "2026-12-31")
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    keys.wait(lambda: isinstance(window.current_screen(), Policy), "it is saved all the same")
    both = office.workspace.reader.find("policy", number="POL456")
    assert {one.values["insurer"] for one in both} == {office.id("geico"), office.id("allianz")}


def enter_policy(keys: Keyboard, window: MainWindow) -> None:
    """From the first page of the day to the saved policy."""
    keys.push("New policy")
    page = window.current_screen()
    assert isinstance(page, NewPolicy)
    keys.wait(lambda: keys.name().startswith("Policy number"), "the keyboard is in the first field")
    keys.type("POL456")
    keys.pick("Insurer", "Geiko", "Geico")
    keys.pick("Policyholder", "Lopez", "Maria Lopez")
    keys.fill("Vehicle", POLICY_VIN)
    keys.fill("Starts", "2025-01-01")
    keys.fill("Expires", "2025-12-31")
    keys.wait(page.vehicle_note.isVisible, "the vehicle is found")
    keys.fill("Annual premium", "480.50")
    keys.to("Annual premium, currency")
    keys.press(Qt.Key.Key_E)
    for number, (cover, limit) in enumerate((("Third", "100000000"), ("Comp", "60000")), start=1):
        keys.push("Cover: Add row")
        keys.wait(partial(is_at, keys, f"Cover, row {number}"), "the keyboard is in the new row")
        keys.type(cover)
        keys.fill(f"Limit, row {number}", limit)
    keys.push("Named drivers: Add row")
    keys.pick("Driver, row 1", "Piet", "Piet de Vries")
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
