"""What a person found who looked at the booking of a test drive, with why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from client.commands import Command, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.text import feedback as words
from client.workspace import Workspace


class LookAtBooking(FieldSetDialog):
    """``found`` is ``in_order`` or ``wrong``; what was wrong has to be said."""

    def __init__(self, workspace: Workspace, view: RecordView, found: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.LOOK_TITLES[found], words.LOOK_SAVE, parent)
        self._view, self._found = view, found
        needed = ["looked_reason"] if found == "wrong" else []
        self.asked = FieldSet(workspace, "test_drive", ["looked_reason"], required=needed)
        if view.values["looked"] == found:
            self.asked.set_value("looked_reason", view.values["looked_reason"])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["looked_reason"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if self._found == "wrong" and not (self.asked.value("looked_reason") or "").strip():
            return [(self.asked["looked_reason"], words.LOOK_WHY_MISSING)]
        return super().objections()

    def confirm(self) -> None:
        """Make room for what is wrong."""
        super().confirm()
        QTimer.singleShot(0, self, lambda: self.resize(self.size().expandedTo(self.sizeHint())))

    def commands(self) -> Sequence[Command]:
        now = {"looked": self._found, "looked_reason": self.asked.value("looked_reason") or None}
        return [Edit("test_drive", self._view.id, {name: self._view.values[name] for name in now}, now)]

    def sentence(self) -> str:
        vehicle = self.workspace.reader.title("vehicle", self._view.values["vehicle"])
        return words.LOOK_SAVED[self._found].format(vehicle=vehicle)
