"""A trade plate goes out with its keys, and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid, Text
from client.business.plates import PlateOut, out_now
from client.commands import Command, RecordFact
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.plate_words import where_is
from client.text import plates as words
from client.workspace import Workspace


class CheckOutPlate(FieldSetDialog):
    """Claims a plate for a person and a car; one that is out is checked in first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.CHECK_OUT, words.CHECK_OUT_SAVE, parent)
        self.asked = FieldSet(workspace, "plate_checkout", ["plate", "person", "vehicle", "test_drive", "due_at"])
        self.asked.set_value("person", workspace.identity.person)
        grid = CardGrid(300, 16, most_columns=2)
        for field in self.asked.all():
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.asked["plate"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if not self.workspace.identity.store:
            return [(self.confirm_button, words.NO_STORE)]
        problems = super().objections()
        due = self.asked.value("due_at")
        if due is not None and due <= datetime.now(UTC):
            problems.append((self.asked["due_at"], words.DUE_PAST))
        out = out_now(self.workspace.reader, self.asked.value("plate") or "")
        if out is not None:
            problems.append((self.asked["plate"], where_is(self.workspace, out, words.OUT_ALREADY)))
        return problems

    def commands(self) -> Sequence[Command]:
        out = {**self.asked.values(), "store": self.workspace.identity.store, "out_at": datetime.now(UTC)}
        return [RecordFact("plate_checkout", out)]

    def sentence(self) -> str:
        return words.CHECKED_OUT.format(plate=self.asked.value("plate"))


class CheckInPlate(FieldSetDialog):
    """Says that a plate is back; it can go out again."""

    def __init__(self, workspace: Workspace, out: PlateOut, parent: QWidget | None = None) -> None:
        plate = out.checkout.values["plate"]
        super().__init__(workspace, words.CHECK_IN_FOR.format(plate=plate), words.CHECK_IN_SAVE, parent)
        self._out = out.checkout
        self.body.addWidget(Text(where_is(workspace, out, words.WITH)))
        self.asked = FieldSet(workspace, "release", ["note"])
        self.body.addWidget(self.asked["note"])
        self.body.addStretch(1)
        self.confirm_button.setFocus()

    def commands(self) -> Sequence[Command]:
        held = self._out.values
        back = {**self.asked.values(), "stake": self._out.id, "vehicle": held["vehicle"], "reason": "returned"}
        back |= {"store": held["store"], "person": self.workspace.identity.person}
        return [RecordFact("release", {name: value for name, value in back.items() if value})]

    def sentence(self) -> str:
        return words.CHECKED_IN.format(plate=self._out.values["plate"])
