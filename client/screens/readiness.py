"""Whether this device could do without the hub for weeks: point by point, with what to do; and the outage drill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button
from client.care.readiness import Check, look
from client.reports.edition import Edition
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, SideBySide, page_in
from client.screens.parts.row_list import Row, RowList
from client.screens.readiness_drill import DrillSection
from client.text import readiness as words
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES


class ReadinessScreen(GatheringScreen):
    """Looks when it is opened and when asked; a row leads to where its point is put right."""

    screen_name = "readiness"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.checks: tuple[Check, ...] = ()
        page = page_in(self)
        self.press = Press(workspace, self)
        self.again, self.pdf = Button(words.CHECK_AGAIN, "search"), Button(words.PDF, "print")
        self.pdf.setEnabled(False)
        self.again.clicked.connect(lambda _checked=False: self.look_again())
        self.pdf.clicked.connect(lambda _checked=False: self.save_pdf())
        self.standing = Banner(words.LOOKING, "info")
        self.points = RowList(words.LIST)
        self.points.chosen.connect(self._go)
        listed, columns = Section(words.LIST), SideBySide()
        listed.body.addWidget(self.points)
        self.drill = DrillSection(workspace)
        columns.main.addWidget(listed)
        columns.aside.addWidget(self.drill)
        columns.close_columns()
        for part in (PageHead(words.TITLE, words.DETAIL, deeds=[self.again, self.pdf]), self.standing, columns):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self.drill.refresh()
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.again

    def look_again(self) -> None:
        """Look at everything anew."""
        self.standing.set_text(words.LOOKING, "info")
        self._last = None
        self.ask()

    def gather(self) -> tuple[Check, ...]:
        return look(self.workspace.ground)

    def show_gathered(self, found: Any) -> None:
        self.checks = found
        left = [check for check in self.checks if not check.ready]
        pattern = words.ONE if len(left) == 1 else words.SOME
        text = pattern.format(count=len(left), all=len(self.checks)) if left else words.ALL_READY
        self.standing.set_text(text, "warn" if left else "ok")
        self.standing.say()
        self.points.set_rows([_row(check) for check in self.checks])
        self.pdf.setEnabled(True)

    def _go(self, key: str) -> None:
        screen = next(check.screen for check in self.checks if check.key == key)
        if screen in RECORD_TYPES:
            self.workspace.open_list(screen)
        elif screen:
            self.workspace.go.emit(Place(screen))

    def save_pdf(self) -> None:
        """The report on paper."""
        workspace, checks, result = self.workspace, self.checks, self.standing.text()

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.outage_papers:write_readiness"
            workspace.papers.run(write, rows_of(checks), result, Edition.of(workspace), path)

        self.press.make(file_name(words.PDF_NAME.format(day=workspace.today().isoformat()), "pdf"), job)


def _row(check: Check) -> Row:
    detail = words.DO.format(sentence=check.found, to_do=check.to_do) if check.to_do else check.found
    status, tone = (words.READY, "ok") if check.ready else (words.LOOK, "warn")
    return Row(check.key, check.name, detail, status, "ok" if tone == "ok" else "warn")


def rows_of(checks: Sequence[Check]) -> list[tuple[str, str, str, str]]:
    """What a paper says of each point: name, state, what was found, what to do."""
    return [(one.name, words.READY if one.ready else words.LOOK, one.found, one.to_do) for one in checks]
