"""Giving out a reward, and asking for the approval that one for a colleague needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, CardGrid
from client.business.approvals import reward_consent
from client.business.rewards import given_already, tidy_reward
from client.commands import Command, RecordFact
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.reward_words import already
from client.text import approvals as approval_words
from client.text import rewards as words
from client.workspace import Workspace
from shared_models.claims import needs_reward_consent


class RedeemReward(FieldSetDialog):
    """Claims a reward for a customer or a colleague; it can be had once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.REDEEM, words.REDEEM_SAVE, parent)
        self.asked = FieldSet(workspace, "redemption", ["reward", "customer", "person", "points"])
        self.ask_button = Button(words.ASK, "check", "link", parent=self)
        self.ask_button.clicked.connect(self._ask)
        self.ask_button.hide()
        self.body.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
        grid = CardGrid(300, 16, most_columns=2)
        for field in self.asked.all():
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.asked["reward"].setFocus()

    def _reward(self) -> str:
        return tidy_reward(self.asked.value("reward") or "")

    def objections(self) -> list[tuple[QWidget, str]]:
        if not self.workspace.identity.store:
            return [(self.confirm_button, words.NO_STORE)]
        problems = super().objections()
        if not self.asked.value("customer") and not self.asked.value("person"):
            problems.append((self.asked["customer"], words.WHOM))
        given = given_already(self.workspace.reader, self._reward())
        if given is not None:
            problems.append((self.asked["reward"], already(self.workspace, given)))
        elif self._needs_consent() and self._consent() is None:
            problems.append((self.asked["person"], words.NEEDS))
            self.ask_button.show()
        return problems

    def _needs_consent(self) -> bool:
        return needs_reward_consent(self.workspace.identity.role, self.asked.values())

    def _consent(self) -> str | None:
        return reward_consent(self.workspace.reader, self._reward(), self.workspace.identity.person)

    def _ask(self) -> None:
        AskReward(self.workspace, self._reward(), self.parentWidget()).open()
        self.reject()

    def commands(self) -> Sequence[Command]:
        approval = self._consent() if self._needs_consent() else None
        given = {**self.asked.values(), "reward": self._reward(), "store": self.workspace.identity.store}
        return [RecordFact("redemption", given | ({"approval": approval} if approval else {}))]

    def sentence(self) -> str:
        return words.REDEEMED.format(reward=self._reward())


class AskReward(FieldSetDialog):
    """Asks whoever may decide to approve a reward for a colleague."""

    def __init__(self, workspace: Workspace, reward: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.ASK_FOR.format(reward=reward), approval_words.ASK_SAVE, parent)
        self._reward = reward
        self.asked = FieldSet(workspace, "approval_request", ["reason", "asked"])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["reason"].setFocus()

    def commands(self) -> Sequence[Command]:
        me = self.workspace.identity
        asked = {**self.asked.values(), "kind": "reward", "what": self._reward, "person": me.person}
        return [RecordFact("approval_request", {**asked, "store": me.store})]

    def sentence(self) -> str:
        return approval_words.ASKED if self.workspace.sync_state.sends else approval_words.ASKED_WAITING
