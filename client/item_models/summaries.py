"""Records in words, many at once: title, subtitle, card name and columns, with few queries for what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache, cached_property

from client.changes import Changes
from client.formatting import fields_of, filled, shown, subtitle
from client.reading.queries import Reader, RecordView
from client.text import records as words
from client.text import values
from shared_models.kinds import Reference
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

_MOST_TITLES = 100_000
#: A title may name another record's title; deeper than this nobody reads.
_DEEPEST = 3


@dataclass(frozen=True)
class Summary:
    """One record in words. ``texts`` holds every field its templates and columns need, formatted.

    ``disputed``: several people gave a field of it different values, and nobody has chosen yet.
    """

    view: RecordView
    texts: Mapping[str, str]
    disputed: bool = False

    @cached_property
    def title(self) -> str:
        """How people call the record."""
        return filled(self.view.record_type.about.title, self.texts)

    @cached_property
    def subtitle(self) -> str:
        """The line under the title; empty where it would say nothing."""
        return subtitle(self.view.record_type, self.texts)

    @cached_property
    def card(self) -> str:
        """The accessible name of the record's card, exactly as the schema words it."""
        return filled(self.view.record_type.about.card or words.CARD, {"title": self.title, **self.texts})


@cache
def columns_of(record_type: type[Record]) -> tuple[str, ...]:
    """The fields that are columns of the type's list."""
    chosen = tuple(name for name, field in record_type.fields().items() if field.in_list)
    return chosen or tuple(record_type.fields())[:4]


@cache
def _named_in(record_type: type[Record]) -> tuple[str, ...]:
    about = record_type.about
    named = fields_of(about.title) + fields_of(about.subtitle) + fields_of(about.card)
    return tuple(name for name in dict.fromkeys(named) if name in record_type.fields())


def types_named(record_type: type[Record], columns: Iterable[str]) -> frozenset[str]:
    """The record types whose titles stand in summaries of a type with these columns."""
    names = {*_named_in(record_type), *columns_of(record_type), *columns}
    kinds = (record_type.fields()[name].kind for name in names)
    return frozenset(kind.to for kind in kinds if isinstance(kind, Reference))


class Summaries:
    """Makes summaries; keeps the titles it had to look up. May be used from any thread."""

    def __init__(self, reader: Reader, zone: tzinfo) -> None:
        self._reader = reader
        self.zone = zone
        self._titles: dict[tuple[str, str], str] = {}

    def of(self, views: Sequence[RecordView], extra: Iterable[str] = ()) -> list[Summary]:
        """Summaries of records of one type; ``extra`` names further fields whose text is wanted."""
        if not views:
            return []
        record_type = views[0].record_type
        names = tuple(dict.fromkeys((*_named_in(record_type), *columns_of(record_type), *extra)))
        self._look_up(record_type, views, names, 0)
        disputed = self._reader.disputed([view.id for view in views])
        return [Summary(view, self._texts(view, names), view.id in disputed) for view in views]

    def title(self, type_name: str, record_id: str | None) -> str:
        """One record's title; a dash when it is not on this device."""
        if not record_id:
            return values.NOTHING
        if (type_name, record_id) not in self._titles:
            self._read(type_name, {record_id}, 0)
        return self._known(type_name, record_id)

    def forget(self, changes: Changes) -> None:
        """Titles of what was touched, and of what may name it, are read anew when they are next needed."""
        types = {touched.record_type for touched in changes.touched}
        for key in list(self._titles):
            if key[0] in types or key[0] in _naming(tuple(sorted(types))):
                self._titles.pop(key, None)

    def _texts(self, view: RecordView, names: Iterable[str]) -> dict[str, str]:
        fields = view.record_type.fields()
        return {name: shown(fields[name], view.values[name], self.zone, self._known) for name in names}

    def _known(self, type_name: str, record_id: str) -> str:
        return self._titles.get((type_name, record_id), values.NOTHING)

    def _look_up(
        self, record_type: type[Record], views: Sequence[RecordView], names: Iterable[str], depth: int
    ) -> None:
        wanted: dict[str, set[str]] = {}
        for name in names:
            kind = record_type.fields()[name].kind
            if isinstance(kind, Reference):
                missing = {v.values[name] for v in views if v.values[name]}
                wanted.setdefault(kind.to, set()).update(i for i in missing if (kind.to, i) not in self._titles)
        for type_name, ids in wanted.items():
            if ids and depth < _DEEPEST:
                self._read(type_name, ids, depth + 1)

    def _read(self, type_name: str, ids: set[str], depth: int) -> None:
        if len(self._titles) > _MOST_TITLES:
            self._titles.clear()
        record_type = RECORD_TYPES[type_name]
        names = [name for name in fields_of(record_type.about.title) if name in record_type.fields()]
        views = self._reader.by_ids(type_name, sorted(ids))
        self._look_up(record_type, views, names, depth)
        for view in views:
            self._titles[type_name, view.id] = filled(record_type.about.title, self._texts(view, names))


@cache
def _naming(types: tuple[str, ...]) -> frozenset[str]:
    """The record types whose title names a record of one of these types."""
    found = set()
    for name, record_type in RECORD_TYPES.items():
        kinds = (record_type.fields()[f].kind for f in fields_of(record_type.about.title) if f in record_type.fields())
        if any(isinstance(kind, Reference) and kind.to in types for kind in kinds):
            found.add(name)
    return frozenset(found)
