"""The page of any record: read, edited, archived, explained; rivals shown where one works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from accessibility.widgets.feedback import Toast
from client.changes import Identity
from client.commands import Edit
from client.forms import FormContext
from client.reading.queries import RecordView
from client.replica.worker import Replica
from client.screens.record_form import NewScreen
from client.screens.record_page import RecordScreen
from client.screens.record_page_history import gather_history
from client.screens.why_dialog import WhyDialog
from client.text import records as words
from client.workspace import Place, Workspace
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from tests.client.forms.test_editors import sample
from tests.client.showroom import (
    DANA,
    OMAR,
    STORE,
    add,
    add_customers,
    add_policies,
    add_vehicles,
    do,
    identity,
    vehicle,
)
from tests.support.replicas import Log

Opened = Callable[[str, str], RecordScreen]


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace) -> Opened:
    """Open a record's page and wait until it shows the record."""

    def open_page(type_name: str, record: str) -> RecordScreen:
        screen = RecordScreen(workspace, Place("record", type_name, record))
        qtbot.addWidget(screen)
        screen.resize(1100, 800)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        qtbot.waitUntil(lambda: screen.view is not None)
        return screen

    return open_page


def shown_values(screen: RecordScreen) -> dict[str, str]:
    """What the page shows, by field."""
    assert screen.values is not None
    return {name: cell.text() for name, cell in screen.values.cells.items()}


def test_a_record_is_shown_in_words(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    policy = add_policies(workspace, 1)[0]
    screen = opened("policy", policy)
    values = shown_values(screen)
    assert screen.title() == "POL100"
    assert (values["insurer"], values["premium"], values["status"]) == ("GEICO", "€480.50", "Active")
    assert "notes" not in values
    screen.empty_button.click()
    assert shown_values(screen)["notes"] == "–"
    assert screen.values is not None
    model = screen.values.tables["lines"].model()
    cells = {(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())}
    assert cells == {("Third-party liability", "€10,000,000"), ("Comprehensive", "€50,000")}


@pytest.mark.parametrize("name", [name for name, kind in RECORD_TYPES.items() if not kind.about.fact])
def test_every_type_has_a_page_and_a_form(name: str, qtbot: QtBot, workspace: Workspace) -> None:
    """A new record type needs no code in the screens: this covers it as soon as it is in the list."""
    kind = RECORD_TYPES[name]
    writers = [r for r in ("fleet_manager", "sales_manager", "it_admin", "head_office") if may_write(r, name)]
    workspace.replica.sign_in_as(identity(writers[0]))
    known = {n: held for n, held in {"store": STORE, "time_zone": "Europe/Berlin"}.items() if n in kind.fields()}
    record = add(workspace, name, **{**{n: sample(f.kind) for n, f in kind.fields().items()}, **known})
    screen = RecordScreen(workspace, Place("record", name, record))
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: screen.view is not None)
    screen.edit()
    assert screen.form is not None
    assert screen.form.dirty() == []
    assert screen.form.check()
    new = NewScreen(workspace, Place("new", name))
    qtbot.addWidget(new)
    assert new.may_leave()


