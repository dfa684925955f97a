"""Approving or declining proposed prices, one or several, with a reason and under the name of whoever does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Field, LineEdit
from client.business.price_steps import PriceStep
from client.commands import Command, Edit, RecordFact
from client.screens.dialogs.price_deeds import PriceDeed
from client.text import prices as words
from client.workspace import Workspace


class DecidePrices(PriceDeed):
    """Approving writes each vehicle's price, as any edit does, and what was decided beside it, all in one go."""

    def __init__(
        self, workspace: Workspace, steps: Sequence[PriceStep], decision: Literal["approve", "decline"],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        approve = decision == "approve"
        title, save = (
            (words.APPROVE_TITLE, words.APPROVE_SAVE) if approve else (words.DECLINE_TITLE, words.DECLINE_SAVE)
        )  # fmt: skip
        self._steps, self._decision = tuple(steps), decision
        lines = [(step.title, step.now, step.proposed) for step in self._steps]
        why = Field(words.WHY, LineEdit(), required=not approve, help="" if approve else words.WHY_HELP)
        super().__init__(workspace, (title, save), lines, why, parent)

    def objections(self) -> list[tuple[QWidget, str]]:
        if self._decision == "decline" and not self.why.value().strip():
            return [(self.why, words.WHY_NEEDED)]
        return self.moved(((step.view.id, step.title, step.now) for step in self._steps), words.MOVED)

    def commands(self) -> Sequence[Command]:
        reason = self.why.value().strip() or words.AS_PROPOSED
        found: list[Command] = []
        for step in self._steps:
            if self._decision == "approve":
                found.append(Edit("vehicle", step.view.id, {"price": step.now}, {"price": step.proposed}))
            found.append(RecordFact("price_decision", self._fact(step, reason)))
        return found

    def _fact(self, step: PriceStep, reason: str) -> dict[str, Any]:
        return {
            "vehicle": step.view.id, "decision": self._decision, "before": step.now, "proposed": step.proposed,
            "lowest": step.lowest, "highest": step.highest, "chance": round(100 * step.chance), "reason": reason,
            "person": self.workspace.identity.person,
        }  # fmt: skip

    def sentence(self) -> str:
        pattern = words.APPROVED if self._decision == "approve" else words.DECLINED
        return pattern.format(count=len(self._steps))
