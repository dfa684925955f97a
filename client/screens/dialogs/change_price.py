"""A new price for a vehicle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from client.commands import Command, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.text import deeds as words
from client.workspace import Workspace


class ChangePrice(FieldSetDialog):
    """Writes one field; what the person saw is what the change is measured against."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        title = words.PRICE_FOR.format(vehicle=workspace.reader.title_of(view))
        super().__init__(workspace, title, words.PRICE_SAVE, parent)
        self._view = view
        self.asked = FieldSet(workspace, "vehicle", ["price"], required=["price"])
        self.asked.set_value("price", view.values["price"])
        self.body.addWidget(self.asked["price"])
        self.tell_age(view)
        self.body.addStretch(1)
        self.asked["price"].setFocus()

    def commands(self) -> Sequence[Command]:
        held, wanted = self._view.values["price"], self.asked.value("price")
        return [Edit("vehicle", self._view.id, {"price": held}, {"price": wanted})] if wanted != held else []

    def sentence(self) -> str:
        return words.PRICE_SAVED
