"""Today: what to do now, in the showroom and in the fleet office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, CardGrid, Text, announce
from client.screens.dialogs.answer_approval import open_approval
from client.screens.dialogs.walk_in import WalkInDialog
from client.screens.parts import office_day, role_day, showroom_day
from client.screens.parts.case_facts import my_cases, row_of
from client.screens.parts.figures import Figure
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.handed_work import HandedWork
from client.screens.parts.lists import open_filtered
from client.screens.parts.office_day import OfficeDay
from client.screens.parts.page import PageHead, Section, SideBySide, page_in
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.showroom_day import ShowroomDay
from client.sync_state import Phase, SyncState
from client.text import alarms as alarm_words
from client.text import approvals as approval_words
from client.text import boards as board_words
from client.text import cases as case_words
from client.text import devices as device_words
from client.text import readiness as readiness_words
from client.text import role_day as role_words
from client.text import safeguards as safeguard_words
from client.text import today as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.rights import is_external, may_create, may_read, may_write


class Today(GatheringScreen):
    """The first screen of the day. Each row opens its record, each figure its list."""

    screen_name = "today"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._rows: dict[str, RowList] = {}
        self.figures: dict[str, Figure] = {}
        self._cases: Section | None = None
        self._told = False
        self.page = page_in(self)
        self.deeds = self._deeds()
        self.head = PageHead(words.TITLE, self._detail(), self.deeds)
        self.page.body.addWidget(self.head)
        self.handed = HandedWork(workspace)
        self.page.body.addWidget(self.handed)
        self._build_approvals()
        self._build_role()
        self._build_showroom() if workspace.mode == "showroom" else self._build_office()
        self.page.body.addStretch(1)
        workspace.sync_changed.connect(self._show_freshness)
        self._show_freshness(workspace.sync_state)
        self.ask()

    # --- what it is made of ---

    def _detail(self) -> str:
        workspace, identity = self.workspace, self.workspace.identity
        name = workspace.person_name or workspace.reader.title("person", identity.person)
        parts = {"day": values.weekday(workspace.today()), "name": name}
        if not identity.store:
            return words.DETAIL_NO_PLACE.format(**parts)
        kind = "insurer" if is_external(identity.role) else "store"
        return words.DETAIL.format(**parts, place=workspace.reader.title(kind, identity.store))

    def _deeds(self) -> list[Button]:
        role, wanted = self.workspace.identity.role, []
        if self.workspace.mode == "showroom" and may_write(role, "lead"):
            wanted.append((words.WALK_IN, "plus", "primary", self.walk_in))
        if self.workspace.mode == "fleet" and may_create(role, "policy"):
            wanted.append((words.NEW_POLICY, "policy", "primary", lambda: self.workspace.open_new("policy")))
        if self.workspace.mode == "fleet" and may_create(role, "claim"):
            wanted.append((words.REPORT_CLAIM, "claim", "secondary", lambda: self.workspace.open_new("claim")))
        if role == "it_admin":
            for text, icon, screen in (
                (device_words.TITLE, "sync-here", "devices"),
                (readiness_words.TITLE, "check-circle", "readiness"),
                (safeguard_words.BACKUPS, "archive", "backups"),
            ):
                wanted.append((text, icon, "secondary", partial(self.workspace.go.emit, Place(screen))))
        wanted.append((alarm_words.TITLE, "bell", "secondary", lambda: self.workspace.go.emit(Place("alarms"))))
        buttons = []
        for text, icon, kind, deed in wanted:
            button = Button(text, icon, kind)  # type: ignore[arg-type]
            button.clicked.connect(lambda _checked=False, do=deed: do())
            buttons.append(button)
        return buttons

    def _section(
        self, key: str, title: str, nothing: str, link: tuple[str, Callable[[], object]] | None = None
    ) -> Section:
        deeds = []
        if link is not None:
            more = Button(link[0], kind="link")
            more.clicked.connect(lambda _checked=False: link[1]())
            deeds.append(more)
        section = Section(title, deeds)
        self._rows[key] = rows = RowList(title, nothing)
        rows.chosen.connect(self._open)
        section.body.addWidget(rows)
        return section

    def _figure(self, key: str, label: str, icon: str, deed: Callable[[], object]) -> Figure:
        self.figures[key] = figure = Figure(label, icon)
        figure.clicked.connect(lambda _checked=False: deed())
        return figure

    def _build_approvals(self) -> None:
        """What waits for this person's decision, and what became of what they asked; nothing while there is none."""
        self._approvals = self._section("approvals", approval_words.SECTION, "")
        self.rows("approvals").chosen.disconnect()
        self.rows("approvals").chosen.connect(self._open_approval)
        self._approvals.hide()
        self.page.body.addWidget(self._approvals)

    def _build_role(self) -> None:
        """What those have who look after others; above what they have to do themselves, as figures are."""
        for key in role_day.sections_of(self.workspace):
            self.page.body.addWidget(self._section(key, role_words.TITLES[key], role_words.NOTHING[key]))

    def _open_approval(self, key: str) -> None:
        open_approval(self.workspace, key.split(" ", 1)[1], self.window())

    def _build_showroom(self) -> None:
        role = self.workspace.identity.role
        grid = CardGrid(180, 12, most_columns=4)
        columns = SideBySide()
        if may_read(role, "case_closure"):
            self._cases = self._section("cases", case_words.TO_SETTLE, case_words.OPEN_NOTHING)
            self._cases.hide()
            columns.main.addWidget(self._cases)
        if may_read(role, "lead"):
            due = self._section("to_do", words.TO_DO, words.TO_DO_NOTHING)
            board = (board_words.PIPELINE_OPEN, lambda: self.workspace.go.emit(Place("pipeline", "lead")))
            hot = self._section("leads", words.LEADS_TITLE, words.LEADS_NOTHING, board)
            drives = self._section(
                "drives", words.DRIVES_TODAY, words.DRIVES_NOTHING,
                (words.ALL_DRIVES, self._all("test_drive")),
            )  # fmt: skip
            grid.addWidget(self._figure("overdue", words.OVERDUE, "warning", lambda: self._look_at("to_do")))
            grid.addWidget(self._figure("due", words.DUE_TODAY, "calendar", lambda: self._look_at("to_do")))
            grid.addWidget(self._figure("drives", words.DRIVES_TODAY, "steering", lambda: self._look_at("drives")))
            grid.addWidget(self._figure("hot", words.HOT_LEADS, "star-filled", lambda: self._look_at("leads")))
            columns.main.addWidget(due)
            columns.main.addWidget(hot)
            columns.aside.addWidget(drives)
        if may_read(role, "vehicle"):
            stock = (words.ALL_STOCK, self._all("vehicle"))
            columns.aside.addWidget(self._section("cars", words.CARS, words.CARS_NOTHING, stock))
        (columns.aside if may_read(role, "vehicle") else columns.main).addWidget(self._freshness())
        columns.close_columns()
        self.page.body.addLayout(grid)
        self.page.body.addWidget(columns)

    def _build_office(self) -> None:
        role = self.workspace.identity.role
        columns = SideBySide()
        if may_read(role, "policy"):
            grid = CardGrid(160, 12, most_columns=5)
            for key, label in words.BUCKETS.items():
                tone = {"overdue": "problem", "7": "warning"}.get(key, "calendar")
                figure = self._figure(key, label, tone, self._bucket(key))
                grid.addWidget(figure)
            self.page.body.addLayout(grid)
            link = (board_words.RENEWALS_OPEN, lambda: self.workspace.go.emit(Place("renewals", "policy")))
            columns.main.addWidget(self._section("renewals", words.RENEWALS, words.RENEWALS_NOTHING, link))
        if may_read(role, "claim"):
            link = (words.ALL_CLAIMS, self._all("claim"))
            columns.main.addWidget(self._section("claims", words.CLAIMS, words.CLAIMS_NOTHING, link))
        columns.aside.addWidget(self._section("disagreements", words.DISAGREEMENTS, words.DISAGREEMENTS_NOTHING))
        columns.aside.addWidget(self._freshness())
        columns.close_columns()
        self.page.body.addWidget(columns)

    def _bucket(self, key: str) -> Callable[[], None]:
        return lambda: open_filtered(self.workspace, "policy", expires_on={key})

    def _freshness(self) -> Section:
        section = Section(words.FRESHNESS)
        self._fresh = Text("", "body")
        section.body.addWidget(self._fresh)
        return section

    def _all(self, record_type: str) -> Callable[[], None]:
        return lambda: self.workspace.open_list(record_type)

    # --- what it shows ---

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.deeds[0] if self.deeds else None

    def gather(self) -> tuple[ShowroomDay | OfficeDay, role_day.Sections]:
        return self._gather_day(), role_day.gather(self.workspace)

    def _gather_day(self) -> ShowroomDay | OfficeDay:
        if self.workspace.mode == "showroom":
            day = showroom_day.gather(self.workspace)
            if may_read(self.workspace.identity.role, "case_closure"):
                rows = tuple(row_of(self.workspace, case) for case in my_cases(self.workspace))
                day = replace(day, cases=rows)
            return day
        return office_day.gather(self.workspace)

    def show_gathered(self, found: Any) -> None:
        found, role_sections = found
        self.head.set_words(words.TITLE, self._detail())
        sections: dict[str, tuple[Row, ...]] = {}
        self._approvals.setVisible(bool(found.approvals))
        self._rows["approvals"].set_rows(found.approvals)
        if isinstance(found, ShowroomDay):
            sections = {
                "to_do": found.to_do,
                "drives": found.drives,
                "leads": found.leads,
                "cars": found.cars,
                "cases": found.cases,
            }
            counts = {"overdue": found.overdue, "due": found.due_today, "drives": len(found.drives), "hot": found.hot}
        else:
            sections = {"renewals": found.renewals, "claims": found.claims, "disagreements": found.disagreements}
            counts = dict(found.buckets)
        sections |= dict(role_sections)
        self._show_cases(sections.get("cases", ()))
        for key, rows in sections.items():
            if key in self._rows:
                self._rows[key].set_rows(rows)
        for key, count in counts.items():
            if key in self.figures:
                self.figures[key].set_count(count)

    def rows(self, key: str) -> RowList:
        """The list of a section, by its name: to_do, drives, leads, cars, renewals, claims, disagreements, team."""
        return self._rows[key]

    def _show_freshness(self, state: SyncState) -> None:
        if state.phase is Phase.LIVE:
            self._fresh.setText(words.HEARD_LIVE)
        elif state.last_heard is None:
            self._fresh.setText(words.NEVER_HEARD)
        else:
            self._fresh.setText(words.HEARD.format(ago=values.ago(state.last_heard)))

    # --- what can be done ---

    def _open(self, key: str) -> None:
        kind, name = key.split(" ", 1)
        if kind == "case":
            self.workspace.go.emit(Place("case", "cases", name))
        elif kind == "place":
            self.workspace.go.emit(Place(name.split(" ", 1)[0]))
        elif kind == "leads_of":
            self._open_leads_of(*name.split(" ", 1))
        else:
            self.workspace.open_record(kind, name)

    def _open_leads_of(self, field: str, record: str) -> None:
        """The leads that a row counts, as a list; those of nobody are not a facet, so the board shows them."""
        if record:
            open_filtered(self.workspace, "lead", **{field: frozenset({record})})
        else:
            self.workspace.go.emit(Place("pipeline", "lead"))

    def _show_cases(self, rows: tuple[Row, ...]) -> None:
        """The section is there while there are cases; one that appears by itself is said."""
        before = {row.key for row in self._rows["cases"].rows()} if "cases" in self._rows else set()
        if self._cases is not None:
            self._cases.setVisible(bool(rows))
        for row in rows:
            if self._told and row.key not in before:
                announce(self, case_words.NEW.format(title=row.title))
        self._told = True

    def _look_at(self, key: str) -> None:
        rows = self._rows[key]
        shown = rows.rows()
        if shown:
            rows.card(shown[0].key).setFocus()
            self.page.ensureWidgetVisible(rows.card(shown[0].key))
        else:
            self.page.ensureWidgetVisible(rows)

    def walk_in(self) -> None:
        """Greet somebody who has just come in."""
        WalkInDialog(self.workspace, self.window()).open()
