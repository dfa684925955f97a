"""The car goes out, the car comes back: what is noted at each end of a test drive."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from client.business.plates import out_now
from client.commands import Command, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.drive_claims import freed, plate_out
from client.screens.parts.field_set import FieldSet
from client.screens.parts.plate_words import where_is
from client.text import plates as plate_words
from client.text import test_drives as words
from client.workspace import Workspace

_FIELDS = {"out": ("plate", "mileage_out"), "returned": ("mileage_back", "rating", "comment")}


def _words(status: str) -> tuple[str, str]:
    """The title of the dialog, and what its button says."""
    return (words.OUT_TITLE, words.OUT_SAVE) if status == "out" else (words.BACK_TITLE, words.BACK_SAVE)


class MoveDrive(FieldSetDialog):
    """``status`` is out or returned."""

    def __init__(self, workspace: Workspace, view: RecordView, status: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, *_words(status), parent)
        self._view, self._status = view, status
        self.asked = FieldSet(workspace, "test_drive", _FIELDS[status])
        for name, field in self.asked.fields.items():
            self.asked.set_value(name, view.values[name])
            self.body.addWidget(field)
        if status == "out" and view.values["mileage_out"] is None:
            car = workspace.reader.record("vehicle", view.values["vehicle"])
            self.asked.set_value("mileage_out", car.values["mileage"] if car else None)
        self.body.addStretch(1)
        self.asked.all()[0].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if self._status == "returned":
            out, back = self._view.values["mileage_out"], self.asked.value("mileage_back")
            if out and back and out.unit == back.unit and back.amount < out.amount:
                return [(self.asked["mileage_back"], words.MILEAGE_ORDER.format(out=out))]
        problems = super().objections()
        plate = self.asked.value("plate") if self._status == "out" else None
        out = out_now(self.workspace.reader, plate) if plate else None
        if out is not None:
            problems.append((self.asked["plate"], where_is(self.workspace, out, plate_words.OUT_ALREADY)))
        return problems

    def commands(self) -> Sequence[Command]:
        new = {**{name: self.asked.value(name) for name in self.asked.fields}, "status": self._status}
        old = {name: self._view.values[name] for name in new}
        claimed = (
            plate_out(self.workspace, self._view, new["plate"])
            if self._status == "out"
            else freed(self.workspace, self._view, self._status)
        )
        return [Edit("test_drive", self._view.id, old, new), *claimed]

    def sentence(self) -> str:
        return words.DEEDS[self._status]
