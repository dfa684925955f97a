"""Widgets sound and broken for the rules about colours: text at rest and in its states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGroupBox,
    QLabel,
    QListWidget,
    QPushButton,
    QTabWidget,
    QWidget,
)

from accessibility.widgets import Button
from tests.accessibility.specimens_states import table
from tests.accessibility.specimens_words import edit

PALE = "#8a9099"


_WORDS = "Hardly readable words, quite a few"


def pale_label():
    label = QLabel(_WORDS)
    label.setStyleSheet(f"QLabel {{ color: {PALE}; }}")
    return label


def dark_label():
    label = QLabel(_WORDS)
    label.setStyleSheet("color: #14202b")
    return label


def pale_rich_text():
    return QLabel(f'Some dark words first, a long line of them, <span style="color:{PALE}">and pale ones</span>')


def pale_link():
    return QLabel(f'Read <a href="x" style="color:{PALE}">the terms of the policy</a> first, all of them please')


def pale_hint():
    made = edit("Pale")
    made.setPlaceholderText(_WORDS)
    made.setStyleSheet("QLineEdit { placeholder-text-color: #9aa0a8; }")
    return made


class Painted(QWidget):
    """Paints its words by itself."""

    def __init__(self, ink: str = PALE) -> None:
        super().__init__()
        self._ink = ink
        self.setMinimumSize(320, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _WORDS)
        painter.end()


def pale_painted():
    return Painted()


def dark_painted():
    return Painted("#14202b")


def on_a_gradient():
    label = QLabel("White words that go on to where the background is light as well")
    label.setStyleSheet(
        "QLabel { color: white; background: qlineargradient(x1:0, y1:0, x2:1, y2:0, stop:0 #000000, stop:1 #e0e0e0); }"
    )
    return label


def on_a_dark_gradient():
    label = QLabel("White words that go on to where the background is dark as well")
    label.setStyleSheet(
        "QLabel { color: white; background: qlineargradient(x1:0, y1:0, x2:1, y2:0, stop:0 #000000, stop:1 #303030); }"
    )
    return label


def pale_title():
    group = QGroupBox("Payment and delivery")
    group.setMinimumHeight(80)
    group.setStyleSheet(f"QGroupBox {{ color: {PALE}; }} QGroupBox::title {{ color: {PALE}; }}")
    return group


def pale_tab():
    tabs = QTabWidget()
    tabs.addTab(QLabel("One"), "Overview of all")
    tabs.addTab(QLabel("Two"), "History of it")
    tabs.setStyleSheet(f"QTabBar::tab {{ color: {PALE}; background: white; min-height: 44px; min-width: 120px; }}")
    return tabs


def pale_header():
    made = table(["Make and model", "Colour of it", "Price"])()
    made.setMinimumHeight(160)
    made.setStyleSheet(f"QHeaderView::section {{ color: {PALE}; background: white; }}")
    return made


def rows(sheet: str) -> QListWidget:
    rows = QListWidget()
    rows.setAccessibleName("Rows")
    rows.addItems(["The first row of them", "The second row of them"])
    rows.setStyleSheet(sheet)
    return rows


def pale_when_selected():
    return rows("QListView::item:selected { color: #9aa0a8; background: #e6ecfc; }")


def pale_selected_row():
    made = pale_when_selected()
    made.setCurrentRow(0)
    return made


def pale_under_the_pointer():
    return rows("QListView::item:hover { color: #9aa0a8; background: #ffffff; }")


def plain_rows():
    return rows("")


def pale_hover():
    button = QPushButton("Schedule a test drive")
    button.setStyleSheet("QPushButton:hover { color: #9aa0a8; background: white; }")
    return button


SOUND = [
    ("text-contrast", dark_label),
    ("text-contrast", dark_painted),
    ("text-contrast", on_a_dark_gradient),
    ("state-contrast", plain_rows),
    ("state-contrast", lambda: Button("Save", kind="primary")),
]

BROKEN = [
    ("text-contrast", pale_label),
    ("text-contrast", pale_rich_text),
    ("text-contrast", pale_link),
    ("text-contrast", pale_hint),
    ("text-contrast", pale_painted),
    ("text-contrast", on_a_gradient),
    ("text-contrast", pale_title),
    ("text-contrast", pale_tab),
    ("text-contrast", pale_header),
    ("text-contrast", pale_selected_row),
    ("state-contrast", pale_when_selected),
    ("state-contrast", pale_under_the_pointer),
    ("state-contrast", pale_hover),
]
