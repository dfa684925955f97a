"""Widgets sound and broken for the rules about edges, icons, charts and meaning by colour."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QCheckBox,
    QFrame,
    QLabel,
    QPushButton,
    QWidget,
)

from accessibility.widgets.roles import InterfaceMaker, speak_as
from tests.accessibility.specimens_words import Bars, edit, picture, together


def no_edge():
    made = edit("Bare")
    made.setStyleSheet("QLineEdit { border: none; background: #fdfdfd; }")
    return made


def pale_edge():
    made = edit("Pale edge")
    made.setStyleSheet("QLineEdit { border: 1px solid #dcdcdc; background: white; }")
    return made


def pale_box():
    box = QCheckBox("Part exchange")
    box.setStyleSheet(
        "QCheckBox::indicator { width: 22px; height: 22px; border: 1px solid #e4e4e4; background: white; }"
    )
    return box


def _icon(colour: str) -> QPushButton:
    button = QPushButton()
    button.setAccessibleName("Undo")
    button.setFixedSize(48, 48)
    button.setIcon(QIcon(picture(colour)))
    button.setStyleSheet("QPushButton { background: white; border: none; }")
    return button


def pale_icon():
    return _icon("#e4e4e4")


def dark_icon():
    return _icon("#14202b")


class Chart(QWidget):
    """Three bars in one colour."""

    patterned = True

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.colour = colour
        self.setFixedSize(180, 90)

    def bars(self) -> list[QRect]:
        """Where the bars are."""
        return [QRect(10 + 60 * place, 20, 36, 60) for place in range(3)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        for box in self.bars():
            painter.fillRect(box, QColor(self.colour))
        painter.end()


class _Bar(QAccessibleInterface):
    """One bar, to assistive technology."""

    def __init__(self, chart: Chart, place: int) -> None:
        super().__init__()
        self._chart, self._place = chart, place

    def isValid(self):
        return True

    def role(self):
        return QAccessible.Role.Graphic

    def object(self):
        return None

    def parent(self):
        return QAccessible.queryAccessibleInterface(self._chart)

    def child(self, index):
        return None

    def childAt(self, x, y):
        return None

    def childCount(self):
        return 0

    def indexOfChild(self, child):
        return -1

    def text(self, kind):
        return f"Bar {self._place}" if kind == QAccessible.Text.Name else ""

    def setText(self, kind, text):
        return None

    def rect(self):
        box = self._chart.bars()[self._place]
        return QRect(self._chart.mapToGlobal(box.topLeft()), box.size())

    def state(self):
        return QAccessible.State()

    def window(self):
        return None


class _ChartInterface(QAccessibleWidget):
    """A chart with its bars as children."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart, QAccessible.Role.Chart, "Sales")
        self._bars = [_Bar(chart, place) for place in range(3)]
        for bar in self._bars:
            QAccessible.registerAccessibleInterface(bar)

    def childCount(self):
        return len(self._bars)

    def child(self, index):
        return self._bars[index] if 0 <= index < len(self._bars) else None

    def indexOfChild(self, child):
        return self._bars.index(child) if child in self._bars else -1


speak_as(Chart, cast(InterfaceMaker, _ChartInterface))


def pale_chart():
    return Chart("#d8dee7")


def dark_chart():
    return Chart("#1e40af")


def chart_without_points():
    bars = Bars()
    bars.setFixedSize(100, 60)
    return bars


def _dot(colour: str) -> QFrame:
    dot = QFrame()
    dot.setFixedSize(14, 14)
    dot.setStyleSheet(f"background: {colour}")
    return dot


def coloured_dot():
    return together(QLabel("Camry"), _dot("#8a1420"), across=True)


def named_dot():
    dot = _dot("#8a1420")
    dot.setAccessibleName("Sold")
    return together(QLabel("Camry"), dot, across=True)


def silent_tone():
    light = QLabel()
    light.setFixedSize(20, 20)
    light.setProperty("tone", "bad")
    return light


def link_by_colour():
    return QLabel('Read the <a href="x" style="text-decoration: none; color: #1e40af">terms of the policy</a> first')


SOUND = [
    ("boundary-contrast", lambda: edit("Edge")),
    ("graphic-contrast", dark_icon),
    ("graphic-contrast", dark_chart),
    ("colour-alone", named_dot),
    ("colour-alone", dark_chart),
]

BROKEN = [
    ("boundary-contrast", no_edge),
    ("boundary-contrast", pale_edge),
    ("boundary-contrast", pale_box),
    ("graphic-contrast", pale_icon),
    ("graphic-contrast", pale_chart),
    ("colour-alone", coloured_dot),
    ("colour-alone", silent_tone),
    ("colour-alone", link_by_colour),
    ("colour-alone", chart_without_points),
]
