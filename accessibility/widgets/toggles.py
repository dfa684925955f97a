"""Yes or no, and several of many: check box, switch, and a set shown as chips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import Button, literal
from accessibility.widgets.editors import LineEdit
from accessibility.widgets.flow import FlowLayout
from accessibility.widgets.roles import RoleInterface, SwitchInterface, speak_as
from accessibility.words import words


class CheckField(QCheckBox):
    """A check box whose own text is its label. ``value()`` is a bool."""

    changed = Signal()
    committed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(literal(text), parent)
        self.clicked.connect(self._press)

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


class SwitchField(CheckField):
    """A switch that acts at once, told to screen readers as a switch; its state is also written in words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        appearance().changed.connect(self.updateGeometry)

    def _track(self) -> QSize:
        return QSize(look().px(48), look().px(26))

    def sizeHint(self) -> QSize:
        """Text, state word and track."""
        metrics, track = self.fontMetrics(), self._track()
        spoken = max(metrics.horizontalAdvance(word) for word in (words().switch_on, words().switch_off))
        width = metrics.horizontalAdvance(self.text().replace("&&", "&")) + spoken + track.width() + 40
        return QSize(width, max(look().target, track.height() + 10, metrics.height() + 16))

    def minimumSizeHint(self) -> QSize:
        """It never hides its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track with a knob, tick when on; then the state word and the text."""
        here, track = look(), self._track()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(2, (self.height() - track.height()) / 2, track.width(), track.height())
        enabled = self.isEnabled()
        edge = here.colour(("accent" if self.isChecked() else "line") if enabled else "disabled_ink")
        painter.setPen(QPen(edge, 2))
        painter.setBrush(edge if self.isChecked() else here.colour("surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), track.height() / 2, track.height() / 2)
        knob = track.height() - 10.0
        left = box.right() - knob - 5 if self.isChecked() else box.left() + 5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(here.colour("on_accent") if self.isChecked() else edge)
        painter.drawEllipse(QRectF(left, box.top() + 5, knob, knob))
        painter.setPen(here.colour("ink" if enabled else "disabled_ink"))
        text_box = self.rect().adjusted(track.width() + 14, 0, 0, 0)
        word = words().switch_on if self.isChecked() else words().switch_off
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(text_box, flags, self.text().replace("&&", "&"))
        painter.setPen(here.colour("ink_soft" if enabled else "disabled_ink"))
        painter.drawText(text_box.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, word)
        painter.end()


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
        self.setIcon(look().icon("check" if on else "plus", "on_accent_soft" if on else "ink_soft", 18))
        self.setIconSize(QSize(look().px(18), look().px(18)))


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
            self._new.setPlaceholderText(name)
            self._add.setAccessibleName(name)


speak_as(
    SwitchField,
    lambda w: SwitchInterface(
        w,
        lambda: w.text().replace("&&", "&") if isinstance(w, SwitchField) else "",
        lambda: w.isChecked() if isinstance(w, SwitchField) else False,
    ),
)
speak_as(SetField, lambda w: RoleInterface(w, QAccessible.Role.Grouping))
