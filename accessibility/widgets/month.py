"""A month whose days are buttons: each is told with its weekday and month; the arrow keys go from day to day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import is_slim, look
from accessibility.widgets.buttons import IconButton
from accessibility.widgets.roles import speak_as_pressed
from accessibility.widgets.texts import Heading, Text
from accessibility.words import words

_WEEKS = 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


def _in_months(day: date, months: int) -> date:
    """The same day some months on, or the last of a shorter month."""
    then = QDate(day.year, day.month, day.day).addMonths(months)
    return date(then.year(), then.month(), then.day())


_SHORT = 4
"""So many letters of a day's name have room above its column."""


class _Day(QPushButton):
    """One day; Tab stops at the chosen one only."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date.min
        self.setProperty("kind", "day")
        self.setCheckable(True)
        self.setAutoDefault(False)
        side = max(look().target, look().px(40))
        self.setMinimumSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def show_day(self, day: date, month: date, chosen: date) -> None:
        """Stand for a day; those of other months are out of sight."""
        self.day = day
        self.setText(QLocale().toString(day.day))
        self.setAccessibleName(QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat))
        self.setChecked(day == chosen)
        tab = day == chosen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab else Qt.FocusPolicy.ClickFocus)
        self.setVisible((day.year, day.month) == (month.year, month.month))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that go to other days are the month's."""
        if event.key() in _STEPS or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


speak_as_pressed(_Day, QAccessible.Role.RadioButton)


class Month(QWidget):
    """``moved`` tells that another day is chosen, ``picked`` that the person has done with it."""

    moved = Signal()
    picked = Signal()

    def __init__(self, chosen: date) -> None:
        super().__init__()
        self._chosen = chosen
        self.heading = Heading("", 3)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        steps = ((words().month_before, "chevron-left", -1), (words().month_after, "chevron-right", 1))
        before, after = (self._stepper(*step) for step in steps)
        head.addWidget(before)
        head.addWidget(self.heading, 1)
        head.addWidget(after)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._days = [_Day() for _place in range(7 * _WEEKS)]
        group = QButtonGroup(self)  # exclusive: Tab stops at one of them
        for place, day in enumerate(self._days):
            group.addButton(day)
            day.clicked.connect(lambda _checked=False, one=day: self._press(one.day))
            self._grid.addWidget(day, 1 + place // 7, place % 7)
        self._head_columns()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addLayout(self._grid)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a slim window the days of a week stand close together."""
        super().resizeEvent(event)
        space = 0 if is_slim(self) else 4
        if self._grid.horizontalSpacing() != space:
            self._grid.setHorizontalSpacing(space)

    def _stepper(self, name: str, icon: str, months: int) -> IconButton:
        button = IconButton(name, icon)
        button.clicked.connect(lambda _checked=False: self.choose(_in_months(self._chosen, months)))
        return button

    def _head_columns(self) -> None:
        locale, first = QLocale(), QLocale().firstDayOfWeek().value
        for column in range(7):
            day = (first - 1 + column) % 7 + 1
            short = locale.dayName(day, QLocale.FormatType.ShortFormat)
            if len(short) > _SHORT:  # as in Arabic, which has no shorter names but letters
                short = locale.standaloneDayName(day, QLocale.FormatType.NarrowFormat)
            name = Text(short, "small", wrap=False)
            name.setAccessibleName(locale.dayName(day, QLocale.FormatType.LongFormat))
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(name, 0, column)

    def chosen(self) -> date:
        """The day chosen."""
        return self._chosen

    def choose(self, day: date) -> None:
        """Choose a day, and say it."""
        held = any(one.hasFocus() for one in self._days)
        self._chosen = day
        self._show()
        if held:
            self.focus_day()
        announce(self, QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat))
        self.moved.emit()

    def focus_day(self) -> None:
        """Give the keyboard to the chosen day."""
        next(one for one in self._days if one.day == self._chosen).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        month = self._chosen.replace(day=1)
        self.heading.setText(QLocale().toString(QDate(month.year, month.month, 1), "MMMM yyyy"))
        begins = month - timedelta(days=(month.isoweekday() - QLocale().firstDayOfWeek().value) % 7)
        for place, day in enumerate(self._days):
            day.show_day(begins + timedelta(days=place), month, self._chosen)

    def _press(self, day: date) -> None:
        again = day == self._chosen
        self.choose(day)
        if again:
            self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys by day and week, Page Up and Down by month, with Shift by year; Enter picks."""
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft and abs(_STEPS[key]) == 1
            self.choose(self._chosen + timedelta(days=-_STEPS[key] if mirrored else _STEPS[key]))
        elif key in _PAGES:
            self.choose(_in_months(self._chosen, _PAGES[key] * (12 if shift else 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)
