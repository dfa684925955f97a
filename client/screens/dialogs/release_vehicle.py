"""Releasing a car: its sale is taken back, or its hold ends; nothing of it is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Text
from client.business.holders import holder_of
from client.commands import Command
from client.reading.queries import RecordView
from client.screens.dialogs.ask_approval import AskApproval
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.claiming import may_end, owner_elsewhere, release_of
from client.screens.parts.field_set import FieldSet
from client.text import cases as words
from client.workspace import Workspace
from shared_models.claims import Stake


class ReleaseVehicle(FieldSetDialog):
    """Ends the stake by which a car is sold or held."""

    def __init__(self, workspace: Workspace, view: RecordView, stake: Stake, parent: QWidget | None = None) -> None:
        self._name = workspace.reader.title_of(view)
        super().__init__(workspace, words.RELEASE_FOR.format(vehicle=self._name), words.RELEASE_SAVE, parent)
        self._view, self._stake = view, stake
        pattern = words.RELEASE_SALE if stake.kind == "sale" else words.RELEASE_HOLD
        self.body.addWidget(Text(pattern.format(customer=workspace.reader.title("customer", stake.party))))
        name = owner_elsewhere(workspace, stake.kind, stake.id)
        self._owner, self._owned = name, words.OWNED[stake.kind].format(name=name) if name else ""
        self.ask_button = Button(words.ASK_RELEASE, "check", "link", parent=self)
        self.ask_button.clicked.connect(self._ask)
        may, self._approval = may_end(workspace, stake.kind, stake.id, view.id)
        if may:
            self.ask_button.hide()
        else:
            self.body.addWidget(Banner(words.OWNED_NOT.format(owned=self._owned, name=name), "warn"))
            self.body.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
            self.confirm_button.setEnabled(False)
        self.asked = FieldSet(workspace, "release", ["reason", "note"])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        (self.asked["reason"] if may else self.ask_button).setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        holder = holder_of(self.workspace.reader, self._view.id, self.workspace.identity.device)
        if holder is None or holder.stake.id != self._stake.id:
            return [(self.confirm_button, words.NOTHING_HELD)]
        return super().objections()

    def cautions(self) -> list[str]:
        return [words.OWNED_AGAIN.format(owned=self._owned)] if self._owned else []

    def _ask(self) -> None:
        AskApproval(self.workspace, self._view, self.parentWidget(), self._owned).open()
        self.reject()

    def commands(self) -> Sequence[Command]:
        reason, note = self.asked.value("reason"), self.asked.value("note")
        return [release_of(self.workspace, self._stake.id, self._view, reason, note, self._approval)]

    def sentence(self) -> str:
        return words.RELEASED.format(vehicle=self._name)
