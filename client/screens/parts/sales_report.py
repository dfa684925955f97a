"""The button that prints the sales report of what is asked of the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button
from client.insights.question import Counting, Question
from client.insights.sales_report import sales_facts
from client.reports.edition import Edition
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.text import insights as words
from client.workspace import Workspace
from shared_models.rights import may_read


class SalesReport:
    """Asks where the file goes and has it made in the background."""

    def __init__(self, workspace: Workspace, question: Callable[[], Question], page: QWidget) -> None:
        self._workspace, self._question = workspace, question
        self.press = Press(workspace, page)
        self.button = Button(words.REPORT, "print")
        self.button.clicked.connect(lambda _checked=False: self.make())

    def make(self) -> None:
        """The report of the period and store that are asked for now."""
        workspace, asked = self._workspace, self._question()

        def job(path: Path, _told: Told) -> None:
            facts = sales_facts(Counting(workspace.reader, asked), may_read(asked.role, "lead"))
            store = workspace.reader.title("store", asked.store) if asked.store else ""
            write = "client.reports.sales_report:write_sales_report"
            workspace.papers.run(write, facts, store, Edition.of(workspace), path)

        first, last = asked.period.first.isoformat(), asked.period.last.isoformat()
        self.press.make(file_name(words.REPORT_FILE.format(first=first, last=last), "pdf"), job)
