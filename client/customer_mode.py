"""Customer mode: the screen is turned to a customer, and shows only what stands on the windscreen of a car.

While it is on, screens are given the rights of :data:`shared_models.rights.SHOWING` instead of the person's, and read
through a reader that knows no record beyond those rights: what they are not given they cannot show, speak or export.
A mark in the data folder says that it is on, so that it outlives a restart, a crash and another language.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from client.changes import Identity
from shared_models.rights import SHOWING, may_read

MARK = "customer-mode"
#: The screens a customer may look at, for record types that may be shown, and those that hold no record at all.
_WITH_RECORDS = frozenset({"list", "record", "compare"})
_WITHOUT = frozenset({"customer_start"})


class CustomerMode:
    """Whether the screen is turned to a customer, on the device whose data lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / MARK
        self.on = self._mark.exists()

    def enter(self) -> None:
        """From now on; raises OSError where the mark cannot be written, and nothing is shown then either."""
        self.on = True
        with self._mark.open("w", encoding="utf-8") as file:
            file.flush()
            os.fsync(file.fileno())

    def leave(self) -> None:
        """The person is alone with the screen again."""
        self._mark.unlink(missing_ok=True)
        self.on = False

    def hides(self, record_type: str) -> bool:
        """Whether records of a type are kept from the screen now."""
        return self.on and not may_read(SHOWING, record_type)

    def hides_scores(self) -> bool:
        """Whether what the house reckons of leads, risks and people is kept from the screen."""
        return self.on

    def identity(self, person: Identity) -> Identity:
        """On whose behalf screens read: the person's, but with the rights of who only looks."""
        return replace(person, role=SHOWING) if self.on else person

    def may_show(self, screen: str, record_type: str) -> bool:
        """Whether a place may be shown now."""
        if not self.on or screen in _WITHOUT:
            return True
        return screen in _WITH_RECORDS and may_read(SHOWING, record_type)
