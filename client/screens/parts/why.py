"""The button that tells where a value comes from: who gave it, when, and what it replaced."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from accessibility.widgets import MenuButton
from client.reading.queries import RecordView
from client.screens.why_dialog import WhyDialog
from client.text import vehicle as words
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES


def why_button(
    workspace: Workspace, record_type: str, view: Callable[[], RecordView | None], page: QWidget
) -> MenuButton:
    """A menu of the fields of a record; choosing one shows its history."""

    def show(name: str) -> None:
        record = view()
        if record is not None:
            WhyDialog(workspace, record_type, record.id, name, page.window()).open()

    fields = RECORD_TYPES[record_type].fields().items()
    return MenuButton(words.WHY, [(f.label, lambda n=name: show(n)) for name, f in fields], "help", "quiet")
