"""How the device stands with its hub, kept and told whenever it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from client.file_store import FileStore
from client.queries import Reader
from client.sync_state import Phase, SyncState


class Telling:
    """The one :class:`SyncState` of a sync, and who is told of it."""

    def __init__(self, reader: Reader, files: FileStore, told: Callable[[SyncState], None]) -> None:
        self._reader = reader
        self._files = files
        self._told = told
        self._stale_count = True
        self.state = SyncState(Phase.OFFLINE)

    def count_again(self) -> None:
        """What waits may have changed: the next :meth:`say` counts it. May be called from any thread."""
        self._stale_count = True

    def heard(self) -> None:
        """The hub has just answered."""
        self.state = replace(self.state, last_heard=datetime.now(UTC))

    def say(self, **news: Any) -> None:
        """Tell how things stand, if it is not how they stood."""
        if self._stale_count:
            self._stale_count = False
            unsent = self._reader.unsent()
            news |= {
                "unsent": unsent.changes,
                "unsent_since": unsent.since,
                "unsent_files": len(self._files.unsent()),
                "refused": len(self._reader.refused()),
            }
        before = self.state
        self.state = replace(self.state, **news)
        if replace(before, last_heard=None) != replace(self.state, last_heard=None) or news:
            self._told(self.state)
