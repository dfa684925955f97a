"""Asking somebody who may decide, such as for a discount on a vehicle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, CardGrid
from client.commands import Command, RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.sync_state import Phase
from client.text import approvals as words
from client.workspace import Workspace


class AskApproval(FieldSetDialog):
    """Without the hub the request waits on the device, and the dialog says so."""

    def __init__(
        self, workspace: Workspace, vehicle: RecordView, parent: QWidget | None = None, owned: str = ""
    ) -> None:
        """``owned`` says whose the car's sale or hold is, where its release is asked for."""
        title = workspace.reader.title_of(vehicle)
        super().__init__(workspace, words.ASK_FOR.format(vehicle=title), words.ASK_SAVE, parent)
        self._vehicle = vehicle
        self.offline = Banner(words.OFFLINE, "warn")
        self.body.addWidget(self.offline)
        self.offline.setVisible(not self._reached())
        self.asked = FieldSet(workspace, "approval_request", ["kind", "amount", "what", "reason", "asked"])
        self.asked.set_value("kind", "release" if owned else "discount")
        pattern = words.WHAT_RELEASE if owned else words.WHAT_DISCOUNT
        self.asked.set_value("what", pattern.format(vehicle=title, owned=owned))
        grid = CardGrid(260, 16, most_columns=2)
        for name in ("kind", "amount"):
            grid.addWidget(self.asked[name])
        self.body.addLayout(grid)
        for name in ("what", "reason", "asked"):
            self.body.addWidget(self.asked[name])
        self.body.addStretch(1)
        self.asked["reason" if owned else "amount"].setFocus()

    def _reached(self) -> bool:
        return self.workspace.sync_state.phase is Phase.LIVE

    def commands(self) -> Sequence[Command]:
        identity = self.workspace.identity
        values = {**self.asked.values(), "vehicle": self._vehicle.id, "person": identity.person}
        return [RecordFact("approval_request", {**values, "store": identity.store})]

    def sentence(self) -> str:
        return words.ASKED if self.workspace.sync_state.sends else words.ASKED_WAITING
