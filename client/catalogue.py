"""The search index of every list, kept in step with the replica.

Each index is built (or loaded) in the background when its list is first asked for. Until it is there, lists are
answered by SQL and full text: slower and without typo correction, but at once.
"""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement

from client.changes import Changes
from client.queries import Reader, RecordView
from client.replica import Replica
from client.search import Filters, SearchIndex
from client.search_fields import facets, label_of, row_of, search_fields, searched_references
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read

log = logging.getLogger(__name__)
_PAGE = 2_000
#: More touched records than this in one transaction are taken in behind the back of whoever waits.
_INLINE = 200

Chosen = Mapping[str, frozenset[str]]
NO_FILTERS: Chosen = {}


@dataclass(frozen=True)
class Found:
    """A page of what was found; ``corrections`` pairs what was typed with what it was taken for."""

    total: int
    ordinals: list[int]
    corrections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FacetChoice:
    """One value of a facet: its key in filters, how people read it, how many records choosing it would list."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class FacetGroup:
    """One facet of a list with its values."""

    name: str
    label: str
    values: list[FacetChoice]


class Catalogue:
    """Search over all record types. Safe to use from any thread."""

    def __init__(self, replica: Replica, reader: Reader) -> None:
        self._replica = replica
        self._reader = reader
        self._indexes: dict[str, SearchIndex] = {}
        self._building: dict[str, Future[None]] = {}
        self._late: dict[str, set[str]] = {}
        self._sorted: dict[tuple[str, str], np.ndarray[Any, np.dtype[np.int64]]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="catalogue")
        self._title = lru_cache(maxsize=50_000)(reader.title)
        self._told: list[Callable[[str], None]] = []
        self._stop_listening = replica.listen(self._take_in)

    # --- asking ---

    def ready(self, type_name: str) -> bool:
        """Whether the type's index is there; asking begins to build it."""
        if type_name in self._indexes:
            return True
        with self._lock:
            if type_name not in self._building:
                self._building[type_name] = self._pool.submit(self._build, type_name)
        return False

    def wait_ready(self, type_name: str, seconds: float = 60) -> None:
        """Wait until the type's index is there (for programs without a window)."""
        if not self.ready(type_name):
            self._building[type_name].result(seconds)

    def on_ready(self, told: Callable[[str], None]) -> None:
        """Have ``told`` called (on some thread) with a type's name when its index is there or has taken in a bulk."""
        self._told.append(told)

    def search(
        self,
        type_name: str,
        text: str,
        filters: Chosen = NO_FILTERS,
        limit: int = 20,
        offset: int = 0,
        today: date | None = None,
    ) -> Found:
        """A page of the records that hold every word and pass the filters, best first."""
        if not self.ready(type_name):
            rows = self._plain(type_name, text, filters)
            return Found(len(rows), list(rows[offset : offset + limit]))
        hits = self._indexes[type_name].search(
            text, self._filters(type_name, filters), limit, offset, today or date.today()
        )
        return Found(hits.total, list(hits.ordinals), hits.corrections)

    def everything(
        self,
        type_name: str,
        text: str,
        filters: Chosen = NO_FILTERS,
        order: str = "",
        today: date | None = None,
    ) -> array[int]:
        """All of them, as ordinals; ``order`` is a column (``-`` for falling), or empty for best and newest first."""
        if not self.ready(type_name):
            return self._plain(type_name, text, filters, order or "-ordinal")
        index, chosen = self._indexes[type_name], self._filters(type_name, filters)
        today = today or date.today()
        if not order:
            return index.all_ordinals(text, chosen, today)
        ordered = self._in_order(type_name, order)
        matched = index.search(text, chosen, 0, 0, today).matched
        if len(matched) == len(ordered):
            return array("q", ordered.tobytes())
        inside = np.zeros(int(ordered.max(initial=0)) + 1, dtype=bool)
        wanted = np.frombuffer(matched.to_array(), np.uint32)
        inside[wanted[wanted < inside.size]] = True
        return array("q", ordered[inside[ordered]].tobytes())

    def facets(
        self, type_name: str, text: str, filters: Chosen = NO_FILTERS, today: date | None = None
    ) -> list[FacetGroup]:
        """For each facet, how many records each value would list, the other facets' filters staying as they are."""
        record_type = RECORD_TYPES[type_name]
        if not self.ready(type_name):
            return []
        counts = self._indexes[type_name].facet_counts(text, self._filters(type_name, filters), today or date.today())
        groups = []
        for name, values in counts.items():
            field = record_type.fields()[name]
            choices = [FacetChoice(str(v.value), label_of(field, v, self._title), v.rows) for v in values]
            groups.append(FacetGroup(name, field.label, choices))
        return groups

    def suggest(self, type_name: str, prefix: str, limit: int = 8) -> list[str]:
        """How what is being typed may go on."""
        if not self.ready(type_name):
            return []
        return [suggestion.text for suggestion in self._indexes[type_name].suggest(prefix, limit)]

    # --- keeping in step ---

    def _take_in(self, changes: Changes) -> None:
        """Called on the replica's worker after each commit: small changes go in at once, so that nobody sees stale lists."""
        self._sorted = {key: value for key, value in self._sorted.items() if not changes.of(key[0])}
        by_type: dict[str, list[str]] = {}
        for touched in changes.touched:
            by_type.setdefault(touched.record_type, []).append(touched.id)
        if by_type:
            self._title.cache_clear()
        for name, ids in by_type.items():
            if name in self._indexes or name in self._building:
                self._update(name, ids)
            self._update_referrers(name, ids)

    def _update(self, type_name: str, ids: list[str]) -> None:
        with self._lock:
            index = self._indexes.get(type_name)
            if index is None:
                self._late.setdefault(type_name, set()).update(ids)
                return
        if len(ids) <= _INLINE:
            self._index_rows(index, self._reader.by_ids(type_name, ids))
        else:
            self._pool.submit(self._bulk, type_name, index, ids)

    def _bulk(self, type_name: str, index: SearchIndex, ids: list[str]) -> None:
        for at in range(0, len(ids), _PAGE):
            self._index_rows(index, self._reader.by_ids(type_name, ids[at : at + _PAGE]))
        self._tell(type_name)

    def _update_referrers(self, type_name: str, ids: list[str]) -> None:
        """A record's title may have changed: rows that are found by it are indexed anew."""
        for name, index in list(self._indexes.items()):
            for field, to in searched_references(RECORD_TYPES[name]).items():
                if to == type_name and len(ids) <= _INLINE:
                    column = self._reader.column(name, field)
                    self._index_rows(index, self._reader.where(name, [column.in_(ids)], limit=_PAGE))

    def _index_rows(self, index: SearchIndex, views: Iterable[RecordView]) -> None:
        live = []
        for view in views:
            if view.archived:
                index.remove(view.ordinal)
            else:
                live.append(row_of(view, self._title))
        if len(live) > _INLINE:
            index.add_many(live)
        else:
            for row in live:
                index.add(*row)

    def _build(self, type_name: str) -> None:
        record_type = RECORD_TYPES[type_name]
        index = SearchIndex(search_fields(record_type), facets(record_type))
        if may_read(self._replica.identity.role, type_name):
            index.add_many(row_of(view, self._title) for view in self._all(type_name) if not view.archived)
        with self._lock:
            self._indexes[type_name] = index
            late = self._late.pop(type_name, set())
        if late:
            self._bulk(type_name, index, sorted(late))
        log.info("search index of %s ready: %d records", type_name, len(index))
        self._tell(type_name)

    def _all(self, type_name: str) -> Iterable[RecordView]:
        last = 0
        while page := self._reader.where(
            type_name, [self._reader.column(type_name, "ordinal") > last], order="ordinal", limit=_PAGE
        ):
            last = page[-1].ordinal
            yield from page

    def _tell(self, type_name: str) -> None:
        for told in list(self._told):
            told(type_name)

    # --- details ---

    def _filters(self, type_name: str, filters: Chosen) -> Filters:
        """Keys of filters are text; bands and buckets count in numbers."""
        fields = RECORD_TYPES[type_name].fields()
        bands = RECORD_TYPES[type_name].about.bands
        return {
            name: {_number(key) if name in bands or fields[name].kind.name == "day" else key for key in keys}
            for name, keys in filters.items()
            if keys
        }

    def _in_order(self, type_name: str, order: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        key = (type_name, order)
        if key not in self._sorted:
            self._sorted[key] = np.frombuffer(self._reader.ordinals(type_name, order), np.int64)
        return self._sorted[key]

    def _plain(self, type_name: str, text: str, filters: Chosen, order: str = "-ordinal") -> array[int]:
        conditions: list[ColumnElement[bool]] = []
        fields = RECORD_TYPES[type_name].fields()
        for name, keys in filters.items():
            if keys and fields[name].kind.name in ("line", "choice", "reference"):
                conditions.append(self._reader.column(type_name, name).in_(keys))
        if text.strip():
            found = self._reader.full_text(type_name, text)
            conditions.append(self._reader.column(type_name, "ordinal").in_(found))
        return self._reader.ordinals(type_name, order, *conditions)

    def close(self) -> None:
        """Stop following the replica."""
        self._stop_listening()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _number(key: str) -> str | int:
    return int(key) if key.isdigit() else key
