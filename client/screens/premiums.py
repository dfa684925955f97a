"""Premiums proposed for all policies that end soon: each with its saving, all together, and the report of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, MenuButton, Text
from client.business.premium_portfolio import AHEAD, PortfolioFound, premium_portfolio
from client.reports.edition import Edition
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, page_in
from client.screens.parts.premium_form import PremiumForm
from client.screens.parts.premium_trial import PremiumTrial
from client.screens.parts.premium_words import line_row, sum_sentence
from client.screens.parts.row_list import RowList
from client.text import premium as words
from client.text import values
from client.workspace import Place, Workspace


class Premiums(GatheringScreen):
    """A line opens what is tried for that policy. Works without the hub; nothing is changed here.

    Another deductible or cover is tried in a part of its own, for all of them or some.
    """

    screen_name = "premiums"
    concerned = ("policy", "claim", "customer")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: PortfolioFound | None = None
        entries = [(words.TO_PDF, lambda: self.save("pdf"), "print"), (words.TO_CSV, lambda: self.save("csv"), "table")]
        self.save_button = MenuButton(words.REPORT, entries, "export", accessible_name=words.REPORT_NAME)
        self.press = Press(workspace, self)
        self._title = words.ALL.format(days=AHEAD)
        self.head = PageHead(self._title, "", [self.save_button])
        self.form = PremiumForm(self._work_out)
        self._asked = self.form.asked()
        self._wanted = False
        self.answer = Banner("", "info")
        self.answer.hide()
        self.lines = RowList(words.PROPOSALS, words.NOTHING_DUE)
        self.lines.chosen.connect(lambda key: workspace.go.emit(Place("premium", "policy", key)))
        section = Section(words.PROPOSALS)
        for part in (Text(words.OPEN_HINT, "soft"), self.lines, Text(words.MODEL_ONLY, "soft")):
            section.body.addWidget(part)
        self.trial = PremiumTrial(workspace, lambda: self.form.asked() if self.form.is_right() else None)
        page = page_in(self)
        for widget in (self.head, Text(words.HELP, "soft"), self.answer, self.form, self.trial, section):
            page.body.addWidget(widget)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return self.save_button if self.save_button.isEnabled() else self.form.objective

    def gather(self) -> PortfolioFound:
        return premium_portfolio(self.workspace.reader, self._asked, self.workspace.today())

    def _work_out(self) -> None:
        self._asked, self._wanted = self.form.asked(), True
        self.ask()

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self.head.set_words(self._title, words.ALL_DETAIL.format(count=len(found.lines), days=AHEAD))
        self.lines.set_rows([line_row(line, line.last) for line in found.lines])
        self.save_button.setEnabled(bool(found.lines))
        if found.sums:
            self.answer.set_text("\n".join(sum_sentence(found, one) for one in found.sums), "ok")
        else:
            self.answer.set_text(found.why or words.LEFT_ALONE, "warn")
        self.answer.show()
        if self._wanted:
            self._wanted = False
            self.answer.say()

    def save(self, ending: str) -> None:
        """The report of what is shown now, as ``pdf`` or ``csv``."""
        found, workspace = self._found, self.workspace
        if found is None:
            return

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.saving_report:write_saving_report"
            workspace.papers.run(write, found, Edition.of(workspace), path)
            workspace.witness("list_exported", "policy", detail={"form": ending})

        name = words.REPORT_FILE.format(day=values.day(workspace.today()))
        self.press.make(file_name(name, ending), job)
