"""Rewards: which were given out to whom, and redeeming one."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button
from client.business.rewards import rewards_given
from client.screens.dialogs.redeem_reward import RedeemReward
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, only_if, page_in
from client.screens.parts.reward_words import row_given
from client.screens.parts.row_list import Row, RowList
from client.text import rewards as words
from client.workspace import Place, Workspace
from shared_models.rights import may_write


class Rewards(GatheringScreen):
    """Pressing a row opens the redemption, or its case where the reward was given out twice."""

    screen_name = "rewards"
    concerned = ("redemption", "release", "case_closure", "customer", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.redeem = Button(words.REDEEM, "star", "primary")
        self.redeem.clicked.connect(lambda _checked=False: RedeemReward(workspace, self.window()).open())
        only_if(self.redeem, may_write(workspace.identity.role, "redemption"))
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL, [self.redeem]))
        self.given = RowList(words.GIVEN, words.NOTHING)
        self.given.chosen.connect(self._chosen)
        section = Section(words.GIVEN)
        section.body.addWidget(self.given)
        page.body.addWidget(section)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.redeem if self.redeem.isVisible() else None

    def gather(self) -> list[Row]:
        return [row_given(self.workspace, each) for each in rewards_given(self.workspace.reader)]

    def show_gathered(self, found: Any) -> None:
        self.given.set_rows(found)

    def _chosen(self, key: str) -> None:
        kind, record = key.split(" ", 1)
        if kind == "case":
            self.workspace.go.emit(Place("case", "cases", record))
        else:
            self.workspace.open_record("redemption", record)
