"""Trade plates: which are out with whom, checking one out and in, and the log of those that came back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button
from client.business.plates import PlateOut, plates_back, plates_out
from client.screens.dialogs.check_plate import CheckInPlate, CheckOutPlate
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, only_if, page_in
from client.screens.parts.plate_words import row_back, row_out
from client.screens.parts.row_list import Row, RowList
from client.text import plates as words
from client.workspace import Place, Workspace
from shared_models.rights import may_write


class Plates(GatheringScreen):
    """Pressing a plate that is out checks it in; one that two people took opens its case."""

    screen_name = "plates"
    concerned = ("plate_checkout", "release", "case_closure", "vehicle", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: dict[str, PlateOut] = {}
        self.check_out = Button(words.CHECK_OUT, "plus", "primary")
        self.check_out.clicked.connect(lambda _checked=False: CheckOutPlate(workspace, self.window()).open())
        only_if(self.check_out, may_write(workspace.identity.role, "plate_checkout"))
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL, [self.check_out]))
        self.out = RowList(words.OUT, words.OUT_NOTHING)
        self.back = RowList(words.BACK, words.BACK_NOTHING)
        for title, rows in ((words.OUT, self.out), (words.BACK, self.back)):
            section = Section(title)
            section.body.addWidget(rows)
            rows.chosen.connect(self._chosen)
            page.body.addWidget(section)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        rows = self.out.rows()
        return self.out.card(rows[0].key) if rows else self.check_out if self.check_out.isVisible() else None

    def gather(self) -> tuple[list[PlateOut], list[Row], list[Row]]:
        workspace, out = self.workspace, plates_out(self.workspace.reader)
        back = [row_back(workspace, *each) for each in plates_back(workspace.reader)]
        return out, [row_out(workspace, each) for each in out], back

    def show_gathered(self, found: Any) -> None:
        out, out_rows, back_rows = found
        self._found = {each.checkout.id: each for each in out}
        self.out.set_rows(out_rows)
        self.back.set_rows(back_rows)

    def _chosen(self, key: str) -> None:
        kind, record = key.split(" ", 1)
        if kind == "case":
            self.workspace.go.emit(Place("case", "cases", record))
        elif kind == "plate" and record in self._found and may_write(self.workspace.identity.role, "release"):
            CheckInPlate(self.workspace, self._found[record], self.window()).open()
        else:
            self.workspace.open_record("plate_checkout", record)
