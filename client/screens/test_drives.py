"""The test-drive calendar: a day as a board and a list, or a week as seven lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, CardGrid, FlowLayout, Heading, IconButton, ViewSwitch
from client import formatting
from client.reading.queries import RecordView
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.parts.drive_board import Block, DriveBoard
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, empty, only_if, page_in
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.test_drives import DRIVE_TONES
from client.screens.parts.week_board import WeekBoard
from client.text import test_drives as words
from client.text import values
from client.text import wall as wall_words
from client.workspace import Place, Workspace
from shared_models.rights import may_write

_USUAL = timedelta(minutes=45)
_NAMED = ("vehicle", "customer", "person")


class TestDrives(GatheringScreen):
    """Who drives which car when; every drive opens its page."""

    __test__ = False  # not a test, whatever its name suggests to pytest
    screen_name = "list"
    record_type = "test_drive"
    concerned = ("test_drive", "vehicle", "customer", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.day = workspace.today()
        self.page = page_in(self)
        self.book = Button(words.BOOK, "plus", "primary")
        self.book.clicked.connect(self._book)
        only_if(self.book, may_write(workspace.identity.role, "test_drive"))
        self.wall = Button(wall_words.OPEN, "board")
        self.wall.clicked.connect(lambda _checked=False: workspace.go.emit(Place("wall", "test_drive")))
        self.page.body.addWidget(PageHead(words.TITLE, "", [self.wall, self.book]))
        self.page.body.addLayout(self._tools())
        self.heading = Heading("", 2)
        self.page.body.addWidget(self.heading)
        self.board = DriveBoard()
        self.board.opened.connect(self._open)
        self.page.body.addWidget(self.board)
        self.week = WeekBoard()
        self.week.opened.connect(self._open)
        self.week.hide()
        self.page.body.addWidget(self.week)
        self.list = RowList(words.TITLE, words.NOTHING)
        self.list.chosen.connect(self._open)
        self.page.body.addWidget(self.list)
        self._week = QVBoxLayout()
        self.page.body.addLayout(self._week)
        self.page.body.addStretch(1)
        self._show_days()

    def _tools(self) -> FlowLayout:
        row = FlowLayout(spacing=12)
        self.earlier, self.later = IconButton(words.BACK, "chevron-left"), IconButton(words.FORWARD, "chevron-right")
        self.now = Button(words.NOW, "calendar")
        self.span = ViewSwitch(words.SPAN, [("day", words.DAY, ""), ("week", words.WEEK, "")])
        self.group = ViewSwitch(
            words.GROUP, [("vehicle", words.BY_VEHICLE, "car"), ("person", words.BY_PERSON, "user")]
        )
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later.clicked.connect(lambda: self._move(1))
        self.now.clicked.connect(lambda: self.show_day(self.workspace.today()))
        self.span.chosen.connect(lambda _key: self._show_days())
        self.group.chosen.connect(lambda _key: self._show_days())
        for part in (self.earlier, self.now, self.later, self.span, self.group):
            row.addWidget(part)
        return row

    # --- which days ---

    def show_day(self, day: date) -> None:
        """Show a day, or the week it lies in."""
        self.day = day
        self._show_days()

    def _move(self, by: int) -> None:
        self.show_day(self.day + timedelta(days=by * (7 if self.span.current() == "week" else 1)))

    def days(self) -> list[date]:
        """The days shown."""
        if self.span.current() == "day":
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=number) for number in range(7)]

    def _show_days(self) -> None:
        days = self.days()
        text = values.near_day(days[0], self.workspace.today())
        if len(days) > 1:
            text = words.WEEK_OF.format(start=values.weekday(days[0]), end=values.weekday(days[-1]))
        self.heading.setText(text)
        self.ask()

    # --- what it shows ---

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.earlier

    def gather(self) -> Any:
        days, zone = self.days(), self.workspace.zone()
        starts = self.workspace.reader.column("test_drive", "starts_at")
        low = datetime.combine(days[0], clock.min, zone).astimezone(UTC)
        high = datetime.combine(days[-1] + timedelta(days=1), clock.min, zone).astimezone(UTC)
        low_ms, high_ms = (int(at.timestamp() * 1000) for at in (low, high))
        found = self.workspace.reader.where("test_drive", [starts >= low_ms, starts < high_ms], order="starts_at")
        named = self._names(found)
        rows = [self._row(view, named[view.id]) for view in found]
        blocks = [self._block(view, row, named[view.id]) for view, row in zip(found, rows, strict=True)]
        at = [(self._local(view).date() - days[0]).days for view in found]
        by_day = [
            (day, tuple(r for v, r in zip(found, rows, strict=True) if self._local(v).date() == day)) for day in days
        ]
        return tuple(by_day), tuple(zip(at, blocks, strict=True)), self.group.current()

    def _local(self, view: RecordView) -> datetime:
        starts: datetime = view.values["starts_at"]
        return starts.astimezone(self.workspace.zone())

    def _names(self, found: Sequence[RecordView]) -> dict[str, dict[str, str]]:
        """Vehicle, customer and person of each drive in words: three queries for all of them."""
        reader = self.workspace.reader
        titles = {kind: reader.titles(kind, [one.values[kind] for one in found]) for kind in _NAMED}
        return {
            one.id: {kind: titles[kind].get(one.values[kind] or "", none) for kind, none in self._unnamed().items()}
            for one in found
        }

    def _unnamed(self) -> dict[str, str]:
        return {"vehicle": values.NOTHING, "customer": values.NOTHING, "person": words.UNNAMED}

    def _row(self, view: RecordView, names: dict[str, str]) -> Row:
        held, zone = view.values, self.workspace.zone()
        ends = held["ends_at"] or held["starts_at"] + _USUAL
        title = words.ROW.format(start=values.time(held["starts_at"], zone), end=values.time(ends, zone), **names)
        status = formatting.shown(view.record_type.fields()["status"], held["status"])
        tone = DRIVE_TONES.get(held["status"], "neutral")
        return Row(f"test_drive {view.id}", title, words.ROW_DETAIL.format(**names), status, tone, "steering")

    def _block(self, view: RecordView, row: Row, names: dict[str, str]) -> Block:
        start = self._local(view)
        ends = (view.values["ends_at"] or view.values["starts_at"] + _USUAL).astimezone(self.workspace.zone())
        by = self.group.current()
        text = names["customer"] if by == "vehicle" else names["vehicle"]
        last = ends.hour + ends.minute / 60 if ends.date() == start.date() else 24.0
        return Block(row.key, names[by], start.hour + start.minute / 60, last, text, row.tone)

    def show_gathered(self, found: Any) -> None:
        by_day, blocks, _ = found
        single = len(by_day) == 1
        empty(self._week)
        self.board.show_blocks([block for _, block in blocks] if single else [])
        self.week.show_week([values.weekday(day) for day, _ in by_day], () if single else blocks)
        self.list.setVisible(single)
        if single:
            self.list.set_rows(by_day[0][1])
            return
        grid = CardGrid(300)
        for day, rows in by_day:
            section = Section(values.weekday(day), level=3)
            listed = RowList(words.LIST.format(day=values.weekday(day)), words.NOTHING)
            listed.chosen.connect(self._open)
            listed.set_rows(rows)
            section.body.addWidget(listed)
            section.body.addStretch(1)
            grid.addWidget(section)
        self._week.addLayout(grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The week's board is there while its days have room."""
        super().resizeEvent(event)
        self.week.fit(event.size().width())

    def _open(self, key: str) -> None:
        self.workspace.open_record(*key.split(" ", 1))

    def _book(self) -> None:
        dialog = ScheduleTestDrive(self.workspace, parent=self.window())
        dialog.date.set_value(max(self.day, self.workspace.today()))
        dialog.open()
