"""The report of one outage drill: what was done during it, and how it came together with the hub again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Details, Text
from client.care.drills import Drill
from client.reports.edition import Edition
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.screens.base import Screen
from client.screens.parts.drill_words import facts_of, figures_in_words, outcome_in_words, result
from client.screens.parts.page import PageHead, Section, page_in
from client.text import drills as words
from client.text import values
from client.window.navigation import CASES, SYNC_CENTRE
from client.workspace import Place, Workspace
from shared_models.rights import may_read


class DrillReport(Screen):
    """Shows what was counted; while it is not counted yet, says why."""

    screen_name = "drill_report"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        self.press = Press(workspace, self)
        self.pdf = Button(words.PDF, "print", kind="primary")
        self.cases, self.centre = Button(words.OPEN_CASES, "warning"), Button(words.SYNC_CENTRE, "sync-busy")
        self.pdf.clicked.connect(lambda _checked=False: self.save_pdf())
        self.cases.clicked.connect(lambda _checked=False: workspace.go.emit(CASES))
        self.centre.clicked.connect(lambda _checked=False: workspace.go.emit(SYNC_CENTRE))
        head = PageHead(words.REPORT_TITLE, deeds=[self.cases, self.centre, self.pdf])
        self.result = Banner("", "info")
        self.facts, self.done, self.outcome = Details(), Details(), Details()
        page.body.addWidget(head)
        page.body.addWidget(self.result)
        for title, details in ((words.WHAT, self.facts), (words.HOW, self.done), (words.AFTER, self.outcome)):
            section = Section(title)
            section.body.addWidget(details)
            page.body.addWidget(section)
        page.body.addWidget(Text(words.EXPLAIN, "soft"))
        page.body.addStretch(1)
        workspace.drill_changed.connect(self._show)
        self._show()

    def title(self) -> str:
        return words.REPORT_TITLE

    def first_focus(self) -> QWidget | None:
        return self.pdf if self.pdf.isEnabled() else self.centre

    def _drill(self) -> Drill | None:
        return self.workspace.drills.named(self.place.record)

    def _show(self) -> None:
        drill = self._drill()
        figures = drill.figures if drill is not None else None
        self.pdf.setEnabled(figures is not None)
        if drill is None:
            self.result.set_text(words.GONE, "warn")
            return
        for name, value in facts_of(drill, self._device(), self.workspace.zone()):
            self.facts.set_row(name, value)
        lost = figures is not None and figures.lost and may_read(self.workspace.identity.role, "case_closure")
        self.cases.setVisible(bool(lost) and self.cases.parentWidget() is not None)
        if figures is None:
            self.result.set_text(words.NOT_YET, "info")
            return
        text, well = result(drill, figures)
        self.result.set_text(text, "ok" if well else "warn")
        for details, rows in (
            (self.done, figures_in_words(figures)), (self.outcome, outcome_in_words(drill, figures))
        ):  # fmt: skip
            for name, value in rows:
                details.set_row(name, value)

    def _device(self) -> str:
        return self.workspace.device_name or self.workspace.identity.device[:8]

    def save_pdf(self) -> None:
        """The report on paper."""
        drill, workspace = self._drill(), self.workspace
        if drill is None or drill.figures is None:
            return
        parts = [
            (words.WHAT, facts_of(drill, self._device(), workspace.zone())),
            (words.HOW, figures_in_words(drill.figures)), (words.AFTER, outcome_in_words(drill, drill.figures)),
        ]  # fmt: skip
        text = result(drill, drill.figures)[0]

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.outage_papers:write_drill"
            workspace.papers.run(write, parts, text, Edition.of(workspace), path)

        day = values.day(drill.began.astimezone(workspace.zone()).date())
        self.press.make(file_name(words.PDF_NAME.format(day=day), "pdf"), job)
