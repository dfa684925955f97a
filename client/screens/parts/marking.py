"""What people say of a test drive, and the models learn from: was the booking in order, was the feedback praise."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, Text
from client.commands import Edit
from client.reading.queries import RecordView
from client.screens.dialogs.look_at_booking import LookAtBooking
from client.screens.parts.page import deeds
from client.text import feedback as words
from client.workspace import Workspace
from shared_models.rights import may_write


class _Said(QWidget):
    """What was said, and buttons to say it; the button of what holds has a tick, and says so."""

    def __init__(self, workspace: Workspace, buttons: dict[str, str], asked: str) -> None:
        super().__init__()
        self.workspace = workspace
        self._may_say = may_write(workspace.identity.role, "test_drive")
        self._view: RecordView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._asked, self.said = Text(asked, "soft"), Text("")
        self.buttons = {value: Button(text) for value, text in buttons.items()}
        for value, button in self.buttons.items():
            button.clicked.connect(partial(self._pressed, value))
        self._row = deeds(*self.buttons.values())
        for part in (self.said, self._asked, self._row):
            column.addWidget(part)
        self.hide()

    def _show(self, view: RecordView, holds: str | None, said: str) -> None:
        self._view = view
        self.said.setText(said)
        self.said.setVisible(bool(said))
        for value, button in self.buttons.items():
            button.set_icon("check" if value == holds else "")
            button.setAccessibleDescription(said if value == holds else "")
        self._asked.setVisible(self._may_say)
        self._row.setVisible(self._may_say)
        self.setVisible(self._may_say or bool(said))

    def _pressed(self, value: str, _checked: bool = False) -> None:
        if self._view is not None:
            self.say(self._view, value)

    @abstractmethod
    def say(self, view: RecordView, value: str) -> None:
        """A button was pressed."""


class LookedAt(_Said):
    """Whether a booking was in order, asked in a dialog that takes the reason."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, {"in_order": words.IN_ORDER, "wrong": words.WRONG}, words.LOOK)

    def show_view(self, view: RecordView) -> None:
        """Show what was said of a drive's booking."""
        found, reason = view.values["looked"], view.values["looked_reason"]
        said = words.LOOKED.get(found, "") if found else ""
        self._show(view, found, words.LOOKED_WHY.format(found=said, reason=reason) if said and reason else said)

    def say(self, view: RecordView, value: str) -> None:
        LookAtBooking(self.workspace, view, value, self.window()).open()


class MoodMark(_Said):
    """What a person read in the feedback; said at once, and taken back as any other change."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, words.MARKS, words.MARK)

    def show_view(self, view: RecordView) -> None:
        """Show what was said of a drive's feedback."""
        self._show(view, view.values["mood"], words.MARKED.get(view.values["mood"] or "", ""))

    def say(self, view: RecordView, value: str) -> None:
        if view.values["mood"] == value:
            return
        vehicle = self.workspace.reader.title("vehicle", view.values["vehicle"])
        said = words.MARK_SAVED[value].format(vehicle=vehicle)
        command = Edit("test_drive", view.id, {"mood": view.values["mood"]}, {"mood": value})
        self.workspace.run(command, lambda _outcome: self.workspace.said.emit(said, False))
