"""Editors that the schema's kinds need beyond the common ones: a measure with its unit, a flag that may be unknown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from accessibility.widgets import CheckField, ChoiceField, NumberField
from client.text import forms as words
from shared_models.kinds import Quantity


class MeasureField(QWidget):
    """A whole number in one of several units. ``value()`` is a Quantity or None."""

    changed = Signal()
    committed = Signal()

    def __init__(self, units: tuple[str, ...], most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.amount = NumberField(minimum=0, maximum=most)
        self.unit = ChoiceField([(unit, unit) for unit in units])
        self.unit.setCurrentIndex(0)
        self.unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._unit_label = QLabel(self)  # a combo is named by its buddy alone; heard, not seen
        self._unit_label.setTextFormat(Qt.TextFormat.PlainText)
        self._unit_label.setBuddy(self.unit)
        self._unit_label.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.amount, 1)
        row.addWidget(self.unit)
        for part in (self.amount, self.unit):
            part.changed.connect(self.changed)
            part.committed.connect(self.committed)
        self.setFocusProxy(self.amount)

    def value(self) -> Quantity | None:
        """Amount and unit, None while empty or not a whole number."""
        amount = self.amount.value()
        return None if amount is None else Quantity(int(amount), str(self.unit.value()))

    def set_value(self, value: Quantity | None) -> None:
        """Show a quantity; a unit the form did not foresee is kept."""
        self.amount.set_value(value.amount if value else None)
        if value is not None:
            self.unit.set_value(value.unit)
            if self.unit.value() is None:
                self.unit.addItem(value.unit, value.unit)
                self.unit.set_value(value.unit)

    def problem(self) -> str:
        """Not a whole number."""
        return self.amount.problem()

    def naming_target(self) -> QWidget:
        """The amount's line."""
        return self.amount.naming_target()

    def set_label(self, label: str) -> None:
        """The unit is named after the field."""
        self._unit_label.setText(words.UNIT_OF.format(label=label))


class FlagField(CheckField):
    """Yes or no; what nobody has said stays unknown until the box is pressed."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._unknown = True
        self.changed.connect(self._said)

    def _said(self) -> None:
        self._unknown = False

    def value(self) -> bool | None:  # type: ignore[override]
        """Whether it is on; None while nobody has said."""
        return None if self._unknown else self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Turn it on or off, or leave it unknown."""
        self._unknown = value is None
        super().set_value(value)
