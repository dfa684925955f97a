"""Search over the lists of all record types, kept in step with the replica.

The index of a list is loaded (or built) in the background when the list is first asked for. Until it is there, lists
are answered by SQL and full text: slower and without typo correction, but at once.
"""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement

from client.changes import Changes
from client.finding.found import NO_FILTERS, Chosen, FacetChoice, FacetGroup, Found
from client.finding.naming import named_types, rows_naming
from client.finding.nearness import Nearness
from client.reading.board_queries import within
from client.reading.queries import Reader
from client.replica.worker import Replica
from shared_models.errors import ForecourtError
from shared_models.kinds import Choice, Day, Line, Number, Reference
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read

if TYPE_CHECKING:
    from client.finding.indexed_list import IndexedList
    from client.finding.saved_indexes import Mark, SavedIndexes

__all__ = ["NO_FILTERS", "Catalogue", "Chosen", "FacetChoice", "FacetGroup", "Found"]

log = logging.getLogger(__name__)
#: More touched records than this in one transaction are taken in behind the back of whoever waits.
_INLINE = 20
#: Seconds for which these are gathered: together a row costs a third of what it costs alone, and who waits goes first.
_GATHER = 0.05
#: Identifiers in one question for the rows that name them.
_NAMED = 5_000
#: After the start the first page comes first: indexes wait for :meth:`Catalogue.begin`, but at most so many seconds.
_FIRST_PAGE_FIRST = 1.0
#: An index that lacks more changes than this is worth being saved again.
_WORTH_SAVING = 500


