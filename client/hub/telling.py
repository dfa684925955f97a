"""How the device stands with its hub, kept and told whenever it changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from client.file_store import FileStore
from client.hub.causes import cause_of
from client.reading.queries import Reader
from client.reading.truth_queries import in_step
from client.sync_state import Cause, Phase, SyncState
from shared_models.clock import utc_now

#: Changes of state that are remembered, for whoever looks for the cause of trouble.
_REMEMBERED = 200


class Telling:
    """The one :class:`SyncState` of a sync, and who is told of it."""

    def __init__(self, reader: Reader, files: FileStore, told: Callable[[SyncState], None]) -> None:
        self._reader = reader
        self._files = files
        self._told = told
        self._stale_count = True
        last = max(in_step(reader).values(), default=None)
        self.state = SyncState(Phase.OFFLINE, last_heard=last, in_step=last)
        #: When it became how, newest last.
        self.history: deque[tuple[datetime, SyncState]] = deque(maxlen=_REMEMBERED)

    def count_again(self) -> None:
        """What waits may have changed: the next :meth:`say` counts it. May be called from any thread."""
        self._stale_count = True

    def heard(self) -> None:
        """The hub has just answered."""
        self.state = replace(self.state, last_heard=utc_now())

    def went_wrong(self, error: BaseException) -> None:
        """A round has ended with this error."""
        self.state = replace(self.state, cause=cause_of(error))

    def takes_nothing(self, frozen: bool) -> None:
        """Whether the hub, though it is there, takes no changes for now."""
        if frozen != (self.state.cause is Cause.FROZEN):
            self.say(cause=Cause.FROZEN if frozen else Cause.NONE)

    def say(self, **news: Any) -> None:
        """Tell how things stand, if it is not how they stood."""
        if self._stale_count:
            self._stale_count = False
            unsent = self._reader.unsent()
            news |= {
                "unsent": unsent.changes,
                "unsent_since": unsent.since,
                "unsent_files": len(self._files.unsent()),
                "damaged_files": len(self._files.given_up()),
                "refused": len(self._reader.refused()),
            }
        before = self.state
        if news.get("phase") is Phase.LIVE and before.cause is not Cause.FROZEN:
            news["cause"] = Cause.NONE
        self.state = replace(self.state, **news)
        if replace(before, last_heard=None) != replace(self.state, last_heard=None) or news:
            if not self.history or _kind(self.history[-1][1]) != _kind(self.state):
                self.history.append((utc_now(), self.state))
            self._told(self.state)


def _kind(state: SyncState) -> tuple[object, ...]:
    return state.phase, state.cause, state.refused, state.unsent == 0
