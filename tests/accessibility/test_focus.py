"""The focus ring follows the focus, shows on any background, and outlives windows that go away."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from accessibility.widgets import Button, ScrollPage, SearchBox
from accessibility.widgets.focus import GAP, RING, _Ring
from client import theme


class _ThreeButtons(QWidget):
    def __init__(self):
        super().__init__()
        self.buttons = [Button(text) for text in ("One", "Two", "Three")]


@pytest.fixture
def window(qtbot):
    made = _ThreeButtons()
    column = QVBoxLayout(made)
    column.setContentsMargins(20, 20, 20, 20)
    column.setSpacing(20)
    for button in made.buttons:
        column.addWidget(button)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _ringed(window):
    ring = window.findChild(_Ring)
    if ring is None or ring.isHidden():
        return None
    return ring.geometry().adjusted(GAP + RING + 1, GAP + RING + 1, -GAP - RING - 1, -GAP - RING - 1)


def test_the_ring_goes_with_the_tab_key(window, qtbot):
    window.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    for button in window.buttons[1:]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda one=button: _ringed(window) == one.geometry())


def test_the_ring_follows_a_widget_that_moves(window, qtbot):
    window.buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    window.resize(window.width() + 120, window.height() + 60)
    qtbot.waitUntil(lambda: _ringed(window) == window.buttons[1].geometry())


def test_a_press_with_the_mouse_shows_no_ring_until_a_key_is_used(window, qtbot):
    button = window.buttons[1]
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert button.hasFocus()
    # QTest sends the press to the widget alone, so the application is asked what it would have seen.
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Shift)
    qtbot.waitUntil(lambda: _ringed(window) == button.geometry())


@pytest.mark.parametrize("mode", theme.MODES)
def test_the_ring_is_seen_in_every_mode(qapp, window, qtbot, mode):
    tokens = theme.apply(qapp, mode)
    button = window.buttons[0]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: _ringed(window) == button.geometry())
    image = window.grab().toImage()
    middle = button.geometry().center().x()
    outside = button.geometry().top() - GAP - 2
    assert image.pixelColor(middle, outside).name() == tokens.colours.focus
    theme.apply(qapp)


def test_a_bare_edit_is_ringed_by_its_box(qtbot):
    window = QWidget()
    box = SearchBox("Search")
    QVBoxLayout(window).addWidget(box)
    qtbot.addWidget(window)
    window.show()
    box.edit.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: _ringed(window) is not None and _ringed(window).size() == box.size())


def test_the_focused_widget_is_scrolled_into_view(qtbot):
    page = ScrollPage()
    edits = [QLineEdit() for _ in range(30)]
    for edit in edits:
        page.body.addWidget(edit)
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show()
    edits[-1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: page.viewport().rect().contains(edits[-1].mapTo(page.viewport(), QPoint(5, 5))))


def test_windows_that_vanish_with_the_focus_do_not_take_the_program_along(qapp):
    for _turn in range(4):
        window = QWidget()
        QVBoxLayout(window).addWidget(Button("Save"))
        window.show()
        window.activateWindow()
        for _round in range(8):
            qapp.processEvents()
        del window
        gc.collect()
    assert qapp.focusWidget() is None or qapp.focusWidget().isVisible()
