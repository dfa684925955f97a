"""Finding the right car with the keyboard alone: mistyped, narrowed down, three compared, the search kept; it rings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Heading
from client.commands import Edit
from client.replica.worker import wait
from client.screens.compare import Compare
from client.screens.stock import Stock
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from client.window.ringing import Ringing
from client.workspace import Place
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.client.screens.pressing import Heard, toast
from tests.client.screens.small_house import House, identity, show, showroom
from tests.journeys.keyboard import Keyboard, cells, described, named
from tests.support.replicas import arrives

__all__ = ["showroom"]


#: Towns with their places: in the first one works here; the second is some 32 km away, the third some 150 km.
MUNICH, FREISING, NUREMBERG = (48.1372, 11.5756), (48.4029, 11.7489), (49.4521, 11.0767)


def fill(house: House) -> None:
    """Stores near and far, five Camrys in them, one of these too dear and one too far; and nothing that is due now."""
    replica, before = house.workspace.replica, house.workspace.replica.identity
    replica.sign_in_as(identity("head_office", house.id("me"), house.id("store")))
    own = dict(zip(("latitude", "longitude"), MUNICH, strict=True))
    wait(replica.execute(Edit("store", house.id("store"), dict.fromkeys(own), own)))
    for name, (latitude, longitude) in (("Freising", FREISING), ("Nuremberg", NUREMBERG)):
        house.add(name, "store", name=name, latitude=latitude, longitude=longitude)
    replica.sign_in_as(before)
    for number, (year, price, colour, store) in enumerate((
        (2021, 24_900, "white", "Freising"), (2022, 31_500, "red", "Freising"), (2024, 43_000, "grey", "store"),
        (2022, 29_900, "black", "Nuremberg"),
    )):  # fmt: skip
        house.add(f"camry{number}", "vehicle", **a_camry(house, str(number), store, price, year=year, colour=colour))
    for lead in ("lead_maria", "lead_jonas"):
        due = {"next_step": house.values("lead", lead)["next_step"]}
        wait(replica.execute(Edit("lead", house.id(lead), due, {"next_step": None})))
    wait(replica.execute(Edit("test_drive", house.id("drive"), {"status": "booked"}, {"status": "cancelled"})))


def a_camry(house: House, number: str, store: str, price: int, **values: Any) -> dict[str, Any]:
    """A hybrid Camry that can be sold."""
    held = {
        "make": "Toyota", "model": "Camry", "fuel": "hybrid", "body": "saloon", "status": "available",
        "vin": f"4T1G11AK5PU12346{number}", "price": Money.of(price, "EUR"), "store": house.id(store),
        "gearbox": "automatic", "mileage": Quantity(20_000 + int(number), "km"), "stock_number": f"S-{number}",
        "features": frozenset({"Heated seats"}),
    }  # fmt: skip
    return {**held, **values}


def cards_of(screen: Stock) -> list[str]:
    """What the cards are called, once the list has answered."""
    return [named(card) for card in screen.list.cards.cards()]


@pytest.mark.timeout(180)
def test_the_right_car_is_found_compared_and_the_search_kept(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    fill(showroom)
    showroom.workspace.catalogue.wait_ready("vehicle")
    window = show(showroom, qtbot)
    keys, heard = Keyboard(window, qtbot), Heard()
    screen = find_and_narrow(keys, heard, window)
    chosen = compare_three(keys, heard, window, screen)

    keys.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    keys.wait(lambda: window.current_screen() is screen, "back at the list, as it was")
    assert len(cards_of(screen)) == 3
    keys.push("Saved searches", steps=lambda: keys.choose("Save this search …", lambda: name_search(keys)))
    keys.wait(lambda: "Search “Hybrid Camry” saved" in toast(window), "it is said")
    (kept,) = showroom.workspace.reader.find("saved_search")
    assert (kept.values["name"], kept.values["text"]) == ("Hybrid Camry", "toyta camri hybird")
    assert kept.values["alert"] is True

    keys.until(lambda: keys.name() in chosen, "a card")
    keys.enter()
    keys.wait(lambda: isinstance(window.current_screen(), Vehicle), "its page is shown")
    keys.wait(lambda: keys.name() == "Schedule Test Drive", "the first deed has the keyboard")
    open_what_rings(keys, heard, window, showroom, tmp_path)


def find_and_narrow(keys: Keyboard, heard: Heard, window: MainWindow) -> Stock:
    """Mistyped, and found all the same; then only those between 20 and 40 thousand, then only those within 50 km."""
    keys.to("Stock")
    keys.enter()
    screen = window.current_screen()
    assert isinstance(screen, Stock)
    keys.wait(lambda: keys.name() == "Search vehicles", "the keyboard is in the search")
    keys.type("toyta camri hybird")
    keys.wait(lambda: len(cards_of(screen)) == 5, "the five Camrys are there")
    assert "toyota" in screen.list.corrected.text().lower()
    keys.wait(lambda: any("5 vehicles" in words for words in heard.words), "the count is spoken")
    tick(keys, screen, "Price", "20,000 to 40,000", 4)
    keys.push("More filters")
    tick(keys, screen, "Distance", "Within 50 km", 3)
    keys.wait(lambda: any("3 vehicles" in words for words in heard.words), "the count is spoken")
    return screen


def tick(keys: Keyboard, screen: Stock, facet: str, wanted: str, count: int) -> None:
    """Go to a facet, down to one of its values, which tells how many it would leave, and tick it: so many are left."""
    values = keys.until(lambda: keys.name() == facet and isinstance(keys.at(), QListWidget), facet)
    assert isinstance(values, QListWidget)
    line = f"{wanted}, {count}"
    keys.wait(lambda: line in lines_of(values), f"the line '{line}' is there")
    while lines_of(values)[values.currentRow()] != line:
        before = values.currentRow()
        keys.press(Qt.Key.Key_Down)
        assert values.currentRow() != before, f"no way down to '{line}' in {lines_of(values)}"
    keys.press(Qt.Key.Key_Space)
    keys.wait(lambda: len(cards_of(screen)) == count, f"{count} are left")


def lines_of(values: QListWidget) -> list[str]:
    return [values.item(row).text() for row in range(values.count())]


def open_what_rings(keys: Keyboard, heard: Heard, window: MainWindow, house: House, folder: Path) -> None:
    """Other stores add cars: one too far, one that was searched for. The latter rings, and is opened."""
    rings = Ringing(house.workspace, window, settle=0)
    rings.start()
    replica = house.workspace.replica
    arrives(replica, folder, "vehicle", **a_camry(house, "5", "Nuremberg", 30_000))
    arrives(replica, folder, "vehicle", **a_camry(house, "6", "Freising", 45_000))
    match = arrives(replica, folder, "vehicle", **a_camry(house, "7", "Freising", 33_000))
    rings.look()  # else within the minute
    keys.wait(lambda: toast(window) == "New match for “Hybrid Camry”: Toyota Camry", "it rings")
    keys.wait(lambda: "New match for “Hybrid Camry”: Toyota Camry" in heard.words, "it is spoken")
    keys.push("Show")
    keys.wait(lambda: window.history.current == Place("record", "vehicle", match), "the car is shown")


def compare_three(keys: Keyboard, heard: Heard, window: MainWindow, screen: Stock) -> list[str]:
    """Choose three cards and see them side by side."""
    keys.to("Compare: Choose vehicles to compare", back=True)
    keys.enter()
    chosen: list[str] = []
    for _ in range(3):
        keys.until(lambda: keys.name() in cards_of(screen) and keys.name() not in chosen, "the next card")
        chosen.append(keys.name())
        keys.enter()
        keys.wait(lambda: "Chosen to compare" in described(keys.at()), "the card is chosen")
    keys.wait(lambda: any("3 of at most 4" in words for words in heard.words), "the number is spoken")
    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    keys.wait(lambda: isinstance(window.current_screen(), Compare), "they are compared")
    comparison = window.current_screen()
    assert isinstance(comparison, Compare)
    keys.wait(lambda: keys.name().startswith("Open Toyota Camry"), "the keyboard is at the first car")
    keys.to("Vehicles side by side")
    rows = {row[0]: row[1:] for row in cells(keys.at())}
    assert sorted(rows["Price"]) == ["€24,900", "€28,450", "€31,500"]
    assert set(rows["Fuel"]) == {"Hybrid"}
    assert sorted(rows["Feature: Android Auto"]) == ["Yes", "–", "–"]
    keys.push("Only what differs", back=True)
    keys.to("Vehicles side by side")
    assert "Fuel" not in {row[0] for row in cells(keys.at())}
    titles = [heading.text() for heading in comparison.findChildren(Heading) if heading.text().startswith("Toyota")]
    assert len(set(titles)) == 3, "three of one model bear different names"
    return chosen


def name_search(keys: Keyboard) -> None:
    keys.dialog()
    keys.to("Name")
    keys.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keys.type("Hybrid Camry")
    keys.push("Tell me about new matches")
    keys.to("Save")
    keys.enter()
