"""Keeps the tiles of a board counted: in the background, again when what they count changes, never too often."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from client.changes import Changes
from client.insights.answers import Answer
from client.insights.question import Counting, Question
from client.insights.tiles import Tile
from client.window.while_alive import while_alive
from client.workspace import Workspace

#: Changes that come together are counted together (milliseconds).
_GATHER_MS = 40
#: However many changes come, a new round begins no sooner than this after the one before (milliseconds).
_LEAST_MS = 700
#: As if a record type: scores have changed.
_SCORES = "score"


class LiveFigures(QObject):
    """``answered`` carries the key of a tile and its :class:`Answer`, on the window's thread, whenever it is counted.

    While it rests (nobody looks) changes are only noted; what they moved is counted when it goes on.
    """

    answered = Signal(str, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tiles: dict[str, Tile] = {}
        self._question: Question | None = None
        self._serial = 0
        self._stale: set[str] = set()
        self._running = self._resting = self._asked = False
        self._begun = 0.0
        #: How many milliseconds the last round took, and how many rounds there were.
        self.took_ms, self.rounds = 0.0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._round)
        workspace.changed.connect(self._changed)
        workspace.scores.listen(_teller(self, workspace))

    def ask(self, question: Question, tiles: Iterable[Tile]) -> None:
        """Count these; those that were counted for the same question stay as they are."""
        wanted = {tile.key: tile for tile in tiles}
        if question != self._question:
            self._stale, self._serial = set(wanted), self._serial + 1
        else:
            self._stale |= wanted.keys() - self._tiles.keys()
        self._question, self._tiles = question, wanted
        self._stale &= wanted.keys()
        self._asked = True
        self._soon(0)

    def rest(self, resting: bool) -> None:
        """Whether nobody looks."""
        self._resting = resting
        self._soon(0)

    def idle(self) -> bool:
        """Whether every tile is counted."""
        return not self._stale and not self._running

    def _changed(self, changes: Changes) -> None:
        self.moved_by(frozenset(touched.record_type for touched in changes.touched if touched.ordinal))

    def moved_by(self, touched: frozenset[str]) -> None:
        """Records of these types have changed."""
        moved = {
            key for key, tile in self._tiles.items() if tile.concerns(touched) or (tile.scored and _SCORES in touched)
        }
        if moved:
            self._stale |= moved
            self._soon(self._patience())

    def _soon(self, milliseconds: int) -> None:
        waiting = self._timer.isActive() and self._timer.remainingTime() <= milliseconds
        if self._stale and not self._running and not self._resting and not waiting:
            self._timer.start(milliseconds)

    def _round(self) -> None:
        question = self._question
        if question is None or self._running or self._resting or not self._stale:
            return
        tiles = [tile for key, tile in self._tiles.items() if key in self._stale]
        self._stale, self._running, self._asked, self._begun = set(), True, False, time.monotonic()
        serial, here = self._serial, self._workspace
        tell = while_alive(self, self._arrived)
        begun = self._begun

        def work() -> float:
            counting = Counting(here.reader, question)
            for tile in tiles:
                if here.background.closed:
                    break
                told = serial, tile.key, tile.count(counting)
                here.background.call(lambda told=told: tell(told))  # type: ignore[misc]
            return (time.monotonic() - begun) * 1000

        here.background.run(work, while_alive(self, self._done), while_alive(self, self._failed))

    def _arrived(self, told: tuple[int, str, Answer]) -> None:
        serial, key, answer = told
        if serial == self._serial and key in self._tiles:
            self.answered.emit(key, answer)

    def _done(self, took_ms: float) -> None:
        self._running, self.took_ms, self.rounds = False, took_ms, self.rounds + 1
        self._soon(0 if self._asked else self._patience())

    def _patience(self) -> int:
        """How long a round for changes has to wait."""
        since = (time.monotonic() - self._begun) * 1000
        return max(_GATHER_MS, round(_LEAST_MS - since))

    def _failed(self, error: BaseException) -> None:
        self._running = False
        raise error


def _teller(live: LiveFigures, workspace: Workspace) -> Callable[[Changes], None]:
    """What scoring calls on its own thread; it does not keep the figures alive."""
    known = weakref.ref(live)

    def on_window_thread() -> None:
        there = known()
        if there is not None and isValid(there):
            there.moved_by(frozenset({_SCORES}))

    def told(_changes: Changes) -> None:
        workspace.background.call(on_window_thread)

    return told
