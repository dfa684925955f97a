"""Columns of dates in a table of one's own: read as written, and what a model learns of them.

Of a date its month and weekday are learned from, and of every further one the days since the first: all are known on
the day. The year is not, since a model meets only years that it never saw. A date that may be written down only once
the outcome is known (by its name, or because it is empty in many rows) is left out: what it tells is the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ml_models.additive import Row
from ml_models.labelled_table import BLANKS, LabelledTable, words_of

MOST_EMPTY = 0.05
"""A date that is empty in a greater share of the rows is left out: whether it is filled in may be the outcome."""
AFTERWARDS = {
    *("closed", "close", "closing", "won", "lost", "sold", "bought", "delivered", "delivery", "handover", "handed"),
    *("end", "ended", "finish", "finished", "complete", "completed", "settled", "settlement", "paid", "payment"),
    *("decided", "decision", "resolved", "cancelled", "canceled", "lapsed", "terminated", "converted", "signed"),
    *("invoice", "invoiced", "updated", "modified", "changed", "last", "outcome", "result", "reviewed", "exit"),
}
"""Words in the name of a date that is set when, or moved after, the outcome is known."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
"""Where year, month and day stand. Where a column could be read both ways, the day comes before the month."""
_WRITTEN = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ]\d.*)?")


def read_date(value: object, order: str) -> date | None:
    """A date of a record, or one written in this order (a time of day may follow); None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None:
        return None
    parts = written.group(1), written.group(3), written.group(4)
    year, month, day = (parts[at] for at in ORDERS[order])
    try:
        return date(int(year), int(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None


def order_of(values: Iterable[str]) -> str | None:
    """In which order a column's dates are written; None when it is no column of dates."""
    filled = [text for text in values if text.strip().lower() not in BLANKS]
    if not filled:
        return None
    return next((order for order in ORDERS if all(read_date(text, order) for text in filled)), None)


def dates_of(table: LabelledTable, others: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The dates to learn from with the order each is written in, and those that are left out with why.

    ``others`` are columns that are something else: the target, and what is dropped.
    """
    kept, left_out, without = {}, {}, set(others)
    for name, values in table.columns.items():
        order = None if name in without else order_of(values)
        if order is None:
            continue
        empty = sum(text.strip().lower() in BLANKS for text in values)
        if words_of(name) & AFTERWARDS:
            left_out[name] = "a date that, by its name, is known only with the outcome"
        elif empty > MOST_EMPTY * len(table):
            left_out[name] = f"a date that is empty in {empty} rows: that may be the outcome itself"
        else:
            kept[name] = order
    return kept, left_out


def kinds_of(orders: Mapping[str, str]) -> dict[str, str]:
    """The columns that are learned from instead of these dates, with their kinds."""
    return {made: "number" if first else "category" for made, _, first in _made_of(orders)}


def read_dates(row: Row, orders: Mapping[str, str]) -> dict[str, Any]:
    """What a model learns of dates, for one row: `kinds_of` them; what is not known is None."""
    days = {name: read_date(row.get(name), order) for name, order in orders.items()}
    found: dict[str, Any] = {}
    for made, name, first in _made_of(orders):
        day, before = days[name], days.get(first)
        if day is None:
            found[made] = None
        elif first:
            found[made] = None if before is None else float((day - before).days)
        else:
            found[made] = MONTHS[day.month - 1] if made.endswith(_MONTH) else WEEKDAYS[day.weekday()]
    return found


def with_dates(table: LabelledTable, orders: Mapping[str, str]) -> LabelledTable:
    """A table with `kinds_of` its dates as columns of text; one that lacks a date lacks what is made of it."""
    there = {name: table.columns[name] for name in orders if name in table.columns}
    if not there:
        return table
    rows = [read_dates(dict(zip(there, values, strict=True)), orders) for values in zip(*there.values(), strict=True)]
    made = {
        made: ["" if row[made] is None else str(row[made]) for row in rows]
        for made, name, first in _made_of(orders)
        if name in there and (not first or first in there)
    }
    return LabelledTable(table.source, table.columns | made)


def with_dates_read(rows: Sequence[Row], settings: Mapping[str, Any]) -> Sequence[Row]:
    """Rows to be scored with what the model's file (its ``settings``) says of dates read into columns."""
    orders = settings.get("dates")
    return [{**row, **read_dates(row, orders)} for row in rows] if orders else rows


_MONTH = " (month)"


def _made_of(orders: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each column that is made, the date it is made of and, where it counts days, from which."""
    found = []
    for at, name in enumerate(orders):
        found += [(name + _MONTH, name, ""), (f"{name} (weekday)", name, "")]
        if at:
            first = next(iter(orders))
            found.append((f"{name} (days after {first})", name, first))
    return found
