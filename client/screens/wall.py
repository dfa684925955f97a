"""The wall board of today's test drives: for a screen everybody sees, so nothing on it says who the customers are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from accessibility.widgets import Button
from client.reading.queries import RecordView
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead
from client.screens.parts.wall_board import WallBoard, WallRow, WallWindow
from client.text import values
from client.text import wall as words
from client.workspace import Place, Workspace
from shared_models.clock import utc_now

_USUAL = timedelta(minutes=45)
#: A booked drive is "next" so long before it starts.
_SOON = timedelta(minutes=30)


class Wall(GatheringScreen):
    """What is out and what comes today. It follows changes, and the clock by itself."""

    screen_name = "wall"
    record_type = "test_drive"
    concerned = ("test_drive", "vehicle", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.full = Button(words.FULL, "board", "primary")
        self.full.clicked.connect(self.fill_screen)
        column.addWidget(PageHead(words.OPEN, words.HINT, [self.full]))
        self.board = WallBoard()
        column.addWidget(self.board, 1)
        self._window: WallWindow | None = None
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._next_minute)
        self.ask()

    def title(self) -> str:
        return words.OPEN

    def first_focus(self) -> QWidget | None:
        return self.full

    def showEvent(self, event: QShowEvent) -> None:
        """The clock goes on from here."""
        super().showEvent(event)
        self._next_minute()

    def _next_minute(self) -> None:
        if self.isVisible() or self.filling():
            self.ask()
            now = utc_now()
            self._minute.start(60_000 - now.second * 1000 - now.microsecond // 1000 + 20)

    def filling(self) -> bool:
        """Whether the board fills a screen now."""
        return self._window is not None and isValid(self._window) and self._window.isVisible()

    def refresh(self, changes: Any) -> None:
        """On the wall nobody shows the screen anew: what fills a screen follows as well."""
        if self.filling():
            self.ask()
        else:
            super().refresh(changes)

    def fill_screen(self) -> None:
        """Show the board over the whole screen."""
        self._window = WallWindow(self)
        if self._last_found is not None:
            self._window.take(*self._last_found)
        self._window.showFullScreen()

    # --- what it shows ---

    _last_found: tuple[tuple[WallRow, ...], str, str] | None = None

    def gather(self) -> Any:
        workspace, now = self.workspace, utc_now()
        zone, reader = workspace.zone(), workspace.reader
        start = datetime.combine(workspace.today(), clock.min, zone).astimezone(UTC)
        low, high = (int(at.timestamp() * 1000) for at in (start, start + timedelta(days=1)))
        starts, status = (reader.column("test_drive", name) for name in ("starts_at", "status"))
        wanted = [starts >= low, starts < high, status.in_(("booked", "out"))]
        found = reader.where("test_drive", wanted, order="starts_at")
        cars = reader.titles("vehicle", [one.values["vehicle"] for one in found])
        people = reader.titles("person", [one.values["person"] for one in found])
        rows = tuple(self._row(one, cars, people, now) for one in found)
        return rows, values.weekday(workspace.today()), values.time(now, zone)

    def _row(self, view: RecordView, cars: dict[str, str], people: dict[str, str], now: datetime) -> WallRow:
        held, zone = view.values, self.workspace.zone()
        ends = held["ends_at"] or held["starts_at"] + _USUAL
        start, end = values.time(held["starts_at"], zone), values.time(ends, zone)
        state, tone = words.BOOKED, "neutral"
        if held["status"] == "out":
            late = now > ends
            state, tone = (words.OVERDUE, "bad") if late else (words.OUT, "info")
            state = state.format(time=end)
        elif now > held["starts_at"]:
            state, tone = words.LATE.format(time=start), "warn"
        elif held["starts_at"] - now <= _SOON:
            state, tone = words.SOON, "ok"
        name = people.get(held["person"] or "", "").split(" ", 1)[0]
        person = words.WITH.format(name=name) if name else ""
        times = words.TIMES.format(start=start, end=end)
        return WallRow(times, cars.get(held["vehicle"], values.NOTHING), person, state, tone)  # type: ignore[arg-type]

    def show_gathered(self, found: Any) -> None:
        self._last_found = found
        self.board.take(*found)
        if self.filling() and self._window is not None:
            self._window.take(*found)
