"""Layouts follow the width, the text scale and the direction of writing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, CardGrid, FlowLayout, ScrollPage, SearchBox, Stepper, Text, ViewSwitch
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


def test_items_at_the_end_stand_there_in_each_line(qtbot):
    holder = QWidget()
    flow = FlowLayout(10, holder, at_end=True)
    for name in ("Cancel", "Set a new password for them"):
        flow.addWidget(Button(name))
    qtbot.addWidget(holder)
    holder.resize(600, 300)
    holder.show()
    first, last = holder.findChildren(Button)
    assert first.y() == last.y()
    assert last.geometry().right() >= 598
    holder.resize(last.width() + 20, 300)
    qtbot.waitUntil(lambda: first.y() < last.y())
    assert first.geometry().right() == last.geometry().right()


class _Contrary(QWidget):
    """Asks for another height whenever it has been given the one it asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.asked += 1
        assert self.asked < 10_000, "it is asked for ever"
        return 2_000 if self.height() < 1_500 else 1_000


def test_a_page_whose_content_never_agrees_comes_to_rest(qtbot):
    page = ScrollPage()
    contrary = _Contrary()
    page.body.addWidget(contrary)
    qtbot.addWidget(page)
    page.resize(400, 300)
    page.show()
    for width in (500, 390, 700):
        page.resize(width, 300)
        qtbot.waitUntil(lambda width=width: contrary.width() > width - 60)
    assert contrary.asked
    assert page.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize(("width", "rows"), [(900, 1), (320, 2)])
def test_a_switch_goes_on_in_a_second_row_where_room_is_short(qtbot, width, rows):
    holder = QWidget()
    column = QVBoxLayout(holder)
    switch = ViewSwitch("Whose", [("mine", "My own leads", ""), ("store", "All of my store", ""), ("all", "All", "")])
    column.addWidget(switch)
    qtbot.addWidget(holder)
    holder.resize(width, 300)
    holder.show()
    buttons = switch.findChildren(Button)
    qtbot.waitUntil(lambda: len({one.y() // 20 for one in buttons}) == rows and switch.height() < 50 * rows)
    assert max(one.geometry().right() for one in buttons) <= switch.width()


def test_steps_that_find_no_room_are_told_in_words(qtbot):
    steps = Stepper(["New", "Contacted", "Test drive", "Negotiation", "Won"])
    qtbot.addWidget(steps)
    steps.set_step(2)
    steps.resize(steps.minimumSizeHint())
    steps.show()
    assert steps.minimumSizeHint().width() <= 290
    assert steps.fontMetrics().horizontalAdvance(steps.spoken()) <= steps.width()
