"""The page of one lead: its chance and why, how far it is, what happened, what is next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, ButtonKind, EmptyState, MenuButton, Stepper, Text
from client.commands import Edit
from client.formatting import labels
from client.reports.menus import PrintMenu
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.log_activity import LogActivity, LoseLead, NextStep
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.merge_dialog import merge_button
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.lead_facts import SHOWN, LeadFound, gather, labels_shown
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, Section, SideBySide, deeds, empty, only_if, page_in
from client.screens.parts.row_list import RowList
from client.screens.parts.scores import ScoreView
from client.screens.parts.sources import Beside, FieldDetails, NotedElsewhere, Sources
from client.screens.parts.truth import Truth
from client.screens.parts.why import why_button
from client.text import lead as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.rights import may_write

STEPS = ("new", "contacted", "test_drive", "negotiation", "won")


class Lead(GatheringScreen):
    """One chance of a sale."""

    screen_name = "record"
    record_type = "lead"
    concerned = ("lead", "activity", "test_drive", "vehicle", "customer", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: LeadFound | None = None
        self._title = workspace.reader.title("lead", place.record)
        self.page = page_in(self)
        self.sources = Sources(self, "lead")
        self._may_write = may_write(workspace.identity.role, "lead")
        self._stages = labels("lead", "status")
        self.head = PageHead(self._title, "", self._head_deeds())
        self.disagreements = Disagreements(workspace)
        self.noted = NotedElsewhere("lead", (*SHOWN, "next_step"))
        self._columns = SideBySide()
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "star")
        self._missing.hide()
        self.news = News(self)
        for part in (self.head, self.news, self.disagreements, self.noted, self._columns, self._missing):
            self.page.body.addWidget(part)
        self.page.body.addStretch(1)
        self._build_main()
        self._build_aside()
        self._columns.close_columns()
        self.ask()

    # --- what it is made of ---

    def _button(self, text: str, icon: str, kind: ButtonKind, deed: Callable[[], object]) -> Button:
        """Of a deed that is for those who may write leads."""
        button = Button(text, icon, kind, deed=deed)
        only_if(button, self._may_write)
        return button

    def _head_deeds(self) -> list[QWidget]:
        self.call = self._button(words.LOG_CALL, "phone", "primary", partial(self.log, "call"))
        self.book = self._button(words.BOOK, "calendar", "secondary", self._book)
        self.edit = self._button(words.EDIT, "edit", "secondary", self._edit)
        self.print_menu = PrintMenu(self.workspace, "lead", self.place.record, self)
        return [self.call, self.book, self.edit, self.print_menu]

    def _build_main(self) -> None:
        main = self._columns.main
        status = Section(words.STATUS)
        self.stepper = Stepper([self._stages[step] for step in STEPS])
        self.lost = Text("", "strong")
        self.lost.hide()
        self.move_to = MenuButton(
            words.MOVE_TO,
            [(said, partial(self.set_status, stage)) for stage, said in self._stages.items()],
            "chevron-right",
        )
        only_if(self.move_to, self._may_write)
        status.body.addWidget(self.stepper)
        status.body.addWidget(self.lost)
        status.body.addWidget(deeds(self.move_to))
        main.addWidget(status)
        self.next = Section(words.NEXT, [self._button(words.NEXT_SET, "calendar", "link", self._set_next)])
        self.next_text = Text("", "strong")
        self.next_source = Beside(self.next_text, "lead", "next_step", self.sources)
        self.next.body.addWidget(self.next_source)
        main.addWidget(self.next)
        timeline = Section(words.TIMELINE)
        more = [
            self._button(words.LOG_VISIT, "store", "secondary", partial(self.log, "visit")),
            self._button(words.LOG_NOTE, "document", "secondary", partial(self.log, "note")),
            self._button(words.LOG_TASK, "check", "secondary", partial(self.log, "task")),
        ]
        timeline.body.addWidget(deeds(*more))
        self.timeline = RowList(words.TIMELINE, words.TIMELINE_NOTHING)
        self.timeline.chosen.connect(self._open)
        timeline.body.addWidget(self.timeline)
        main.addWidget(timeline)

    def _build_aside(self) -> None:
        aside, workspace = self._columns.aside, self.workspace
        score = Section(words.SCORE)
        self.score = ScoreView()
        score.body.addWidget(self.score)
        vehicles = Section(words.VEHICLES)
        self.vehicles = RowList(words.VEHICLES, words.VEHICLES_NOTHING)
        self.vehicles.chosen.connect(self._open)
        vehicles.body.addWidget(self.vehicles)
        customer = Button(words.OPEN_CUSTOMER, kind="link")
        customer.clicked.connect(self._open_customer)
        contact = Section(words.CONTACT, [customer])
        self._contact = QVBoxLayout()
        contact.body.addLayout(self._contact)
        why = why_button(workspace, "lead", lambda: self._found.view if self._found else None, self)
        self.merge = merge_button(workspace, lambda: self._found.view if self._found else None, self, "link")
        only_if(self.merge, self._may_write)
        self.truth = Truth(workspace, [why, self.merge])
        for part in (score, contact, vehicles, self.truth):
            aside.addWidget(part)

    # --- what it shows ---

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return self.call if self._may_write else None

    def gather(self) -> LeadFound | None:
        return gather(self.workspace, self.place.record)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self._missing.setVisible(found is None)
        self.print_menu.setVisible(found is not None)
        self._columns.setVisible(found is not None)
        for button in (self.call, self.book, self.edit):
            button.setVisible(found is not None and self._may_write)
        if found is not None:
            self._show(found)

    def _show(self, found: LeadFound) -> None:
        held = found.view.values
        self._title = found.title
        self.head.set_words(found.title, found.detail)
        self.head.pill.set_state(
            self._stages.get(held["status"], values.NOTHING), "neutral" if held["status"] == "lost" else "info"
        )
        self.head.pill.show()
        self.disagreements.show_all(list(found.disagreements))
        is_lost = held["status"] == "lost"
        self.lost.setVisible(is_lost)
        self.stepper.setVisible(not is_lost)
        if is_lost:
            self.lost.setText(str(self.workspace.reader.shown(found.view)["lost_reason"] or words.LOST))
        elif held["status"] in STEPS:
            won = held["status"] == "won"
            self.stepper.set_step(len(STEPS) if won else STEPS.index(held["status"]))
        due = held["next_step"]
        today = self.workspace.today()
        late = f" ({values.days_left(due, today)})" if due and due < today else ""
        self.next_text.setText(
            words.NEXT_DUE.format(day=values.near_day(due, today)) + late if due else words.NEXT_NONE
        )
        self.timeline.set_rows(found.timeline)
        self.vehicles.set_rows(found.vehicles)
        self.score.show_score(found.score, found.absent)
        empty(self._contact)
        self._contact.addWidget(FieldDetails(found.contact, "lead", self.sources, found.notes, labels_shown()))
        self.noted.take(found.notes)
        self.next_source.take(found.notes)
        self.truth.show_record(found.view, found.author, found.only_here)

    # --- what can be done ---

    def log(self, kind: str) -> None:
        """Note a call, visit, note or task."""
        if self._found:
            LogActivity(self.workspace, self._found.view, kind, self.window()).open()

    def set_status(self, status: str) -> None:
        """Move the lead; a lost one says why first."""
        if self._found is None or self._found.view.values["status"] == status:
            return
        if status == "lost":
            LoseLead(self.workspace, self._found.view, self.window()).open()
            return
        old = {name: self._found.view.values[name] for name in ("status", "lost_reason")}
        said = words.MOVED.format(name=self._title, status=self._stages[status])
        command = Edit("lead", self.place.record, old, {"status": status, "lost_reason": None})
        self.workspace.run(command, lambda _outcome: self.workspace.said.emit(said, False))

    def _book(self) -> None:
        if self._found:
            held = self._found.view.values
            dialog = ScheduleTestDrive(
                self.workspace, held["vehicle"] or "", held["customer"] or "", self.place.record, self.window()
            )
            dialog.open()

    def _set_next(self) -> None:
        if self._found:
            NextStep(self.workspace, self._found.view, self.window()).open()

    def _edit(self) -> None:
        if self._found:
            EditRecord(self.workspace, self._found.view, self.window()).open()

    def _open(self, key: str) -> None:
        self.workspace.open_record(*key.split(" ", 1))

    def _open_customer(self) -> None:
        if self._found and self._found.view.values["customer"]:
            self.workspace.open_record("customer", self._found.view.values["customer"])
