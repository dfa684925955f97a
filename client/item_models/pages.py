"""The rows of a long list that are in memory: read by pages in the background, the longest unused forgotten first."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from client.background import Background
from client.item_models.summaries import Summary
from client.while_alive import while_alive

PAGE = 256
PAGES_KEPT = 64
#: Pages waiting to be read; what was scrolled past meanwhile is not read at all.
_MOST_WAITING = 4

Read = Callable[[Sequence[int]], list[Summary]]


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
        self._held: OrderedDict[int, Summary] = OrderedDict()
        self._waiting: list[int] = []
        self._reading: set[int] = set()
        self._edition = 0

    def replace(self, ordinals: array[int]) -> None:
        """Take another list; what is held of its rows stays held."""
        self.ordinals = ordinals
        self._waiting.clear()

    def get(self, row: int) -> Summary | None:
        """The row, or None while it is being read."""
        held = self._held.get(self.ordinals[row])
        if held is None:
            self.want(row // PAGE)
        return held

    def use(self, row: int) -> None:
        """Note that the row is looked at, so that it is not forgotten soon."""
        ordinal = self.ordinals[row]
        if ordinal in self._held:
            self._held.move_to_end(ordinal)

    def want(self, page: int) -> None:
        """Have a page read unless it is under way."""
        if page in self._reading or page in self._waiting:
            return
        self._waiting.append(page)
        del self._waiting[:-_MOST_WAITING]
        self._next()

    def put(self, summaries: Iterable[Summary]) -> None:
        """Hold rows that were read elsewhere, or read anew."""
        for summary in summaries:
            self._held[summary.view.ordinal] = summary
            self._held.move_to_end(summary.view.ordinal)
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

        def arrived(summaries: list[Summary]) -> None:
            self.put(summaries)
            done()

        self._background.run(lambda: self._read(ordinals), while_alive(self, arrived))

    def _next(self) -> None:
        if self._reading or not self._waiting:
            return
        page = self._waiting.pop()  # the page looked at last comes first
        self._reading.add(page)
        edition, wanted = self._edition, self.ordinals[page * PAGE : (page + 1) * PAGE]

        def arrived(found: list[Summary]) -> None:
            self._arrived(page, edition, found)

        def failed(error: BaseException) -> None:
            self._reading.discard(page)
            raise error

        self._background.run(lambda: self._read(wanted), while_alive(self, arrived), while_alive(self, failed))

    def _arrived(self, page: int, edition: int, found: list[Summary]) -> None:
        self._reading.discard(page)
        if edition == self._edition:
            self.put(found)
        # Rows may have moved meanwhile; a view repaints no more than what it shows.
        self.arrived.emit()
        self._next()
