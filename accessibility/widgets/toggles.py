"""Yes or no, and several of many: check box, switch, and a set shown as chips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import Button, literal
from accessibility.widgets.editors import LineEdit
from accessibility.widgets.flow import FlowLayout
from accessibility.widgets.roles import RoleInterface, speak_as, speak_as_pressed
from accessibility.words import words

_WRAP = int(Qt.TextFlag.TextWordWrap)
_UNBOUNDED = 100_000
"""Pixels; higher than any text, for measuring how high it wants to be."""


class CheckField(QCheckBox):
    """A check box whose own text is its label and wraps where room is short. ``value()`` is a bool."""

    changed = Signal()
    committed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(literal(text), parent)
        self._label = text
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._press)
        appearance().changed.connect(self.updateGeometry)

    def _press(self, _on: bool) -> None:
        self.changed.emit()
        self.committed.emit()

    def value(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Turn it on or off."""
        self.setChecked(bool(value))

    def problem(self) -> str:
        """Both states are values."""
        return ""

    def naming_target(self) -> QWidget:
        """Itself."""
        return self

    def set_label(self, label: str) -> None:
        """Its own text is its label."""

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row can be pressed, not the small box alone."""
        return self.rect().contains(pos)

    def mark_width(self) -> int:
        """Width in pixels of what stands before the text."""
        return look().px(24)

    def text_area(self) -> QRect:
        """Where its text is, for the audit."""
        box = self._text_box(self.width()).adjusted(0, 0, 0, self.height() - _UNBOUNDED)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            box.moveLeft(4)
        return box

    def _text_box(self, width: int) -> QRect:
        left = self.mark_width() + 16
        return QRect(left, 0, max(40, width - left - 4), _UNBOUNDED)

    def hasHeightForWidth(self) -> bool:
        """Its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of the wrapped text, and what a finger needs at least."""
        wrapped = self.fontMetrics().boundingRect(self._text_box(width), _WRAP, self._label)
        return max(look().target, look().px(16) * 5 // 4 + 20, wrapped.height() + 20)

    def sizeHint(self) -> QSize:
        """The text in one line."""
        width = self.fontMetrics().horizontalAdvance(self._label) + self.mark_width() + 24
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The longest word in full."""
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self._label.split()), default=0)
        return QSize(self.mark_width() + longest + 24, look().target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        mark = QRect(2, 0, self.mark_width(), self.height())
        if mirrored:
            mark.moveRight(self.width() - 3)
        self.draw_mark(painter, QRectF(mark))
        painter.setPen(look().colour("ink" if self.isEnabled() else "disabled_ink"))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | side
        painter.drawText(self.text_area(), int(flags), self._label)
        painter.end()

    def draw_mark(self, painter: QPainter, room: QRectF) -> None:
        """A box, with a tick when on."""
        here, side = look(), look().px(22)
        box = QRectF(room.left() + 1, room.center().y() - side / 2, side, side)
        on, enabled = self.isChecked(), self.isEnabled()
        edge = here.colour(("accent" if on else "line") if enabled else "disabled_ink")
        painter.setPen(QPen(edge, 2))
        painter.setBrush(edge if on else here.colour("surface"))
        painter.drawRoundedRect(box, 5, 5)
        if on:
            here.icon("check", "on_accent", 18).paint(painter, box.adjusted(2, 2, -2, -2).toRect())


class SwitchField(CheckField):
    """A switch that acts at once, told to screen readers as one; its state is also written in words."""

    def _track(self) -> QSize:
        return QSize(look().px(48), look().px(26))

    def _word_width(self) -> int:
        here = words()
        return max(self.fontMetrics().horizontalAdvance(word) for word in (here.switch_on, here.switch_off))

    def mark_width(self) -> int:
        """The track and the word for its state."""
        return self._track().width() + 10 + self._word_width()

    def draw_mark(self, painter: QPainter, room: QRectF) -> None:
        """A track with a knob at one end or the other, and the word On or Off."""
        here, track = look(), self._track()
        on, enabled = self.isChecked(), self.isEnabled()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = room.right() - track.width() if mirrored else room.left()
        box = QRectF(left, room.center().y() - track.height() / 2, track.width(), track.height())
        edge = here.colour(("accent" if on else "line") if enabled else "disabled_ink")
        painter.setPen(QPen(edge, 2))
        painter.setBrush(edge if on else here.colour("surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), track.height() / 2, track.height() / 2)
        knob = track.height() - 10.0
        at_end = on != mirrored
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(here.colour("on_accent") if on else edge)
        painter.drawEllipse(QRectF(box.right() - knob - 5 if at_end else box.left() + 5, box.top() + 5, knob, knob))
        painter.setPen(here.colour("ink_soft" if enabled else "disabled_ink"))
        beside = QRectF(room)
        if mirrored:
            beside.setRight(box.left() - 8)
        else:
            beside.setLeft(box.right() + 8)
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        word = words().switch_on if on else words().switch_off
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | side, word)


class Chip(Button):
    """A value that is in or out of a set, with a tick when in."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setProperty("chip", "true")
        self.setCheckable(True)
        self.toggled.connect(self._mark)
        self._mark(False)

    def _dress(self) -> None:
        self._mark(self.isChecked())

    def _mark(self, on: bool) -> None:
        self._show_icon("check" if on else "plus", "on_accent_soft" if on else "ink_soft", 18)


class SetField(QWidget):
    """Several of many, as chips. ``value()`` is a list of the chosen values in the order shown."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        options: Iterable[tuple[Any, str]] = (),
        allow_new: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``allow_new`` adds a line in which the person writes a value that is not among the options."""
        super().__init__(parent)
        self._chips: dict[Any, Chip] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self._flow = FlowLayout(spacing=8)
        outer.addLayout(self._flow)
        self._new = LineEdit()
        self._add = Button(words().add, "plus")
        if allow_new:
            row = QHBoxLayout()
            row.addWidget(self._new, 1)
            row.addWidget(self._add)
            outer.addLayout(row)
            self._add.clicked.connect(self._take_new)
            self._new.returnPressed.connect(self._take_new)
        else:
            self._new.setParent(None)
            self._add.setParent(None)
        for value, text in options:
            self._add_chip(value, text)
        self._allow_new = allow_new

    def _add_chip(self, value: Any, text: str) -> Chip:
        chip = Chip(text)
        chip.clicked.connect(self._press)
        self._chips[value] = chip
        self._flow.addWidget(chip)
        return chip

    def _press(self) -> None:
        self.changed.emit()
        self.committed.emit()

    def _take_new(self) -> None:
        text = self._new.value()
        if text:
            chip = self._chips.get(text) or self._add_chip(text, text)
            chip.setChecked(True)
            self._new.set_value("")
            self._press()

    def value(self) -> list[Any]:
        """The chosen values."""
        return [value for value, chip in self._chips.items() if chip.isChecked()]

    def set_value(self, value: Iterable[Any] | None) -> None:
        """Choose; a value that is no option becomes one, so nothing stored is hidden."""
        chosen = list(value or ())
        for one in chosen:
            if one not in self._chips:
                self._add_chip(one, str(one))
        for key, chip in self._chips.items():
            chip.setChecked(key in chosen)

    def problem(self) -> str:
        """Any choice is a value."""
        return ""

    def naming_target(self) -> QWidget:
        """The group itself."""
        return self

    def set_label(self, label: str) -> None:
        """The group, and the line for new values, are named after the field."""
        self.setAccessibleName(label)
        if self._allow_new:
            name = words().add_to.format(label=label)
            self._new.setAccessibleName(name)
            self._new.set_hint(name, "")  # the button beside it says the same
            self._add.setAccessibleName(name)


# The first that fits is taken: a switch is a check box of a kind.
speak_as_pressed(SwitchField, QAccessible.Role.Switch)
speak_as_pressed(CheckField, QAccessible.Role.CheckBox)
speak_as_pressed(Chip, QAccessible.Role.CheckBox)
speak_as(SetField, lambda w: RoleInterface(w, QAccessible.Role.Grouping))