class Catalogue:
    """Search over all record types. Safe to use from any thread."""

    def __init__(
        self, replica: Replica, reader: Reader, hides: Callable[[str], bool] = lambda _type_name: False
    ) -> None:
        """``hides``: whether records of a type are kept from the screen now, whatever the person may read."""
        self._replica, self._hides = replica, hides
        self._reader, self._give_way = reader, replica.pace.turns.give_way
        self._nearness = Nearness(reader, lambda: replica.identity.store)
        self._lists: dict[str, IndexedList] = {}
        self._building: dict[str, Future[None]] = {}
        self._stale: dict[str, set[int]] = {}
        self._renamed: dict[str, set[str]] = {}
        self._kept: dict[str, int] = {}
        self._lock = threading.Lock()
        self._at_once, self._closed = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="catalogue")
        self._told: list[Callable[[str], None]] = []
        self._stop_listening = replica.listen(self._take_in)

    # --- asking ---

    def ready(self, type_name: str) -> bool:
        """Whether the type's index is there; asking begins to fetch it."""
        if type_name in self._lists:
            return True
        with self._lock:
            if type_name not in self._building and not self._closed.is_set():
                self._building[type_name] = future = self._pool.submit(self._build, type_name)
                future.add_done_callback(_log_failure)
        return False

    def begin(self) -> None:
        """The first page is shown: indexes may be fetched from now on."""
        self._at_once.set()

    def wait_ready(self, type_name: str, seconds: float = 60) -> None:
        """Wait until the type's index is there (for programs without a window)."""
        self._at_once.set()
        if not self.ready(type_name):
            self._building[type_name].result(seconds)

    def begin_anew(self) -> None:
        """Have every index made anew from the rows: what was erased must not live on among the words of one."""
        with self._lock:
            self._lists, self._building, self._kept = {}, {}, {}
            self._stale, self._renamed = {}, {}

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
        if not self._readable(type_name):
            return Found(0, [])
        filters = self._nearness.narrowed(type_name, filters)
        if self.ready(type_name):
            return self._lists[type_name].search(text, filters, limit, offset, today or _today())
        conditions = self._plain(type_name, text, filters, today or _today())
        views = self._reader.where(type_name, conditions, limit=offset + limit) if limit else []
        return Found(self._reader.count(type_name, *conditions), [view.ordinal for view in views[offset:]])

    def everything(
        self,
        type_name: str,
        text: str,
        filters: Chosen = NO_FILTERS,
        order: str = "",
        today: date | None = None,
    ) -> array[int]:
        """All of them, as ordinals; ``order`` is a column (``-`` for falling), or empty for best and newest first."""
        if not self._readable(type_name):
            return array("q")
        filters = self._nearness.narrowed(type_name, filters)
        if self.ready(type_name):
            return self._lists[type_name].everything(text, filters, order, today or _today())
        return self._reader.ordinals(
            type_name, order or "-ordinal", *self._plain(type_name, text, filters, today or _today())
        )

    def facets(
        self, type_name: str, text: str, filters: Chosen = NO_FILTERS, today: date | None = None
    ) -> list[FacetGroup]:
        """For each facet, how many records each value would list, the other facets' filters staying as they are."""
        if not self._readable(type_name) or not self.ready(type_name):
            return []
        narrowed = self._nearness.narrowed(type_name, filters)
        groups = self._lists[type_name].facets(text, narrowed, today or _today())
        return self._nearness.beside(type_name, groups, filters)

    def suggest(self, type_name: str, prefix: str, limit: int = 8) -> list[str]:
        """How what is being typed may go on."""
        if not self._readable(type_name) or not self.ready(type_name):
            return []
        return self._lists[type_name].suggest(prefix, limit)

    def _readable(self, type_name: str) -> bool:
        return may_read(self._replica.identity.role, type_name) and not self._hides(type_name)

    def _plain(self, type_name: str, text: str, filters: Chosen, today: date) -> list[ColumnElement[bool]]:
        """What SQL can say of a question: bands of prices have to wait for the index."""
        conditions: list[ColumnElement[bool]] = []
        record_type = RECORD_TYPES[type_name]
        for name, keys in filters.items():
            kind = record_type.fields()[name].kind
            plain = isinstance(kind, Line | Choice | Reference | Number)
            if keys and isinstance(kind, Day):
                conditions.append(within(self._reader.column(type_name, name), keys, today))
            elif keys and plain and name not in record_type.about.bands:
                conditions.append(self._reader.column(type_name, name).in_(keys))
        if text.strip():
            found = self._reader.full_text(type_name, text)
            conditions.append(self._reader.column(type_name, "ordinal").in_(found))
        return conditions

    # --- keeping in step ---

    def _take_in(self, changes: Changes) -> None:
        """On the replica's worker after each commit: small changes go in at once, so that nobody sees stale lists."""
        ids: dict[str, set[str]] = {}
        ordinals: dict[str, set[int]] = {}
        for touched in changes.touched:
            if touched.ordinal:
                ids.setdefault(touched.record_type, set()).add(touched.id)
                ordinals.setdefault(touched.record_type, set()).add(touched.ordinal)
        if "store" in ids:
            self._nearness.forget()
        with self._lock:
            lists = dict(self._lists)
            followed = self._building.keys() | lists.keys()
            large = {n for n, some in ordinals.items() if n in followed and (n not in lists or len(some) > _INLINE)}
            for name in large:
                self._stale.setdefault(name, set()).update(ordinals[name])
            for name in ids.keys() & {named for each in followed for named in named_types(each)}:
                self._renamed.setdefault(name, set()).update(ids[name])
            behind = bool(self._stale or self._renamed)
        for name, indexed in lists.items() if ids else ():
            indexed.forget(own=name in ids)
            if name in ordinals and name not in large:
                indexed.take_in(list(ordinals[name]))
        if behind and not self._closed.is_set():
            self._pool.submit(self._catch_up_soon).add_done_callback(_log_failure)

    def _catch_up_soon(self) -> None:
        """Catch up with what comes in a moment's time; whoever was asked to after that finds nothing left to do."""
        if self._stale or self._renamed:
            self._closed.wait(_GATHER)
            self._catch_up()

    def _catch_up(self) -> None:
        """Take in what is more than could be taken in at once. All that has come meanwhile is one piece of work."""
        with self._lock:
            stale, self._stale = self._stale, {}
            renamed, self._renamed = self._renamed, {}
        for name, indexed in list(self._lists.items()):
            ordinals = stale.get(name, set()) | self._naming(name, renamed)
            if ordinals:
                indexed.take_in(sorted(ordinals))
                self._tell(name)

    def _naming(self, type_name: str, renamed: dict[str, set[str]]) -> set[int]:
        """The rows of a type that name records which may have another title now."""
        found: set[int] = set()
        for other in named_types(type_name) & renamed.keys():
            ids = sorted(renamed[other])
            for at in range(0, len(ids), _NAMED):
                some = ids[at : at + _NAMED]
                naming = rows_naming(type_name, lambda name, other=other, some=some: some if name == other else [])  # type: ignore[misc]
                found.update(row[0] for row in self._reader.columns(type_name, ["ordinal"], naming))
        return found

    # --- fetching and keeping indexes ---

    def _build(self, type_name: str) -> None:
        self._at_once.wait(_FIRST_PAGE_FIRST)
        self._at_once.set()
        saved = self._saved_indexes()
        indexed, fresh = self._loaded(saved, type_name), True
        if indexed is None:
            indexed, fresh = self._filled(type_name), False
        if indexed is None:
            return
        with self._lock:
            self._lists[type_name] = indexed
        log.info("search index of %s ready: %d records", type_name, len(indexed))
        self._catch_up()
        self._tell(type_name)
        if not fresh:
            saved.mark().add_done_callback(lambda mark: self._keep_later(type_name, mark))

    def _saved_indexes(self) -> SavedIndexes:
        """Imported late, as the index itself is: neither is needed before the first page of a list."""
        from client.finding.saved_indexes import SavedIndexes

        return SavedIndexes(self._replica, self._reader)

    def _loaded(self, saved: SavedIndexes, type_name: str) -> IndexedList | None:
        """The index as it was saved, with what changed since; None where there is none, or none that is worth it."""
        from client.finding.indexed_list import IndexedList

        found = saved.read(type_name)
        if found is None:
            return None
        number, data = found
        try:
            indexed = IndexedList(self._reader, type_name, data, self._give_way)
        except ValueError as error:
            log.warning("the saved search index of %s cannot be used: %s", type_name, error)
            return None
        self._kept[type_name] = number
        indexed.take_in([*saved.stale_since(type_name, number), *indexed.outdated()])
        return indexed

    def _filled(self, type_name: str) -> IndexedList | None:
        """The index out of all rows; None when the program is closed meanwhile."""
        from client.finding.indexed_list import IndexedList

        indexed = IndexedList(self._reader, type_name, give_way=self._give_way)
        return indexed if indexed.fill(lambda: not self._closed.is_set()) else None

    def _keep_later(self, type_name: str, mark: Future[Mark]) -> None:
        if not self._closed.is_set() and mark.exception() is None:
            self._pool.submit(self._keep, type_name, mark.result()).add_done_callback(_log_failure)

    def _keep(self, type_name: str, mark: Mark) -> Future[Any] | None:
        """Save an index that has taken in everything up to a mark; not when it is still behind."""
        with self._lock:
            if self._stale or self._renamed:
                return None
        self._kept[type_name] = mark.number
        return self._saved_indexes().keep(type_name, mark, self._lists[type_name].to_bytes())

    def _tell(self, type_name: str) -> None:
        for told in list(self._told):
            told(type_name)

    def close(self) -> None:
        """Save what is worth it and stop following the replica."""
        self._closed.set()
        self._at_once.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        try:
            self._keep_what_is_worth_it()
        except ForecourtError as error:  # it is built anew then
            log.warning("search indexes were not saved: %s", error)
        self._stop_listening()

    def _keep_what_is_worth_it(self) -> None:
        if not self._lists:
            return
        mark = self._saved_indexes().mark().result()
        for name in self._lists:
            if mark.number - self._kept.get(name, 0) > _WORTH_SAVING:
                kept = self._keep(name, mark)
                if kept is not None:
                    kept.result()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _log_failure(future: Future[Any]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("the search index is not kept in step", exc_info=error)
