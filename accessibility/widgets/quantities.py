"""Reading numbers as people write them, and the editors for a number with its unit and for money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from accessibility.widgets.editors import ChoiceField, LineEdit
from accessibility.widgets.texts import Text
from accessibility.words import words

_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")


def read_decimal(text: str, locale: QLocale | None = None) -> Decimal | None:
    """Read ``12,345.60`` by the locale's marks; where both marks stand in it, the last is the decimal one.

    Returns None for what is not a number. ``12.345`` alone is read as the locale says, never guessed.
    """
    locale = locale or QLocale()
    plain = _BLANKS.sub("", text).replace("−", "-")
    if "," in plain and "." in plain:
        decimal = max(",.", key=plain.rindex)
    else:
        decimal = locale.decimalPoint()
    group = "," if decimal == "." else "."
    whole, _, rest = plain.partition(decimal)
    if group in whole and not re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole):
        return None
    try:
        number = Decimal(whole.replace(group, "") + ("." + rest if rest else ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def write_decimal(number: Decimal | int, decimals: int, locale: QLocale | None = None) -> str:
    """Write a number with the locale's marks and a fixed count of decimals, without going through float."""
    locale = locale or QLocale()
    sign, digits = ("-" if number < 0 else ""), f"{abs(Decimal(number)):.{decimals}f}"
    whole, _, rest = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", locale.groupSeparator())
    return sign + grouped + (locale.decimalPoint() + rest if rest else "")


class NumberField(QWidget):
    """A number with its unit. ``value()`` is an int when ``decimals`` is 0, else a Decimal, or None."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        unit: str = "",
        decimals: int = 0,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        grouped: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``grouped=False`` for numbers such as a year, which take no thousands mark."""
        super().__init__(parent)
        self._decimals, self._minimum, self._maximum = decimals, minimum, maximum
        self._grouped = grouped
        self.edit = LineEdit()
        hint = Qt.InputMethodHint
        self.edit.setInputMethodHints(hint.ImhFormattedNumbersOnly if decimals else hint.ImhDigitsOnly)
        self.edit.changed.connect(self.changed)
        self.edit.committed.connect(self._tidy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        if unit:
            self.edit.setAccessibleDescription(unit)
            row.addWidget(Text(unit, "soft", wrap=False))
        self.setFocusProxy(self.edit)

    def _tidy(self) -> None:
        if not self.problem():
            self.set_value(self.value())
        self.committed.emit()

    def value(self) -> int | Decimal | None:
        """The number, None while empty or not a number."""
        number = read_decimal(self.edit.value()) if self.edit.value() else None
        if number is None or (self._decimals == 0 and number != int(number)):
            return None
        return int(number) if self._decimals == 0 else number

    def set_value(self, value: int | Decimal | None) -> None:
        """Show a number."""
        if value is None:
            self.edit.set_value("")
        elif self._grouped:
            self.edit.set_value(write_decimal(value, self._decimals))
        else:
            self.edit.set_value(f"{value:.{self._decimals}f}")

    def problem(self) -> str:
        """Not a number, too low, or too high."""
        if not self.edit.value():
            return ""
        number = self.value()
        if number is None:
            return words().number_problem.format(example=write_decimal(12500, self._decimals))
        if self._minimum is not None and number < self._minimum:
            return words().number_low.format(limit=self._minimum)
        if self._maximum is not None and number > self._maximum:
            return words().number_high.format(limit=self._maximum)
        return ""

    def naming_target(self) -> QWidget:
        """The line edit."""
        return self.edit

    def set_label(self, label: str) -> None:
        """Nothing inside needs a name."""


class MoneyField(QWidget):
    """An amount and its currency. ``value()`` is (integer minor units, currency code), or None."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        currencies: Sequence[str] = ("EUR",),
        decimals: dict[str, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``decimals`` gives the minor digits of currencies that do not have two, e.g. ``{"JPY": 0}``."""
        super().__init__(parent)
        self._decimals = decimals or {}
        self.amount = LineEdit()
        self.amount.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.amount.changed.connect(self.changed)
        self.amount.committed.connect(self._tidy)
        self.currency = ChoiceField([(code, code) for code in currencies])
        self.currency.setCurrentIndex(0)
        self.currency.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currency.changed.connect(self.changed)
        self.currency.committed.connect(self._tidy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.amount, 1)
        # A combo is named by its buddy alone; this label is heard, not seen.
        self._currency_label = QLabel(self)
        self._currency_label.setTextFormat(Qt.TextFormat.PlainText)
        self._currency_label.setBuddy(self.currency)
        self._currency_label.hide()
        if len(currencies) > 1:
            row.addWidget(self.currency)
        else:
            self.currency.hide()
            row.addWidget(Text(currencies[0], "soft", wrap=False))
        self.setFocusProxy(self.amount)

    def _minor_digits(self) -> int:
        return self._decimals.get(self.currency.value(), 2)

    def _tidy(self) -> None:
        if not self.problem():
            self.set_value(self.value())
        self.committed.emit()

    def value(self) -> tuple[int, str] | None:
        """(minor units, currency), None while empty or not an amount."""
        number = read_decimal(self.amount.value()) if self.amount.value() else None
        minor = number.scaleb(self._minor_digits()) if number is not None else None
        if minor is None or minor != int(minor):
            return None
        return int(minor), str(self.currency.value())

    def set_value(self, value: tuple[int, str] | None) -> None:
        """Show an amount given in minor units."""
        if value is None:
            self.amount.set_value("")
            return
        self.currency.set_value(value[1])
        if self.currency.value() is None:  # an amount in a currency this form did not foresee is kept as is
            self.currency.addItem(value[1], value[1])
            self.currency.set_value(value[1])
        digits = self._minor_digits()
        self.amount.set_value(write_decimal(Decimal(value[0]).scaleb(-digits), digits))

    def problem(self) -> str:
        """Not an amount of money in that currency."""
        if self.amount.value() and self.value() is None:
            return words().money_problem.format(example=write_decimal(12500, self._minor_digits()))
        return ""

    def naming_target(self) -> QWidget:
        """The amount."""
        return self.amount

    def set_label(self, label: str) -> None:
        """The currency is named after the field."""
        self._currency_label.setText(words().currency.format(label=label))
