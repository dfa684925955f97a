"""A tablet that is turned or shows its keyboard in the middle of work: nothing is lost, nothing is covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import CardGrid, LineEdit, ScrollPage, look
from accessibility.widgets.on_screen_keyboard import KeyboardRoom, install_keyboard_room
from client import theme
from client.screens.dialogs.hold_vehicle import HoldVehicle
from client.screens.record_form import NewScreen
from client.screens.record_list_cards import CardArea
from client.window.main_window import MainWindow
from client.workspace import Place
from tests.client.screens.small_house import House, manager, show

__all__ = ["manager"]

FLAT, UPRIGHT = (1280, 800), (800, 1280)


def turn(window: MainWindow, size: tuple[int, int], qtbot: QtBot) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)


def page_of(widget: QWidget) -> ScrollPage:
    while not isinstance(widget, ScrollPage):
        widget = cast(QWidget, widget.parentWidget())
    return widget


def wholly_in_sight(widget: QWidget) -> bool:
    page = page_of(widget)
    top = widget.mapTo(page.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + widget.height() <= page.viewport().height()


def begun_form(house: House, qtbot: QtBot) -> tuple[MainWindow, NewScreen, QPlainTextEdit]:
    """The form of a new customer with something in it, the cursor in the middle of the last words."""
    window = show(house, qtbot, FLAT)
    window.show_place(Place("new", "customer"))
    screen = window.current_screen()
    assert isinstance(screen, NewScreen)
    for name, text in (("name", "Maria Lopez"), ("town", "Munich")):
        qtbot.keyClicks(screen.form.fields[name].field.editor, text)
    notes = screen.form.fields["notes"].field.editor
    notes.setFocus()
    qtbot.waitUntil(notes.hasFocus)
    qtbot.keyClicks(notes, "second key is at the office")
    cursor = notes.textCursor()
    cursor.setPosition(10)
    notes.setTextCursor(cursor)
    qtbot.waitUntil(lambda: wholly_in_sight(notes))
    return window, screen, notes


def test_turning_in_the_middle_of_a_form_loses_nothing(manager: House, qtbot: QtBot) -> None:
    window, screen, notes = begun_form(manager, qtbot)
    entered, place = screen.form.values(), page_of(notes).verticalScrollBar().value()
    assert place > 0
    for size in (UPRIGHT, FLAT):
        turn(window, size, qtbot)
        qtbot.waitUntil(lambda: wholly_in_sight(notes))
        assert window.current_screen() is screen
        assert screen.form.values() == entered
        assert notes.hasFocus()
        assert notes.textCursor().position() == 10
    qtbot.waitUntil(lambda: abs(page_of(notes).verticalScrollBar().value() - place) <= 2)
    assert screen.form.fields["town"].value() == "Munich"
    for field in screen.form.fields.values():
        field.saved()  # or leaving it would ask


def test_a_dialog_that_is_not_saved_is_still_there_after_turning(manager: House, qtbot: QtBot) -> None:
    window = show(manager, qtbot, FLAT)
    view = manager.workspace.reader.record("vehicle", manager.id("camry"))
    assert view is not None
    dialog = HoldVehicle(manager.workspace, view, window)
    dialog.open()
    line = next(edit for edit in dialog.findChildren(LineEdit) if edit.isVisible() and edit.isEnabled())
    line.setFocus()
    line.setText("Maria Lopez")
    line.setCursorPosition(5)
    for size in (UPRIGHT, FLAT):
        turn(window, size, qtbot)
        assert dialog.isVisible()
        assert (line.text(), line.cursorPosition()) == ("Maria Lopez", 5)
    dialog.reject()


@pytest.fixture
def keyboard(qapp: QApplication) -> Iterator[KeyboardRoom]:
    """Where the on-screen keyboard is said to be; it is gone afterwards."""
    theme.apply(qapp, motion=False)
    room = install_keyboard_room(qapp)
    usual = room.rectangle
    yield room
    room.rectangle = usual
    room.fit()


def comes_up(room: KeyboardRoom, top: int) -> None:
    """The keyboard takes the window from ``top`` down, as the system tells it."""
    room.rectangle = lambda: QRectF(0, top, 2000, 2000)
    QGuiApplication.inputMethod().keyboardRectangleChanged.emit()


@pytest.mark.parametrize("size", [FLAT, UPRIGHT])
def test_the_keyboard_never_covers_the_field(
    size: tuple[int, int], keyboard: KeyboardRoom, manager: House, qtbot: QtBot
) -> None:
    window, screen, notes = begun_form(manager, qtbot)
    turn(window, size, qtbot)
    top = size[1] * 55 // 100
    comes_up(keyboard, top)
    for field in (notes, screen.form.fields["name"].field.editor, notes):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        qtbot.waitUntil(lambda field=field: wholly_in_sight(field))  # type: ignore[misc]
        assert field.mapTo(window, QPoint(0, field.height())).y() <= top
    page = page_of(notes)
    narrow = page.viewport().height()
    keyboard.rectangle = QRectF
    QGuiApplication.inputMethod().keyboardRectangleChanged.emit()
    qtbot.waitUntil(lambda: page.viewport().height() > narrow)
    assert page.viewport().height() == page.height()
    for one in screen.form.fields.values():
        one.saved()


def test_cards_stand_in_as_many_columns_as_there_is_room_for(manager: House, qtbot: QtBot, qapp: QApplication) -> None:
    window = show(manager, qtbot, (1920, 1080))
    window.show_place(Place("list", "vehicle"))
    screen = window.current_screen()
    assert screen is not None
    (area,) = screen.findChildren(CardArea)
    qtbot.waitUntil(lambda: len(area.cards()) > 3)

    def columns() -> int:
        return len({card.x() for card in area.cards()})

    qtbot.waitUntil(lambda: columns() >= 3)
    turn(window, UPRIGHT, qtbot)
    qtbot.waitUntil(lambda: columns() == 2)
    theme.apply(qapp, scale=2.0, motion=False)
    qtbot.waitUntil(lambda: columns() == 1)
    assert all(card.x() + card.width() <= area.viewport().width() for card in area.cards())
    assert isinstance(area.grid, CardGrid)
    assert look().scale == 2.0
