"""The search index of one list: which rows a typed text and some filters leave, ranked, counted and completed.

Any thread may read at any time. Writes wait for one another; they hold readers up for microseconds, many rows at once
for some milliseconds at a time, and a row is seen whole or not at all.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from threading import Lock
from types import MappingProxyType

import numpy as np
from pyroaring import BitMap

from client.search import ranking, suggesting
from client.search.codes import Codes
from client.search.columns import Column, column
from client.search.facets import Facet, FacetCount, Filters, Range, Ranges, Terms
from client.search.fair_lock import FairLock
from client.search.matching import Match, Matcher
from client.search.packed_codes import Coded
from client.search.postings import MANY, Postings
from client.search.reading import ReadRow, Row, RowReader, SearchField
from client.search.row_terms import RowTerms
from client.search.storage import Reader, UnusableIndex, Writer
from client.search.suggesting import Suggestion
from client.search.value_numbers import CountedRows
from client.search.vocabulary import Vocabulary
from client.search.words import Texts

NO_FILTERS: Filters = MappingProxyType({})

_CHUNK = 8_192
_FEW = 256
_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found. corrections pairs what was typed with what it was taken for, if it was."""

    total: int
    ordinals: tuple[int, ...]
    corrections: tuple[tuple[str, str], ...]
    matched: BitMap


class _Batch:
    """Rows that are in the index but not yet seen, with their codes by boost."""

    def __init__(self) -> None:
        self.rows = BitMap()
        self.codes: dict[int, list[Coded]] = {}


