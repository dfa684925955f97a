"""Choosing vehicles of the stock and seeing them side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.commands import Archive, Edit
from client.replica.worker import wait
from client.screens.compare import Compare, gather, rows_of
from client.screens.parts.choosing import MOST
from client.screens.parts.grid_table import TextModel, in_two_lines
from client.screens.stock import Stock
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import Heard, press
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]
LONG = 30_000


def stock(house: House, qtbot: QtBot) -> Stock:
    window = show(house, qtbot)
    window.show_place(Place("list", "vehicle"))
    screen = window.current_screen()
    assert isinstance(screen, Stock)
    qtbot.waitUntil(lambda: len(screen.list.cards.cards()) > 4, timeout=LONG)
    return screen


def comparison(house: House, qtbot: QtBot, *keys: str) -> Compare:
    window = show(house, qtbot)
    window.show_place(Place("compare", "vehicle", presets=(("vehicles", tuple(house.id(key) for key in keys)),)))
    screen = window.current_screen()
    assert isinstance(screen, Compare)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in [*screen.deeds, screen.missing]), timeout=LONG)
    return screen


def test_pressing_a_card_chooses_it_only_while_choosing(showroom: House, qtbot: QtBot) -> None:
    screen, heard = stock(showroom, qtbot), Heard()
    press(qtbot, screen, "Compare: Choose vehicles to compare")
    cards = screen.list.cards.cards()
    for card in cards[: MOST + 1]:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert len(screen.choosing.chosen) == MOST
    qtbot.waitUntil(lambda: any("At most 4" in words for words in heard.words), timeout=LONG)
    assert "Chosen to compare" in cards[0].accessibleDescription()
    qtbot.keyClick(cards[0], Qt.Key.Key_Return)
    assert cards[0].accessibleDescription() == ""
    assert len(screen.choosing.chosen) == MOST - 1
    qtbot.keyClick(cards[1], Qt.Key.Key_Escape)
    assert not screen.choosing.isVisible()
    assert screen.choosing.chosen == []
    assert cards[1].accessibleDescription() == ""
    qtbot.keyClick(cards[1], Qt.Key.Key_Return)
    place = showroom.window.history.current if showroom.window else None
    assert place is not None
    assert place.screen == "record"


def test_rows_of_a_table_are_chosen_as_cards_are(showroom: House, qtbot: QtBot) -> None:
    screen = stock(showroom, qtbot)
    screen.list.show_as("table")
    press(qtbot, screen, "Compare: Choose vehicles to compare")
    assert screen.list.table.hasFocus()
    for row in (0, 1):
        screen.list.table.selectRow(row)
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
    chosen = tuple(screen.choosing.chosen)
    assert len(chosen) == 2
    press(qtbot, screen, "Compare 2")
    place = showroom.window.history.current if showroom.window else None
    assert place == Place("compare", "vehicle", presets=(("vehicles", chosen),))


def test_what_differs_is_found_and_follows_changes(showroom: House, qtbot: QtBot) -> None:
    screen = comparison(showroom, qtbot, "camry", "corolla", "golf")
    table = screen.table
    assert table is not None
    found = gather(showroom.workspace, screen.vehicles)
    labels = [row[0] for row in rows_of(found)]
    assert labels[:3] == ["Price", "Status", "Year"]
    assert [one.name for one in found] == ["Toyota Camry", "Toyota Corolla", "Volkswagen Golf"]
    assert ("Status", "Available", "Available", "Held") in rows_of(found, differing=True)
    assert "Gearbox" in labels
    assert "Gearbox" not in [row[0] for row in rows_of(found, differing=True)]
    old, new = found[0].view.values["price"], Money.of(27_000, "EUR")
    wait(showroom.workspace.replica.execute(Edit("vehicle", showroom.id("camry"), {"price": old}, {"price": new})))
    qtbot.waitUntil(
        lambda: screen.table is not None and screen.table.model().index(0, 1).data() == "€27,000", timeout=LONG
    )


def test_one_is_left_out_another_put_away(showroom: House, qtbot: QtBot) -> None:
    screen = comparison(showroom, qtbot, "camry", "corolla", "golf")
    press(qtbot, screen, "Leave out Toyota Corolla")
    qtbot.waitUntil(lambda: len(screen.deeds) == 4, timeout=LONG)
    for key in ("camry", "golf"):
        wait(showroom.workspace.replica.execute(Archive("vehicle", showroom.id(key))))
    qtbot.waitUntil(screen.missing.isVisible, timeout=LONG)


def test_a_long_name_at_the_head_takes_two_lines_and_is_told_in_one() -> None:
    model = TextModel(["Field", "Tesla Model 3 Standard Range Plus"], broken_at=16)
    across = Qt.Orientation.Horizontal
    assert [model.headerData(place, across) for place in (0, 1)] == ["Field", "Tesla Model 3\nStandard Range Plus"]
    told = model.headerData(1, across, Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Tesla Model 3 Standard Range Plus"
    assert in_two_lines("Unbreakable") == "Unbreakable"