def test_an_edit_is_saved_shown_and_undone(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    screen = opened("vehicle", record)
    screen.edit_button.click()
    assert screen.form is not None
    screen.form.set_value("price", Money(999_900, "EUR"))
    screen.form.save_button.click()
    qtbot.waitUntil(lambda: screen.values is not None and shown_values(screen)["price"] == "€9,999")
    toast = screen.window().findChild(Toast)
    assert toast is not None
    assert toast.text() == "Changes saved"
    screen._undo()
    qtbot.waitUntil(lambda: shown_values(screen)["price"] == "€12,000")


def test_unsaved_work_is_asked_about_before_leaving(
    qtbot: QtBot, workspace: Workspace, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(_parent: object, title: str, *_rest: str) -> bool:
        asked.append(title)
        return False

    monkeypatch.setattr("client.screens.record_page.confirm", refuse)
    screen = opened("vehicle", add_vehicles(workspace, 1)[0])
    assert screen.may_leave()
    screen.edit()
    assert screen.may_leave()
    assert screen.form is not None
    screen.form.set_value("trim", "Executive")
    assert not screen.may_leave()
    assert len(asked) == 1
    screen.form.cancel_button.click()
    assert screen.form is not None, "the form stays when the person stays"


def test_a_record_is_archived_and_taken_back(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    screen = opened("vehicle", record)
    screen.archive_button.click()
    qtbot.waitUntil(screen.head.pill.isVisible)
    assert screen.archive_button.text() == "Restore"
    screen.archive_button.click()
    qtbot.waitUntil(lambda: screen.archive_button.text() == "Archive")
    view = workspace.reader.record("vehicle", record)
    assert view is not None
    assert not view.archived


def test_those_who_may_not_write_are_not_offered_it(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    workspace.replica.sign_in_as(identity("auditor"))
    screen = opened("vehicle", record)
    assert not screen.edit_button.isVisible()
    assert not screen.archive_button.isVisible()
    screen.edit()
    assert screen.form is None


def test_a_record_that_is_not_here_says_so(qtbot: QtBot, workspace: Workspace) -> None:
    screen = RecordScreen(workspace, Place("record", "vehicle", "f" * 32))
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.missing.isVisible)
    assert not screen.edit_button.isVisible()


def test_it_is_told_whether_the_hub_has_it(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    screen = opened("vehicle", add_vehicles(workspace, 1)[0])
    assert screen.hub_pill.text() == words.ONLY_HERE
    Log().take_from(workspace.replica)
    qtbot.waitUntil(lambda: screen.hub_pill.text() == words.ON_HUB)


def test_records_that_name_this_one_are_listed_by_the_schema(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    (customer,) = add_customers(workspace, ("Smith & Sons",))
    for number in range(7):
        add(workspace, "driver", name=f"Driver {number}", employer=customer)
    add(workspace, "policy", number="POL1", status="active", expires_on=date(2099, 1, 1), holder=customer)
    screen = opened("customer", customer)
    headings = {label.text() for label in screen.related.findChildren(QLabel)}
    assert {"Drivers", "7 drivers", "Policies", "1 policy"} <= headings
    places: list[Place] = []
    workspace.go.connect(places.append)
    link = next(one for one in screen._links if one.type_name == "driver")
    screen._add_related(link)
    assert places == [Place("new", "driver", presets=(("employer", customer),))]
    screen.related.all_wanted.emit(link)
    qtbot.waitUntil(lambda: "Driver 0" in {label.text() for label in screen.related.findChildren(QLabel)})


def test_a_vehicle_in_a_policy_s_schedule_finds_its_policy(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    car = add_vehicles(workspace, 1)[0]
    schedule = {"a" * 32: {"vehicle": car}}
    add(workspace, "policy", number="POL7", status="active", expires_on=date(2099, 1, 1), schedule=schedule)
    screen = opened("vehicle", car)
    assert "POL7" in {label.text() for label in screen.related.findChildren(QLabel)}


def test_why_this_value_by_mouse_and_by_keyboard(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    workspace.replica.sign_in_as(identity("salesperson", OMAR))
    do(workspace.replica, Edit("vehicle", record, {"price": vehicle(0)["price"]}, {"price": Money(999_900, "EUR")}))
    workspace.replica.sign_in_as(identity("fleet_manager", DANA))
    screen = opened("vehicle", record)
    assert screen.values is not None
    button = screen.values.cells["price"].why_button
    assert button.accessibleName() == "Why this value? Price"
    button.click()
    assert _entries(qtbot) == [
        ("€9,999", "Shown now", "Entered by Omar Haddad"), ("€12,000", "Replaced", "Entered by Dana Reyes"),
    ]  # fmt: skip
    _back_to(qtbot, screen)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert len(_entries(qtbot)) == 2
    _back_to(qtbot, screen)
    screen.edit()
    assert screen.form is not None
    editor = screen.form.fields["price"].field.editor.amount
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert len(_entries(qtbot)) == 2


def _back_to(qtbot: QtBot, screen: RecordScreen) -> None:
    """The window is in front again, as on a desktop when a dialog closes."""
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)


def _entries(qtbot: QtBot) -> list[tuple[str, ...]]:
    """What the dialog says, once it says something; it is closed then."""

    def dialog() -> WhyDialog | None:
        return next((w for w in QApplication.topLevelWidgets() if isinstance(w, WhyDialog) and w.isVisible()), None)

    qtbot.waitUntil(lambda: (there := dialog()) is not None and bool(there.entries))
    open_now = dialog()
    assert open_now is not None
    found = [tuple(label.text() for label in entry.findChildren(QLabel))[:3] for entry in open_now.entries]
    open_now.done(QDialog.DialogCode.Accepted)
    return found


def test_history_tells_what_each_change_did(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    do(workspace.replica, Edit("vehicle", record, {"trim": "Comfort"}, {"trim": "Executive"}))
    screen = opened("vehicle", record)
    screen.history_button.click()
    qtbot.waitUntil(
        lambda: "Trim: Executive, before Comfort" in {label.text() for label in screen.history.findChildren(QLabel)}
    )


def test_history_and_why_tell_words_rows_and_texts(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add(
        workspace,
        "policy",
        number="P-1",
        status="active",
        expires_on=date(2030, 1, 1),
        notes="Wants a quote on Monday",
        lines={"a": {"cover": "liability"}},
    )
    lines = {"a": {"cover": "liability", "clause": "A.1"}, "b": {"cover": "glass"}}
    old = {"notes": "Wants a quote on Monday", "lines": {"a": {"cover": "liability"}}}
    do(workspace.replica, Edit("policy", record, old, {"notes": "Wants a quote on Friday", "lines": lines}))
    do(workspace.replica, Edit("policy", record, {"lines": lines}, {"lines": {"b": {"cover": "glass"}}}))
    found = gather_history(
        workspace.reader, FormContext.of(workspace, RECORD_TYPES["policy"]), view_of(workspace, record)
    )
    assert [set(event.lines) for event in found[:2]] == [
        {"Cover: removed Third-party liability, A.1"},
        {
            "Notes: “Wants a quote on Friday”, before “Wants a quote on Monday”",
            "Cover, Clause: A.1", "Cover: added Glass",
        },
    ]  # fmt: skip
    assert {"Policy number: P-1", "Cover: added Third-party liability", "Notes: “Wants a quote on Monday”"} <= set(
        found[2].lines
    )
    assert found[0].occasion.offline
    WhyDialog(workspace, "policy", record, "lines").open()
    assert [entry[0] for entry in _entries(qtbot)] == [
        "Cover: removed Third-party liability, A.1", "Cover, Clause: A.1\nCover: added Glass",
        "Cover: added Third-party liability",
    ]  # fmt: skip


def view_of(workspace: Workspace, record: str) -> RecordView:
    """A policy as screens read it."""
    view = workspace.reader.record("policy", record)
    assert view is not None
    return view


def test_two_values_at_once_are_both_shown_and_one_is_chosen(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    record = add_vehicles(workspace, 1)[0]
    log = Log()
    log.take_from(workspace.replica)
    other = Replica(tmp_path / "other" / "replica.sqlite", _elsewhere())
    log.give_to(other)
    do(other, Edit("vehicle", record, {"price": vehicle(0)["price"]}, {"price": Money(2_000_000, "EUR")}))
    do(workspace.replica, Edit("vehicle", record, {"price": vehicle(0)["price"]}, {"price": Money(2_100_000, "EUR")}))
    log.take_from(workspace.replica)
    log.take_from(other)
    log.give_to(workspace.replica, other)
    other.close()
    screen = opened("vehicle", record)
    qtbot.waitUntil(screen.disagreements.isVisible)
    texts = " ".join(label.text() for label in screen.disagreements.findChildren(QLabel))
    assert "€20,000" in texts
    assert "€21,000" in texts
    chosen = next(b for b in screen.disagreements.buttons if "€20,000" in b.text())
    chosen.click()
    qtbot.waitUntil(lambda: not screen.disagreements.isVisible())
    qtbot.waitUntil(lambda: shown_values(screen)["price"] == "€20,000")
    assert workspace.reader.disagreements(record) == []


def _elsewhere() -> Identity:
    """Omar on a device of his own."""
    return replace(identity("salesperson", OMAR), device="e" * 32)


def test_a_change_from_elsewhere_shows_on_the_page(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    record = add_vehicles(workspace, 1)[0]
    screen = opened("vehicle", record)
    do(workspace.replica, Edit("vehicle", record, {"trim": "Comfort"}, {"trim": "Executive"}))
    qtbot.waitUntil(lambda: shown_values(screen)["trim"] == "Executive")


def test_a_new_policy_as_the_designs_ask_for_it(qtbot: QtBot, workspace: Workspace) -> None:
    screen = NewScreen(workspace, Place("new", "policy"))
    qtbot.addWidget(screen)
    screen.show()
    said: list[str] = []
    places: list[Place] = []
    workspace.said.connect(lambda text, _urgent: said.append(text))
    workspace.go.connect(places.append)
    fields = screen.form.fields
    qtbot.keyClicks(fields["number"].field.editor, "POL456")
    qtbot.keyClicks(fields["vehicle"].field.editor, "VIN123456789")
    qtbot.keyClicks(fields["expires_on"].field.editor.edit, "2025-12-31")
    screen.form.save_button.click()
    qtbot.waitUntil(lambda: said == ["Policy created successfully"])
    (view,) = workspace.reader.find("policy")
    assert places == [Place("record", "policy", view.id)]
    assert view.values["expires_on"] == date(2025, 12, 31)
    assert screen.may_leave()


def test_a_new_record_begins_in_the_store_where_one_works(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.replica.sign_in_as(identity("salesperson", OMAR))
    screen = NewScreen(workspace, Place("new", "lead", presets=(("status", "contacted"),)))
    qtbot.addWidget(screen)
    assert screen.form.fields["store"].value() == STORE
    assert screen.form.fields["status"].value() == "contacted"


def test_a_fact_is_recorded_once(qtbot: QtBot, workspace: Workspace) -> None:
    (claim,) = (add(workspace, "claim", number="CL1", status="reported"),)
    screen = NewScreen(workspace, Place("new", "claim_decision", presets=(("claim", claim), ("person", DANA))))
    qtbot.addWidget(screen)
    screen.form.set_value("decision", "approve")
    screen.form.set_value("reason", "Clear from the photos")
    with qtbot.waitSignal(screen.form.saved):
        screen.form.save()
    (fact,) = workspace.reader.find("claim_decision")
    page = RecordScreen(workspace, Place("record", "claim_decision", fact.id))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.view is not None)
    assert not page.edit_button.isVisible()
    why = WhyDialog(workspace, "claim_decision", fact.id, "reason", page)
    why.open()
    qtbot.waitUntil(lambda: any("Recorded once by Dana Reyes" in label.text() for label in why.findChildren(QLabel)))
    why.done(0)
