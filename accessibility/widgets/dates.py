"""A date as a plain line edit with a calendar beside it; QDateEdit's three Tab stops confuse readers."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets.buttons import Button, IconButton
from accessibility.widgets.dialogs import Dialog
from accessibility.widgets.editors import LineEdit
from accessibility.widgets.month import Month
from accessibility.widgets.tips import tip
from accessibility.words import words

_EXAMPLE = date(2025, 12, 31)


def date_pattern(locale: QLocale | None = None) -> str:
    """The locale's short date pattern with a four-digit year; ISO where the machine has no locale."""
    locale = locale or QLocale()
    if locale.language() == QLocale.Language.C:  # a machine without a locale: the international order
        return "yyyy-MM-dd"
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")


def read_date(text: str, locale: QLocale | None = None) -> date | None:
    """Read ``2025-12-31`` or a date in the locale's own order; None for anything else."""
    locale = locale or QLocale()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    loose = date_pattern(locale).replace("dd", "d").replace("MM", "M") if "MMM" not in date_pattern(locale) else ""
    for pattern in (date_pattern(locale), loose, locale.dateFormat(QLocale.FormatType.LongFormat)):
        found = locale.toDate(text.strip(), pattern) if pattern else QDate()
        if found.isValid():
            return date(found.year(), found.month(), found.day())
    return None


def write_date(value: date, locale: QLocale | None = None) -> str:
    """A date in the locale's short form with a four-digit year."""
    locale = locale or QLocale()
    return locale.toString(QDate(value.year, value.month, value.day), date_pattern(locale))


def _today() -> date:
    # The calendar opens on the day the person's own wall calendar shows.
    day = QDate.currentDate()
    return date(day.year(), day.month(), day.day())


class CalendarDialog(Dialog):
    """A month to pick a day from; arrow keys move by day, Page Up and Down by month, with Shift by year."""

    def __init__(self, label: str, chosen: date | None, parent: QWidget | None = None) -> None:
        super().__init__(words().calendar.format(label=label), parent)
        self.calendar = Month(chosen or _today())
        self.calendar.setAccessibleName(self.windowTitle())
        self.calendar.picked.connect(self.accept)
        self.body.addWidget(self.calendar)
        self.add_button(Button(words().cancel), self.reject)
        self.add_button(Button(words().ok, kind="primary"), self.accept)
        self.calendar.focus_day()

    def chosen(self) -> date:
        """The day picked."""
        return self.calendar.chosen()


class DateField(QWidget):
    """A date. ``value()`` is a ``datetime.date`` or None; written in ISO or the locale's order."""

    changed = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self.edit = LineEdit()
        self.edit.set_hint(words().date_hint.format(example=write_date(_EXAMPLE)), write_date(_EXAMPLE))
        self.edit.changed.connect(self.changed)
        self.edit.committed.connect(self._tidy)
        self.button = IconButton(words().choose_date.format(label=""), "calendar")
        self.button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.edit)

    def _tidy(self) -> None:
        if not self.problem():
            self.set_value(self.value())
        self.committed.emit()

    def _open(self) -> None:
        dialog = CalendarDialog(self._label, self.value() or _today(), self.window())
        if dialog.exec() and dialog.chosen() != self.value():
            self.set_value(dialog.chosen())
            self.changed.emit()
            self.committed.emit()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        dialog.deleteLater()

    def value(self) -> date | None:
        """The date, None while empty or not a date."""
        return read_date(self.edit.value()) if self.edit.value() else None

    def set_value(self, value: date | None) -> None:
        """Show a date."""
        self.edit.set_value(write_date(value) if value else "")

    def problem(self) -> str:
        """Not a date."""
        if self.edit.value() and self.value() is None:
            return words().date_problem.format(pattern=date_pattern(), example=write_date(_EXAMPLE))
        return ""

    def naming_target(self) -> QWidget:
        """The line edit."""
        return self.edit

    def set_label(self, label: str) -> None:
        """The calendar button is named after the field."""
        self._label = label
        name = words().choose_date.format(label=label)
        self.button.setAccessibleName(name)
        self.button.setToolTip(tip(name))
