"""Taking approved prices back, one or several: each vehicle returns to the price before, with who did it and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Field, LineEdit
from client.business.price_approvals import Approval
from client.commands import Command, Edit, RecordFact
from client.screens.dialogs.price_deeds import PriceDeed
from client.text import prices as words
from client.workspace import Workspace
from shared_models.facts import TAKEN_BACK


class TakeBackPrices(PriceDeed):
    """The approval stays in the history and no longer counts; the price changes by an edit, all in one go."""

    def __init__(self, workspace: Workspace, approvals: Sequence[Approval], parent: QWidget | None = None) -> None:
        self._approvals = tuple(approvals)
        lines = [(one.title, one.approved, one.before) for one in self._approvals]
        why = Field(words.WHY, LineEdit(), required=True)
        super().__init__(workspace, (words.TAKE_BACK_TITLE, words.TAKE_BACK_SAVE), lines, why, parent)

    def objections(self) -> list[tuple[QWidget, str]]:
        shown = ((one.vehicle.id, one.title, one.approved) for one in self._approvals)
        return self.moved(shown, words.MOVED_SINCE)

    def commands(self) -> Sequence[Command]:
        found: list[Command] = []
        for one in self._approvals:
            fact = {
                "vehicle": one.vehicle.id, "decision": TAKEN_BACK, "before": one.approved, "proposed": one.before,
                "reason": self.why.value().strip(), "person": self.workspace.identity.person,
            }  # fmt: skip
            found += [
                Edit("vehicle", one.vehicle.id, {"price": one.approved}, {"price": one.before}),
                RecordFact("price_decision", fact),
            ]
        return found

    def sentence(self) -> str:
        return words.TAKEN_BACK.format(count=len(self._approvals))
