"""The documents a replica's worker used last, kept open: the next edit of a record need not load its history again.

They are only ever what was committed: whoever rolls a transaction back, or sees the engine fail, forgets them all. A
document is handed out for the heads its row states and no others, so that any other writer of the row outdates it.
"""

from __future__ import annotations

from collections import OrderedDict

from shared_models.documents import Document

#: Open documents take about 12 kB each.
_MOST = 64


class OpenDocuments:
    """A few open documents by identifier and heads. One thread at a time may use them."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, tuple[frozenset[bytes], Document]] = OrderedDict()

    def get(self, record_id: str, heads: frozenset[bytes]) -> Document | None:
        """The document as it stands at these heads, if it is open."""
        known = self._open.get(record_id)
        return known[1] if known is not None and known[0] == heads else None

    def keep(self, record_id: str, heads: frozenset[bytes], document: Document) -> None:
        """Keep a document open; the one unused for longest goes where there are too many."""
        self._open[record_id] = (heads, document)
        self._open.move_to_end(record_id)
        if len(self._open) > _MOST:
            self._open.popitem(last=False)

    def forget(self) -> None:
        """Keep none: some may hold what was rolled back."""
        self._open.clear()
