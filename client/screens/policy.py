"""The page of one policy: terms, cover, insured vehicles, drivers, instalments, changes, claims."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, EmptyState, Text
from client.reports.menus import PrintMenu
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.parts.age import AgeLine
from client.screens.parts.cards import POLICY_TONES
from client.screens.parts.cover_check import CoverCheck
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, Section, SideBySide, empty, only_if, page_in
from client.screens.parts.policy_facts import (
    COVER_CELLS,
    INSTALMENT_CELLS,
    TERMS,
    PolicyFound,
    cells_of,
    gather,
    instalments_of,
)
from client.screens.parts.row_list import RowList
from client.screens.parts.sources import FieldDetails, NotedElsewhere, Sources, shows
from client.screens.parts.truth import Truth
from client.screens.parts.underwriting import UnderwritingSection
from client.screens.parts.why import why_button
from client.text import policy as words
from client.text import premium as premium_words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import is_external, may_create, may_read


class Policy(GatheringScreen):
    """One contract of cover."""

    screen_name = "record"
    record_type = "policy"
    concerned = (
        "policy", "insurer", "customer", "vehicle", "driver", "claim", "person", "telematics_day",
        "underwriting_decision",
    )  # fmt: skip

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: PolicyFound | None = None
        self._title = words.TITLE.format(number=workspace.reader.title("policy", place.record))
        self.page = page_in(self)
        self.sources = Sources(self, "policy")
        self.head = PageHead(self._title, "", self._deeds())
        self.age = AgeLine(workspace, "policy").describes(self.head.pill)
        self.news = News(self)
        self.page.body.addWidget(self.head)
        self.page.body.addWidget(self.news)
        self.page.body.addWidget(self.age)
        self.disagreements = Disagreements(workspace)
        self.page.body.addWidget(self.disagreements)
        self.noted = NotedElsewhere("policy", (*TERMS, "lines", "schedule", "drivers", "instalments", "periods"))
        self.page.body.addWidget(self.noted)
        self._columns = SideBySide()
        self.page.body.addWidget(self._columns)
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "policy")
        self._missing.hide()
        self.page.body.addWidget(self._missing)
        self.page.body.addStretch(1)
        self._build_main()
        self._build_aside()
        self._columns.close_columns()
        self.ask()

    # --- what it is made of ---

    def _deeds(self) -> list[Button]:
        role = self.workspace.identity.role
        wanted = [
            (words.NEW_CLAIM, "claim", "primary", self._claim, may_create(role, "claim")),
            (words.RENEW, "restore", "secondary", self._renew, may_create(role, "policy")),
            (premium_words.TRY, "chart", "secondary", self._try_premiums, not is_external(role)),
            (words.EDIT, "edit", "secondary", self._edit, self.workspace.identity.edits(RECORD_TYPES["policy"])),
        ]
        self.deeds: list[Button] = []
        for text, icon, kind, deed, allowed in wanted:
            if allowed:
                button = Button(text, icon, kind)  # type: ignore[arg-type]
                button.clicked.connect(deed)
                self.deeds.append(button)
        self.deeds.append(PrintMenu(self.workspace, "policy", self.place.record, self))
        return self.deeds

    def _build_main(self) -> None:
        main = self._columns.main
        self.cover = GridTable(words.COVER, words.COVER_COLUMNS, words.COVER_NOTHING)
        cover = _in_section(words.COVER, self.cover)
        self._if_seen(cover, "lines")
        main.addWidget(cover)
        self.schedule = self._rows(words.SCHEDULE, words.SCHEDULE_NOTHING, "schedule")
        self.drivers = self._rows(words.DRIVERS, words.DRIVERS_NOTHING, "drivers")
        self.instalments = GridTable(words.INSTALMENTS, words.INSTALMENT_COLUMNS, words.INSTALMENTS_NOTHING)
        section = _in_section(words.INSTALMENTS, self.instalments)
        for table in (self.cover, self.instalments):
            table.row_activated.connect(partial(self._why_cell, table))
        shows(self.cover, "lines")
        shows(self.instalments, "instalments")
        self.paid = Banner("", "info")
        self.paid.hide()
        section.body.insertWidget(1, self.paid)
        self.sum = Text("", "strong")
        section.body.addWidget(self.sum)
        self._if_seen(section, "instalments")
        main.addWidget(section)
        self.periods = self._rows(words.PERIODS, words.PERIODS_NOTHING, "periods")

    def _build_aside(self) -> None:
        aside, workspace = self._columns.aside, self.workspace
        why = why_button(workspace, "policy", lambda: self._found.view if self._found else None, self)
        terms = Section(words.TERMS, [why])
        self._terms = QVBoxLayout()
        terms.body.addLayout(self._terms)
        # An insurer's people may share little else with the house: then the terms are what the page is about.
        (aside if workspace.identity.agreed is None else self._columns.main).addWidget(terms)
        self.underwriting = UnderwritingSection(workspace, lambda: self._found.view if self._found else None)
        aside.addWidget(self.underwriting)
        self.check = CoverCheck(workspace)
        only_if(self.check, may_read(workspace.identity.role, "vehicle"))
        aside.addWidget(self.check)
        claims = Section(words.CLAIMS)
        self.claims = RowList(words.CLAIMS, words.CLAIMS_NOTHING)
        self.claims.chosen.connect(self._open)
        claims.body.addWidget(self.claims)
        only_if(claims, may_read(workspace.identity.role, "claim"))
        aside.addWidget(claims)
        self.truth = Truth(workspace)
        aside.addWidget(self.truth)

    def _rows(self, title: str, nothing: str, field: str) -> RowList:
        section, rows = Section(title), RowList(title, nothing)
        rows.chosen.connect(self._open)
        section.body.addWidget(rows)
        self._if_seen(section, field)
        self._columns.main.addWidget(section)
        return rows

    def _if_seen(self, section: Section, *fields: str) -> None:
        """An insurer's people are shown no section about what is not shared with them."""
        policy, sees = RECORD_TYPES["policy"], self.workspace.identity.sees
        only_if(section, all(sees(policy, name) for name in fields))

    # --- what it shows ---

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return next(iter(self.deeds), None)

    def gather(self) -> PolicyFound | None:
        return gather(self.workspace, self.place.record)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self._missing.setVisible(found is None)
        self._columns.setVisible(found is not None)
        for deed in self.deeds:
            deed.setVisible(found is not None)
        if found is not None:
            self._show(found)

    def _show(self, found: PolicyFound) -> None:
        self._title = found.title
        self.head.set_words(found.title, found.detail)
        self.head.pill.set_state(found.status, POLICY_TONES.get(found.view.values["status"] or "", "neutral"))
        self.head.pill.show()
        self.disagreements.show_all(list(found.disagreements))
        empty(self._terms)
        self._terms.addWidget(FieldDetails(found.terms, "policy", self.sources, found.notes))
        self.age.about(found.view, found.brought)
        self.noted.take(found.notes)
        held, notes = found.view.values, found.notes.by_path
        self.cover.set_rows(found.cover, cells_of("lines", held["lines"] or {}, COVER_CELLS), notes)
        self.schedule.set_nothing(words.SCHEDULE_NOTHING.format(vehicle=found.view.values["vehicle"] or values.NOTHING))
        self.schedule.set_rows(found.schedule)
        self.drivers.set_rows(found.drivers)
        rows = [key for key, _ in instalments_of(held)]
        self.instalments.set_rows(found.instalments, cells_of("instalments", rows, INSTALMENT_CELLS), notes)
        self.paid.set_text(*found.paid)
        self.paid.setVisible(bool(found.paid[0]))
        self.sum.setText(found.sum_line)
        self.sum.setVisible(bool(found.sum_line))
        self.periods.set_rows(found.periods)
        self.claims.set_rows(found.claims)
        self.underwriting.show_decisions(found.decisions)
        self.check.take(found.view, found.vehicles)
        self.truth.show_record(found.view, found.author, found.only_here)

    # --- what can be done ---

    def _open(self, key: str) -> None:
        record_type, _, record = key.partition(" ")
        if record:
            self.workspace.open_record(record_type, record)

    def _why_cell(self, table: GridTable) -> None:
        path = table.source_at(None)
        if path is not None:
            self.sources.why(path)

    def _claim(self) -> None:
        if self._found:
            vehicles = self._found.vehicles
            named = {"vehicle": vehicles[0].id} if len(vehicles) == 1 else {}
            self.workspace.open_new("claim", policy=self.place.record, **named)

    def _renew(self) -> None:
        if self._found:
            RenewPolicy(self.workspace, self._found.view, self.window()).open()

    def _try_premiums(self) -> None:
        self.workspace.go.emit(Place("premium", "policy", self.place.record))

    def _edit(self) -> None:
        if self._found:
            EditRecord(self.workspace, self._found.view, self.window()).open()


def _in_section(title: str, table: GridTable) -> Section:
    section = Section(title)
    section.body.addWidget(table)
    section.body.addWidget(table.nothing)
    return section
