"""Many records changed at once, two made one, and what one did: seen, undone and done again from its page."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.widgets import ChoiceField
from client.commands import Edit
from client.screens.bulk_edit import BulkEditDialog
from client.screens.merge_dialog import MergeDialog
from client.screens.what_i_did import WhatIDid
from client.text import undo as words
from client.workspace import Place, Workspace
from tests.client.screens.pressing import press, toast
from tests.client.screens.small_house import House, office, show, showroom
from tests.client.showroom import add, add_customers, add_vehicles

__all__ = ["office", "showroom"]


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot) -> WhatIDid:
    """A page over which dialogs open."""
    screen = WhatIDid(workspace, Place("what_i_did"))
    qtbot.addWidget(screen)
    return screen


def _choose(field: ChoiceField, value: object) -> None:
    field.set_value(value)
    field.changed.emit()


def _statuses(workspace: Workspace) -> set[str]:
    return {view.values["status"] for view in workspace.reader.find("vehicle")}


def test_many_are_changed_at_once_after_a_preview(qtbot: QtBot, workspace: Workspace, page: WhatIDid) -> None:
    add_vehicles(workspace, 6)
    ordinals = list(workspace.reader.ordinals("vehicle"))
    dialog = BulkEditDialog(workspace, "vehicle", ordinals, False, page)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog._summaries))
    assert not dialog.change.isEnabled()
    _choose(dialog.field, "status")
    assert dialog.editor is not None
    dialog.editor.enter("sold")
    dialog.editor.changed.emit()
    assert dialog.change.text() == "Change 5 vehicles"
    assert "Available → Sold" in dialog.preview.text()
    assert audit(dialog).violations == []
    assert "1 has this value already" in dialog.preview.text()
    dialog.change.click()
    qtbot.waitUntil(lambda: _statuses(workspace) == {"sold"})
    workspace.undo()
    qtbot.waitUntil(lambda: _statuses(workspace) == {"available", "held", "incoming", "sold"})


def test_a_needed_field_cannot_be_emptied_in_many(qtbot: QtBot, workspace: Workspace, page: WhatIDid) -> None:
    add_vehicles(workspace, 2)
    ordinals = list(workspace.reader.ordinals("vehicle"))
    dialog = BulkEditDialog(workspace, "vehicle", ordinals, True, page)
    qtbot.waitUntil(lambda: bool(dialog._summaries))
    _choose(dialog.field, "make")
    assert not dialog.change.isEnabled()
    assert "Make" in dialog.preview.text()


def test_two_customers_become_one_by_choosing(qtbot: QtBot, workspace: Workspace, page: WhatIDid) -> None:
    keep, other = add_customers(workspace, ("Zoë Müller", "Zoe Mueller"))
    policy = add(workspace, "policy", number="P1", status="active", expires_on=date(2030, 1, 1), holder=other)
    view = workspace.reader.record("customer", keep)
    assert view is not None
    dialog = MergeDialog(workspace, view, page)
    dialog.show()
    dialog.other.enter(keep)
    dialog.other.changed.emit()
    assert not dialog.merge.isEnabled()
    dialog.other.enter(other)
    dialog.other.changed.emit()
    assert list(dialog.choices) == ["name"]
    assert audit(dialog).violations == []
    _choose(dialog.choices["name"], True)
    dialog.merge.click()
    qtbot.waitUntil(lambda: workspace.reader.find("policy")[0].values["holder"] == keep)
    assert [one.values["name"] for one in workspace.reader.find("customer")] == ["Zoe Mueller"]
    assert policy


def test_what_i_did_is_listed_undone_and_done_again(showroom: House, qtbot: QtBot) -> None:
    workspace, window = showroom.workspace, show(showroom, qtbot)
    before = showroom.values("vehicle", "camry")["trim"]
    workspace.run(Edit("vehicle", showroom.id("camry"), {"trim": before}, {"trim": "Sport"}))
    qtbot.waitUntil(workspace.can_undo)
    window.show_place(Place("what_i_did"))
    page = window.current_screen()
    assert isinstance(page, WhatIDid)
    qtbot.waitUntil(lambda: [one.isVisible() for one in page.buttons.values()] == [True])
    said = {label.text() for label in page.findChildren(QLabel)}
    assert "Changed Trim of Toyota Camry" in said
    assert audit(page).violations == []
    press(qtbot, page, "Undo: Changed Trim of Toyota Camry")
    qtbot.waitUntil(lambda: showroom.values("vehicle", "camry")["trim"] == before)
    qtbot.waitUntil(lambda: next(iter(page.buttons.values())).text() == words.REDO)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: showroom.values("vehicle", "camry")["trim"] == "Sport")
    qtbot.waitUntil(lambda: toast(window) == words.REDONE)
