"""One record type's list over its search index: what is asked of it, and how it is kept in line with the rows."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from client.finding.found import Chosen, FacetChoice, FacetGroup, Found
from client.finding.search_fields import facets, index_rows, label_of, search_fields
from client.reading.queries import Reader
from client.search import Filters, SearchIndex
from client.search.reading import Row
from shared_models.kinds import Reference
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field

#: Rows that are read and taken in at once; nobody else takes rows in meanwhile.
_PAGE = 1_000


class IndexedList:
    """Safe to use from any thread. What is taken in is what the rows are at that moment, so order does not matter."""

    def __init__(
        self, reader: Reader, type_name: str, saved: bytes | None = None, give_way: Callable[[], None] = lambda: None
    ) -> None:
        """Empty, or as it was saved. Raises ValueError for bytes that are none of this list's.

        ``give_way`` is called between rows that are taken in.
        """
        self._reader = reader
        self._type = type_name
        self._record_type = RECORD_TYPES[type_name]
        fields, narrowing = search_fields(self._record_type), facets(self._record_type)
        self._index = (
            SearchIndex(fields, narrowing) if saved is None else SearchIndex.from_bytes(saved, fields, narrowing)
        )
        self._index.give_way = give_way
        self._rows = index_rows(self._record_type)
        self._taking_in = threading.Lock()
        self._orders: dict[str, NDArray[np.int64]] = {}
        self._titles: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self._index)

    # --- asking ---

    def search(self, text: str, filters: Chosen, limit: int, offset: int, today: date) -> Found:
        """A page of what is found, best first."""
        hits = self._index.search(text, self._filters(filters), limit, offset, today)
        return Found(hits.total, list(hits.ordinals), hits.corrections)

    def everything(self, text: str, filters: Chosen, order: str, today: date) -> array[int]:
        """All of what is found, by a column (``-`` for falling) or, without one, best and newest first."""
        chosen = self._filters(filters)
        if not order:
            return self._index.all_ordinals(text, chosen, today)
        ordered = self._in_order(order)
        matched = self._index.search(text, chosen, 0, 0, today).matched
        inside = np.zeros(int(ordered.max(initial=0)) + 1, dtype=bool)
        wanted = np.frombuffer(matched.to_array(), np.uint32)
        inside[wanted[wanted < inside.size]] = True
        return array("q", ordered[inside[ordered]].tobytes())

    def facets(self, text: str, filters: Chosen, today: date) -> list[FacetGroup]:
        """For each facet its values with their counts."""
        groups = []
        for name, counts in self._index.facet_counts(text, self._filters(filters), today).items():
            field = self._record_type.fields()[name]
            titles = self._titles_in(field, [str(count.value) for count in counts])
            choices = [FacetChoice(str(count.value), label_of(field, count, titles), count.rows) for count in counts]
            groups.append(FacetGroup(name, field.label, choices))
        return groups

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """How what is being typed may go on."""
        return [suggestion.text for suggestion in self._index.suggest(prefix, limit)]

    def _filters(self, chosen: Chosen) -> Filters:
        """Keys of filters are text; bands and buckets count in numbers."""
        fields, bands = self._record_type.fields(), self._record_type.about.bands
        return {
            name: {_number(key) if name in bands or fields[name].kind.name == "day" else key for key in keys}
            for name, keys in chosen.items()
            if keys
        }

    def _in_order(self, order: str) -> NDArray[np.int64]:
        """All ordinals in the order of a column; kept until something changes."""
        orders = self._orders  # what was read too early must not get into those that :meth:`forget` begins
        if order not in orders:
            orders[order] = np.frombuffer(self._reader.ordinals(self._type, order), np.int64)
        return orders[order]

    def _titles_in(self, field: Field, ids: Iterable[str]) -> dict[str, str]:
        """Titles of the records that a facet of references counts; kept until something changes."""
        if not isinstance(field.kind, Reference):
            return {}
        titles = self._titles
        known = titles.get(field.name, {})
        missing = [record for record in ids if record not in known]
        if missing:
            known = titles[field.name] = known | self._reader.titles(field.kind.to, missing)
        return known

    # --- keeping in line ---

    def forget(self, own: bool) -> None:
        """Records changed, ``own`` ones or others: titles, and orders of own rows, are read anew when next needed."""
        self._titles = {}
        if own:
            self._orders = {}

    def fill(self, go_on: Callable[[], bool]) -> bool:
        """Take in all rows there are; False when ``go_on`` said no."""
        self._index.add_many(self._all_rows(go_on))
        return go_on()

    def _all_rows(self, go_on: Callable[[], bool]) -> Iterator[Row]:
        last = 0
        ordinal, names = self._reader.column(self._type, "ordinal"), self._rows.columns
        while go_on() and (page := self._reader.columns(self._type, names, ordinal > last, limit=_PAGE)):
            last = page[-1][0]
            yield from self._rows.made_of([row for row in page if not row[1]], self._reader.titles)

    def take_in(self, ordinals: Sequence[int]) -> None:
        """Bring the index in line with these rows; what is archived or no longer there leaves it."""
        for at in range(0, len(ordinals), _PAGE):
            some = ordinals[at : at + _PAGE]
            with self._taking_in:
                live = [row for row in self._reader.columns_at(self._type, self._rows.columns, some) if not row[1]]
                for gone in set(some) - {row[0] for row in live}:
                    self._index.remove(gone)
                self._index.add_many(self._rows.made_of(live, self._reader.titles))

    def outdated(self) -> list[int]:
        """The rows of which the index, as it was saved, has another status: what holds a vehicle ended since, or began.

        That is in no change of the vehicle's own, so nothing else tells.
        """
        found: dict[str, set[int]] = {}
        for ordinal, status in self._reader.followed(self._type):
            found.setdefault(status, set()).add(ordinal)
        known = {key: self._index.search("", {"status": {key}}, 0, 0, date.min).matched for key in found}
        return sorted(ordinal for key, some in found.items() for ordinal in some if ordinal not in known[key])

    def to_bytes(self) -> bytes:
        """The index as it is, to be saved."""
        return self._index.to_bytes()


def _number(key: str) -> str | int:
    return int(key) if key.isdigit() else key
