"""Who is editing what at this moment: kept in memory alone, by space, and forgotten when not refreshed.

What is said to one hub the others hear (``relay``), each time it is said: so a hub that begins soon knows.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shared_models.protocol import PRESENCE_LIFE, pack
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
        #: Called with what was said to this hub: space, who, and whether they are here.
        self.said: Callable[[str, Present, bool], None] = lambda space, present, here: None

    def came(self, space: str, present: Present) -> None:
        """Somebody edits, or still does. Raises HubError 429 for more than any person could have open."""
        open_there = sum(one.device == present.device for here in self._ends.values() for one in here)
        if present not in self._ends.get(space, {}) and open_there >= MOST_PER_DEVICE:
            raise HubError(429, "slow_down", f"A device may edit {MOST_PER_DEVICE} records at once.", "record")
        self.heard(space, present, True)
        self.said(space, present, True)

    def left(self, space: str, present: Present) -> None:
        """Somebody has stopped editing; it is no error when nobody knew of it."""
        self.heard(space, present, False)
        self.said(space, present, False)

    def heard(self, space: str, present: Present, here: bool) -> None:
        """Somebody edits or has stopped, as this or another hub was told."""
        if here:
            known = self._ends.setdefault(space, {})
            new = present not in known
            known[present] = self._clock() + PRESENCE_LIFE
            if new:
                self._changed(space)
        elif self._ends.get(space, {}).pop(present, None) is not None:
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
        """A number that is another whenever the present of one of the spaces is, and the same on every hub."""
        told = sorted((space, sorted(here)) for space, here in self.of(spaces).items() if here)
        return int.from_bytes(hashlib.sha256(pack(told)).digest()[:7]) if told else 0

    def of(self, spaces: Iterable[str]) -> dict[str, list[list[Any]]]:
        """The present of each space, as they travel (see ``shared_models.protocol``)."""
        return {
            space: [[p.record_type, p.record, p.person, p.name, p.device] for p in self._ends.get(space, {})]
            for space in spaces
        }

    def _changed(self, space: str) -> None:
        if not self._ends.get(space):
            self._ends.pop(space, None)
        self._told(space)
