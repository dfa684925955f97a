"""Defects that nothing finds, and why."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
)

from tests.accessibility.specimens_words import together


def pale_when_pressed():
    button = QPushButton("Schedule a test drive")
    button.setStyleSheet("QPushButton:pressed { color: #9aa0a8; background: white; }")
    return button


def plausible_but_wrong():
    button = QPushButton()
    button.setFixedSize(60, 60)
    button.setAccessibleName("Print the invoice")
    button.clicked.connect(lambda: button.window().close())
    return button


def another_language_in_latin():
    return QLabel("Dieses Fahrzeug ist leider schon verkauft")


class Blinking(QLabel):
    """Blinks by a timer."""

    def __init__(self) -> None:
        super().__init__("Watch")
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.setEnabled(self.isEnabled()))
        self._timer.start(100)


def blinks_by_timer():
    return Blinking()


def traffic_light():
    light = QLabel()
    made = QPixmap(20, 20)
    made.fill(QColor("#0b5a3a"))
    light.setPixmap(made)
    light.setAccessibleName("State of the car")
    return light


def closes_later():
    dialog_part = QLineEdit()
    dialog_part.setAccessibleName("Name")
    QTimer.singleShot(600_000, dialog_part, dialog_part.clear)
    return dialog_part


def grid_that_is_a_table():
    return together(
        together(QLabel("Make"), QLabel("Price"), across=True), together(QLabel("Kia"), QLabel("9,000"), across=True)
    )


MISSED = [
    (pale_when_pressed, "a look that lasts as long as a press is not tried: pressing would do the deed"),
    (plausible_but_wrong, "whether a sensible name is the right one takes somebody who knows the deed"),
    (another_language_in_latin, "two languages in the same letters are not told apart without a dictionary"),
    (blinks_by_timer, "what a timer does cannot be seen from outside; pictures would have to be watched for a second"),
    (traffic_light, "the picture has words, but not those its colour stands for"),
    (closes_later, "a single shot that belongs to no dialog or notice is not known to be a limit"),
    (grid_that_is_a_table, "labels laid out in rows are not known to be a table"),
]