class SearchIndex:
    """Rows by ordinal (their integer key from 1 on; the bigger, the newer).

    Rank: the boosts of the fields that hold a word, summed over the words (fields of one boost count once); then
    whole words before completions and the likeliest correction before others; then the newest first.
    """

    def __init__(self, fields: Sequence[SearchField], facets: Sequence[Facet] = ()) -> None:
        self.fields, self.facets = tuple(fields), tuple(facets)
        _require_unique([field.name for field in fields], "search field")
        _require_unique([facet.name for facet in facets], "facet")
        self._writing = Lock()
        self._lock = FairLock()
        self._live = BitMap()
        self._postings = Postings(Vocabulary(), [field.boost for field in fields if not field.code] or [1])
        self._codes = {field.boost: Codes() for field in fields if field.code}
        self._columns: dict[str, Column] = {facet.name: column(facet) for facet in facets}
        self._row_terms = RowTerms()
        self._reader = RowReader(self.fields, self._columns, self._postings, self._lock)
        self._matcher = Matcher(self._postings, self._codes)
        self._matches: dict[str, Match] = {}
        #: Called between rows while many are taken in: whoever must not wait goes first.
        self.give_way: Callable[[], None] = lambda: None
        self._chosen: dict[object, BitMap] = {}

    def __len__(self) -> int:
        return len(self._live)

    def __contains__(self, ordinal: int) -> bool:
        return ordinal in self._live

    # Writing

    def add(self, ordinal: int, texts: Mapping[str, Texts], facet_values: Mapping[str, object]) -> None:
        """Adds a row, or replaces it. Raises ValueError or TypeError, and changes nothing, for what it cannot keep."""
        with self._writing:
            row = self._reader.read(ordinal, texts, facet_values)
            with self._lock:
                self._forget_answers()
                if ordinal in self._live:
                    self._alter(ordinal, row)
                else:
                    self._put_in(ordinal, row)
            for coded in self._codes.values():
                if coded.crowded():
                    packed = coded.packed_with()
                    with self._lock:
                        coded.take_over(packed)

    replace = add

    def remove(self, ordinal: int) -> None:
        """Takes a row out; one that is not there is left at that."""
        with self._writing, self._lock:
            if ordinal in self._live:
                self._forget_answers()
                self._take_out(ordinal)

    def add_many(self, rows: Iterable[Row]) -> None:
        """Adds or replaces many rows, several times as fast as one by one; new ones are seen when all are in.

        After an error, as `add` raises it, or one of the iterable's own, a beginning of the rows is in.
        """
        remaining = iter(rows)
        chunk = list(islice(remaining, _CHUNK))
        if len(chunk) < _FEW:
            for row in chunk:
                self.give_way()
                self.add(*row)
            return
        with self._writing:
            batch = _Batch()
            try:
                while chunk:
                    self._add_chunk(chunk, batch)
                    chunk = list(islice(remaining, _CHUNK))
            finally:
                self._show(batch)
                self._postings.sets.shrink()

    def _add_chunk(self, chunk: Sequence[Row], batch: "_Batch") -> None:
        rows = self._reader.read_many(chunk)
        ordinals = BitMap(array("I", rows.ordinals.tobytes()))
        if batch.rows.intersect(ordinals):
            self._show(batch)
        for ordinal in self._live & ordinals:
            self.give_way()
            with self._lock:
                self._forget_answers()
                self._take_out(ordinal)
        batch.rows |= ordinals
        self._row_terms.put_many(rows.ordinals, rows.counts, rows.numbers)
        self._in_turns(self._postings.add_many(rows.numbers, np.repeat(rows.ordinals, rows.counts)))
        for each, (holding, held) in zip(self._columns.values(), rows.held, strict=True):
            with self._lock:
                each.put_many(holding, held)
        for boost, coded in rows.codes.items():
            batch.codes.setdefault(boost, []).append(coded)

    def _show(self, batch: "_Batch") -> None:
        """Lets the rows of a batch be seen; it is empty then."""
        for boost, coming in batch.codes.items():
            packed = self._codes[boost].packed_with(coming)
            with self._lock:
                self._codes[boost].take_over(packed)
        with self._lock:
            self._forget_answers()
            self._live |= batch.rows
        batch.rows, batch.codes = BitMap(), {}

    def _in_turns(self, work: Iterator[None]) -> None:
        """Does work that pauses now and then, and lets readers in at each pause."""
        done = False
        while not done:
            with self._lock:
                done = next(work, work) is work

    def _put_in(self, ordinal: int, row: ReadRow) -> None:
        """Keeps a row that is not there; the lock is held."""
        self._postings.add(ordinal, row.numbers)
        self._row_terms.put(ordinal, row.numbers)
        for boost, codes in row.codes.items():
            self._codes[boost].put(ordinal, codes)
        for each, held in zip(self._columns.values(), row.held, strict=True):
            each.put(ordinal, held)
        self._live.add(ordinal)

    def _alter(self, ordinal: int, row: ReadRow) -> None:
        """Makes a row that is there another, touching only what differs; the lock is held."""
        before, now = set(self._row_terms.of(ordinal)), set(row.numbers)
        if before != now:
            self._postings.remove(ordinal, before - now)
            self._postings.add(ordinal, now - before)
            self._row_terms.put(ordinal, row.numbers)
        for boost, codes in row.codes.items():
            self._codes[boost].alter(ordinal, codes)
        for each, held in zip(self._columns.values(), row.held, strict=True):
            each.alter(ordinal, held)

    def _take_out(self, ordinal: int) -> None:
        """Removes all traces of a row that is there; the lock is held."""
        self._live.discard(ordinal)
        self._postings.remove(ordinal, self._row_terms.take(ordinal))
        for codes in self._codes.values():
            codes.drop(ordinal)
        for each in self._columns.values():
            each.drop(ordinal)

    def _forget_answers(self) -> None:
        self._matches.clear()
        self._chosen.clear()
        self._matcher.forget()

    def to_bytes(self) -> bytes:
        """The whole index, for `from_bytes`. Readers are not held up, writers are."""
        with self._writing:
            writer = Writer()
            writer.plain(self._definition())
            writer.bitmaps([self._live])
            self._row_terms.save(writer, self._postings.save(writer))
            for codes in self._codes.values():
                codes.save(writer)
            for each in self._columns.values():
                each.save(writer)
            return writer.finish()

    @classmethod
    def from_bytes(cls, data: bytes, fields: Sequence[SearchField], facets: Sequence[Facet] = ()) -> "SearchIndex":
        """The index that was saved. Raises UnusableIndex if it is damaged or was made for other fields or facets."""
        reader = Reader(data)
        index = cls(fields, facets)
        if reader.plain() != index._definition():
            raise UnusableIndex("the saved search index has other fields or facets; build it anew")
        (index._live,) = reader.bitmaps()
        index._postings.load(reader)
        index._row_terms.load(reader)
        for codes in index._codes.values():
            codes.load(reader)
        for each in index._columns.values():
            each.load(reader)
        return index

    def _definition(self) -> list[str]:
        """Fields and facets as far as what is kept depends on them; bands and buckets may change freely."""
        kinds = [f"{'Terms' if isinstance(facet, Terms) else 'Numbers'} {facet.name}" for facet in self.facets]
        return [*map(str, self.fields), *kinds]

    # Reading

    def search(
        self,
        text: str,
        filters: Filters = NO_FILTERS,
        limit: int = 20,
        offset: int = 0,
        today: date | None = None,
    ) -> Hits:
        """The rows that hold every word and that the filters let through: how many, and a page of them in rank order.

        No word in the text finds every row. today (where the user is) is needed if a filter names a bucket of days.
        Raises ValueError for a filter on a facet this index does not have.
        """
        with self._lock:
            match = self._match(text)
            rows = _through(match.rows, self._filtered(filters, today).values())
            page = ranking.page(ranking.tiers(rows, match.votes()), limit, offset)
            return Hits(len(rows), page, match.corrections, rows)

    def all_ordinals(self, text: str, filters: Filters = NO_FILTERS, today: date | None = None) -> "array[int]":
        """All that `search` finds in its order, as an `array('q')`: for lists that scroll anywhere."""
        with self._lock:
            match = self._match(text)
            rows = _through(match.rows, self._filtered(filters, today).values())
            return ranking.everything(ranking.tiers(rows, match.votes()))

    def facet_counts(
        self, text: str, filters: Filters = NO_FILTERS, today: date | None = None
    ) -> dict[str, list[FacetCount]]:
        """For each facet but `Ranges`, how many rows each value would list if chosen alone, given the other filters.

        `Terms` come by count, bands and buckets in their order. today is needed if there are `Buckets`.
        """
        with self._lock:
            found = self._match(text).rows
            chosen = self._filtered(filters, today)
            unfiltered = CountedRows(_through(found, chosen.values()))
            counts: dict[str, list[FacetCount]] = {}
            for facet in self.facets:
                if isinstance(facet, Ranges):
                    continue
                rows = unfiltered
                if facet.name in chosen:
                    others = (each for name, each in chosen.items() if name != facet.name)
                    rows = CountedRows(_through(found, others))
                wanted = filters.get(facet.name, frozenset())
                values = frozenset() if isinstance(wanted, Range) else wanted
                counts[facet.name] = self._columns[facet.name].counts(rows, values, today)
            return counts

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """How the last word of a search box may go on, likeliest first; nothing after a space."""
        with self._lock:
            return suggesting.suggestions(
                prefix, limit, self._matcher, self._postings, self._codes.values(), self._live
            )

    def warm(self, today: date) -> None:
        """Does beforehand what the first searches after loading or filling would have to.

        Takes some tenths of a second for a million rows; meant for a thread of its own.
        """
        with self._lock:
            beginnings = self._postings.vocabulary.common_beginnings(MANY)
        for beginning in beginnings:
            with self._lock:
                self._postings.beginning_with(beginning)
        for each in self._columns.values():
            with self._lock:
                each.prepare(today)

    def _match(self, text: str) -> Match:
        """The match of a text; while nothing changes the last ones are remembered."""
        match = self._matches.get(text)
        if match is None:
            if len(self._matches) >= _REMEMBERED:
                self._matches.clear()
            match = self._matches[text] = self._matcher.match(text, self._live)
        return match

    def _filtered(self, filters: Filters, today: date | None) -> dict[str, BitMap]:
        """By facet, the rows its filter lets through; facets without a filter are left out."""
        chosen: dict[str, BitMap] = {}
        for name, wanted in filters.items():
            if name not in self._columns:
                known = ", ".join(self._columns) or "none"
                raise ValueError(f"there is no facet {name!r} to filter by; there are: {known}")
            if isinstance(wanted, Range) or wanted:
                key = (name, wanted if isinstance(wanted, Range) else frozenset(wanted), today)
                if key not in self._chosen:
                    if len(self._chosen) >= _REMEMBERED:
                        self._chosen.clear()
                    self._chosen[key] = self._columns[name].chosen(wanted, today)
                chosen[name] = self._chosen[key]
        return chosen


def _through(rows: BitMap, filters: Iterable[BitMap]) -> BitMap:
    """The rows that pass every filter, as a set of their own."""
    return BitMap.intersection(rows, *filters)


def _require_unique(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} {name!r} is named twice")
