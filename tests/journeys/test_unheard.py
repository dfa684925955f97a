"""Hours and weeks without the hub: what is shown tells its age, nothing expires, and everything lands afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.app import App
from client.commands import Edit, RecordFact
from client.hub import reporting
from client.reading.truth_queries import in_step as watermarks
from client.replica.worker import wait
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.vehicle import Vehicle
from client.settings import Preferences
from client.sync_state import Phase
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.clock import utc_now
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import opened, press
from tests.support.hubs import STORE, in_step, person
from tests.support.moved_time import MovedTime, moved
from tests.support.replicas import camry, create, values_of

__all__ = ["moved"]
LONG = 60_000


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports follow one another more quickly than in life."""
    monkeypatch.setattr(reporting, "EVERY", 0.3)


def page_of(app: App, car: str, qtbot: QtBot) -> tuple[MainWindow, Vehicle]:
    """A window on the page of a car."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light", 1.0, "showroom", motion=False)
    window = MainWindow(app.workspace, Preferences("showroom"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    window.show_place(Place("record", "vehicle", car))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.vin.text() != "", timeout=LONG)
    return window, page


def says(page: Vehicle, words: str) -> bool:
    """Whether the page says it now; the clock is looked at."""
    page.workspace.ages.look()
    return words in page.age.words() if words else page.age.words() == "" and not page.age.isVisible()


@pytest.mark.timeout(180)
def test_the_age_is_told_while_the_hub_is_gone_across_a_restart_until_it_is_back(
    tmp_path: Path, qtbot: QtBot, moved: MovedTime
) -> None:
    with moved.hub(tmp_path / "hub", [person("dana", "sales_manager")]) as hub:
        app = hub.device(tmp_path / "dana", "dana")
        window = None
        try:
            car = create(app.replica, "vehicle", **camry())
            qtbot.waitUntil(lambda: in_step(app) and "acme/stock" in watermarks(app.workspace.reader), timeout=LONG)
            window, page = page_of(app, car, qtbot)
            assert says(page, "")
            hub.kill()
            qtbot.waitUntil(lambda: app.sync.state.phase is Phase.OFFLINE, timeout=LONG)
            mark = watermarks(app.workspace.reader)["acme/stock"]
            told = f"As of {mark:%H:%M}"
            moved.on(minutes=5)
            assert says(page, "")
            moved.on(hours=3)
            qtbot.waitUntil(lambda: says(page, "hub not heard for 3 h"), timeout=LONG)
            if utc_now().date() == mark.date():
                assert page.age.words().startswith(told + ",")
            # Another day, another start of the program: nothing was heard in between.
            delete(window)
            app.close()
            moved.on(days=2)
            app = App(tmp_path / "dana", "showroom")
            mark = watermarks(app.workspace.reader)["acme/stock"]
            window, page = page_of(app, car, qtbot)
            assert f", {mark:%H:%M}, hub not heard for 2 days" in page.age.words()
            assert f"As of {mark:%a} {mark.day} {mark:%b}" in page.age.words()
            assert page.age.banner.isVisible()
            app.start()
            qtbot.waitUntil(lambda: app.sync.state.last_heard == mark, timeout=LONG)
            hub.start()
            app.sync.wake()
            qtbot.waitUntil(lambda: says(page, ""), timeout=LONG)
            assert watermarks(app.workspace.reader)["acme/stock"] - mark > timedelta(days=2)
        finally:
            if window is not None:
                delete(window)
            app.close()


def stand(app: App, car: str, qtbot: QtBot) -> dict[str, Any]:
    """What a device knows of the car in the end."""
    sales = app.workspace.reader.find("sale", vehicle=car)
    return {**values_of(app.replica, "vehicle", car), "sales": [sale.id for sale in sales]}


def a_model_in_demand(ann: App, ben: App, qtbot: QtBot) -> tuple[str, str]:
    """A car of a model that others hold often, and a customer; known to both and to the hub."""
    car, other = (create(ann.replica, "vehicle", **camry(store=STORE)) for _ in range(2))
    buyer = create(ann.replica, "customer", name="Grace Hopper")
    for _ in range(4):
        values = {"vehicle": other, "customer": new_id(), "store": STORE, "until": utc_now()}
        wait(ben.replica.execute(RecordFact("hold", values)))
    qtbot.waitUntil(
        lambda: (
            in_step(ann, ben)
            and len(ann.workspace.reader.find("hold")) == 4
            and ben.workspace.reader.record("customer", buyer) is not None
            and all("acme/stock" in watermarks(one.workspace.reader) for one in (ann, ben))
        ),
        timeout=LONG,
    )
    return car, buyer


def sell_when_asked(page: Vehicle, buyer: str, qtbot: QtBot) -> None:
    """Sell the car of the page; the program asks first, for the risk is real."""
    press(qtbot, page, "Mark as sold")
    dialog = opened(qtbot, SellVehicle)
    dialog.asked.set_value("customer", buyer)
    press(qtbot, dialog, "Sell the car")
    qtbot.waitUntil(dialog.caution.isVisible, timeout=LONG)
    assert "not been heard for 61 days" in dialog.caution.text()
    assert "4 times" in dialog.caution.text()
    press(qtbot, dialog, "Sell the car")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Sold", timeout=LONG)
    assert page.tentative.text() == "Sold here, not yet confirmed by the hub"


@pytest.mark.timeout(240)
def test_on_day_61_without_the_hub_all_work_goes_on_and_lands_when_it_is_back(
    tmp_path: Path, qtbot: QtBot, moved: MovedTime
) -> None:
    people = [person("ann", "sales_manager"), person("ben", "sales_manager")]
    with moved.hub(tmp_path / "hub", people) as hub:
        apps = [hub.device(tmp_path / who["login"], who["login"]) for who in people]
        ann, ben = apps
        window = None
        try:
            car, buyer = a_model_in_demand(ann, ben, qtbot)
            hub.kill()
            for app in apps:
                app.close()
            moved.on(days=61)

            ann = apps[0] = App(tmp_path / "ann", "showroom")  # nobody asks who she is
            ann.start()
            window, page = page_of(ann, car, qtbot)
            assert "hub not heard for 61 days" in page.age.words()
            price = Money(2_390_000, "EUR")
            wait(ann.replica.execute(Edit("vehicle", car, {"price": Money(2_500_000, "EUR")}, {"price": price})))
            qtbot.waitUntil(lambda: page.price.text() == "€23,900", timeout=LONG)
            sell_when_asked(page, buyer, qtbot)

            hub.start()
            ben = apps[1] = App(tmp_path / "ben", "showroom")
            ben.start()
            ann.sync.wake()
            qtbot.waitUntil(lambda: in_step(*apps), timeout=LONG)
            qtbot.waitUntil(lambda: bool(ben.workspace.reader.find("sale", vehicle=car)), timeout=LONG)
            qtbot.waitUntil(lambda: stand(ann, car, qtbot) == stand(ben, car, qtbot), timeout=LONG)
            known = stand(ben, car, qtbot)
            assert (known["price"], known["status"], len(known["sales"])) == (price, "sold", 1)
            assert all(app.session.signed_in for app in apps), "nobody had to sign in again"
            assert ann.workspace.reader.refused() == []
            qtbot.waitUntil(lambda: says(page, ""), timeout=LONG)
        finally:
            if window is not None:
                delete(window)
            for app in apps:
                app.close()
