"""Today: what to do now, and the ways from there; the walk-in that makes nobody twice."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from client.commands import RecordFact
from client.replica.worker import wait
from client.screens.dialogs.walk_in import WalkInDialog, digits
from client.screens.parts import role_day, showroom_day
from client.screens.record_list import ListScreen
from client.screens.today import Today
from client.window.main_window import MainWindow
from client.workspace import Place
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import House, identity, manager, office, show, showroom

__all__ = ["manager", "office", "showroom"]


def today_of(window: MainWindow) -> Today:
    """The screen the window begins with."""
    screen = window.current_screen()
    assert isinstance(screen, Today)
    return screen


def test_the_showroom_sees_what_is_due(showroom: House, qtbot: QtBot) -> None:
    screen = today_of(show(showroom, qtbot))
    qtbot.waitUntil(lambda: len(screen.rows("to_do").rows()) == 3)
    rows = screen.rows("to_do").rows()
    assert rows[0].title == "Follow up with Maria Lopez"
    assert rows[0].status == "3 days overdue"
    assert {row.title for row in rows[1:]} == {"Follow up with Jonas Weber", "Send the offer for the Corolla"}
    assert [row.detail for row in screen.rows("drives").rows()] == ["Jonas Weber"]
    assert {row.status for row in screen.rows("cars").rows()} == {"Held", "Incoming"}
    assert screen.figures["overdue"].accessibleName() == "1 Overdue"
    assert screen.figures["due"].accessibleName() == "2 Due today"


def test_a_row_opens_its_record(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    rows = today_of(window).rows("to_do")
    qtbot.waitUntil(lambda: bool(rows.rows()))
    rows.card(rows.rows()[0].key).click()
    assert window.history.current == Place("record", "lead", showroom.id("lead_maria"))


def test_what_changes_appears_and_what_stays_keeps_the_focus(showroom: House, qtbot: QtBot) -> None:
    rows = today_of(show(showroom, qtbot)).rows("to_do")
    qtbot.waitUntil(lambda: len(rows.rows()) == 3)
    first = rows.card(rows.rows()[0].key)
    first.setFocus()
    today = showroom.workspace.today()
    showroom.add("more", "activity", kind="task", subject="Ring the bank", store=showroom.id("store"), due=today)
    qtbot.waitUntil(lambda: len(rows.rows()) == 4)
    assert first.hasFocus()


def test_the_office_sees_expiries_and_opens_the_same_list(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    screen = today_of(window)
    qtbot.waitUntil(lambda: screen.figures["overdue"].count() == "1")
    counts = {key: figure.count() for key, figure in screen.figures.items()}
    assert counts == {"overdue": "1", "7": "1", "30": "1", "60": "0", "90": "0"}
    assert [row.title for row in screen.rows("renewals").rows()] == ["POL200"]
    assert [row.title for row in screen.rows("claims").rows()] == ["CLM-1"]
    office.workspace.catalogue.wait_ready("policy")
    screen.figures["30"].click()
    listing = window.current_screen()
    assert listing is not None
    qtbot.waitUntil(lambda: [c.accessibleName() for c in listing.list.cards.cards()] == ["POL201"])  # type: ignore[attr-defined]


def test_a_walk_in_becomes_customer_lead_and_visit(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    press(qtbot, window, "Walk-in")
    dialog = opened(qtbot, WalkInDialog)
    dialog.name.set_value("Nora Fields")
    dialog.phone.set_value("+49 30 999 8877")
    press(qtbot, dialog, "Save walk-in")
    qtbot.waitUntil(lambda: toast(window) == "Walk-in saved: Nora Fields")
    reader = showroom.workspace.reader
    customer = reader.find("customer", name="Nora Fields")
    leads = reader.find("lead", customer=customer[0].id)
    assert [lead.values["source"] for lead in leads] == ["walk_in"]
    assert leads[0].values["owner"] == showroom.id("me")
    (visit,) = reader.find("activity", lead=leads[0].id)
    # Shown as "Walk-in: Buy", the kind before the subject.
    assert (visit.values["kind"], visit.values["subject"]) == ("walk_in", "Buy")
    assert window.history.current == Place("record", "lead", leads[0].id)


def test_somebody_known_by_phone_is_not_made_twice(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    press(qtbot, window, "Walk-in")
    dialog = opened(qtbot, WalkInDialog)
    dialog.phone.editor.setFocus()
    qtbot.keyClicks(dialog.phone.editor, "089 5551234")
    qtbot.waitUntil(lambda: [row.title for row in dialog.matches.rows()] == ["Maria Lopez"])
    dialog.matches.card(showroom.id("maria")).click()
    assert dialog.name.value() == "Maria Lopez"
    assert dialog.using.isVisible()
    press(qtbot, dialog, "Save walk-in")
    qtbot.waitUntil(lambda: toast(window) == "Walk-in saved: Maria Lopez")
    reader = showroom.workspace.reader
    assert len(reader.find("customer", name="Maria Lopez")) == 1
    assert [lead.id for lead in reader.find("lead", customer=showroom.id("maria"))] == [showroom.id("lead_maria")]
    assert showroom.values("lead", "lead_maria")["contacts_now"] == 3


def test_a_walk_in_without_a_name_says_what_is_missing(showroom: House, qtbot: QtBot) -> None:
    press(qtbot, show(showroom, qtbot), "Walk-in")
    dialog = opened(qtbot, WalkInDialog)
    press(qtbot, dialog, "Save walk-in")
    assert dialog.isVisible()
    assert dialog.name.error() == "Fill in Name."
    assert dialog.summary.isVisible()
    dialog.reject()


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert digits("+49 89 5551234") == digits("089/5551234") == digits("0049 (0)89 5551234".replace("(0)", ""))


def test_a_manager_sees_the_leads_of_the_team_as_the_list_counts_them(manager: House, qtbot: QtBot) -> None:
    window = show(manager, qtbot)
    screen = today_of(window)
    row = ("Anna Berg", "Open leads: 2", "1 overdue")
    qtbot.waitUntil(lambda: [(r.title, r.detail, r.status) for r in screen.rows("team").rows()] == [row])
    screen.rows("team").chosen.emit(screen.rows("team").rows()[0].key)
    listing = window.current_screen()
    assert isinstance(listing, ListScreen)
    qtbot.waitUntil(lambda: len(getattr(listing.list.answer(), "ordinals", ())) == 2)


def test_each_role_has_what_it_looks_after_and_nothing_it_may_not_see(manager: House) -> None:
    here, workspace = manager.workspace.identity, manager.workspace
    release = {"stake": manager.id("hold"), "vehicle": manager.id("golf"), "reason": "withdrawn", "store": here.store}
    wait(workspace.replica.execute(RecordFact("release", {**release, "person": here.person})))
    found = {}
    for role in ("salesperson", "head_office", "it_admin", "auditor"):
        workspace.replica.sign_in_as(identity(role, here.person, here.store))
        found[role] = {key: [row.title for row in rows] for key, rows in role_day.gather(workspace)}
        day = showroom_day.gather(workspace)
        assert role != "it_admin" or (day.cars, day.leads, day.to_do) == ((), (), ())
    workspace.replica.sign_in_as(here)
    assert found == {
        "salesperson": {},
        "head_office": {"stores": ["Munich East"], "devices": ["The hub has not told of the devices yet"]},
        "it_admin": {"devices": ["The hub has not told of the devices yet"]},
        "auditor": {"decisions": ["Release: Customer withdrew, Volkswagen Golf"]},
    }
