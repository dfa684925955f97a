"""The hub's audit for those who answer for it: what was done, newest first, chosen by deed, person and days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QWidget

from accessibility.widgets import Banner, Button, Text, announce
from client.reading.hub_audit import AuditRow, in_words, other_names
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.screens.base import Screen
from client.screens.hub_audit_filters import AuditFilters
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, deeds, only_if, page_in
from client.text import hub_audit as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.errors import ForecourtError
from shared_models.rights import may_read

#: Rows shown at first, and with each press on "older".
PAGE = 100


@dataclass(frozen=True)
class _Page:
    """Rows, and whether there are older ones."""

    rows: Sequence[AuditRow]
    more: bool


class HubAudit(Screen):
    """Asks the hub when it is opened and when somebody presses; each look from the newest row on is noted there."""

    screen_name = "hub_audit"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._rows: list[AuditRow] = []
        self._round = 0
        self._filled = False
        self._shown: Mapping[str, str | int] = {}
        allowed = may_read(workspace.identity.role, "audit_entry") and workspace.audit is not None
        self.check_button = Button(words.CHECK, "check-circle")
        self.export_button = Button(words.EXPORT, "export")
        self.check_button.clicked.connect(lambda _checked=False: self.check())
        self.export_button.clicked.connect(lambda _checked=False: self.export())
        self.press = Press(workspace, self)
        self.problem, self.verdict = Banner(words.ASKING, "info"), Banner("", "ok")
        self.verdict.hide()
        self.filters = AuditFilters(lambda: self.ask(words.ASKING))
        self.table = GridTable(words.ROWS, words.COLUMNS, words.NOTHING)
        self.table.hide()
        self.table.nothing.hide()
        self.count = Text("", "soft")
        self.older = Button(words.OLDER, "chevron-down")
        self.older.clicked.connect(lambda _checked=False: self._older())
        self.older.hide()
        page = page_in(self)
        listed = Section(words.ROWS)
        for part in (self.count, self.table, self.table.nothing, deeds(self.older)):
            listed.body.addWidget(part)
        head = PageHead(words.TITLE, words.DETAIL, [self.check_button, self.export_button])
        for part in (head, self.problem, self.verdict, self.filters, listed):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self._listed = listed
        listed.hide()
        for part in (self.check_button, self.export_button, self.filters):
            only_if(part, allowed)
        if allowed:
            self._read_people()
            self.ask()
        else:
            self._tell(words.NO_HUB if may_read(workspace.identity.role, "audit_entry") else words.NOT_YOURS, "info")
            self._filled = True

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.filters.action if self.filters.isVisibleTo(self) else None

    def is_filled(self) -> bool:
        return self._filled

    # --- asking the hub ---

    def ask(self, said: str = "") -> None:
        """Ask for the newest rows that are wanted now; an answer to an earlier question is dropped."""
        asked = self.filters.asked(self.workspace.zone())
        if asked is not None:
            self._tell(words.ASKING, "info")
            if said:
                announce(self, said)
            self._fetch(asked, None)

    def _older(self) -> None:
        self._fetch(self._shown, self._rows[-1].number)

    def _fetch(self, asked: Mapping[str, str | int], before: int | None) -> None:
        self._round += 1
        this = self._round

        def read() -> _Page:
            rows = self._read(asked, before, PAGE + 1)
            return _Page(rows[:PAGE], len(rows) > PAGE)

        def done(page: _Page) -> None:
            if this == self._round:
                self._shown = asked
                self._show(page, before is not None)

        def failed(error: BaseException) -> None:
            if this == self._round:
                self._failed(error)

        self.workspace.background.run(read, while_alive(self, done), while_alive(self, failed))

    def _read(self, asked: Mapping[str, str | int], before: int | None, most: int) -> list[AuditRow]:
        """In the background."""
        audit = self.workspace.audit
        assert audit is not None, "nothing here asks without a hub"
        return in_words(self.workspace.whole_reader, audit.page(asked, before, most))

    def _read_people(self) -> None:
        reader = self.workspace.whole_reader

        def read() -> list[tuple[str, str]]:
            found = reader.titles("person", reader.ids("person"))
            return sorted(found.items(), key=lambda one: one[1].casefold())

        def done(people: list[tuple[str, str]]) -> None:
            self.filters.offer_people([*people, *other_names().items()])

        self.workspace.background.run(read, while_alive(self, done))

    # --- showing ---

    def _show(self, page: _Page, further: bool) -> None:
        first = len(self._rows) if further else 0
        self._rows = [*self._rows[:first], *page.rows]
        zone, today = self.workspace.zone(), self.workspace.today()
        self.table.set_rows([
            (f"{row.number:,}", values.moment(row.at, zone, today), row.who, row.what, row.about, row.details)
            for row in self._rows
        ])  # fmt: skip
        self._filled = True
        self.problem.hide()
        self._listed.show()
        count = len(self._rows)
        sentence = words.COUNT_ONE if count == 1 else words.COUNT.format(count=f"{count:,}") if count else words.NOTHING
        self.count.setText(f"{sentence} {words.MORE}" if page.more else sentence)
        self.count.setVisible(bool(count))
        if not page.more and self.older.hasFocus():
            self.table.setFocus()
        self.older.setVisible(page.more)
        if further and page.rows:
            index = self.table.model().index(first, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        announce(self, self.count.text())

    def _tell(self, sentence: str, tone: Any) -> None:
        self.problem.set_text(sentence, tone)
        self.problem.show()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._filled = True
        self._tell(f"{error} {words.AWAY}" if error.code == "hub_silent" else str(error), "warn")
        self.problem.say()

    # --- deeds ---

    def check(self) -> None:
        """Have the hub read its whole audit, and say what it found."""
        audit = self.workspace.audit
        if audit is None:
            return
        self._judge(words.CHECKING, "info")

        def failed(error: BaseException) -> None:
            self.verdict.hide()
            self._failed(error)

        def done(found: Mapping[str, Any]) -> None:
            self._judge(*verdict(found))

        self.workspace.background.run(audit.check, while_alive(self, done), while_alive(self, failed))

    def _judge(self, sentence: str, tone: Any) -> None:
        self.verdict.set_text(sentence, tone)
        self.verdict.show()
        self.verdict.say()

    def export(self) -> None:
        """Ask where to, then write every row that fits what is chosen, also those not shown yet."""
        workspace, asked = self.workspace, self.filters.asked(self.workspace.zone())
        if asked is None:
            return

        def fetch(before: int | None, most: int) -> list[AuditRow]:
            return self._read(asked, before, most)

        def job(path: Path, told: Told) -> None:
            from client.reports.audit_csv import write_audit

            count = write_audit(fetch, workspace.zone(), path, told)
            workspace.witness("list_exported", detail={"form": "csv", "what": "hub_audit", "rows": count})

        self.press.make(file_name(words.FILE.format(day=workspace.today().isoformat()), "csv"), job)


def verdict(found: Mapping[str, Any]) -> tuple[str, str]:
    """What the hub's check found, in words, and the tone of it."""
    bad, count = found["bad"], int(found["rows"])
    if bad is None:
        return (words.WHOLE.format(count=f"{count:,}") if count else words.WHOLE_NONE), "ok"
    patterns = {
        "the row is missing": words.BAD_MISSING,
        "the row is not what was written": words.BAD_ALTERED,
        "the audit does not end where its head says": words.BAD_END,
    }
    told = {"number": f"{bad['number']:,}", "good": f"{count:,}"}
    return f"{patterns.get(bad['reason'], words.BAD_OTHER).format(**told)} {words.BAD_ADVICE}", "bad"
