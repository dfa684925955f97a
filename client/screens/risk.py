"""The risk review: who has the highest accident risk and why, how they are driven, who lacks data, whom to coach."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, CardGrid, Text
from client.charts import ChartCard
from client.insights.tiles import TILES
from client.screens.dialogs.coach_driver import CoachDriver, RiskRules
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, only_if, page_in
from client.screens.parts.risk_facts import CHARTS, RiskFound, gather
from client.screens.parts.row_list import RowList
from client.screens.parts.scores import follow_scores
from client.screens.parts.tile_charts import chart_of, data_of, keys_of
from client.text import risk as words
from client.workspace import Place, Workspace
from shared_models.rights import may_read, may_write


class Risk(GatheringScreen):
    """A vehicle opens its page; the task is for whoever drove the vehicle with the highest risk, or for another."""

    screen_name = "risk"
    concerned = ("vehicle", "driver", "telematics_day", "coaching", "risk_rule", "claim")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: RiskFound | None = None
        role = workspace.identity.role
        self.coach = Button(words.COACH, "steering", "primary", deed=self._coach)
        self.claims = Button(words.CLAIMS, "claim", deed=lambda: workspace.go.emit(Place("claim_queue")))
        self.fairness = Button(words.FAIRNESS, "people", deed=lambda: workspace.go.emit(Place("fairness")))
        self.rules = Button(words.RULES, "settings", deed=lambda: RiskRules(workspace, self.window()).open())
        only_if(self.coach, may_write(role, "coaching"))
        only_if(self.claims, may_read(role, "claim_review"))
        only_if(self.rules, may_write(role, "risk_rule"))
        page = page_in(self)
        self.head = PageHead(words.TITLE, "", [self.coach, self.claims, self.fairness, self.rules])
        self.note = Text(words.DESCRIBES, "soft")
        self.charts = [ChartCard(TILES[key].title, chart_of(TILES[key]), level=2) for key in CHARTS]
        for key, card in zip(CHARTS, self.charts, strict=True):
            card.opened.connect(lambda point, k=key: self._open_point(k, point))
        page.body.addWidget(self.head)
        page.body.addWidget(self.note)
        self.highest = RowList(words.HIGHEST, words.HIGHEST_NOTHING)
        self.no_data = RowList(words.NO_DATA, words.NO_DATA_NOTHING)
        self.coachings = RowList(words.COACHINGS, words.COACHINGS_NOTHING)
        grid = CardGrid(340, most_columns=2)
        for card in self.charts:
            grid.addWidget(card)
        for rows, title, kind in (
            (self.highest, words.HIGHEST, "vehicle"),
            (self.coachings, words.COACHINGS, "coaching"),
            (self.no_data, words.NO_DATA, "vehicle"),
        ):
            rows.chosen.connect(lambda id_, k=kind: workspace.open_record(k, id_))
            section = Section(title)
            section.body.addWidget(rows)
            if rows is self.coachings:
                section.body.addStretch(1)
                grid.addWidget(section)
                page.body.addLayout(grid)
            else:
                page.body.addWidget(section)
        page.body.addStretch(1)
        follow_scores(self, workspace, "vehicle")
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return next((b for b in (self.coach, self.fairness) if not b.isHidden()), None)

    def gather(self) -> RiskFound:
        return gather(self.workspace)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        detail = words.DETAIL.format(high=found.high, medium=found.medium)
        self.head.set_words(words.TITLE, detail if found.with_age else f"{detail} {words.WITHOUT_AGE}")
        for key, card, answer in zip(CHARTS, self.charts, found.answers, strict=True):
            card.show_data(data_of(TILES[key], answer))
        self.highest.set_rows(list(found.highest))
        self.no_data.set_rows(list(found.no_data))
        self.coachings.set_rows(list(found.coachings))

    def _open_point(self, key: str, point: str) -> None:
        line, place = keys_of(point)
        kind = TILES[key].opens
        if kind:
            self.workspace.open_record(kind, line or place)
        else:
            self.workspace.open_list("vehicle")

    def _coach(self) -> None:
        vehicle, driver = next(iter(self._found.drivers), ("", "")) if self._found else ("", "")
        risk = dict(self._found.risks).get(vehicle) if self._found else None
        CoachDriver(self.workspace, driver, vehicle if driver else "", risk if driver else None, self.window()).open()
