"""From a table or a list of sales to monthly series: one number for each month, without gaps, per model, make or store.

A month nobody sold in, between the first and the last of the whole table, is a nought. A series begins with the month
of its own first sale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ml_models.additive import Floats
from ml_models.labelled_table import LabelledTable, TableFault

NAME = "demand"
YEAR = 12

KEYS = ("make", "model", "store", "series")
COUNTS = ("quantity", "sold", "sales", "count", "units", "value", "totalnsa")
MONTHS = ("month",)
DAYS = ("date", "day", "sold_on", "signed_on")


@dataclass(frozen=True)
class Series:
    """``values[at]`` is what was sold in the month ``start + at``; months count from year 0 (12 x year + month - 1)."""

    name: str
    start: int
    values: Floats


def month_of(year: int, month: int) -> int:
    """The number of a month, January of year 0 being 0."""
    return YEAR * year + month - 1


def year_and_month(number: int) -> tuple[int, int]:
    """The year and the month (1 to 12) of a month's number."""
    return number // YEAR, number % YEAR + 1


def series_of(sold: Iterable[tuple[str, int, float]], last: int | None = None) -> list[Series]:
    """Series from (name, month, how many), by name in order; each ends with ``last`` (the last month there is)."""
    sums: dict[str, dict[int, float]] = {}
    for name, month, count in sold:
        months = sums.setdefault(name, {})
        months[month] = months.get(month, 0.0) + count
    if not sums:
        return []
    end = max(max(months) for months in sums.values()) if last is None else last
    found = []
    for name in sorted(sums):
        months = {month: count for month, count in sums[name].items() if month <= end}
        if months:
            start = min(months)
            found.append(Series(name, start, np.array([months.get(at, 0.0) for at in range(start, end + 1)])))
    return found


def from_table(table: LabelledTable, target: str | None = None, by: str | None = None) -> list[Series]:
    """The series of a file: a date, or a year and a month; what is counted; and a name, unless it is one series.

    Raises TableFault when a column is missing, or a cell is no month or no count.
    """
    lower = {name.lower(): name for name in table.columns}
    counts = table.numbers(target or _first(table, lower, COUNTS, "what was sold (--target)"))
    if by is not None:
        names = table.require(by)
    else:
        key = next((lower[name] for name in KEYS if name in lower), None)
        names = table.columns[key] if key else ["all"] * len(table)
    months = _months(table, lower)
    for at, count in enumerate(counts):
        if math.isnan(count) or count < 0:
            raise TableFault(f"{table.source}: row {at + 2}: what was sold is empty or below nothing. Mend that row.")
    if not counts.any():
        raise TableFault(f"{table.source}: nothing was sold in any row. Name the column of sales by --target.")
    return series_of(zip((name.strip() for name in names), months, counts.tolist(), strict=True))


def _months(table: LabelledTable, lower: Mapping[str, str]) -> list[int]:
    if "year" in lower and "month" in lower:
        years, months = table.numbers(lower["year"]), table.numbers(lower["month"])
        for at, (year, month) in enumerate(zip(years, months, strict=True)):
            if not (1 <= month <= YEAR and 1800 <= year <= 2200 and month % 1 == 0 and year % 1 == 0):
                raise TableFault(f"{table.source}: row {at + 2}: year {year:g}, month {month:g} is no month.")
        return [month_of(int(year), int(month)) for year, month in zip(years, months, strict=True)]
    name = _first(table, lower, (*DAYS, *MONTHS), "the month (a date, or year and month)")
    texts = table.columns[name]
    found = []
    for at, text in enumerate(texts):
        parts = text.strip().split("-")
        if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]) or not 1 <= int(parts[1]) <= YEAR:
            raise TableFault(
                f"{table.source}: column {name}, row {at + 2}: {text!r} is no date such as 2026-11-01. "
                "Write dates as year, month, day."
            )
        found.append(month_of(int(parts[0]), int(parts[1])))
    return found


def _first(table: LabelledTable, lower: Mapping[str, str], names: Iterable[str], what: str) -> str:
    for name in names:
        if name in lower:
            return lower[name]
    raise TableFault(f"{table.source}: no column says {what}. The file has: {', '.join(table.columns)}.")
