"""How a field's value is written for people: by its kind, in the locale's way, with the titles of other records."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any

from PySide6.QtCore import QLocale

from accessibility.widgets.quantities import write_decimal
from client.text import forms as words
from client.text import values
from shared_models.kinds import Choice, File, Kind, Number, Price, Reference, Rows, Sealed, WordSet
from shared_models.records import RECORD_TYPES
from shared_models.records.person import Person
from shared_models.schema import Field, Record

#: The title of a record another one refers to: (type, identifier) -> title.
TitleOf = Callable[[str, str], str]
_YEAR_LIKE = 9_999


def labels(record_type: str, name: str, cell: str = "") -> dict[str, str]:
    """What a choice can hold and how people read it, in the language spoken now; ``cell`` is one of a small table."""
    kind = RECORD_TYPES[record_type].fields()[name].kind
    if cell:
        assert isinstance(kind, Rows)
        kind = next(field.kind for field in kind.fields if field.name == cell)
    assert isinstance(kind, Choice)
    return dict(kind.options)


def no_titles(_type_name: str, record_id: str) -> str:
    """For callers that know no other records: the identifier as it is."""
    return record_id


def shown(field: Field, value: Any, zone: tzinfo = UTC, title_of: TitleOf = no_titles, *, exact: bool = False) -> str:
    """A value in words; a dash for none. ``exact`` keeps the decimals of whole amounts (in columns)."""
    if value is None or value in ("", frozenset(), {}):
        return values.NOTHING
    kind = field.kind
    if isinstance(kind, Reference):
        return title_of(kind.to, value)
    if isinstance(kind, Price):
        return values.money(value, exact=exact)
    return _of_kind(kind, value, zone)


def _of_kind(kind: Kind, value: Any, zone: tzinfo) -> str:
    if isinstance(kind, Choice):
        return kind.label(value)
    if isinstance(kind, WordSet):
        known = dict(kind.options)
        return ", ".join(sorted(known.get(word, word) for word in value))
    if isinstance(kind, Number):
        return number(kind, value)
    if isinstance(kind, Rows):
        return row_count(len(value))
    if isinstance(kind, Sealed):
        return words.SEALED_MASK
    if isinstance(kind, File):
        return str(value.name)
    return values.plain(value, zone)


def number(kind: Number, value: float) -> str:
    """A number with its unit; one that can only be a year or the like takes no thousands mark."""
    plain = f"{value:.{kind.places}f}"
    written = write_decimal(int(value), 0) if is_grouped(kind) and not kind.places else plain
    if kind.places:
        written = plain.replace(".", QLocale().decimalPoint())
    return f"{written} {kind.unit}" if kind.unit else written


def is_grouped(kind: Number) -> bool:
    """Whether thousands are set apart: not in what can only be a year."""
    return bool(kind.unit) or kind.most > _YEAR_LIKE


def row_count(count: int) -> str:
    """How many rows a small table has, in words."""
    return words.ROWS_COUNT_ONE if count == 1 else words.ROWS_COUNT.format(count=count)


def role_label(role: str) -> str:
    """What people call a role."""
    kind = Person.fields()["role"].kind
    assert isinstance(kind, Choice)
    return kind.label(role)


def size(count: int) -> str:
    """A number of bytes in a unit people know, such as 2.4 MB."""
    amount = float(count)
    for place, pattern in enumerate(words.SIZES):
        if amount < 1000 or place == len(words.SIZES) - 1:
            return pattern.format(size=f"{amount:.0f}" if place == 0 or amount >= 10 else f"{amount:.1f}")
        amount /= 1000
    raise AssertionError(count)


def fields_of(template: str) -> list[str]:
    """The names a template mentions, in order."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def filled(template: str, texts: Mapping[str, str]) -> str:
    """A template of the schema filled with texts; what is missing becomes a dash."""
    return template.format_map(_Texts(texts)).strip()


def subtitle(record_type: type[Record], texts: Mapping[str, str]) -> str:
    """The second line under a title: its parts that say something, with a dot between them."""
    parts = [filled(part, texts) for part in record_type.about.subtitle.split(" · ")]
    return " · ".join(part for part in parts if part and part != values.NOTHING)


class _Texts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return values.NOTHING
