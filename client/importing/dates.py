"""Dates and times as people write them, in the three orders, with month names, with two-digit years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from client.importing import words

DateOrder = Literal["DMY", "MDY", "YMD"]
EXAMPLES: dict[DateOrder, str] = {"DMY": "31/12/2025", "MDY": "12/31/2025", "YMD": "2025-12-31"}

_TIME = r"(?:(?:T|,?\s+)(?P<time>\d.*))?"
_NUMERIC = re.compile(r"(\d{1,4})([./\-\s])\s?(\d{1,2})\2\s?(\d{1,4})\.?" + _TIME)
_COMPACT = re.compile(r"(\d{8})" + _TIME)
_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-/]*(?:de\s+|of\s+)?([^\W\d]{3,})\.?,?"
    r"[\s\-/]*(?:de\s+)?(\d{4}|\d{2})" + _TIME
)
_MONTH_FIRST = re.compile(r"(?:[^\W\d]+\.?,\s+)?([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _TIME)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?(?:\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a workbook's serial numbers have no zone)
_MONTH_NAMES = (
    "jan januar january janvier janv enero ene jaenner",
    "feb februar february fevrier fevr fev febrero",
    "mar mrz maerz march mars marzo marz",
    "apr april avril avr abril abr",
    "may mai mayo",
    "jun juni june juin junio",
    "jul juli july juillet juil julio",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre",
    "oct okt oktober october octobre octubre",
    "nov november novembre noviembre",
    "dec dez dezember december decembre diciembre dic",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_PLAIN = str.maketrans({"ä": "ae", "é": "e", "è": "e", "û": "u", "ó": "o"})

Moment = date | datetime


def date_reader(order: DateOrder, latest_year: int) -> Callable[[str], Moment]:
    """A function that reads the dates of one column; a datetime comes out where a time is written as well.

    A year of two digits is put into the hundred years that end with ``latest_year``. A text that starts with
    the year in four digits, or names the month, is read whatever the order. The function raises ValueError.
    """

    def read(text: str) -> Moment:
        text = text.strip()
        parts = _named_month(text) or _numbers(text, order)
        if parts is None:
            raise ValueError(words.NOT_A_DATE.format(text=text[:40], example=EXAMPLES[order]))
        year, month, day, clock = parts
        try:
            found = date(_full_year(year, latest_year), month, day)
            return found if clock is None else _with_clock(found, clock)
        except ValueError as error:
            raise ValueError(words.NO_SUCH_DAY.format(text=text[:40])) from error

    return read


def _numbers(text: str, order: DateOrder) -> tuple[str, int, int, str | None] | None:
    """Year, month, day and time of a date in digits."""
    compact = _COMPACT.fullmatch(text)
    if compact:
        digits = compact[1]
        return digits[:4], int(digits[4:6]), int(digits[6:]), compact["time"]
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, second, third = found[1], found[3], found[4]
    time = found["time"]
    if len(first) == 4 or order == "YMD":
        fits = len(first) in {2, 4} and len(third) <= 2
        return (first, int(second), int(third), time) if fits else None
    if len(first) == 3 or len(third) not in {2, 4}:
        return None
    if order == "MDY":
        return third, int(first), int(second), time
    return third, int(second), int(first), time


def _named_month(text: str) -> tuple[str, int, int, str | None] | None:
    """Year, month, day and time of a date whose month is written as a word."""
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first and (month := _month(day_first[2])):
        return day_first[3], month, int(day_first[1]), day_first["time"]
    month_first = _MONTH_FIRST.fullmatch(text)
    if month_first and (month := _month(month_first[1])):
        return month_first[3], month, int(month_first[2]), month_first["time"]
    return None


def _month(name: str) -> int | None:
    return _MONTHS.get(name.casefold().translate(_PLAIN))


def _full_year(digits: str, latest_year: int) -> int:
    if len(digits) > 2:
        return int(digits)
    return latest_year - (latest_year - int(digits)) % 100


def _with_clock(day: date, text: str) -> datetime:
    """The day at the time written beside it; without a zone where none is written."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if found[5] in "Pp" else 0)
    micro = int((found[4] or "0").ljust(6, "0")[:6])
    return datetime(day.year, day.month, day.day, hour, minute, second, micro, _zone(found[6]))


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    return datetime.strptime(text if len(text) > 3 else text + "00", "%z").tzinfo


def from_serial(number: float) -> datetime:
    """The moment a workbook's serial number stands for (days since 30 December 1899). Raises ValueError."""
    if not 1 <= number < 2_958_466:
        raise ValueError(words.NOT_A_DATE.format(text=number, example=EXAMPLES["YMD"]))
    return _EXCEL_EPOCH + timedelta(days=number)


def order_shown_by(text: str) -> str:
    """What a date tells of its order: one of the three; ``?`` when day and month could be either; empty when
    nothing.

    A year in four digits in front shows YMD; so does a first number above 31 in two digits.
    """
    found = _NUMERIC.fullmatch(text.strip())
    if not found:
        return ""
    first, second, third = found[1], int(found[3]), found[4]
    if len(first) == 4 or (len(first) <= 2 and int(first) > 31):
        return "YMD"
    if len(first) == 3 or len(third) not in {2, 4} or int(first) > 31:
        return ""
    if int(first) > 12:
        return "DMY" if second <= 12 else ""
    if second > 12:
        return "MDY"
    return "?" if int(first) != second else ""


def orders_shown_by(texts: Iterable[str]) -> tuple[Counter[str], str]:
    """How many texts of a column speak for which order, and an example that could be either."""
    found: Counter[str] = Counter()
    unclear = ""
    for text in texts:
        shown = order_shown_by(text)
        found[shown] += 1
        if shown == "?" and not unclear:
            unclear = text.strip()
    return found, unclear
