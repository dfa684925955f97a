"""A record that is not there yet is made in a dialog, without losing the form behind it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.forms import RecordForm
from client.forms.new_dialog import ask_for_new
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES


def in_the_dialog(deed: Any) -> None:
    """Do something in the modal dialog once it is there."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, act)
            return
        deed(dialog.findChild(RecordForm))

    QTimer.singleShot(0, act)


def test_what_was_searched_for_is_not_typed_twice(qtbot: QtBot, workspace: Workspace) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    in_the_dialog(lambda form: form.save())
    made = ask_for_new(parent, workspace, RECORD_TYPES["customer"], "Zoë Müller")
    view = workspace.reader.record("customer", made or "")
    assert view is not None
    assert view.values["name"] == "Zoë Müller"


def test_cancelling_makes_nothing(qtbot: QtBot, workspace: Workspace) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    in_the_dialog(lambda form: form.cancel_button.click())
    assert ask_for_new(parent, workspace, RECORD_TYPES["customer"], "Zoë Müller") is None
    assert workspace.reader.count("customer") == 0
