"""A record's form: saved as one command, problems at their fields, nothing typed is ever lost or overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from accessibility.widgets import announcer
from accessibility.widgets.buttons import WrappingLink
from client.commands import Archive, Edit
from client.forms import FormContext, RecordForm
from client.replica.database import DiskFull
from client.workspace import Workspace
from shared_models.errors import InvalidRecord, NotAllowed, Problem
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from tests.client.showroom import DANA, OMAR, add, do, identity, vehicle


@pytest.fixture
def spoken(themed: object) -> Iterator[list[str]]:
    """Everything announced during the test."""
    said: list[str] = []
    connection = announcer().announced.connect(lambda text, _urgent: said.append(text))
    yield said
    announcer().announced.disconnect(connection)


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace) -> Callable[..., RecordForm]:
    """Open the form of a new record, or of one that is there; it hears of changes as it does on a screen."""

    def open_form(type_name: str, record: str = "", **presets: object) -> RecordForm:
        context = FormContext.of(workspace, RECORD_TYPES[type_name], record)
        form = RecordForm(context, workspace.reader.record(type_name, record) if record else None, presets)
        workspace.changed.connect(form.refresh)
        qtbot.addWidget(form)
        form.resize(1000, 700)
        form.show()
        return form

    return open_form


def test_a_new_record_is_one_command_with_what_was_entered(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    form = opened("policy", number="POL456")
    form.set_value("status", "active")
    form.set_value("expires_on", date(2025, 12, 31))
    form.fields["vehicle"].field.editor.setText("VIN123456789")
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    (view,) = workspace.reader.find("policy")
    assert view.id == form.context.record
    assert (view.values["number"], view.values["vehicle"]) == ("POL456", "VIN123456789")
    assert view.values["expires_on"] == date(2025, 12, 31)
    assert view.values["premium"] is None
    assert form.dirty() == []


def test_what_is_missing_is_said_at_the_field_and_in_the_summary(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    form = opened("policy")
    form.save()
    assert form.summary.isVisible()
    assert form.fields["number"].field.error()
    assert not form.fields["notes"].field.error()
    assert workspace.reader.count("policy") == 0


#: What people enter by hand, where something has to be filled in.
_ENTERED = ("vehicle", "policy", "customer", "claim", "driver")


@pytest.mark.parametrize("name", _ENTERED)
def test_an_empty_form_is_sent_to_its_summary_and_every_line_of_it_leads_to_its_field(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm], name: str, spoken: list[str]
) -> None:
    form = opened(name)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    for field in form.fields.values():
        field.enter(None)
    form.save()
    wrong = [field for field in form.fields.values() if field.field.error()]
    assert {field.name for field in wrong} >= {key for key, one in form.fields.items() if one.entry.required}
    assert wrong
    assert form.focusWidget() is form.summary
    links = form.summary.findChildren(WrappingLink)
    assert [link.text() for link in links] == [field.field.error() for field in wrong]
    assert spoken[-1] == ". ".join([form.summary.accessibleName(), *(link.text() for link in links)])
    for link, field in zip(links, wrong, strict=True):
        link.setFocus()
        qtbot.keyClick(link, Qt.Key.Key_Return)
        at = form.focusWidget()
        assert at is not None
        assert field.isAncestorOf(at)
    assert workspace.reader.count(name) == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [("phone", Qt.InputMethodHint.ImhDialableCharactersOnly), ("email", Qt.InputMethodHint.ImhEmailCharactersOnly)],
)
def test_the_keyboard_on_the_screen_is_told_what_is_to_be_typed(
    opened: Callable[..., RecordForm], name: str, hint: Qt.InputMethodHint
) -> None:
    form = opened("customer")
    editor = form.fields[name].field.editor
    assert editor.inputMethodHints() & hint


def test_an_edit_writes_only_what_was_changed(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    form = opened("vehicle", add(workspace, "vehicle", **vehicle(1)))
    form.set_value("mileage", Quantity(50_000, "mi"))
    assert form.dirty() == ["mileage"]
    command = form.command()
    assert isinstance(command, Edit)
    assert command.old == {"mileage": vehicle(1)["mileage"]}
    assert command.new == {"mileage": Quantity(50_000, "mi")}


def test_saving_without_a_change_writes_nothing(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    form = opened("vehicle", add(workspace, "vehicle", **vehicle(1)))
    before = workspace.reader.unsent().changes
    with qtbot.waitSignal(form.saved):
        form.save()
    assert workspace.reader.unsent().changes == before


def test_a_doubtful_vin_is_told_and_saved_all_the_same(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm], spoken: list[str]
) -> None:
    form = opened("vehicle", make="Toyota", model="Camry")
    vin = form.fields["vin"]
    vin.field.editor.setFocus()
    qtbot.keyClicks(vin.field.editor, "1hg cm82633a004353")
    vin.field.editor.editingFinished.emit()
    assert vin.value() == "1HGCM82633A004353"
    assert "check digit" in vin.warning.text().lower()
    assert vin.warning.isVisible()
    qtbot.waitUntil(lambda: any("check digit" in text.lower() for text in spoken))  # it may have to wait its turn
    with qtbot.waitSignal(form.saved):
        form.save()
    assert workspace.reader.find("vehicle")[0].values["vin"] == "1HGCM82633A004353"


def test_a_change_from_elsewhere_shows_in_a_field_nobody_touched(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm], spoken: list[str]
) -> None:
    record = add(workspace, "vehicle", **vehicle(1))
    form = opened("vehicle", record)
    _elsewhere(workspace, record, "price", vehicle(1)["price"], Money(999_900, "EUR"))
    qtbot.waitUntil(lambda: form.fields["price"].value() == Money(999_900, "EUR"))
    assert form.dirty() == []
    qtbot.waitUntil(lambda: "Price changed to €9,999 by Omar Haddad" in spoken)


def test_a_change_from_elsewhere_never_overwrites_what_is_being_typed(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    record = add(workspace, "vehicle", **vehicle(1))
    form = opened("vehicle", record)
    price = form.fields["price"]
    price.field.editor.amount.setText("20500")
    _elsewhere(workspace, record, "price", vehicle(1)["price"], Money(999_900, "EUR"))
    qtbot.waitUntil(lambda: price.rival() is not None)
    rival = price.rival()
    assert rival is not None
    assert rival.text.startswith("Changed to €9,999 by Omar Haddad at ")
    assert rival.text.endswith("while you were editing")
    assert price.field.editor.amount.text() == "20500"
    with qtbot.waitSignal(form.saved):
        form.save()
    view = workspace.reader.record("vehicle", record)
    assert view is not None
    assert view.values["price"] == Money(2_050_000, "EUR")
    assert price.rival() is None


def test_the_other_value_can_be_taken(qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]) -> None:
    record = add(workspace, "vehicle", **vehicle(1))
    form = opened("vehicle", record)
    form.set_value("price", Money(1, "EUR"))
    _elsewhere(workspace, record, "price", vehicle(1)["price"], Money(999_900, "EUR"))
    qtbot.waitUntil(lambda: form.fields["price"].rival() is not None)
    rival = form.fields["price"].rival()
    assert rival is not None
    rival.take.click()
    assert form.fields["price"].value() == Money(999_900, "EUR")
    assert form.dirty() == []


def test_text_written_by_two_at_once_keeps_both(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    record = add(workspace, "customer", name="Zoë Müller", notes="Calls on Mondays.")
    form = opened("customer", record)
    form.fields["notes"].field.editor.setPlainText("Calls on Mondays. Likes estates.")
    command = Edit("customer", record, {"notes": "Calls on Mondays."}, {"notes": "VIP. Calls on Mondays."})
    do(workspace.replica, command)
    qtbot.waitUntil(lambda: form.fields["notes"].rival() is not None)
    with qtbot.waitSignal(form.saved):
        form.save()
    view = workspace.reader.record("customer", record)
    assert view is not None
    assert view.values["notes"] == "VIP. Calls on Mondays. Likes estates."


def test_an_archived_record_says_so_in_its_open_form(
    qtbot: QtBot, workspace: Workspace, opened: Callable[..., RecordForm]
) -> None:
    record = add(workspace, "customer", name="Zoë Müller")
    form = opened("customer", record)
    do(workspace.replica, Archive("customer", record))
    qtbot.waitUntil(form.trouble.isVisible)
    assert "archived" in form.trouble.text()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DiskFull("The disk is full."), "The disk is full. Everything you entered is still here."),
        (NotAllowed("Your role may not do this."), "Your role may not do this."),
    ],
)
def test_whatever_goes_wrong_everything_entered_stays(
    error: Exception,
    said: str,
    workspace: Workspace,
    opened: Callable[..., RecordForm],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = opened("vehicle", make="Toyota", model="Camry")
    monkeypatch.setattr(workspace, "run", lambda command, done, failed, initiator: failed(error))
    form.save()
    assert said in form.trouble.text()
    assert form.trouble.isVisible()
    assert form.values()["model"] == "Camry"
    assert form.save_button.isEnabled()


def test_problems_found_by_the_replica_go_to_their_fields(
    workspace: Workspace, opened: Callable[..., RecordForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = opened("vehicle", make="Toyota", model="Camry")
    error = InvalidRecord([Problem("model", "may have 80 characters at most")])
    monkeypatch.setattr(workspace, "run", lambda command, done, failed, initiator: failed(error))
    form.save()
    assert form.fields["model"].field.error() == "Model may have 80 characters at most"
    assert form.summary.isVisible()


def _elsewhere(workspace: Workspace, record: str, name: str, old: object, new: object) -> None:
    """Omar changes a value while Dana has the form open."""
    workspace.replica.sign_in_as(identity("salesperson", OMAR))
    do(workspace.replica, Edit("vehicle", record, {name: old}, {name: new}))
    workspace.replica.sign_in_as(identity("fleet_manager", DANA))
