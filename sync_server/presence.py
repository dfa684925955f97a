"""Who is editing what at this moment: kept in memory alone, by space, and forgotten when not refreshed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shared_models.clock import system_milliseconds
from shared_models.protocol import PRESENCE_LIFE
from sync_server.errors import HubError

#: Records one device may say at once that it edits.
MOST_PER_DEVICE = 20


@dataclass(frozen=True, slots=True)
class Present:
    """One person on one device with one record open for editing."""

    record_type: str
    record: str
    person: str
    name: str
    device: str


class Presence:
    """The present of every space. Lives on one event loop; ``told`` is called with a space whose present changed."""

    def __init__(self, told: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._told = told
        self._clock = clock
        self._ends: dict[str, dict[Present, float]] = {}
        self._versions: dict[str, int] = {}
        self._count = system_milliseconds()  # a hub that was restarted must not repeat a version

    def came(self, space: str, present: Present) -> None:
        """Somebody edits, or still does. Raises HubError 429 for more than any person could have open."""
        here = self._ends.setdefault(space, {})
        new = present not in here
        if new and sum(one.device == present.device for all_ in self._ends.values() for one in all_) >= MOST_PER_DEVICE:
            raise HubError(429, "slow_down", f"A device may edit {MOST_PER_DEVICE} records at once.", "record")
        here[present] = self._clock() + PRESENCE_LIFE
        if new:
            self._changed(space)

    def left(self, space: str, present: Present) -> None:
        """Somebody has stopped editing; it is no error when nobody knew of it."""
        if self._ends.get(space, {}).pop(present, None) is not None:
            self._changed(space)

    def expire(self) -> None:
        """Forget those who were not heard of for ``PRESENCE_LIFE`` seconds."""
        now = self._clock()
        for space, here in list(self._ends.items()):
            gone = [present for present, ends in here.items() if ends <= now]
            for present in gone:
                del here[present]
            if gone:
                self._changed(space)

    def version(self, spaces: Iterable[str]) -> int:
        """A number that is another whenever the present of one of the spaces is."""
        return max((self._versions.get(space, 0) for space in spaces), default=0)

    def of(self, spaces: Iterable[str]) -> dict[str, list[list[Any]]]:
        """The present of each space, as they travel (see ``shared_models.protocol``)."""
        return {
            space: [[p.record_type, p.record, p.person, p.name, p.device] for p in self._ends.get(space, {})]
            for space in spaces
        }

    def _changed(self, space: str) -> None:
        if not self._ends.get(space):
            self._ends.pop(space, None)
        self._count += 1
        self._versions[space] = self._count
        self._told(space)
