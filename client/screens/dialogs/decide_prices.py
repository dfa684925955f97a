"""Approving or declining proposed prices, one or several, with a reason and under the name of whoever does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Field, LineEdit, Text
from client.business.price_steps import PriceStep
from client.commands import Command, Edit, RecordFact
from client.screens.dialogs.deed import DeedDialog
from client.text import prices as words
from client.text import values
from client.workspace import Workspace

#: So many lines are shown; of more the number.
SHOWN = 12


class DecidePrices(DeedDialog):
    """Approving writes each vehicle's price, as any edit does, and what was decided beside it, all in one go."""

    def __init__(
        self, workspace: Workspace, steps: Sequence[PriceStep], decision: Literal["approve", "decline"],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        approve = decision == "approve"
        title, save = (
            (words.APPROVE_TITLE, words.APPROVE_SAVE) if approve else (words.DECLINE_TITLE, words.DECLINE_SAVE)
        )  # fmt: skip
        super().__init__(workspace, title, save, parent)
        self._steps, self._decision = tuple(steps), decision
        for step in self._steps[:SHOWN]:
            self.body.addWidget(Text(_line(step)))
        if len(self._steps) > SHOWN:
            self.body.addWidget(Text(words.WHICH.format(count=len(self._steps)), "strong"))
        self.why = Field(words.WHY, LineEdit(), required=not approve, help="" if approve else words.WHY_HELP)
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.why.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"reason": self.why}

    def objections(self) -> list[tuple[QWidget, str]]:
        if self._decision == "decline" and not self.why.value().strip():
            return [(self.why, words.WHY_NEEDED)]
        return [
            (self.why, words.MOVED.format(vehicle=step.title)) for step in self._steps if self._now(step) != step.now
        ]

    def _now(self, step: PriceStep) -> Any:
        view = self.workspace.reader.record("vehicle", step.view.id)
        return view.values["price"] if view is not None else None

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


def _line(step: PriceStep) -> str:
    return words.LINE.format(vehicle=step.title, now=values.money(step.now), proposed=values.money(step.proposed))
