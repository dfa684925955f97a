"""Widgets sound and broken for the rules about names, values, labels and headings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from accessibility.widgets import Button, Heading
from accessibility.widgets.roles import RoleInterface, speak_as


def together(*widgets: QWidget, across: bool = False) -> QWidget:
    """Some widgets in one."""
    held = QWidget()
    layout = QHBoxLayout(held) if across else QVBoxLayout(held)
    for widget in widgets:
        layout.addWidget(widget)
    return held


def picture(colour: str = "#14202b") -> QPixmap:
    """A small picture of one colour."""
    made = QPixmap(24, 24)
    made.fill(QColor(colour))
    return made


def edit(name: str = "Colour") -> QLineEdit:
    """A line edit with a name."""
    made = QLineEdit()
    made.setAccessibleName(name)
    return made


def nameless_button():
    button = QPushButton()
    button.setFixedSize(60, 60)
    return button


def unlabelled_edit():
    return QLineEdit()


def nameless_icon():
    button = QToolButton()
    button.setIcon(QIcon(picture()))
    return button


def focus_without_role():
    widget = QWidget()
    widget.setMinimumSize(60, 60)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.setAccessibleName("Something")
    return widget


class MuteSwitch(QWidget):
    """Says that it is a check box and never whether it is checked."""


class MuteSlider(QWidget):
    """Says that it is a slider and never its value."""


class MutePress(QWidget):
    """Says that it is a button that nobody but a finger can press."""


class Bars(QWidget):
    """Says that it is a chart and has no points."""


for _kind, _role in (
    (MuteSwitch, QAccessible.Role.CheckBox),
    (MuteSlider, QAccessible.Role.Slider),
    (MutePress, QAccessible.Role.Button),
    (Bars, QAccessible.Role.Chart),
):
    speak_as(_kind, partial(RoleInterface, role=_role, spoken=lambda: "Winter tyres"))


def mute_switch():
    return MuteSwitch()


def mute_slider():
    return MuteSlider()


def mute_button():
    return MutePress()


def combo_with_only_a_name():
    combo = QComboBox()
    combo.addItems(["Basic", "Full"])
    combo.setAccessibleName("Cover")
    return combo


def labelled_combo():
    combo, label = QComboBox(), QLabel("Cover")
    combo.addItems(["Basic", "Full"])
    label.setBuddy(combo)
    return together(label, combo)


def labelled(first: QWidget, second: QWidget, across: bool) -> QWidget:
    for label, field in ((first, second), (second, first)):
        if isinstance(label, QLabel):
            label.setBuddy(field)
    return together(first, second, across=across)


def label_above():
    return labelled(QLabel("Colour"), QLineEdit(), across=False)


def label_behind():
    return labelled(QLineEdit(), QLabel("Colour"), across=True)


def label_below():
    return labelled(QLineEdit(), QLabel("Colour"), across=False)


def label_far_away():
    held, label, field = QWidget(), QLabel("Colour"), QLineEdit()
    held.setMinimumSize(560, 260)
    label.setParent(held)
    field.setParent(held)
    label.setGeometry(0, 0, 100, 30)
    field.setGeometry(420, 200, 120, 44)
    label.setBuddy(field)
    return held


def other_words():
    button = QPushButton("Save")
    button.setAccessibleName("Store record")
    return button


def other_title():
    group = QGroupBox("Payment")
    group.setAccessibleName("Money")
    return group


def named(name: str):
    """A maker of a button called by a name that says nothing."""

    def make() -> QWidget:
        button = QPushButton()
        button.setFixedSize(60, 60)
        button.setAccessibleName(name)
        return button

    return make


def twice_the_same():
    return together(Button("View details"), Button("View details"))


def two_edits_of_one_name():
    return together(edit("Price"), edit("Price"))


def told_apart():
    return together(
        Button("View details", accessible_name="View details of Camry"),
        Button("View details", accessible_name="View details of Golf"),
    )


def radios_alone():
    return together(QRadioButton("Yes"), QRadioButton("No"))


def radios_in_a_group():
    group = QGroupBox("Part exchange?")
    layout = QVBoxLayout(group)
    layout.addWidget(QRadioButton("Yes"))
    layout.addWidget(QRadioButton("No"))
    return group


def same_mnemonic():
    return together(QPushButton("&Seats"), QPushButton("&Stock"))


def own_mnemonic():
    return together(QPushButton("&Seats"), QPushButton("S&tock"))


def large_bold_text():
    label = QLabel("Vehicles in stock")
    label.setStyleSheet("QLabel { font-size: 28px; font-weight: 700; }")
    return together(label, *[QLabel(f"Line {number}") for number in range(4)])


def text_without_heading():
    return together(*[QLabel(f"Line number {number}") for number in range(10)])


def skipped_level():
    return together(Heading("Stock", 1), Heading("Details", 3))


def levels():
    return together(Heading("Stock", 1), Heading("Details", 2), Heading("Price", 3), Heading("Photos", 2))


class _Unlevelled(QLabel):
    """A heading that keeps its level to itself."""


speak_as(_Unlevelled, lambda w: RoleInterface(w, QAccessible.Role.Heading, lambda: "Stock"))


def heading_without_level():
    return _Unlevelled("Stock")


def grid_of_fields():
    held = QWidget()
    grid = QGridLayout(held)
    for row, name in enumerate(("Make", "Model")):
        label, field = QLabel(name), QLineEdit()
        label.setBuddy(field)
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)
    return held


def plain_slider():
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName("Discount")
    return made


SOUND = [
    ("name-and-role", edit),
    ("value", plain_slider),
    ("combo-label", labelled_combo),
    ("label-position", label_above),
    ("label-position", grid_of_fields),
    ("label-in-name", told_apart),
    ("vague-names", named("Delete photo 2")),
    ("duplicate-names", told_apart),
    ("group-names", radios_in_a_group),
    ("mnemonics", own_mnemonic),
    ("window-title", edit),
    ("headings", levels),
]

BROKEN = [
    ("name-and-role", nameless_button),
    ("name-and-role", unlabelled_edit),
    ("name-and-role", nameless_icon),
    ("name-and-role", focus_without_role),
    ("value", mute_switch),
    ("value", mute_slider),
    ("value", mute_button),
    ("combo-label", combo_with_only_a_name),
    ("label-position", label_behind),
    ("label-position", label_below),
    ("label-position", label_far_away),
    ("label-in-name", other_words),
    ("label-in-name", other_title),
    ("vague-names", named("QPushButton")),
    ("vague-names", named("btn_save_2")),
    ("vague-names", named("camry.png")),
    ("vague-names", named("click here")),
    ("vague-names", named("<b>Save</b>")),
    ("vague-names", named("×")),
    ("duplicate-names", twice_the_same),
    ("duplicate-names", two_edits_of_one_name),
    ("group-names", radios_alone),
    ("mnemonics", same_mnemonic),
    ("headings", large_bold_text),
    ("headings", text_without_heading),
    ("headings", skipped_level),
    ("headings", heading_without_level),
]
