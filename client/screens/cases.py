"""Cases: the collisions that somebody has to settle, and those that are settled."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from client.business.holders import closed_cases, open_cases
from client.screens.parts.case_facts import row_of
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import cases as words
from client.workspace import Place, Workspace
from shared_models.claims import BEARING


class Cases(GatheringScreen):
    """Open cases first; each row opens its case."""

    screen_name = "cases"
    concerned = ("vehicle", "customer", "person", *sorted(BEARING))

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self.open = RowList(words.OPEN_TITLE, words.OPEN_NOTHING)
        self.closed = RowList(words.CLOSED_TITLE, words.CLOSED_NOTHING)
        for title, rows in ((words.OPEN_TITLE, self.open), (words.CLOSED_TITLE, self.closed)):
            section = Section(title)
            section.body.addWidget(rows)
            rows.chosen.connect(lambda key: workspace.go.emit(Place("case", "cases", key.split(" ", 1)[1])))
            page.body.addWidget(section)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        rows = self.open if self.open.rows() else self.closed
        return rows.card(rows.rows()[0].key) if rows.rows() else None

    def gather(self) -> tuple[list[Row], list[Row]]:
        reader = self.workspace.reader
        found = open_cases(reader), closed_cases(reader)
        return [row_of(self.workspace, c) for c in found[0]], [row_of(self.workspace, c) for c in found[1]]

    def show_gathered(self, found: Any) -> None:
        self.open.set_rows(found[0])
        self.closed.set_rows(found[1])
