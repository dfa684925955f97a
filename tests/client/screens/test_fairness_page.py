"""The page of how groups are treated: groups stand in order, attributes have plain names."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from client.screens.fairness import FairnessScreen
from client.text import risk as words
from client.workspace import Place
from tests.client.screens.small_house import House, office, show

__all__ = ["office"]


def page(house: House, qtbot: QtBot) -> FairnessScreen:
    window = show(house, qtbot)
    window.show_place(Place("fairness"))
    found = window.current_screen()
    assert isinstance(found, FairnessScreen)
    qtbot.waitUntil(found.is_filled, timeout=60_000)
    return found


def test_groups_stand_in_order_under_plain_names(office: House, qtbot: QtBot) -> None:
    found = page(office, qtbot)
    said = [table.accessibleName() for table in found.tables]
    assert any("age of the policyholder" in name for name in said)
    assert not [name for name in said if "_" in name]
    ages = next(table for table in found.tables if "age of the policyholder" in table.accessibleName())
    held = ages.model()
    groups = [held.index(at, 0).data() for at in range(held.rowCount())]
    assert groups == ["under 30", "30 to 44", "45 to 59", "60 and over"]
    assert "not on your records" in words.FAIR_DETAIL
