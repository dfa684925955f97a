"""The editor of a VIN writes capitals and counts; what is wrong with the number is for the schema to say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from client.forms import FormContext
from client.forms.editors import editing_of
from client.forms.vin_field import VinField
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES


@pytest.fixture
def vin(themed: object, qtbot: QtBot) -> VinField:
    made = VinField()
    qtbot.addWidget(made)
    made.resize(360, 44)
    made.show()
    return made


def _count(vin: VinField) -> str:
    label = vin.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_it_writes_capitals_and_counts_what_a_vin_is_made_of(vin: VinField, qtbot: QtBot) -> None:
    assert _count(vin) == ""
    qtbot.keyClicks(vin, "1hg cm-8")
    assert vin.text() == "1HG CM-8"
    assert _count(vin) == "6 of 17"
    qtbot.keyClicks(vin, "2633a004353")
    assert _count(vin) == "", "all are there"
    qtbot.keyClick(vin, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert vin.text() != "1HG CM-82633A004353", "what was typed can be undone"


def test_the_text_never_runs_under_the_count(vin: VinField, qtbot: QtBot) -> None:
    label = vin.findChild(QLabel)
    assert isinstance(label, QLabel)
    qtbot.keyClicks(vin, "wvwzzz")
    assert vin.textMargins().right() >= vin.width() - label.x() - 16
    assert label.geometry().right() < vin.width()


def test_what_is_kept_is_shown_whatever_it_is(vin: VinField) -> None:
    vin.set_value("Chassis 12, an old one")
    assert vin.value() == "Chassis 12, an old one"
    assert vin.problem() == ""


def test_every_field_called_vin_gets_it(workspace: Workspace, qtbot: QtBot) -> None:
    vehicle = RECORD_TYPES["vehicle"]
    entry = vehicle.fields()["vin"]
    editor = editing_of(entry).make(entry.kind, entry, FormContext.of(workspace, vehicle))
    qtbot.addWidget(editor)
    assert isinstance(editor, VinField)
