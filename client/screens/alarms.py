"""Alarms that have rung and wait for the person, and those put off: to open, to put off, to be done with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, EmptyState, MenuButton, show_toast
from client.business import alarms
from client.business.alarm_reading import Found, gather
from client.business.alarms import Alarm
from client.commands import RecordFact
from client.screens.dialogs.answer_approval import open_approval
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, deeds, empty, page_in
from client.screens.parts.row_list import Row, RowCard
from client.text import alarms as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.clock import utc_now

_ICONS = {
    "expiry": "policy", "follow_up": "phone", "task": "check", "drive": "steering", "request": "bell",
    "answer": "check-circle", "match": "star",
}  # fmt: skip


class Alarms(GatheringScreen):
    """One row for each alarm, with its deeds beside it."""

    screen_name = "alarms"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.page = page_in(self)
        self.page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self._nothing = EmptyState(words.NOTHING, words.NOTHING_TEXT, "bell")
        self._nothing.hide()
        self.page.body.addWidget(self._nothing)
        self.cards: dict[str, RowCard] = {}
        self._items: dict[str, QWidget] = {}
        self._waiting, self._put_off = self._section(words.WAITING), self._section(words.PUT_OFF)
        self.page.body.addStretch(1)
        self.ask()

    def _section(self, title: str) -> tuple[Section, QVBoxLayout]:
        section, rows = Section(title), QVBoxLayout()
        rows.setSpacing(18)
        section.body.addLayout(rows)
        section.hide()
        self.page.body.addWidget(section)
        return section, rows

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return next(iter(self.cards.values()), None)

    def gather(self) -> Found:
        return gather(self.workspace)

    def show_gathered(self, found: Any) -> None:
        focused = self.focusWidget()
        had = next((key for key, one in self._items.items() if focused and one.isAncestorOf(focused)), "")
        order = list(self.cards)
        self.cards, self._items = {}, {}
        standing = found.standing
        self._fill(self._waiting, (*standing.waiting, *standing.to_ring), found, True)
        self._fill(self._put_off, standing.put_off, found, False)
        self._nothing.setVisible(not self.cards)
        if had:
            after = [key for key in order[order.index(had) :] if key in self.cards]
            target = self.cards.get(next(iter([*after, *self.cards]), ""))
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(
        self, part: tuple[Section, QVBoxLayout], shown: tuple[Alarm, ...], found: Found, may_snooze: bool
    ) -> None:
        section, rows = part
        empty(rows)
        section.setVisible(bool(shown))
        for alarm in shown:
            rows.addWidget(self._item(alarm, found.said[alarm.key], may_snooze))

    def _item(self, alarm: Alarm, said: str, may_snooze: bool) -> QWidget:
        holder = self._items[alarm.key] = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        rung = values.moment(alarm.rings_at, self.workspace.zone(), self.workspace.today())
        card = RowCard(Row(alarm.key, said, rung, icon=_ICONS[alarm.kind]))
        card.clicked.connect(lambda: show_alarm(self.workspace, alarm, self.window()))
        self.cards[alarm.key] = card
        done = Button(words.DONE, "check", accessible_name=words.DONE_NAME.format(alarm=said))
        done.clicked.connect(lambda: self._mark(alarm, "done"))
        column.addWidget(card)
        buttons: list[QWidget] = [done]
        if may_snooze:
            entries = [
                (words.TEN_MINUTES, lambda: self._snooze(alarm, timedelta(minutes=10)), "clock"),
                (words.AN_HOUR, lambda: self._snooze(alarm, timedelta(hours=1)), "clock"),
                (words.TO_TOMORROW, lambda: self._snooze(alarm, None), "calendar"),
            ]
            name = words.SNOOZE_NAME.format(alarm=said)
            buttons.append(MenuButton(words.SNOOZE, entries, "clock", accessible_name=name))
        column.addWidget(deeds(*buttons))
        return holder

    def _snooze(self, alarm: Alarm, by: timedelta | None) -> None:
        zone = self.workspace.zone()
        until = alarms.morning(self.workspace.today() + timedelta(days=1), zone)
        if by is not None:
            until = utc_now() + by
        self._mark(alarm, "snoozed", until)

    def _mark(self, alarm: Alarm, deed: str, until: datetime | None = None) -> None:
        fact: dict[str, Any] = {"alarms": frozenset({alarm.key}), "deed": deed}
        fact["device"] = self.workspace.identity.device
        if until is not None:
            fact["until"] = until
        said = words.DONE_SAID
        if until is not None:
            shown = values.moment(until, self.workspace.zone(), self.workspace.today())
            said = words.SNOOZED_SAID.format(time=shown)
        self.workspace.run(RecordFact("alarm_mark", fact), while_alive(self, lambda _outcome: show_toast(self, said)))


def show_alarm(workspace: Workspace, alarm: Alarm, window: QWidget) -> None:
    """Show what an alarm is about; a request for approval where it can be answered."""
    if alarm.kind == "request":
        open_approval(workspace, alarm.record, window)
    else:
        workspace.open_record(alarm.record_type, alarm.record)
