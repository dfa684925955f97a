"""How each picture's screen is come to, as a person would come to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.app import App
from client.commands import Create
from client.reading.queries import RecordView
from client.replica.worker import wait
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.record_list_view import RecordList
from client.screens.test_drives import TestDrives
from client.theme.gallery import Gallery
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.clock import utc_now


def today(app: App, window: MainWindow) -> QWidget:
    """The first page."""
    window.show_place(Place("today"))
    return window


def _list(app: App, window: MainWindow, type_name: str) -> RecordList:
    app.workspace.catalogue.wait_ready(type_name)
    window.show_place(Place("list", type_name))
    screen = window.current_screen()
    assert screen is not None
    return screen.findChildren(RecordList)[0]


def _own_stock(app: App, window: MainWindow) -> RecordList:
    found = _list(app, window, "vehicle")
    found.set_query(found.query().with_filter("store", frozenset({app.workspace.identity.store or ""})))
    return found


def stock(app: App, window: MainWindow) -> QWidget:
    """The cars of the own store."""
    _own_stock(app, window).show_as("cards")
    return window


def stock_table(app: App, window: MainWindow) -> QWidget:
    """The cars row by row."""
    _own_stock(app, window).show_as("table")
    return window


def misspelt(app: App, window: MainWindow) -> QWidget:
    """What is written wrongly is found."""
    found = _list(app, window, "vehicle")
    found.search.set_text("toyta camri")
    found.search.searched.emit("toyta camri")
    return window


def _records(app: App, type_name: str, **values: Any) -> list[RecordView]:
    return app.workspace.reader.find(type_name, **values)


def _record(window: MainWindow, view: RecordView) -> QWidget:
    window.show_place(Place("record", view.record_type.type_name(), view.id))
    return window


def _own_cars(app: App) -> list[RecordView]:
    return _records(app, "vehicle", status="available", store=app.workspace.identity.store)


def vehicle(app: App, window: MainWindow) -> QWidget:
    """A car of the own store."""
    return _record(window, _own_cars(app)[0])


def compare(app: App, window: MainWindow) -> QWidget:
    """Three of them."""
    three = tuple(view.id for view in _own_cars(app)[:3])
    window.show_place(Place("compare", "vehicle", presets=(("vehicles", three),)))
    return window


def lead(app: App, window: MainWindow) -> QWidget:
    """The lead with the best chance."""
    app.workspace.scores.rescore("lead")
    app.workspace.scores.wait_idle()
    record, _score = app.workspace.scores.best("lead", 1)[0]
    view = app.workspace.reader.record("lead", record)
    assert view is not None
    return _record(window, view)


def test_drives(app: App, window: MainWindow) -> QWidget:
    """The week."""
    window.show_place(Place("list", "test_drive"))
    screen = window.current_screen()
    assert isinstance(screen, TestDrives)
    screen.span.choose("week")
    screen.span.chosen.emit("week")
    return window


def wall(app: App, window: MainWindow) -> QWidget:
    """What hangs on the wall of the showroom."""
    window.show_place(Place("wall", "test_drive"))
    return window


def pipeline(app: App, window: MainWindow) -> QWidget:
    """The leads by stage."""
    window.show_place(Place("pipeline", "lead"))
    return window


def _sale(app: App) -> RecordView:
    return _records(app, "sale", store=app.workspace.identity.store)[0]


def deal(app: App, window: MainWindow) -> QWidget:
    """A sale of the own store."""
    return _record(window, _sale(app))


def customer(app: App, window: MainWindow) -> QWidget:
    """Who bought it."""
    view = app.workspace.reader.record("customer", _sale(app).values["customer"])
    assert view is not None
    return _record(window, view)


def palette(app: App, window: MainWindow) -> QWidget:
    """Everything that can be done, found by typing."""
    window.show_place(Place("today"))
    found = window.deeds.show_palette()
    QTest.keyClicks(found.edit, "test dr")
    return found


def _board(window: MainWindow, board: str) -> QWidget:
    window.show_place(Place("insights", presets=(("board", board),)))
    return window


def sales_board(app: App, window: MainWindow) -> QWidget:
    """How sales go."""
    return _board(window, "sales")


def claims_board(app: App, window: MainWindow) -> QWidget:
    """What claims cost, and why."""
    return _board(window, "claims")


def policies_board(app: App, window: MainWindow) -> QWidget:
    """What is insured, and until when."""
    return _board(window, "policies")


def renewals(app: App, window: MainWindow) -> QWidget:
    """The policies in buckets, in the order to call."""
    window.show_place(Place("renewals", "policy"))
    return window


def book_drives(app: App) -> None:
    """What a morning brings: one car is out, two are booked."""
    workspace, cars = app.workspace, _own_cars(app)
    people = _records(app, "customer")
    for place, (hours, status) in enumerate(((-0.4, "out"), (1.5, "booked"), (5.0, "booked"))):
        begins = utc_now() + timedelta(hours=hours)
        values = {
            "vehicle": cars[place].id, "customer": people[place].id, "store": workspace.identity.store,
            "person": workspace.identity.person, "status": status,
            "starts_at": begins, "ends_at": begins + timedelta(minutes=45),
        }  # fmt: skip
        wait(workspace.replica.execute(Create("test_drive", values)))


def sell(app: App, window: MainWindow) -> QWidget:
    """The dialog that sells a car."""
    view = _own_cars(app)[0]
    _record(window, view)
    dialog = SellVehicle(app.workspace, view, window)
    dialog.open()
    return dialog


def sync_centre(app: App, window: MainWindow) -> QWidget:
    """How work stands."""
    window.show_place(Place("sync_centre"))
    return window


def settings(app: App, window: MainWindow) -> QWidget:
    """The settings."""
    window.show_place(Place("settings"))
    return window


def policies(app: App, window: MainWindow) -> QWidget:
    """The policies as cards."""
    _list(app, window, "policy").show_as("cards")
    return window


def policy_table(app: App, window: MainWindow) -> QWidget:
    """The policies row by row."""
    _list(app, window, "policy").show_as("table")
    return window


def policy(app: App, window: MainWindow) -> QWidget:
    """One of a fleet, in force."""
    views = _records(app, "policy", status="active")
    return _record(window, max(views, key=lambda view: len(view.values["schedule"] or {})))


def claim(app: App, window: MainWindow) -> QWidget:
    """One that is being looked into."""
    views = _records(app, "claim")
    return _record(window, next((v for v in views if v.values["status"] == "assessing"), views[0]))


def components(app: App, window: MainWindow) -> QWidget:
    """The gallery of components, as tall as it is."""
    return Gallery()
