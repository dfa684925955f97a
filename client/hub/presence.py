"""Who edits which record at this moment: said to the hub while a form is open, heard from it, and never stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from client.hub.transports import Present
from shared_models.protocol import PRESENCE_REFRESH

#: Says to the hub: space, record type, record, whether it is being edited.
Say = Callable[[str, str, str, bool], Coroutine[Any, Any, None]]


class Presence:
    """What this window edits, and who else does. Its methods may be called from any thread.

    Nothing here outlasts the connection: without the hub nobody is present, and after a reconnection the hub tells
    who is and hears again what is edited here.
    """

    def __init__(self) -> None:
        #: What is edited here: record to space and record type.
        self.editing: dict[str, tuple[str, str]] = {}
        self._others: Mapping[str, Sequence[Present]] = {}
        self._told: Callable[[], None] = lambda: None
        self._wake: Callable[[], None] = lambda: None
        self.device = ""

    def on_change(self, told: Callable[[], None]) -> None:
        """Call this whenever others come or go, on whichever thread hears of it."""
        self._told = told

    def edits(self, space: str, record_type: str, record: str) -> None:
        """A form of the record is open here."""
        self.editing = {**self.editing, record: (space, record_type)}
        self._wake()

    def done(self, record: str) -> None:
        """No form of the record is open here any more."""
        self.editing = {known: place for known, place in self.editing.items() if known != record}
        self._wake()

    def others(self, record: str) -> list[Present]:
        """Who else edits the record, each person once, by name."""
        present = {
            one.person: one
            for here in self._others.values()
            for one in here
            if one.record == record and one.device != self.device
        }
        return sorted(present.values(), key=lambda one: one.name)

    def people(self) -> list[str]:
        """Who else works with a form at this moment, as far as the hub has said."""
        return sorted({one.person for here in self._others.values() for one in here if one.device != self.device})

    def hear(self, news: Mapping[str, Sequence[Present]]) -> None:
        """Who edits now in some spaces."""
        if news:
            self._set({**self._others, **news})

    def lost(self) -> None:
        """The hub is no longer heard."""
        self._set({})

    def _set(self, others: Mapping[str, Sequence[Present]]) -> None:
        changed, self._others = others != self._others, others
        if changed:
            self._told()

    async def keep_saying(self, say: Say) -> None:
        """Tell the hub what is edited here: when it changes, and again before the hub would forget it. For ever."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: _set_from_anywhere(loop, woken)
        said: dict[str, tuple[str, str]] = {}
        while True:
            woken.clear()
            wanted = self.editing
            for record, (space, record_type) in said.items():
                if record not in wanted:
                    await say(space, record_type, record, False)
            for record, (space, record_type) in wanted.items():
                await say(space, record_type, record, True)
            said = wanted
            try:
                await asyncio.wait_for(woken.wait(), PRESENCE_REFRESH)
            except TimeoutError:
                continue


def _set_from_anywhere(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(event.set)
