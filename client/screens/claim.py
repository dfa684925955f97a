"""The page of one claim: what happened, who decided what, and the money."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, EmptyState, Stepper, Text
from accessibility.widgets.feedback import Tone
from client.commands import Edit
from client.reports.menus import PrintMenu
from client.screens.dialogs.decide_claim import ClaimAmounts, DecideClaim
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.review_claim import ReviewClaim
from client.screens.parts.claim_facts import AMOUNTS, HAPPENED, PARTIES, ClaimFound, amount_labels, gather
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, Section, SideBySide, deeds, empty, only_if, page_in
from client.screens.parts.row_list import RowList
from client.screens.parts.scores import ScoreView, follow_scores
from client.screens.parts.sources import FieldDetails, NotedElsewhere, Sources
from client.screens.parts.truth import Truth
from client.screens.parts.why import why_button
from client.text import claim as words
from client.text import risk as risk_words
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read, may_write

CLAIM_TONES: dict[str, Tone] = {
    "reported": "warn", "assessing": "info", "approved": "ok", "rejected": "bad", "settled": "ok", "reopened": "warn",
}  # fmt: skip
_STEP = {"reported": 0, "assessing": 1, "reopened": 1, "approved": 2, "settled": 4}


class Claim(GatheringScreen):
    """One loss, from first notice to settlement."""

    screen_name = "record"
    record_type = "claim"
    concerned = ("claim", "claim_decision", "claim_review", "policy", "vehicle", "driver", "person", "telematics_day")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: ClaimFound | None = None
        self._title = words.TITLE.format(number=workspace.reader.title("claim", place.record))
        role, claim, writes = workspace.identity.role, RECORD_TYPES["claim"], workspace.identity.writes
        self._may_write, self._may_decide = workspace.identity.edits(claim), may_write(role, "claim_decision")
        self._may_assess, self._may_pay = writes(claim, "status"), any(writes(claim, name) for name in AMOUNTS)
        self.assess = Button(words.ASSESS, "search", "primary", deed=self._assess)
        self.decide = Button(words.DECIDE, "check-circle", deed=self._decide)
        self.edit = Button(words.EDIT, "edit", deed=self._edit)
        only_if(self.assess, self._may_assess)
        only_if(self.decide, self._may_decide)
        only_if(self.edit, self._may_write)
        self.print_menu = PrintMenu(workspace, "claim", place.record, self)
        page = page_in(self)
        self.sources = Sources(self, "claim")
        self.noted = NotedElsewhere("claim", (*HAPPENED, *PARTIES, *AMOUNTS))
        self.head = PageHead(self._title, "", [self.assess, self.decide, self.edit, self.print_menu])
        self.cover = Banner("", "info")
        self.disagreements = Disagreements(workspace)
        self._columns = SideBySide()
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "claim")
        self.news = News(self)
        for part in (self.head, self.news, self.disagreements, self.noted, self.cover, self._columns, self._missing):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self._missing.hide()
        self.cover.hide()
        self._build_main()
        self._build_aside()
        self._columns.close_columns()
        follow_scores(self, workspace, "claim")
        self.ask()

    def _build_main(self) -> None:
        main = self._columns.main
        self.stepper = Stepper(words.STEPS)
        main.addWidget(self.stepper)
        happened = Section(
            words.HAPPENED,
            [why_button(self.workspace, "claim", lambda: self._found.view if self._found else None, self)],
        )
        self._happened = QVBoxLayout()
        happened.body.addLayout(self._happened)
        main.addWidget(happened)
        history = Section(words.DECISIONS)
        self.history = RowList(words.DECISIONS, words.DECISIONS_NOTHING)
        self.history.chosen.connect(self._open)
        history.body.addWidget(self.history)
        main.addWidget(history)

    def _build_aside(self) -> None:
        aside = self._columns.aside
        change = Button(words.AMOUNT_EDIT, kind="link", deed=self._amounts_dialog)
        only_if(change, self._may_pay)
        amounts = Section(words.AMOUNTS, [change])
        self._amounts = QVBoxLayout()
        amounts.body.addLayout(self._amounts)
        parties = Section(words.PARTIES)
        self._parties = QVBoxLayout()
        parties.body.addLayout(self._parties)
        links = ((words.OPEN_POLICY, "policy"), (words.OPEN_VEHICLE, "vehicle"), (words.OPEN_DRIVER, "driver"))
        self.links = {name: Button(text, kind="link", deed=partial(self._follow, name)) for text, name in links}
        for name, link in self.links.items():
            only_if(link, may_read(self.workspace.identity.role, name))
        parties.body.addWidget(deeds(*self.links.values()))
        self.review = Button(risk_words.REVIEW, kind="link", deed=self._review)
        only_if(self.review, may_write(self.workspace.identity.role, "claim_review"))
        self.standing_out = Section(risk_words.SUSPICION, [self.review])
        self.suspicion = ScoreView(danger=True)
        self.standing_out.body.addWidget(Text(risk_words.SUSPICION_DETAIL, "soft"))
        self.standing_out.body.addWidget(self.suspicion)
        self.standing_out.body.addWidget(Text(risk_words.DESCRIBES, "soft"))
        only_if(self.standing_out, may_read(self.workspace.identity.role, "claim_review"))
        risk = Section(words.RISK)
        only_if(risk, may_read(self.workspace.identity.role, "vehicle"))
        self.risk = ScoreView(danger=True)
        risk.body.addWidget(self.risk)
        self.truth = Truth(self.workspace)
        for part in (amounts, parties, self.standing_out, risk, self.truth):
            aside.addWidget(part)

    # --- what it shows ---

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return next((b for b in (self.assess, self.decide, self.edit) if not b.isHidden()), None)

    def gather(self) -> ClaimFound | None:
        return gather(self.workspace, self.place.record)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self._missing.setVisible(found is None)
        self.print_menu.setVisible(found is not None)
        for part in (self._columns, self.cover):
            part.setVisible(found is not None)
        status = found.view.values["status"] if found else ""
        self.assess.setVisible(self._may_assess and status in ("reported", "reopened"))
        self.decide.setVisible(self._may_decide and found is not None)
        self.edit.setVisible(self._may_write and found is not None)
        if found is not None:
            self._show(found)

    def _show(self, found: ClaimFound) -> None:
        self._title = found.title
        status = found.view.values["status"]
        self.head.set_words(found.title, found.detail)
        self.head.pill.set_state(found.status, CLAIM_TONES.get(status, "neutral"))
        self.head.pill.show()
        tone: Tone = "info" if found.covered is None else "ok" if found.covered else "bad"
        self.cover.set_text(found.cover_line, tone)
        self.cover.setVisible(bool(found.cover_line))
        self.disagreements.show_all(list(found.disagreements))
        self.stepper.setVisible(status in _STEP)
        self.stepper.set_step(_STEP.get(status, 0))
        for layout, lines in (
            (self._happened, found.happened),
            (self._parties, found.parties),
            (self._amounts, found.amounts),
        ):
            empty(layout)
            layout.addWidget(FieldDetails(lines, "claim", self.sources, found.notes, amount_labels()))
        self.noted.take(found.notes)
        for name, link in self.links.items():
            link.setVisible(bool(found.view.values[name]) and may_read(self.workspace.identity.role, name))
        self.history.set_rows(found.history)
        self.risk.show_score(found.risk, found.risk_absent)
        self.suspicion.show_score(found.suspicion, found.suspicion_absent)
        self.truth.show_record(found.view, found.author, found.only_here)

    # --- what can be done ---

    def _assess(self) -> None:
        if self._found:
            said = words.MOVED.format(number=self._found.view.values["number"], status=words.STEPS[1].lower())
            old = {"status": self._found.view.values["status"]}
            command = Edit("claim", self.place.record, old, {"status": "assessing"})
            self.workspace.run(command, lambda _outcome: self.workspace.said.emit(said, False))

    def _decide(self) -> None:
        if self._found:
            DecideClaim(self.workspace, self._found.view, self.window()).open()

    def _amounts_dialog(self) -> None:
        if self._found:
            ClaimAmounts(self.workspace, self._found.view, self.window()).open()

    def _edit(self) -> None:
        if self._found:
            EditRecord(self.workspace, self._found.view, self.window()).open()

    def _review(self) -> None:
        if self._found:
            ReviewClaim(self.workspace, self._found.view, self._found.suspicion, self.window()).open()

    def _follow(self, name: str) -> None:
        if self._found and self._found.view.values[name]:
            self.workspace.open_record(name, self._found.view.values[name])

    def _open(self, key: str) -> None:
        record_type, _, record = key.partition(" ")
        if record:
            self.workspace.open_record(record_type, record)
