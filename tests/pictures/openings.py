"""How each picture's screen is come to, as a person would come to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from client.app import App
from client.reading.queries import RecordView
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.record_list_view import RecordList
from client.theme.gallery import Gallery
from client.window.main_window import MainWindow
from client.workspace import Place


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
    return window


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
    gallery = Gallery()
    gallery.modes.choose("light")
    return gallery
