"""How old what a person sees may be: when this device last was in step with the space it comes from.

The rule: up to ``QUIET`` nothing is said, for then it is as good as now; from there on the age stands beside the value;
from ``OLD`` on it is said with a warning. A record that a file or a neighbour brought is as young as that change of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from PySide6.QtCore import QObject, QTimer, Signal

from client.background import Background
from client.reading.queries import Reader
from client.reading.truth_queries import in_step
from client.sync_state import Phase, SyncState
from shared_models.clock import utc_now
from shared_models.records import RECORD_TYPES
from shared_models.rights import template_of, templates_of

#: Without the hub for so long, what is shown is taken for the present; from here on for something old.
QUIET, OLD = timedelta(minutes=10), timedelta(hours=24)
_EVERY_MS = 15_000
_IN_TOUCH = (Phase.LIVE, Phase.CATCHING_UP, Phase.FIRST_SYNC)


class Strength(IntEnum):
    """How loudly an age is said."""

    NOW, AGED, OLD = range(3)


@dataclass(frozen=True)
class Age:
    """``as_of``: the present of which moment is shown; ``unheard``: for how long the space was not heard from the hub.

    ``brought``: a file or a neighbour brought it. ``in_touch``: the hub is there, and the rest on its way.
    """

    strength: Strength = Strength.NOW
    as_of: datetime | None = None
    unheard: timedelta = timedelta()
    brought: bool = False
    in_touch: bool = False


def age_of(mark: datetime | None, now: datetime, brought: datetime | None = None, in_touch: bool = False) -> Age:
    """The age of what comes from a space last in step at ``mark``; None: it never was, and no hub is waited for."""
    if mark is None:
        return Age()
    later = brought is not None and brought > mark
    as_of = brought if later and brought is not None else mark
    passed = abs(now - as_of)  # a clock that was put back tells as little as one that ran on
    strength = Strength.NOW if passed < QUIET else Strength.AGED if passed < OLD else Strength.OLD
    return Age(strength, as_of, now - mark, later, in_touch)


class Ages(QObject):
    """Looks at the clock every quarter of a minute. ``changed`` is emitted when an age may read differently."""

    changed = Signal()

    def __init__(self, reader: Reader, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._background = reader, background
        self._marks = in_step(reader)
        self._known: tuple[bool, datetime | None] = (False, None)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def of(self, record_type: str, space: str = "", brought: datetime | None = None) -> Age:
        """The age of a record in a space, or of all records of a type: of their spaces, that of the stalest."""
        wanted = templates_of(RECORD_TYPES[record_type])
        marks = [
            mark for each, mark in self._marks.items() if (each == space if space else template_of(each) in wanted)
        ]
        return age_of(min(marks, default=None), utc_now(), brought, self._known[0])

    def follow(self, state: SyncState) -> None:
        """The hub has come or gone, or the device was found in step with it."""
        known = state.phase in _IN_TOUCH, state.in_step
        if known != self._known:
            self._known = known
            self.look()

    def look(self) -> None:
        """Read, in the background, when the device was in step, and look at the clock."""
        self._background.run(lambda: in_step(self._reader), self._take)

    def _take(self, marks: dict[str, datetime]) -> None:
        self._marks = marks
        self.changed.emit()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
