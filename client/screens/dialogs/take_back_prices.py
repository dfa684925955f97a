"""Taking approved prices back, one or several: each vehicle returns to the price before, with who did it and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Field, LineEdit, Text
from client.business.price_approvals import Approval
from client.commands import Command, Edit, RecordFact
from client.screens.dialogs.decide_prices import SHOWN
from client.screens.dialogs.deed import DeedDialog
from client.text import prices as words
from client.text import values
from client.workspace import Workspace
from shared_models.facts import TAKEN_BACK


class TakeBackPrices(DeedDialog):
    """The approval stays in the history and no longer counts; the price changes by an edit, all in one go."""

    def __init__(self, workspace: Workspace, approvals: Sequence[Approval], parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.TAKE_BACK_TITLE, words.TAKE_BACK_SAVE, parent)
        self._approvals = tuple(approvals)
        for one in self._approvals[:SHOWN]:
            self.body.addWidget(Text(line(one)))
        if len(self._approvals) > SHOWN:
            self.body.addWidget(Text(words.WHICH.format(count=len(self._approvals)), "strong"))
        self.why = Field(words.WHY, LineEdit(), required=True)
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.why.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"reason": self.why}

    def objections(self) -> list[tuple[QWidget, str]]:
        ids = [one.vehicle.id for one in self._approvals]
        now = {car.id: car.values["price"] for car in self.workspace.reader.by_ids("vehicle", ids)}
        return [
            (self.why, words.MOVED_SINCE.format(vehicle=one.title))
            for one in self._approvals
            if now.get(one.vehicle.id) != one.approved
        ]

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


def line(one: Approval) -> str:
    """From what was approved to the price before."""
    return words.LINE.format(vehicle=one.title, now=values.money(one.approved), proposed=values.money(one.before))
