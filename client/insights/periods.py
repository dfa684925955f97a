"""Spans of days that figures are counted over, and the steps they fall into; years and quarters are fiscal ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from PySide6.QtCore import QDate, QLocale

from client.text import insights as words

Step = Literal["day", "week", "month", "quarter", "year"]
STEPS: tuple[Step, ...] = get_args(Step)
#: A chart with more points than this is read by nobody.
MOST_STEPS = 62
#: The longest span in days that falls by itself into days, weeks and months.
_BY_ITSELF: tuple[tuple[int, Step], ...] = ((45, "day"), (190, "week"), (800, "month"))
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "year": 12}


def months_later(day: date, months: int) -> date:
    """The first of a month, so many months after that of ``day`` (before, when negative)."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def start_of(day: date, step: Step, fiscal_month: int = 1) -> date:
    """The first day of the step a day is in. Weeks begin on Monday; quarters and years with ``fiscal_month``."""
    if step == "day":
        return day
    if step == "week":
        return day - timedelta(days=day.weekday())
    within = (day.month - fiscal_month) % 12 % _MONTHS[step]
    return months_later(day, -within)


def next_start(start: date, step: Step) -> date:
    """The first day of the step after the one that begins at ``start``."""
    if step in _MONTHS:
        return months_later(start, _MONTHS[step])
    return start + timedelta(days=1 if step == "day" else 7)


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included, in steps. ``key`` is one of :data:`PERIODS`."""

    key: str
    first: date
    last: date
    step: Step
    fiscal_month: int = 1

    def starts(self) -> list[date]:
        """The first day of every step that has days in the period; the first one may begin before it."""
        found = [start_of(self.first, self.step, self.fiscal_month)]
        while (following := next_start(found[-1], self.step)) <= self.last:
            found.append(following)
        return found

    def start(self, day: date) -> date:
        """The first day of the step a day is in."""
        return start_of(day, self.step, self.fiscal_month)

    def end(self, start: date) -> date:
        """The last day of a step that is in the period."""
        return min(self.last, next_start(start, self.step) - timedelta(days=1))

    def name(self, start: date) -> str:
        """A step in words: 3 Mar, Mar 2026, Q1 2026/27, 2026."""
        if self.step in ("day", "week"):
            return _written(start, "d MMM")
        if self.step == "month":
            return _written(start, "MMM yyyy")
        year = start_of(start, "year", self.fiscal_month)
        called = str(year.year) if self.fiscal_month == 1 else f"{year.year}/{(year.year + 1) % 100:02}"
        if self.step == "year":
            return called
        quarter = ((start.month - self.fiscal_month) % 12) // 3 + 1
        return words.QUARTER.format(number=quarter, year=called)


def _written(day: date, pattern: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def _spans(today: date, fiscal_month: int) -> dict[str, tuple[date, date]]:
    month, year = start_of(today, "month"), start_of(today, "year", fiscal_month)
    return {
        "days30": (today - timedelta(days=29), today),
        "month": (month, today),
        "last_month": (months_later(month, -1), month - timedelta(days=1)),
        "quarter": (start_of(today, "quarter", fiscal_month), today),
        "months12": (months_later(month, -11), today),
        "year": (year, today),
        "last_year": (months_later(year, -12), year - timedelta(days=1)),
        "years5": (months_later(year, -48), today),
    }


#: The spans offered, in their order.
PERIODS: tuple[str, ...] = tuple(_spans(date(2000, 1, 1), 1))


def steps_for(first: date, last: date, fiscal_month: int = 1) -> tuple[Step, ...]:
    """The steps worth offering for a span: at least two, and no more than can be read; always one."""
    fitting = []
    for step in STEPS:
        count = len(Period("", first, last, step, fiscal_month).starts())
        if 2 <= count <= MOST_STEPS:
            fitting.append(step)
    return tuple(fitting) or ("day",)


def period(key: str, today: date, fiscal_month: int = 1, step: str = "") -> Period:
    """A period as it lies today; ``step`` is what was asked for, taken where it fits. An unknown key is a year."""
    spans = _spans(today, fiscal_month)
    chosen = key if key in spans else "months12"
    first, last = spans[chosen]
    fitting = steps_for(first, last, fiscal_month)
    return Period(chosen, first, last, _step(fitting, step, (last - first).days + 1), fiscal_month)


def _step(fitting: Sequence[Step], asked: str, days: int) -> Step:
    for step in fitting:
        if step == asked:
            return step
    usual: Step = next((step for longest, step in _BY_ITSELF if days <= longest), "quarter")
    return usual if usual in fitting else fitting[0]
