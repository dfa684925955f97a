"""The page of a lead: score with reasons, timeline, logging, the next step, how far it is."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from accessibility.widgets import Heading, Text
from client.screens.dialogs.log_activity import LogActivity, LoseLead, NextStep
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.lead import Lead
from client.screens.parts.scores import ScoreView, top_reason
from client.window.main_window import MainWindow
from client.workspace import Place
from ml_models.score import Reason, Score
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]


def page_of(house: House, qtbot: QtBot) -> tuple[MainWindow, Lead]:
    """The page of Maria's lead, filled."""
    window = show(house, qtbot)
    window.show_place(Place("record", "lead", house.id("lead_maria")))
    page = window.current_screen()
    assert isinstance(page, Lead)
    qtbot.waitUntil(lambda: bool(page.timeline.rows()))
    return window, page


def test_it_shows_contact_next_step_and_cars(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    assert page.head.heading.text() == "Maria Lopez"
    assert page.head.pill.text() == "Contacted"
    assert page.stepper.spoken() == "Step 2 of 5: Contacted"
    assert page.next_text.text().endswith("(3 days overdue)")
    assert [row.title for row in page.vehicles.rows()] == ["Toyota Camry"]
    assert [row.title for row in page.timeline.rows()] == ["Call: Asked about delivery"]


def test_logging_a_call_counts_the_contact_and_sets_the_next_step(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Log call")
    dialog = opened(qtbot, LogActivity)
    dialog.asked.set_value("subject", "Wants to see the car")
    later = showroom.workspace.today() + timedelta(days=2)
    dialog.next.set_value(later)
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: toast(window) == "Call noted")
    qtbot.waitUntil(lambda: [row.title for row in page.timeline.rows()][:1] == ["Call: Wants to see the car"])
    lead = showroom.values("lead", "lead_maria")
    assert (lead["contacts_now"], lead["next_step"]) == (3, later)


def test_a_task_needs_its_day(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    press(qtbot, page, "Add task")
    dialog = opened(qtbot, LogActivity)
    dialog.asked.set_value("subject", "Prepare the offer")
    press(qtbot, dialog, "Save")
    assert dialog.asked["due"].error() != ""
    dialog.asked.set_value("due", showroom.workspace.today())
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: any("Prepare the offer" in row.title for row in page.timeline.rows()))
    task = showroom.workspace.reader.find("activity", kind="task", lead=showroom.id("lead_maria"))
    assert task[0].values["done"] is False


def test_the_next_step_and_the_status_move(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    press(qtbot, page, "Set next step")
    dialog = opened(qtbot, NextStep)
    dialog.day.set_value(showroom.workspace.today() + timedelta(days=1))
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: page.next_text.text() == "Due Tomorrow")
    page.set_status("negotiation")
    qtbot.waitUntil(lambda: page.stepper.spoken() == "Step 4 of 5: Negotiation")


def test_a_lost_lead_says_why(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    page.set_status("lost")
    dialog = opened(qtbot, LoseLead)
    dialog.asked.set_value("lost_reason", "price")
    press(qtbot, dialog, "Mark as lost")
    qtbot.waitUntil(lambda: page.lost.isVisible() and page.lost.text() == "Price")
    assert showroom.values("lead", "lead_maria")["next_step"] is None


def test_a_test_drive_is_booked_from_the_lead(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    assert dialog.asked.value("customer") == showroom.id("maria")
    press(qtbot, dialog, "Confirm")
    qtbot.waitUntil(lambda: toast(window) == "Test drive scheduled")
    drives = showroom.workspace.reader.find("test_drive", lead=showroom.id("lead_maria"))
    assert [drive.values["vehicle"] for drive in drives] == [showroom.id("camry")]


SCORE = Score(0.734, "high", (Reason("a", "Bought here before", 0.9), Reason("b", "Few contacts", -0.4)), "lead", "1")


def test_a_score_is_a_number_with_its_reasons(qtbot: QtBot) -> None:
    view = ScoreView()
    qtbot.addWidget(view)
    view.show_score(SCORE)
    view.show()
    headings = [heading.text() for heading in view.findChildren(Heading)]
    assert headings == ["73 %", "Speaks for it", "Speaks against it"]
    assert {"Bought here before", "Few contacts"} <= {text.text() for text in view.findChildren(Text)}
    assert top_reason(SCORE) == "Bought here before"


def test_an_absent_score_says_why(qtbot: QtBot) -> None:
    view = ScoreView()
    qtbot.addWidget(view)
    view.show_score(None, "Nobody has spoken to this customer yet.")
    assert [text.text() for text in view.findChildren(Text)] == ["Nobody has spoken to this customer yet."]
