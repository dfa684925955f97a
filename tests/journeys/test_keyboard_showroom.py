"""Finding the right car with the keyboard alone: mistyped, narrowed down, three compared, the search kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Heading
from client.screens.compare import Compare
from client.screens.stock import Stock
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.client.screens.pressing import Heard, toast
from tests.client.screens.small_house import House, show, showroom
from tests.journeys.keyboard import Keyboard, cells, described, named

__all__ = ["showroom"]


def more_camrys(house: House) -> None:
    """Three more of the model, one of them too dear."""
    for number, (year, price, colour) in enumerate(
        ((2021, 24_900, "white"), (2022, 31_500, "red"), (2024, 43_000, "grey"))
    ):
        house.add(
            f"camry{number}", "vehicle", make="Toyota", model="Camry", year=year, fuel="hybrid", body="saloon",
            colour=colour, status="available", vin=f"4T1G11AK5PU12346{number}", price=Money.of(price, "EUR"),
            store=house.id("store"), gearbox="automatic", mileage=Quantity(20_000 + number, "km"),
            stock_number=f"S-{number}", features=frozenset({"Heated seats"}),
        )  # fmt: skip


def cards_of(screen: Stock) -> list[str]:
    """What the cards are called, once the list has answered."""
    return [named(card) for card in screen.list.cards.cards()]


@pytest.mark.timeout(180)
def test_the_right_car_is_found_compared_and_the_search_kept(showroom: House, qtbot: QtBot) -> None:
    more_camrys(showroom)
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


def find_and_narrow(keys: Keyboard, heard: Heard, window: MainWindow) -> Stock:
    """Mistyped, and found all the same; then only those between 20 and 40 thousand."""
    keys.to("Stock")
    keys.enter()
    screen = window.current_screen()
    assert isinstance(screen, Stock)
    keys.wait(lambda: keys.name() == "Search vehicles", "the keyboard is in the search")
    keys.type("toyta camri hybird")
    keys.wait(lambda: len(cards_of(screen)) == 4, "the four Camrys are there")
    assert "toyota" in screen.list.corrected.text().lower()
    keys.wait(lambda: any("4 vehicles" in words for words in heard.words), "the count is spoken")
    prices = keys.until(lambda: keys.name() == "Price" and isinstance(keys.at(), QListWidget), "the prices")
    assert isinstance(prices, QListWidget)
    keys.wait(lambda: prices.count() == 2, "two bands of prices")
    assert "20,000 to 40,000" in prices.item(0).text()
    keys.press(Qt.Key.Key_Space)
    keys.wait(lambda: len(cards_of(screen)) == 3, "three are within the band")
    return screen


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
