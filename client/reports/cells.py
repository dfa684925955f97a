"""A record's values as cells of a data file: typed, an amount and its currency or unit in columns of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from client.text import reports as words
from client.text import values
from shared_models.kinds import Choice, Instant, Measure, Number, Price, Quantity, Reference, WordSet
from shared_models.money import Money
from shared_models.schema import Field

Cell = str | int | float | Decimal | bool | date | datetime | None
#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def worded(fields: list[Field]) -> list[str]:
    """The fields whose cells are words that stand for something else: these need their text looked up."""
    return [field.name for field in fields if isinstance(field.kind, Choice | Reference | WordSet)]


def headings(fields: list[Field], zone: tzinfo) -> list[str]:
    """The first row of the file."""
    found: list[str] = []
    for field in fields:
        kind = field.kind
        if isinstance(kind, Price):
            found += [field.label, words.CURRENCY_OF.format(label=field.label)]
        elif isinstance(kind, Measure):
            found += [field.label, words.UNIT_OF.format(label=field.label)]
        elif isinstance(kind, Number) and kind.unit:
            found.append(words.WITH_UNIT.format(label=field.label, unit=kind.unit))
        elif isinstance(kind, Instant):
            found.append(words.WITH_UNIT.format(label=field.label, unit=zone))
        else:
            found.append(field.label)
    return found


def cells(fields: list[Field], held: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Cell]:
    """One row: ``held`` are a record's values, ``texts`` the same in words (for choices and titles)."""
    for field in fields:
        value = held[field.name]
        if isinstance(field.kind, Price):
            assert value is None or isinstance(value, Money)
            yield from (None, None) if value is None else (value.amount, value.currency)
        elif isinstance(field.kind, Measure):
            assert value is None or isinstance(value, Quantity)
            yield from (None, None) if value is None else (value.amount, value.unit)
        elif value is None or value in ("", frozenset()):
            yield None
        elif isinstance(field.kind, Choice | Reference | WordSet):
            yield None if texts[field.name] == values.NOTHING else texts[field.name]
        else:
            yield value


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text instead of showing it."""
    return text.startswith(_FORMULA)


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe in front makes it text, and the import takes it off."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text
