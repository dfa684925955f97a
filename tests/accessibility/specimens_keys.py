"""Widgets sound and broken for the rules about size, keyboard, messages, motion and shape."""

from __future__ import annotations

from PySide6.QtCore import QPropertyAnimation, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from accessibility.widgets import Button, CheckField, IconButton, LineEdit, Text, Toast
from accessibility.widgets.roles import RoleInterface, speak_as
from tests.accessibility.specimens_colours import rows
from tests.accessibility.specimens_words import edit, together


def small_button():
    button = QPushButton("Go")
    button.setStyleSheet("QPushButton { min-height: 0; max-height: 20px; padding: 0; }")
    return button


def low_rows():
    return rows("QListView::item { min-height: 0; padding: 0; }")


def low_tabs():
    tabs = QTabWidget()
    tabs.addTab(QLabel("One"), "Overview")
    tabs.setStyleSheet("QTabBar::tab { min-height: 0; max-height: 20px; padding: 0; }")
    return tabs


def clipped_label():
    label = QLabel("This sentence is longer than the room it was given")
    label.setFixedWidth(80)
    return label


def clipped_lines():
    label = Text("This sentence wraps into more lines than the height it was given has room for")
    label.setFixedSize(120, 20)
    return label


def clipped_button():
    button = QPushButton("Schedule a test drive")
    button.setFixedWidth(90)
    return button


def clipped_hint():
    made = edit("Search")
    made.setPlaceholderText("Search by make, model, number or name of the customer")
    made.setFixedWidth(100)
    return made


def mouse_only_button():
    button = QPushButton("Only for the mouse")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


class Clickable(QLabel):
    """A label that does something when it is clicked."""

    def mousePressEvent(self, event):
        self.setText("Clicked")


def clickable_label():
    return Clickable("Show more")


def trap_text():
    made = QPlainTextEdit()
    made.setAccessibleName("Trap of words")
    return made


def trap_table():
    made = QTableWidget(3, 2)
    made.setAccessibleName("Trap")
    made.setTabKeyNavigation(True)
    return made


def fields_in_order():
    return together(edit("One"), edit("Two"), edit("Three"))


def fields_out_of_order():
    one, two, three = edit("One"), edit("Two"), edit("Three")
    held = together(one, two, three)
    QWidget.setTabOrder(one, three)
    QWidget.setTabOrder(three, two)
    return held


def made_last_shown_first():
    held = QWidget()
    column = QVBoxLayout(held)
    for name in ("Second", "Third"):
        column.addWidget(edit(name))
    column.insertWidget(0, edit("First"))
    return held


def heard_only_when_clicked():
    """Assistive technology turns it over, and nobody hears."""
    button = QPushButton("Tell me about new matches")
    button.setCheckable(True)
    button.clicked.connect(lambda _on: None)
    return button


def box_heard_only_when_clicked():
    box = QCheckBox("Renews by itself")
    box.clicked.connect(lambda _on: None)
    return box


def heard_when_toggled():
    box = QCheckBox("Renews by itself")
    box.toggled.connect(lambda _on: None)
    return box


def floating_words():
    held = QLabel("The record was saved by somebody else")
    held.setProperty("floats", True)
    held.setStyleSheet("background: white")
    return held


class _Notice(QFrame):
    """A notice that says nothing."""


speak_as(_Notice, lambda w: RoleInterface(w, QAccessible.Role.Notification))


def silent_notice():
    return _Notice()


def _toast(seconds: float, deed: bool) -> QWidget:
    held = QWidget()
    held.setMinimumSize(500, 120)
    toast = Toast(held, "The price was changed", "ok", seconds)
    if deed:
        toast.add_deed("Undo", lambda: None)
    toast.show()
    toast._timer.start()
    return held


def hasty_toast():
    return _toast(8, deed=True)


def plain_toast():
    return _toast(8, deed=False)


def for_ever():
    label = QLabel("Moving")
    animation = QPropertyAnimation(label, b"maximumWidth", label)
    animation.setDuration(300)
    animation.setStartValue(200)
    animation.setEndValue(210)
    animation.setLoopCount(-1)
    animation.start()
    return label


def at_rest():
    label = QLabel("Still")
    QPropertyAnimation(label, b"maximumWidth", label).setDuration(300)
    return label


def fixed_pixels():
    label = QLabel("Never larger than this")
    label.setStyleSheet("QLabel { font-size: 16px; }")
    return label


def grows():
    return Text("As large as you like")


def too_wide():
    label = QLabel("Wide")
    label.setMinimumWidth(900)
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(label)
    return area


def insists():
    made = edit("Insists on its width")
    made.setMinimumWidth(700)
    return made


def narrow():
    return Text("This sentence wraps into as many lines as it needs to")


SOUND = [
    ("target-size", lambda: Button("Save")),
    ("clipped-text", narrow),
    ("keyboard-reach", lambda: Button("Save")),
    ("keyboard-trap", lambda: LineEdit("Save")),
    ("focus-order", fields_in_order),
    ("focus-visible", lambda: Button("Save")),
    ("heard-presses", heard_when_toggled),
    ("heard-presses", lambda: CheckField("Renews by itself")),
    ("heard-presses", lambda: IconButton("Favourite", "star", checkable=True)),
    ("announcements", plain_toast),
    ("time-limits", plain_toast),
    ("motion", at_rest),
    ("text-resize", grows),
    ("reflow", narrow),
]

BROKEN = [
    ("target-size", small_button),
    ("target-size", low_rows),
    ("target-size", low_tabs),
    ("clipped-text", clipped_label),
    ("clipped-text", clipped_lines),
    ("clipped-text", clipped_button),
    ("clipped-text", clipped_hint),
    ("keyboard-reach", mouse_only_button),
    ("keyboard-reach", clickable_label),
    ("keyboard-trap", trap_text),
    ("keyboard-trap", trap_table),
    ("focus-order", fields_out_of_order),
    ("focus-order", made_last_shown_first),
    ("heard-presses", heard_only_when_clicked),
    ("heard-presses", box_heard_only_when_clicked),
    ("announcements", floating_words),
    ("announcements", silent_notice),
    ("time-limits", hasty_toast),
    ("motion", for_ever),
    ("text-resize", fixed_pixels),
    ("reflow", too_wide),
    ("reflow", insists),
]
