"""Premiums tried out for one policy: what is allowed, what is proposed, and what each premium is expected to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, CardGrid, Details, Text
from client.business.premium_proposals import PremiumFound, premium_what_if
from client.charts import ChartCard, LineChart
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, empty, only_if, page_in
from client.screens.parts.premium_form import PremiumForm
from client.screens.parts.premium_words import (
    figures,
    grid_rows,
    margin_chart,
    renewal_chart,
    sentence,
    vehicle_rows,
)
from client.text import premium as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.rights import may_write


class Premium(GatheringScreen):
    """Works without the hub. Nothing is changed but by renewing, in its own dialog."""

    screen_name = "premium"
    record_type = "policy"
    concerned = ("policy", "claim", "customer")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: PremiumFound | None = None
        view = workspace.reader.record("policy", place.record)
        premium = view.values["premium"] if view is not None else None
        self._title = words.TITLE.format(number=view.values["number"]) if view is not None else words.TITLE_PLAIN
        self.renew_button = Button(words.RENEW_SO, "restore")
        self.renew_button.clicked.connect(lambda _checked=False: self.renew())
        self.policy_button = Button(view.record_type.about.label if view is not None else words.TITLE_PLAIN, "policy")
        self.policy_button.clicked.connect(lambda _checked=False: workspace.open_record("policy", place.record))
        self.head = PageHead(self._title, "", [self.renew_button, self.policy_button])
        self.form = PremiumForm(self._work_out, premium.currency if premium is not None else "")
        self._asked = self.form.asked()
        self._wanted = False
        page = page_in(self)
        for part in (self.head, Text(words.HELP, "soft")):
            page.body.addWidget(part)
        self._build(page.body)
        page.body.addStretch(1)
        self.ask()

    def _build(self, body: QVBoxLayout) -> None:
        self.answer = Banner("", "info")
        self.answer.hide()
        self._figures = QVBoxLayout()
        self.proposal = Section(words.FIGURES)
        self.proposal.body.addWidget(self.answer)
        self.proposal.body.addLayout(self._figures)
        self.proposal.body.addWidget(Text(words.MODEL_ONLY, "soft"))
        body.addWidget(self.proposal)
        body.addWidget(self.form)
        self.renewal_card, self.margin_card = (
            ChartCard(title, LineChart(), level=2) for title in (words.RENEWS_CHART, words.MARGIN_CHART)
        )
        charts = CardGrid(340, most_columns=2)
        for card in (self.renewal_card, self.margin_card):
            charts.addWidget(card)
        body.addLayout(charts)
        self.grid = GridTable(words.GRID, words.GRID_COLUMNS)
        self.vehicles = GridTable(words.VEHICLES, words.VEHICLE_COLUMNS, words.VEHICLES_NOTHING)
        self.share_note = Text("", "soft")
        self._tables = (Section(words.GRID), Section(words.VEHICLES))
        for section, parts in zip(
            self._tables, ((Text(words.GRID_HELP, "soft"), self.grid), (self.share_note, self.vehicles)), strict=True
        ):
            for part in parts:
                section.body.addWidget(part)
            body.addWidget(section)
        self._tables[1].body.addWidget(self.vehicles.nothing)

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return self.form.objective if self.renew_button.isHidden() else self.renew_button

    def gather(self) -> PremiumFound | None:
        workspace = self.workspace
        return premium_what_if(
            workspace.reader, workspace.scores, self.place.record, self._asked, workspace.today()
        )  # fmt: skip

    def _work_out(self) -> None:
        self._asked, self._wanted = self.form.asked(), True
        self.answer.set_text("", "info")
        self.ask()

    def show_gathered(self, found: Any) -> None:
        self._found = found
        why = words.NOT_HERE if found is None else found.why
        if found is not None:
            held = found.view.values
            detail = words.DETAIL.format(
                holder=found.holder, day=values.day(held["expires_on"]), premium=values.money(held["premium"])
            )
            self.head.set_words(self._title, detail)
        for part in (self.renewal_card, self.margin_card, *self._tables):
            part.setVisible(not why)
        may = may_write(self.workspace.identity.role, "policy")
        only_if(self.renew_button, may and not why)
        empty(self._figures)
        if why:
            self.answer.set_text(why, "warn")
        else:
            self._show(found)
        self.answer.show()
        if self._wanted:
            self._wanted = False
            self.answer.say()

    def _show(self, found: PremiumFound) -> None:
        self.answer.set_text(sentence(found), "ok")
        low, high = (values.money(found.money(each)) for each in (found.low, found.high))
        self._figures.addWidget(Text(words.PROPOSED_BOUNDS.format(low=low, high=high)))
        self._figures.addWidget(Details(figures(found)))
        self.renewal_card.show_data(renewal_chart(found))
        self.margin_card.show_data(margin_chart(found))
        self.grid.set_rows(grid_rows(found))
        self.vehicles.set_rows(vehicle_rows(found))
        self.share_note.setText(words.BY_RISK if found.by_risk else words.EQUALLY)
        self.share_note.setVisible(bool(found.vehicles))

    def renew(self) -> None:
        """Renew with the proposed premium; the person may still change it."""
        found = self._found
        if found is None or found.best is None:
            return
        dialog = RenewPolicy(self.workspace, found.view, self.window())
        dialog.asked.set_value("premium", found.money(found.best.premium))
        dialog.open()
