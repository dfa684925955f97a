"""From the schema to the search index: which fields of a type are searched, what narrows its list, in what words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from client.search import Bands, Buckets, Facet, FacetCount, Ranges, SearchField, Terms
from client.search.reading import Row
from client.text import catalogue as words
from shared_models.kinds import Choice, Day, Flag, Kind, Line, Measure, Price, Prose, Reference, Rows, WordSet
from shared_models.money import decimal_places
from shared_models.schema import Field, Record

#: The titles of records others refer to: (type, identifiers) -> titles by identifier.
TitlesOf = Callable[[str, Iterable[str]], Mapping[str, str]]


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


class _Part(NamedTuple):
    """One field of an index row: where its columns stand in a table row, and what turns them (None: taken as it is)."""

    name: str
    at: int
    end: int
    turn: Callable[..., Any] | None


class IndexRows:
    """Turns rows of one type's table into what its search index takes in."""

    def __init__(self, record_type: type[Record]) -> None:
        #: The columns to read, in order; the first two are the ordinal and whether the record is archived.
        self.columns: list[str] = ["ordinal", "archived"]
        self._texts: list[_Part] = []
        self._values: list[_Part] = []
        self._titles: list[tuple[str, str, int]] = []
        for field in record_type.fields().values():
            if field.boost or field.facet:
                self._add(field)

    def _add(self, field: Field) -> None:
        names = list(field.kind.columns(field.name, None))
        at, end = len(self.columns), len(self.columns) + len(names)
        self.columns += names
        if field.boost and isinstance(field.kind, Reference):
            self._titles.append((field.name, field.kind.to, at))
        elif field.boost:
            self._texts.append(_Part(field.name, at, end, _turned(field, _text, Line | Prose)))
        if field.facet:
            self._values.append(_Part(field.name, at, end, _turned(field, _facet_value, Line | Choice | Reference)))

    def made_of(self, found: Sequence[Sequence[Any]], titles: TitlesOf) -> list[Row]:
        """The index rows of table rows; titles are looked up once for all of them."""
        named = [(name, at, titles(to, {row[at] for row in found if row[at]})) for name, to, at in self._titles]
        return [self._row(row, named) for row in found]

    def _row(self, row: Sequence[Any], named: Sequence[tuple[str, int, Mapping[str, str]]]) -> Row:
        texts, values = _parts(row, self._texts), _parts(row, self._values)
        for name, at, titles in named:
            if row[at] in titles:
                texts[name] = titles[row[at]]
        return row[0], texts, values


@cache
def index_rows(record_type: type[Record]) -> IndexRows:
    """How rows of a type become rows of its index."""
    return IndexRows(record_type)


def _parts(row: Sequence[Any], parts: Iterable[_Part]) -> dict[str, Any]:
    found = {}
    for name, at, end, turn in parts:
        if row[at] is not None:
            found[name] = row[at] if turn is None else turn(*row[at:end])
    return found


def _turned(field: Field, turn: Callable[[Kind, Any], Any], as_they_are: Any) -> Callable[..., Any] | None:
    """From columns to what the index keeps; what comes again and again (years, fuels, prices) is turned once."""
    if isinstance(field.kind, as_they_are):
        return None
    names = list(field.kind.columns(field.name, None))

    @lru_cache(maxsize=20_000)
    def turned(*columns: Any) -> Any:
        return turn(field.kind, field.kind.from_columns(field.name, dict(zip(names, columns, strict=True))))

    return turned


def _text(kind: Kind, value: Any) -> str | Sequence[str]:
    if isinstance(kind, Choice):
        return kind.label(value)
    if isinstance(kind, WordSet):
        known = dict(kind.options)
        return tuple(known.get(word, word) for word in value)
    if isinstance(kind, Rows):
        cells = ((kind.field(name), cell) for row in value.values() for name, cell in row.items() if cell)
        return tuple(str(cell) for field, cell in cells if field is not None and field.boost)
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


def label_of(field: Field, count: FacetCount, titles: Mapping[str, str]) -> str:
    """How people read one value of a facet; ``titles`` names the records that a facet of references counts."""
    kind = field.kind
    if isinstance(count.label, tuple):
        return _ends(field, count)
    value = str(count.label)
    if isinstance(kind, Reference):
        return titles.get(value, words.NOTHING)
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
