"""A dashboard on two devices of one person: a sale on one moves the tile on the other; what is arranged is on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.app import App
from client.commands import Create, RecordFact
from client.insights.tiles import BOARDS
from client.replica.worker import wait
from client.screens.insights import Insights
from client.workspace import Place, Workspace
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.replicas import camry


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("hub"), [person("dana", "sales_manager")]) as running:
        yield running


@pytest.fixture
def desktop_and_tablet(hub: HubProcess, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[tuple[App, App]]:
    theme.apply(qapp, motion=False)
    one, two = (hub.device(tmp_path / name, "dana") for name in ("desktop", "tablet"))
    yield one, two
    one.close()
    two.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def dashboard(workspace: Workspace, width: int) -> Insights:
    """The sales dashboard in a window of its own."""
    screen = Insights(workspace, Place("insights", presets=(("board", "sales"),)))
    screen.resize(width, 900)
    screen.show()
    return screen


def headline(screen: Insights, key: str) -> object:
    """What a tile says most of all; None before it is counted."""
    card = screen.tiles.cards.get(key)
    return card.answer.headline if card is not None and card.answer is not None else None


def keys(screen: Insights) -> list[str]:
    """The tiles as they stand."""
    return [card.tile.key for card in screen.tiles.in_order()]


def test_a_sale_and_an_arrangement_come_to_the_other_device(desktop_and_tablet: tuple[App, App], qtbot: QtBot) -> None:
    one, two = desktop_and_tablet
    desktop, tablet = dashboard(one.workspace, 1200), dashboard(two.workspace, 700)
    try:
        qtbot.waitUntil(lambda: in_step(one, two))
        qtbot.waitUntil(lambda: headline(desktop, "sales") == headline(tablet, "sales") == 0)
        sold_until(one.workspace, tablet, qtbot)
        assert headline(tablet, "takings") == 2_500_000
        assert keys(tablet) == list(BOARDS["sales"])
        desktop.move_tile("sellers", 0)
        qtbot.waitUntil(lambda: keys(tablet)[0] == "sellers")
        tablet.remove_tile("ways")
        tablet.add_tile("stock")
        wanted = ["sellers", "sales", "conversion", "takings", "demand", "stock"]
        qtbot.waitUntil(lambda: keys(desktop) == keys(tablet) == wanted)
        qtbot.waitUntil(lambda: headline(desktop, "stock") == 1)
        qtbot.waitUntil(lambda: in_step(one, two))
    finally:
        delete(desktop)
        delete(tablet)


def sold_until(here: Workspace, elsewhere: Insights, qtbot: QtBot) -> None:
    """Sell a car and wait until a dashboard on another device says so."""
    car, customer = Create("vehicle", camry(store=STORE)), Create("customer", {"name": "Maria Lopez"})
    for command in (car, customer):
        wait(here.replica.execute(command))
    sale = {
        "vehicle": car.id, "customer": customer.id, "store": STORE, "person": here.identity.person, "way": "cash",
        "price": Money(2_500_000, "EUR"), "signed_on": here.today(),
    }  # fmt: skip
    wait(here.replica.execute(RecordFact("sale", sale, new_id())))
    qtbot.waitUntil(lambda: headline(elsewhere, "sales") == 1 and headline(elsewhere, "takings") is not None)
