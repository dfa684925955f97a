"""A coaching task for a driver, out of the risk review; and the rules of risk of the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from client.commands import Command, Create, RecordFact
from client.reading.queries import RecordView
from client.scores.risk_rules import HIGH, MEDIUM, latest_rule
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.text import risk as words
from client.workspace import Workspace


class CoachDriver(FieldSetDialog):
    """``driver`` and ``vehicle`` may be empty; ``risk`` is the vehicle's now, in per cent."""

    def __init__(
        self, workspace: Workspace, driver: str = "", vehicle: str = "", risk: int | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(workspace, words.COACH_TITLE, words.COACH_SAVE, parent)
        self._risk = risk
        self.asked = FieldSet(workspace, "coaching", ["subject", "driver", "vehicle", "due", "person"], ["driver"])
        self.asked.set_value("subject", words.COACH_SUBJECT)
        self.asked.set_value("driver", driver or None)
        self.asked.set_value("vehicle", vehicle or None)
        self.asked.set_value("due", workspace.today() + timedelta(days=14))
        self.asked.set_value("person", workspace.identity.person)
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["subject"].setFocus()

    def commands(self) -> Sequence[Command]:
        return [Create("coaching", {**self.asked.values(), "risk": self._risk, "done": False})]

    def sentence(self) -> str:
        return words.COACH_SAVED


class RiskRules(FieldSetDialog):
    """What the accident risk may use in this house, and where its bands begin. The latest counts."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.RULES, words.RULES_SAVE, parent)
        rule: RecordView | None = latest_rule(workspace.reader)
        self.asked = FieldSet(workspace, "risk_rule", ["use_driver_age", "medium", "high", "reason"])
        held = rule.values if rule is not None else {"use_driver_age": True, "medium": MEDIUM, "high": HIGH}
        for name in ("use_driver_age", "medium", "high"):
            self.asked.set_value(name, held[name])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["use_driver_age"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        found = super().objections()
        medium, high = self.asked.value("medium"), self.asked.value("high")
        if not found and medium > high:
            found.append((self.asked["medium"], words.RULES_ORDER))
        return found

    def commands(self) -> Sequence[Command]:
        return [RecordFact("risk_rule", {**self.asked.values(), "person": self.workspace.identity.person})]

    def sentence(self) -> str:
        return words.RULES_SAVED
