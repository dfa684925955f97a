"""How one column is written, what has to be asked about it, and what the file as a whole shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Literal

from client.importing import amounts, dates
from client.importing.amounts import DecimalSign
from client.importing.dates import DateOrder
from client.importing.table import Cell
from shared_models.kinds import Day, Instant, Kind, Measure, Number, Price

Topic = Literal["decimal", "date_order", "currency", "unit", "word"]


@dataclass(frozen=True)
class Convention:
    """How the cells of one column are to be read.

    ``scale`` is what a number is multiplied with to be in the field's unit. ``drop_zero`` takes the ``.0``
    from texts that were once numbers. ``words`` maps folded cell texts to what they stand for. ``zone`` is
    that of times written without one.
    """

    decimal: DecimalSign = "."
    date_order: DateOrder = "YMD"
    currency: str | None = None
    unit: str | None = None
    scale: Decimal = Decimal(1)
    zone: tzinfo = UTC
    drop_zero: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something the file does not say. ``options`` are possible answers, ``taken`` the one used until
    answered.

    The answer is given to the mapping under ``column`` and ``topic``; ``about`` is the cell text that a
    question about a word means.
    """

    column: str
    topic: Topic
    text: str
    options: tuple[str, ...]
    taken: str = ""
    about: str = ""


@dataclass(frozen=True)
class Habits:
    """How the file as a whole is written, for columns that do not tell by themselves."""

    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None


def habits_of(columns: Sequence[tuple[Kind, Sequence[Cell]]], delimiter: str) -> Habits:
    """What the columns of numbers and dates show together.

    Where no number tells, semicolons between the cells do: they are used where the comma is the decimal sign.
    """
    signs: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for kind, cells in columns:
        if isinstance(kind, Number | Measure | Price):
            signs += amounts.signs_shown_by(texts_of(cells))[0]
        elif isinstance(kind, Day | Instant):
            orders += dates.orders_shown_by(texts_of(cells))[0]
    return Habits(
        decimal_of(signs) or ("," if delimiter == ";" else None),
        day_month_order_of(orders),
    )


def texts_of(cells: Sequence[Cell]) -> Iterator[str]:
    """The cells that are texts and not empty."""
    return (cell for cell in cells if isinstance(cell, str) and cell.strip())


def decimal_of(shown: Counter[str]) -> DecimalSign | None:
    """The decimal sign most numbers speak for, or None when none does."""
    if not shown["."] and not shown[","]:
        return None
    return "," if shown[","] > shown["."] else "."


def day_month_order_of(shown: Counter[str]) -> DateOrder | None:
    """Day first or month first, whichever most dates speak for, or None when none does."""
    if not shown["DMY"] and not shown["MDY"]:
        return None
    return "MDY" if shown["MDY"] > shown["DMY"] else "DMY"
