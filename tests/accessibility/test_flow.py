"""Layouts follow the width, the text scale and the direction of writing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, CardGrid, FlowLayout, SearchBox, Text
from client import theme


@pytest.mark.parametrize(("width", "columns"), [(300, 1), (560, 1), (580, 2), (1000, 3)])
def test_cards_stand_in_as_many_columns_as_fit(qtbot, width, columns):
    holder = QWidget()
    grid = CardGrid(least_width=280, spacing=16, parent=holder)
    for number in range(3):
        grid.addWidget(Text(f"Card {number}"))
    qtbot.addWidget(holder)
    holder.resize(width, 400)
    holder.show()
    places = [card.geometry() for card in holder.findChildren(Text)]
    assert len({place.x() for place in places}) == columns
    assert max(place.right() for place in places) <= width


def test_cards_stack_when_the_text_is_twice_as_large(qapp, qtbot):
    holder = QWidget()
    grid = CardGrid(least_width=280, parent=holder)
    for number in range(3):
        grid.addWidget(Text(f"Card {number}"))
    qtbot.addWidget(holder)
    assert grid.columns(900) == 3
    theme.apply(qapp, scale=2.0)
    assert grid.columns(900) == 1


def test_flowing_items_wrap_grow_and_mirror(qtbot):
    holder = QWidget()
    flow = FlowLayout(10, holder)
    first, grows, last = Button("First"), SearchBox("Search"), Button("Last")
    for widget in (first, grows, last):
        flow.addWidget(widget)
    qtbot.addWidget(holder)
    holder.resize(900, 300)
    holder.show()
    assert first.y() == last.y()
    assert last.geometry().right() >= 898
    assert flow.heightForWidth(300) > flow.heightForWidth(900)
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: first.geometry().right() >= 898)
    assert last.x() < grows.x() < first.x()


def test_what_was_measured_is_measured_anew_when_it_changes(qtbot):
    holder = QWidget()
    grid = CardGrid(least_width=280, parent=holder)
    text = Text("Short")
    grid.addWidget(text)
    qtbot.addWidget(holder)
    low = grid.heightForWidth(300)
    assert grid.heightForWidth(300) == low
    text.setText("A sentence that is too long for one line of a card, however wide its letters are. " * 3)
    assert grid.heightForWidth(300) > low
    text.hide()
    assert grid.heightForWidth(300) < low
