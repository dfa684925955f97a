"""How single values are written for people: money, dates, times, distances, spans of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Any

from PySide6.QtCore import QDate, QLocale

from accessibility.widgets.quantities import write_decimal
from client.text import catalogue
from shared_models.clock import utc_now
from shared_models.kinds import Quantity
from shared_models.money import Money, decimal_places

NOTHING, YES, NO = catalogue.NOTHING, catalogue.YES, catalogue.NO
TODAY, TOMORROW, YESTERDAY = "Today", "Tomorrow", "Yesterday"
NOW = "just now"
MINUTES, HOURS = "{count} min ago", "{count} h ago"
DAYS_AGO = "{count} days ago"
LATE_ONE, LATE_MANY = "1 day overdue", "{count} days overdue"
LEFT_ONE, LEFT_MANY = "1 day left", "{count} days left"
LAST_DAY = "Last day today"
DAY_AND_TIME = "{day}, {time}"
LISTED = "{names} and {last}"

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def money(amount: Money | None, exact: bool = False) -> str:
    """An amount with its sign in front; without decimals when there are none, unless ``exact``."""
    if amount is None:
        return NOTHING
    places = decimal_places(amount.currency)
    whole = not exact and amount.minor % 10**places == 0
    number = write_decimal(abs(amount.amount), 0 if whole else places)
    sign = _SIGNS.get(amount.currency)
    if sign and not _sign_first(QLocale().name()):
        shown = f"{number}\u00a0{sign}"
    else:
        shown = f"{sign}{number}" if sign else f"{number} {amount.currency}"
    return f"−{shown}" if amount.minor < 0 else shown


@cache
def _sign_first(locale: str) -> bool:
    """Whether the locale's way is €1 rather than 1 €; where none is set (``C``) it is the English way."""
    return locale == "C" or QLocale(locale).toCurrencyString(1, "¤").startswith("¤")


def quantity(amount: Quantity | None) -> str:
    """A number with the unit it was measured in."""
    return NOTHING if amount is None else f"{write_decimal(amount.amount, 0)} {amount.unit}"


def day(value: date | None) -> str:
    """A date that nobody can read in the wrong order: 31 Dec 2025."""
    if value is None:
        return NOTHING
    return QLocale().toString(QDate(value.year, value.month, value.day), "d MMM yyyy")


def month(value: date) -> str:
    """The month of a day, with its year: Dec 2025."""
    return QLocale().toString(QDate(value.year, value.month, value.day), "MMM yyyy")


def weekday(value: date) -> str:
    """A day as people say it within a week: Tue 4 Mar."""
    return QLocale().toString(QDate(value.year, value.month, value.day), "ddd d MMM")


def near_day(value: date | None, today: date) -> str:
    """A date by its distance where that says more: today, tomorrow, yesterday, else the date."""
    if value is None:
        return NOTHING
    names = {-1: YESTERDAY, 0: TODAY, 1: TOMORROW}
    distance = (value - today).days
    return names.get(distance) or (weekday(value) if abs(distance) < 7 else day(value))


def time(value: datetime | None, zone: tzinfo) -> str:
    """The time of day at a place: 14:05."""
    return NOTHING if value is None else f"{value.astimezone(zone):%H:%M}"


def moment(value: datetime | None, zone: tzinfo, today: date | None = None) -> str:
    """A moment at a place: day and time."""
    if value is None:
        return NOTHING
    there = value.astimezone(zone)
    shown = near_day(there.date(), today) if today else day(there.date())
    return DAY_AND_TIME.format(day=shown, time=f"{there:%H:%M}")


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """How long ago a moment was, in words that need no clock."""
    if value is None:
        return NOTHING
    minutes = int(((now or utc_now()) - value).total_seconds() // 60)
    if minutes < 1:
        return NOW
    if minutes < 60:
        return MINUTES.format(count=minutes)
    if minutes < 48 * 60:
        return HOURS.format(count=minutes // 60)
    return DAYS_AGO.format(count=minutes // (24 * 60))


def days_left(value: date, today: date) -> str:
    """How far off a deadline is, or how long it has passed."""
    distance = (value - today).days
    if distance == 0:
        return LAST_DAY
    if distance < 0:
        return LATE_ONE if distance == -1 else LATE_MANY.format(count=-distance)
    return LEFT_ONE if distance == 1 else LEFT_MANY.format(count=distance)


def plain(value: Any, zone: tzinfo = UTC) -> str:
    """Any value of a record as people read it, once choices and references are already words."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, Quantity):
        return quantity(value)
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return str(value)


def sentence(words: str) -> str:
    """Words of somebody else's as a sentence of its own: with a capital, its other letters as they are."""
    return words[:1].upper() + words[1:]


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: A, B and C."""
    return LISTED.format(names=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)
