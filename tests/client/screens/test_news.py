"""The page of a record that others change: what changed is told once, aloud and in a line, and framed where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client import theme
from client.changes import Identity
from client.commands import Create, Edit, RecordFact
from client.forms import notes
from client.forms.notes import Flash
from client.replica.worker import Replica, wait
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.news import News
from client.screens.record_page import RecordScreen
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import Heard, press
from tests.client.screens.small_house import House, show, showroom
from tests.support.replicas import Log

__all__ = ["showroom"]


class Colleague:
    """Somebody at another device, who has what this one has; ``log`` carries it to and fro."""

    def __init__(self, house: House, folder: Path) -> None:
        here = house.workspace.identity
        who = Identity(here.tenant, new_id(), new_id(), "sales_manager", here.store, here.version)
        self.house, self.log = house, Log()
        self.replica = Replica(folder / "colleague" / "replica.sqlite", replace(who, role="it_admin"))
        wait(self.replica.execute(Create("person", {"name": "Ben Schulz", "role": "sales_manager"}, who.person)))
        self.replica.sign_in_as(who)
        self.log.take_from(house.workspace.replica)
        self.log.give_to(self.replica)

    def edit(self, record_type: str, record: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        self._do(Edit(record_type, record, old, new))

    def sell(self, vehicle: str, customer: str) -> None:
        here = self.replica.identity
        values = {"vehicle": vehicle, "customer": customer, "store": here.store, "person": here.person}
        self._do(RecordFact("sale", {**values, "price": Money.of(28_000, "EUR")}))

    def _do(self, command: Any) -> None:
        wait(self.replica.execute(command))
        self.log.take_from(self.replica)
        self.log.give_to(self.house.workspace.replica)


@pytest.fixture
def colleague(showroom: House, tmp_path: Path) -> Iterator[Colleague]:
    made = Colleague(showroom, tmp_path)
    yield made
    made.replica.close()


def opened(window: MainWindow, qtbot: QtBot, house: House, record_type: str, key: str) -> tuple[GatheringScreen, News]:
    window.show_place(Place("record", record_type, house.id(key)))
    page = window.current_screen()
    assert isinstance(page, GatheringScreen)
    qtbot.waitUntil(page.is_filled)
    assert page.news is not None
    return page, page.news


def frames(page: GatheringScreen) -> list[Flash]:
    return [one for one in page.findChildren(Flash) if one.isVisible()]


def test_what_others_change_is_told_framed_and_spoken_once(showroom: House, colleague: Colleague, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    page, news = opened(window, qtbot, showroom, "vehicle", "camry")
    assert isinstance(page, Vehicle)
    heard = Heard()
    prices = {"price": Money.of(28_450, "EUR")}, {"price": Money.of(26_900, "EUR")}
    colleague.edit("vehicle", showroom.id("camry"), *prices)
    qtbot.waitUntil(news.isVisible)
    assert news.text().endswith(": Price changed to €26,900 by Ben Schulz")
    assert page.price.text() == "€26,900"
    said = "Price changed to €26,900 by Ben Schulz"
    qtbot.waitUntil(lambda: said in heard.words)
    qtbot.waitUntil(
        lambda: [frame.parentWidget() is page.price_source.parentWidget() for frame in frames(page)] == [True]
    )
    press(qtbot, news, "Dismiss message")
    assert not news.isVisible()

    colleague.sell(showroom.id("camry"), showroom.id("maria"))
    qtbot.waitUntil(news.isVisible)
    assert news.text().endswith("The status is now: Sold")
    qtbot.waitUntil(lambda: "The status is now: Sold" in heard.words)
    assert heard.words.count(said) == 1


def test_the_page_of_any_record_tells_it_too_but_not_what_is_done_here(
    showroom: House, colleague: Colleague, qtbot: QtBot
) -> None:
    window, customer = show(showroom, qtbot), showroom.id("maria")
    page, news = opened(window, qtbot, showroom, "customer", "maria")
    assert isinstance(page, RecordScreen)
    heard = Heard()
    showroom.workspace.run(Edit("customer", customer, {"town": "Munich"}, {"town": "Dachau"}))
    qtbot.waitUntil(lambda: page.values is not None and page.values.cells["town"].text() == "Dachau")
    colleague.log.take_from(showroom.workspace.replica)  # and the hub's receipt for it comes from afar
    assert not news.isVisible()
    colleague.log.give_to(colleague.replica)
    colleague.edit("customer", customer, {"phone": "+49 89 5551234"}, {"phone": None})
    qtbot.waitUntil(news.isVisible)
    assert news.text().endswith(": Phone was emptied")
    qtbot.waitUntil(lambda: "Phone was emptied" in heard.words)
    assert not any("Dachau" in words for words in heard.words)


@pytest.mark.parametrize("motion", [True, False])
def test_the_frame_fades_where_motion_is_welcome_and_else_stands_still(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, motion: bool
) -> None:
    monkeypatch.setattr(notes, "_FLASH_MS", 200)
    monkeypatch.setattr(notes, "_FADE_MS", 150)
    theme.apply(qapp, "light", 1.0, "showroom", motion=motion)
    window = QWidget()
    qtbot.addWidget(window)
    frame = Flash(window)
    faded: list[float] = []
    frame._fading.valueChanged.connect(faded.append)
    with qtbot.waitSignal(frame.destroyed):
        window.show()
    assert bool(faded) is motion
