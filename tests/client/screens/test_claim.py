"""Claims: first notice of loss step by step, the page, decisions as facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytestqt.qtbot import QtBot

from accessibility.widgets import Details
from client.screens.claim import Claim
from client.screens.dialogs.decide_claim import ClaimAmounts, DecideClaim
from client.screens.new_claim import NewClaim
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import House, office, show

__all__ = ["office"]


def page_of(house: House, qtbot: QtBot) -> tuple[MainWindow, Claim]:
    """The page of CLM-1, filled."""
    window = show(house, qtbot)
    window.show_place(Place("record", "claim", house.id("claim")))
    page = window.current_screen()
    assert isinstance(page, Claim)
    qtbot.waitUntil(lambda: bool(page.history.rows()))
    return window, page


def test_it_says_whether_it_was_covered(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot)
    assert page.cover.text().startswith("The policy covered the vehicle on")
    assert page.stepper.spoken() == "Step 1 of 4: Reported"


def test_a_decision_is_a_fact_and_moves_the_claim(office: House, qtbot: QtBot) -> None:
    window, page = page_of(office, qtbot)
    press(qtbot, page, "Begin assessment")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Being assessed")
    titles = ["Status: Being assessed", "Reported", "It happened"]
    qtbot.waitUntil(lambda: [row.title for row in page.history.rows()] == titles)
    press(qtbot, page, "Decide")
    dialog = opened(qtbot, DecideClaim)
    dialog.asked.set_value("decision", "approve")
    dialog.asked.set_value("amount", None)
    dialog.asked.set_value("reason", "Photos agree with the report")
    press(qtbot, dialog, "Record decision")
    assert dialog.asked["amount"].error() == "An approval needs an amount."
    dialog.asked.set_value("amount", Money.of(2100, "EUR"))
    press(qtbot, dialog, "Record decision")
    qtbot.waitUntil(lambda: toast(window) == "Claim CLM-1: approved")
    decisions = office.workspace.reader.find("claim_decision", claim=office.id("claim"))
    assert [one.values["amount"] for one in decisions] == [Money.of(2100, "EUR")]
    qtbot.waitUntil(lambda: page.history.rows()[0].title == "Approved by Anna Berg")
    assert office.values("claim", "claim")["reserve"] == Money.of(2100, "EUR")
    assert [row.title for row in page.history.rows()] == ["Approved by Anna Berg", *titles]


def test_what_is_paid_and_settled_closes_it(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot)
    press(qtbot, page, "Change amounts")
    dialog = opened(qtbot, ClaimAmounts)
    dialog.asked.set_value("paid", Money.of(2000, "EUR"))
    dialog.asked.set_value("settled_on", office.workspace.today())
    press(qtbot, dialog, "Save amounts")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Settled")


def test_first_notice_of_loss_leads_through_four_steps(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    press(qtbot, window, "Report a claim")
    page = window.current_screen()
    assert isinstance(page, NewClaim)
    page.asked.set_value("vehicle", office.id("fleet_van"))
    page.asked["vehicle"].committed.emit()
    qtbot.waitUntil(page.cover.isVisible)
    assert "Covered by policy" in page.cover.text()
    press(qtbot, page, "Next")
    page.asked.set_value("happened_at", datetime.now(UTC) + timedelta(days=2))
    press(qtbot, page, "Next")
    assert "future" in page.asked["happened_at"].error()
    page.asked.set_value("happened_at", datetime.now(UTC) - timedelta(hours=2))
    press(qtbot, page, "Next")
    page.asked.set_value("cause", "glass")
    page.asked.set_value("description", "A stone hit the windscreen")
    press(qtbot, page, "Back")
    assert page.pages.currentIndex() == 1
    press(qtbot, page, "Next")
    press(qtbot, page, "Next")
    last = page.pages.widget(3)
    assert last is not None
    shown = last.findChild(Details)
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    assert shown.value("Cause") == "Glass"
    press(qtbot, page, "Save claim")
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Claim))
    claims = office.workspace.reader.find("claim", cause="glass")
    assert [(one.values["status"], one.values["vehicle"]) for one in claims] == [("reported", office.id("fleet_van"))]
    assert claims[0].values["policy"] is not None
    assert toast(window) == f"Claim {claims[0].values['number']} saved"


def test_no_policy_is_said_and_does_not_block(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    window.show_place(Place("new", "claim", presets=(("vehicle", office.id("mx5")),)))
    page = window.current_screen()
    assert isinstance(page, NewClaim)
    qtbot.waitUntil(page.cover.isVisible)
    assert page.cover.text().startswith("No policy on this device covers")
    page.save()
    qtbot.waitUntil(lambda: len(office.workspace.reader.find("claim", vehicle=office.id("mx5"))) == 1)
