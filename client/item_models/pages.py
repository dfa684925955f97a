"""The rows of a long list that are in memory: read by pages in the background, the longest unused forgotten first."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from client.background import Background
from client.item_models.summaries import Summary
from client.window.while_alive import while_alive

PAGE = 256
PAGES_KEPT = 64
#: Pages waiting to be read; what was scrolled past meanwhile is not read at all.
_MOST_WAITING = 4
#: Rows read at once around the one looked at: what a tall window shows. The rest of the page follows.
_NEAR = 32
#: The rest waits until these are painted: two threads that read and paint at once hinder each other.
_AFTER_PAINTING_MS = 30


class Row(NamedTuple):
    """A record and the texts of its cells."""

    summary: Summary
    cells: tuple[str, ...]


Read = Callable[[Sequence[int]], list[Row]]


class Pages(QObject):
    """Summaries by ordinal for a list of ordinals in an order of its own.

    ``arrived``: rows that were asked for can now be shown.
    """

    arrived = Signal()

    def __init__(self, read: Read, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._background = background
        self.ordinals: array[int] = array("q")
        self._held: OrderedDict[int, Row] = OrderedDict()
        self._waiting: dict[int, int] = {}
        self._reading: int | None = None
        self._edition = 0
        self._rest: tuple[int, array[int]] = (0, array("q"))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._read_rest)

    def replace(self, ordinals: array[int]) -> None:
        """Take another list; what is held of its rows stays held."""
        self.ordinals = ordinals
        self._waiting.clear()
        self._later.stop()

    def get(self, row: int) -> Row | None:
        """The row, or None while it is being read."""
        held = self._held.get(self.ordinals[row])
        if held is None:
            self.want(row)
        return held

    def use(self, row: int) -> None:
        """Note that the row is looked at, so that it is not forgotten soon."""
        ordinal = self.ordinals[row]
        if ordinal in self._held:
            self._held.move_to_end(ordinal)

    def want(self, row: int) -> None:
        """Have the page of a row read, the rows just around it first, unless that is under way."""
        page = row // PAGE
        if page != self._reading and page not in self._waiting:
            self._waiting[page] = row
            if len(self._waiting) > _MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            self._next()

    def ready(self, first: int, last: int) -> bool:
        """Whether all rows from one to another are in memory; asking has them read."""
        missing = next(
            (row for row in range(first, min(last + 1, len(self.ordinals))) if self.ordinals[row] not in self._held),
            None,
        )
        if missing is not None:
            self.want(missing)
        return missing is None

    def idle(self) -> bool:
        """Whether nothing is being read."""
        return self._reading is None and not self._waiting and not self._later.isActive()

    def put(self, rows: Iterable[Row]) -> None:
        """Hold rows that were read elsewhere, or read anew."""
        for row in rows:
            ordinal = row.summary.view.ordinal
            self._held[ordinal] = row
            self._held.move_to_end(ordinal)
        while len(self._held) > PAGE * PAGES_KEPT:
            self._held.popitem(last=False)

    def held(self, ordinals: Iterable[int]) -> list[int]:
        """Those of the ordinals whose rows are in memory."""
        return [ordinal for ordinal in ordinals if ordinal in self._held]

    def forget(self) -> None:
        """Read every row anew when it is next looked at."""
        self._held.clear()
        self._edition += 1

    def reread(self, ordinals: Sequence[int], done: Callable[[], None]) -> None:
        """Read these rows anew in the background; what was held is shown until then."""

        def arrived(rows: list[Row]) -> None:
            self.put(rows)
            done()

        self._background.run(lambda: self._read(ordinals), while_alive(self, arrived))

    def _next(self) -> None:
        """Begin with the page looked at last."""
        if self._reading is None and self._waiting:
            page, row = self._waiting.popitem()
            start, end = page * PAGE, min((page + 1) * PAGE, len(self.ordinals))
            # What is in sight may lie on two pages.
            first, last = max(0, row - _NEAR // 8), min(len(self.ordinals), row + _NEAR)
            rest = self.ordinals[start:first] + self.ordinals[last:end]
            self._read_part(page, self.ordinals[first:last], rest)

    def _read_rest(self) -> None:
        """The rest of a page, once the rows in sight are painted and unless others are wanted by now."""
        page, rest = self._rest
        missing = array("q", (ordinal for ordinal in rest if ordinal not in self._held))
        if self._reading is None and not self._waiting and missing:
            self._read_part(page, missing, array("q"))

    def _read_part(self, page: int, wanted: array[int], rest: array[int]) -> None:
        self._reading = page
        edition = self._edition

        def arrived(found: list[Row]) -> None:
            self._reading = None
            if edition == self._edition:
                self.put(found)
            # Rows may have moved meanwhile; a view repaints no more than what it shows.
            self.arrived.emit()
            if rest and edition == self._edition:
                self._rest = page, rest
                self._later.start(_AFTER_PAINTING_MS)
            self._next()

        def failed(error: BaseException) -> None:
            self._reading = None
            raise error

        self._background.run(lambda: self._read(wanted), while_alive(self, arrived), while_alive(self, failed))
