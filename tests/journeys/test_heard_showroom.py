"""Finding the right car and selling it, by what a screen reader is told: read from another process over the bus."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.accessibility.bus import ON_THE_BUS
from tests.accessibility.listener import Listener, listening_to

pytestmark = [
    *ON_THE_BUS,
    pytest.mark.timeout(600),
]

_HOUSE = [sys.executable, "-m", "tests.accessibility.spoken_house", "showroom", "salesperson"]


def test_the_right_car_is_found_and_sold_by_ear(tmp_path: Path) -> None:
    with listening_to([*_HOUSE, str(tmp_path / "house")], tmp_path, "Showroom") as listener:
        find(listener)
        compare(listener)
        keep_the_search(listener)
        a_price_changes_elsewhere(listener)
        sell(listener)


def find(listener: Listener) -> None:
    """Mistyped, corrected, counted; then only those between 20 and 40 thousand."""
    listener.press("Stock", "page tab")
    listener.hears("Stock")
    listener.at("Search vehicles")
    assert "selected" in listener.find("Stock", "page tab").states
    listener.type("toyta camri hybird")
    listener.hears("4 vehicles")
    listener.find("Showing results for Toyota Camry Hybrid", "note")
    listener.go_to(listener.find("Price", "list"))
    listener.at("20,000 to 40,000, 3")
    listener.key("space")
    listener.hears("3 vehicles")
    assert "checked" in listener.find("20,000 to 40,000, 3", "list item").states


def compare(listener: Listener) -> None:
    """Three cards are chosen, each told as it is, and stand in a table with headers."""
    listener.press("Compare: Choose vehicles to compare")
    for number, price in enumerate(("€31,500", "€24,900", "€28,450"), start=1):
        listener.press_what(f"priced at {price}")
        listener.hears(f"chosen, {number} of at most 4")
    listener.press("Compare 3")
    listener.hears("Compare vehicles")
    listener.find("Vehicles side by side", "table")
    listener.find("Feature: Android Auto", "table cell", "cell")
    said = {(node.role, node.name) for node in listener.all()}
    headers = {name for role, name in said if role in ("column header", "table column header")}
    assert sum(name.startswith("Toyota Camry") for name in headers) == 3
    assert ("heading", "Compare vehicles") in said


def keep_the_search(listener: Listener) -> None:
    """Back to the list; the search is saved from a menu, with an alarm."""
    listener.press("Back")
    listener.go_to(listener.find("Saved searches", "button menu"))
    listener.key("space")
    listener.at("Save this search …")
    listener.key("Return")
    listener.at("Name")
    listener.press("Tell me about new matches", "check box")
    listener.find("Tell me about new matches", "check box", like=lambda box: "checked" in box.states)
    listener.press("Save")
    listener.shows_and_says("Search “Toyta camri hybird” saved")


def a_price_changes_elsewhere(listener: Listener) -> None:
    """What changes by itself is there to be read at once, and the focus stays where it was."""
    held = listener.at()
    listener.tell("27950")
    listener.wait(lambda: [node for node in listener.all() if node.name.endswith("priced at €27,950")], "the new price")
    assert listener.at() == held


def sell(listener: Listener) -> None:
    """The page says what the car is; the sale is asked for in fields with labels, made, said and shown."""
    listener.press_what("priced at €27,950")
    listener.find("Toyota Camry", "heading")
    listener.press("Mark as sold")
    listener.find("Sell Toyota Camry", "dialog")
    buyer = listener.at("Customer")
    assert "required" in buyer.description
    listener.pick("Maria", "Maria Lopez")
    listener.wait(lambda: listener.text(buyer).startswith("Maria Lopez"), "she is chosen")
    listener.press("Sell the car")
    listener.shows_and_says("Toyota Camry is sold")
    listener.find("Sold", "label")
