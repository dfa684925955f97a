"""Holding a car for a customer, with a deposit where one was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid
from client.commands import Command, RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.claiming import deposit_payment, risk_cautions
from client.screens.parts.field_set import FieldSet
from client.screens.parts.vehicle_facts import current_hold
from client.text import deeds as words
from client.text import values
from client.workspace import Workspace
from shared_models.clock import utc_now

USUAL = timedelta(hours=48)


class HoldVehicle(FieldSetDialog):
    """Records a hold as a fact; the car is held until then."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        self._name = workspace.reader.title_of(view)
        super().__init__(workspace, words.HOLD_FOR.format(vehicle=self._name), words.HOLD_SAVE, parent)
        self._view = view
        self.asked = FieldSet(workspace, "hold", ["customer", "until", "deposit"])
        until = (utc_now() + USUAL).replace(minute=0, second=0, microsecond=0)
        self.asked.set_value("until", until)
        grid = CardGrid(300, 16, most_columns=1)
        for field in self.asked.all():
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.tell_age(view)
        self.body.addStretch(1)
        self.asked["customer"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if not self._store():
            return [(self.confirm_button, words.NO_STORE)]
        if self.asked.value("until") <= utc_now():
            return [(self.asked["until"], words.HOLD_ENDS)]
        return super().objections()

    def _store(self) -> str | None:
        return self.workspace.identity.store or self._view.values["store"]

    def cautions(self) -> list[str]:
        hold = current_hold(self.workspace, self._view.id)
        risks = risk_cautions(self.workspace, self._view)
        if hold is None or hold.values["customer"] == self.asked.value("customer"):
            return risks
        until = values.moment(hold.values["until"], self.workspace.zone(), self.workspace.today())
        customer = self.workspace.reader.title("customer", hold.values["customer"])
        return [*risks, words.HELD_ELSE_HOLD.format(customer=customer, moment=until)]

    def commands(self) -> Sequence[Command]:
        fact = {
            **self.asked.values(), "vehicle": self._view.id, "store": self._store(),
            "person": self.workspace.identity.person,
        }  # fmt: skip
        return [RecordFact("hold", fact), *deposit_payment(self.workspace, fact)]

    def sentence(self) -> str:
        until = values.moment(self.asked.value("until"), self.workspace.zone(), self.workspace.today())
        return words.HELD.format(vehicle=self._name, moment=until)
