"""What the person did on this device, newest first; each deed can be undone or done again, however long ago."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, Panel, StatusPill, Text, holds_focus
from client.reading.deed_queries import PastDeed, past_deeds
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, empty, page_in
from client.text import undo as words
from client.text import values
from client.window.taking_back import TakingBack
from client.workspace import Place, Workspace


class WhatIDid(GatheringScreen):
    """The person's own deeds."""

    screen_name = "what_i_did"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        page.body.addLayout(self._column)
        page.body.addStretch(1)
        self._zone = workspace.zone()
        #: The button that undoes a deed or does it again, by the deed.
        self.buttons: dict[str, Button] = {}
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return next(iter(self.buttons.values()), None)

    def gather(self) -> list[PastDeed]:
        return past_deeds(self.workspace.reader, self.workspace.identity.person)

    def show_gathered(self, found: Any) -> None:
        held = next((deed for deed, button in self.buttons.items() if holds_focus(button)), None)
        empty(self._column)
        self.buttons = {}
        for deed in found:
            self._column.addWidget(self._panel(deed))
        if not found:
            self._column.addWidget(Text(words.NOTHING_YET, "soft"))
        if held in self.buttons:
            self.buttons[held].setFocus(Qt.FocusReason.OtherFocusReason)

    def _panel(self, deed: PastDeed) -> Panel:
        said = words.sentence(deed)
        panel = Panel(said)
        row = QHBoxLayout()
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Text(said, "strong"))
        column.addWidget(Text(values.moment(deed.at, self._zone, self.workspace.today()), "small"))
        row.addLayout(column, 1)
        state = StatusPill(words.UNDONE, "neutral", "undo") if deed.undone else StatusPill(words.STANDS, "ok")
        row.addWidget(state, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in self._deeds(deed, said):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        panel.body.addLayout(row)
        return panel

    def _deeds(self, deed: PastDeed, said: str) -> tuple[Button, Button]:
        shown = Button(words.OPEN, kind="link", accessible_name=words.OPEN_NAME.format(title=deed.title))
        shown.clicked.connect(lambda _checked=False: self.workspace.open_record(deed.record_type, deed.record))
        text, name = (words.REDO, words.REDO_NAME) if deed.undone else (words.UNDO, words.UNDO_NAME)
        button = Button(text, "" if deed.undone else "undo", accessible_name=name.format(deed=said))
        button.clicked.connect(lambda _checked=False: self._turn(deed))
        self.buttons[deed.id] = button
        return shown, button

    def _turn(self, deed: PastDeed) -> None:
        taking = TakingBack(self.workspace, self)
        (taking.redo if deed.undone else taking.undo)(deed.id)
