"""Keeping the device in document numbers: another block is asked for when half of the last is used, wherever one is."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future

from client.changes import Changes
from client.replica.numbering import numbered_types
from client.replica.worker import Replica
from client.sync_state import Phase, SyncState

log = logging.getLogger(__name__)

#: Seconds in step with the hub until the first look: what others have asked for meanwhile is here by then.
FIRST_LOOK = 60.0


class NumberKeeping:
    """Looks some time after the device came in step; from then on whenever a number is drawn or a block decided."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._live, self._looked = False, False
        self._first: threading.Timer | None = None
        self._concerned = frozenset({"number_block", *numbered_types()})
        self._stop_listening = replica.listen(self._on_changes)

    def on_sync(self, state: SyncState) -> None:
        """How things stand with the hub; on the sync's thread."""
        before, self._live = self._live, state.phase is Phase.LIVE
        if self._live and not before:
            self._cancel()
            self._first = threading.Timer(FIRST_LOOK, self.look)
            self._first.daemon = True
            self._first.start()

    def look(self) -> None:
        """See whether numbers are to be asked for. From any thread."""
        if self._live:
            self._looked = True
            self._replica.keep_numbers().add_done_callback(_log_failure)

    def _on_changes(self, changes: Changes) -> None:
        if self._looked and any(touched.record_type in self._concerned for touched in changes.touched):
            self.look()

    def _cancel(self) -> None:
        if self._first is not None:
            self._first.cancel()

    def close(self) -> None:
        """Look no more."""
        self._live = False
        self._cancel()
        self._stop_listening()


def _log_failure(future: Future[Changes]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("no document numbers could be asked for", exc_info=error)
