"""What a list is asked and what it answers: in the background, the first rows at once, only for the last question."""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from shiboken6 import isValid

from client.finding.catalogue import FacetGroup
from client.item_models import Summaries, Summary
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.schema import About

#: Rows read with the first answer: a screen of cards.
FIRST = 20
#: Changes made elsewhere are taken in together, so that a thousand of them are not a thousand searches; and while they
#: keep coming, no more often than this: nobody reads faster.
_GATHER_MS, _STORM_MS = 150, 1_000

Filters = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class ListQuery:
    """Text, chosen keys by facet, and order (a column, ``-`` for falling; empty: best and newest first)."""

    text: str = ""
    filters: Filters = field(default_factory=dict)
    order: str = ""

    @classmethod
    def default(cls, about: About) -> ListQuery:
        """What a list shows when it is opened."""
        return cls(filters={name: frozenset(keys) for name, keys in about.default_filters.items()})

    def with_filter(self, name: str, keys: frozenset[str]) -> ListQuery:
        """The same with another choice in one facet."""
        rest = {other: chosen for other, chosen in self.filters.items() if other != name}
        return replace(self, filters={**rest, name: keys} if keys else rest)

    def chosen(self) -> list[tuple[str, str]]:
        """Every ticked filter as (facet, key)."""
        return [(name, key) for name, keys in self.filters.items() for key in sorted(keys)]


@dataclass(frozen=True)
class FirstAnswer:
    """How many there are, what was taken for a typing error, and the first of them."""

    query: ListQuery
    total: int
    corrections: tuple[tuple[str, str], ...]
    rows: list[Summary]


@dataclass(frozen=True)
class Answer:
    """All of them, and the facets with their counts."""

    query: ListQuery
    first: FirstAnswer
    ordinals: array[int]
    facets: list[FacetGroup]


class QueryRunner(QObject):
    """Runs queries over one record type; signals arrive on the window's thread and never for a question overtaken."""

    first = Signal(object)
    answered = Signal(object)
    #: The search index is there, or has taken in many records: whoever shows a list asks again.
    index_ready = Signal()

    def __init__(
        self, workspace: Workspace, type_name: str, summaries: Summaries, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._type, self._summaries = workspace, type_name, summaries
        self._serial = self._settled = 0
        self._query = ListQuery()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._repeated = QElapsedTimer()
        self._again.timeout.connect(self.repeat)
        self.index_ready.connect(self.repeat_soon)
        workspace.catalogue.on_ready(_teller(self, workspace, type_name))

    def idle(self) -> bool:
        """Whether every question has had its answer, and none is about to be asked."""
        return self._settled == self._serial and not self._again.isActive()

    def run(self, query: ListQuery) -> None:
        """Ask; an answer to an earlier question is dropped from now on."""
        self._query = query
        self._again.stop()
        self.repeat()

    def repeat(self) -> None:
        """Ask the same again."""
        self._serial += 1
        serial = self._serial
        self._repeated.start()
        self._workspace.background.run(lambda: self._ask(serial), while_alive(self, partial(self._done, serial)))

    def repeat_soon(self) -> None:
        """Ask the same again once a few more changes may have come."""
        if not self._again.isActive():
            calm = not self._repeated.isValid() or self._repeated.hasExpired(_STORM_MS)
            self._again.start(_GATHER_MS if calm else max(_GATHER_MS, _STORM_MS - self._repeated.elapsed()))

    def _ask(self, serial: int) -> Answer | None:
        """In the background: the first rows are handed over before all of them are counted out."""
        query, catalogue, today = self._query, self._workspace.catalogue, self._workspace.today()
        if serial != self._serial:
            return None
        found = catalogue.search(self._type, query.text, query.filters, FIRST, 0, today)
        views = [] if query.order else self._workspace.reader.by_ordinals(self._type, found.ordinals)
        first = FirstAnswer(query, found.total, found.corrections, self._summaries.of(views))
        self._workspace.background.call(lambda: self._tell_first(first, serial))
        if serial != self._serial:
            return None
        ordinals = catalogue.everything(self._type, query.text, query.filters, query.order, today)
        return Answer(query, first, ordinals, catalogue.facets(self._type, query.text, query.filters, today))

    def _tell_first(self, first: FirstAnswer, serial: int) -> None:
        if serial == self._serial and isValid(self):
            self.first.emit(first)

    def _done(self, serial: int, answer: Answer | None) -> None:
        if answer is not None and serial == self._serial:
            self._settled = serial
            self.answered.emit(answer)


def _teller(runner: QueryRunner, workspace: Workspace, type_name: str) -> Callable[[str], None]:
    """What the catalogue calls on its own thread; it does not keep the runner alive."""
    known = weakref.ref(runner)

    def on_window_thread() -> None:
        there = known()
        if there is not None and isValid(there):
            there.index_ready.emit()

    def told(name: str) -> None:
        if name == type_name:
            workspace.background.call(on_window_thread)

    return told
