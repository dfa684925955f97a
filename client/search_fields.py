"""From the schema to the search index: which fields of a type are searched, what narrows its list, and with what words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from client.queries import RecordView
from client.search import Bands, Buckets, Facet, FacetCount, Ranges, SearchField, Terms
from client.search.reading import Row
from client.text import catalogue as words
from shared_models.kinds import Choice, Day, Flag, Kind, Measure, Price, Reference, Rows, WordSet
from shared_models.money import decimal_places
from shared_models.schema import Field, Record

#: The title of a record another one refers to: (type, identifier) -> title.
TitleOf = Callable[[str, str], str]


def search_fields(record_type: type[Record]) -> list[SearchField]:
    """The searched fields of a type with their weights."""
    return [SearchField(f.name, f.boost, f.code) for f in record_type.fields().values() if f.boost]


def facets(record_type: type[Record]) -> list[Facet]:
    """What a type's list can be narrowed by."""
    return [_facet(record_type, field) for field in record_type.fields().values() if field.facet]


def _facet(record_type: type[Record], field: Field) -> Facet:
    if isinstance(field.kind, Day):
        return Buckets(field.name)
    if field.name in record_type.about.bands:
        return Bands(field.name, tuple(record_type.about.bands[field.name]))
    return Ranges(field.name) if isinstance(field.kind, Price | Measure) else Terms(field.name)


def row_of(view: RecordView, title_of: TitleOf) -> Row:
    """A record as the index takes it in."""
    texts: dict[str, Any] = {}
    values: dict[str, object] = {}
    for name, field in view.record_type.fields().items():
        value = view.values[name]
        if value is None:
            continue
        if field.boost:
            texts[name] = _text(field.kind, value, title_of)
        if field.facet:
            values[name] = _facet_value(field.kind, value)
    return view.ordinal, texts, values


def _text(kind: Kind, value: Any, title_of: TitleOf) -> str | Sequence[str]:
    if isinstance(kind, Reference):
        return title_of(kind.to, value)
    if isinstance(kind, Choice):
        return kind.label(value)
    if isinstance(kind, WordSet):
        known = dict(kind.options)
        return [known.get(word, word) for word in value]
    if isinstance(kind, Rows):
        cells = ((kind.field(name), cell) for row in value.values() for name, cell in row.items() if cell)
        return [str(cell) for field, cell in cells if field is not None and field.boost]
    return str(value)


def _facet_value(kind: Kind, value: Any) -> object:
    if isinstance(kind, Price):
        return int(value.minor // 10 ** decimal_places(value.currency))
    if isinstance(kind, Measure):
        return int(value.amount)
    if isinstance(kind, Day) or isinstance(value, date):
        return value
    if isinstance(kind, Flag):
        return "yes" if value else "no"
    return str(value)


def searched_references(record_type: type[Record]) -> Mapping[str, str]:
    """Fields of a type whose text is another record's title: field name -> type referred to."""
    return {
        name: field.kind.to
        for name, field in record_type.fields().items()
        if field.boost and isinstance(field.kind, Reference)
    }


def label_of(field: Field, count: FacetCount, title_of: TitleOf) -> str:
    """How people read one value of a facet."""
    kind = field.kind
    if isinstance(count.label, tuple):
        return _ends(field, count)
    value = str(count.label)
    if isinstance(kind, Reference):
        return title_of(kind.to, value)
    if isinstance(kind, Choice):
        return kind.label(value)
    if isinstance(kind, Flag):
        return words.YES if value == "yes" else words.NO
    return value


def _ends(field: Field, count: FacetCount) -> str:
    if isinstance(field.kind, Day):
        return words.BUCKETS[str(count.value)]
    assert isinstance(count.label, tuple)
    low, high = count.label
    if low is None:
        return words.BELOW.format(high=f"{high:,}")
    if high is None:
        return words.FROM.format(low=f"{low:,}")
    return words.BETWEEN.format(low=f"{low:,}", high=f"{high:,}")
