"""Which rows are found by the titles of which other records, so that a new name is found wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from client.reading.queries import title_references
from shared_models.kinds import Reference
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

#: For a record type: the identifiers of records that changed, or the query for them.
Changed = Callable[[str], Any]


def searched_references(record_type: type[Record]) -> Mapping[str, str]:
    """Fields of a type whose searched text is another record's title: field name -> type referred to."""
    return {
        name: field.kind.to
        for name, field in record_type.fields().items()
        if field.boost and isinstance(field.kind, Reference)
    }


def rows_naming(type_name: str, changed: Changed) -> ColumnElement[bool]:
    """The rows of a type that are found by the title of a record that changed."""
    record_type = RECORD_TYPES[type_name]
    named = searched_references(record_type).items()
    return or_(false(), *(_refers(record_type, field, to, changed) for field, to in named))


def _refers(record_type: type[Record], field: str, to: str, changed: Changed) -> ColumnElement[bool]:
    """The rows whose field names a record that may have another title now: its own, or of what its title names."""
    target = RECORD_TYPES[to]
    table = target.table()
    further = title_references(target).items()
    retitled = or_(table.c.id.in_(changed(to)), *(_refers(target, name, other, changed) for name, other in further))
    return record_type.table().c[field].in_(select(table.c.id).where(retitled))


@cache
def named_types(type_name: str) -> frozenset[str]:
    """The types by whose titles a type's rows are found, directly or through another title."""
    found: set[str] = set()
    waiting = list(searched_references(RECORD_TYPES[type_name]).values())
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += title_references(RECORD_TYPES[name]).values()
    return frozenset(found)
