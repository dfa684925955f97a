"""The risk review, coaching, rules of risk, how groups are treated, and the claim review queue."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.business.claim_reviews import queue, save_reviewed
from client.scores.claim_features import claim_features
from client.screens.base import Screen
from client.screens.claim import Claim
from client.screens.claim_queue import ClaimQueue
from client.screens.dialogs.coach_driver import CoachDriver, RiskRules
from client.screens.dialogs.review_claim import ReviewClaim
from client.screens.fairness import FairnessScreen
from client.screens.risk import Risk
from client.text import risk as words
from client.window.main_window import MainWindow
from client.workspace import Place
from ml_models.claim_fraud.features import COLUMNS
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import TODAY, House, office, show

__all__ = ["office"]


@pytest.fixture
def fleet(office: House) -> House:
    """The office with a box that reports speeding, one that reports no distance, and a claim that stands out."""
    van, driver = office.id("fleet_van"), office.id("driver")
    for back in range(1, 9):
        office.add(
            f"day{back}", "telematics_day", vehicle=van, driver=driver, on=TODAY - timedelta(days=back),
            distance=Quantity(300, "km"), speeding_events=40, harsh_braking=20, night_share=10,
        )  # fmt: skip
    silent = office.add("silent", "vehicle", make="Fiat", model="Ducato", year=2019, vin="ZFA25000000000009")
    office.add("silent_day", "telematics_day", vehicle=silent, on=TODAY - timedelta(days=1), speeding_events=3)
    happened = datetime.now(UTC).replace(hour=2) - timedelta(days=60)
    office.add(
        "odd", "claim", number="CLM-ODD", policy=office.id("POL123"), vehicle=van, driver=driver, status="reported",
        cause="theft", happened_at=happened, reported_at=happened + timedelta(days=45), fraud_suspected=True,
    )  # fmt: skip
    assert office.workspace.scores.wait_idle()
    return office


def place(house: House, qtbot: QtBot, name: str) -> tuple[MainWindow, Screen]:
    """A screen of the window, filled."""
    window = show(house, qtbot)
    window.show_place(Place(name))
    screen = window.current_screen()
    assert screen is not None
    qtbot.waitUntil(screen.is_filled, timeout=60_000)
    return window, screen


def test_the_review_shows_risk_with_reasons_and_who_lacks_data(fleet: House, qtbot: QtBot) -> None:
    _window, screen = place(fleet, qtbot, "risk")
    assert isinstance(screen, Risk)
    qtbot.waitUntil(lambda: len(screen.highest.rows()) == 1, timeout=60_000)
    (row,) = screen.highest.rows()
    score = fleet.workspace.scores.of("vehicle", fleet.id("fleet_van"))
    assert score is not None
    assert row.status == f"{round(100 * score.value)} %"
    assert "speeding events per 100 km" in row.detail
    assert row.detail in row.spoken()
    (lacking,) = screen.no_data.rows()
    assert lacking.status == "Not enough data"
    assert lacking.detail == "Not enough data: telematics reported no distance yet."
    assert [card.chart.data.title for card in screen.charts if card.chart.data.series]
    assert "describes the model, not causes" in screen.note.text() or "describe the model" in screen.note.text()


def test_a_coaching_task_is_made_for_who_drove_it(fleet: House, qtbot: QtBot) -> None:
    window, screen = place(fleet, qtbot, "risk")
    assert isinstance(screen, Risk)
    qtbot.waitUntil(lambda: bool(screen.highest.rows()), timeout=60_000)
    press(qtbot, screen, "New coaching task")
    dialog = opened(qtbot, CoachDriver)
    assert dialog.asked.value("driver") == fleet.id("driver")
    press(qtbot, dialog, "Save task")
    qtbot.waitUntil(lambda: toast(window) == "Coaching task saved", timeout=60_000)
    (task,) = fleet.workspace.reader.find("coaching")
    assert (task.values["vehicle"], task.values["done"]) == (fleet.id("fleet_van"), False)
    qtbot.waitUntil(lambda: len(screen.coachings.rows()) == 1, timeout=60_000)


def test_the_house_switches_the_drivers_age_off_and_moves_the_bands(fleet: House, qtbot: QtBot) -> None:
    workspace = fleet.workspace
    before = workspace.scores.of("vehicle", fleet.id("fleet_van"))
    assert before is not None
    assert "driver_age" in {reason.feature for reason in before.reasons}
    held = workspace.identity
    workspace.replica.sign_in_as(replace(held, role="head_office"))
    _window, screen = place(fleet, qtbot, "risk")
    assert isinstance(screen, Risk)
    press(qtbot, screen, "Rules of risk")
    dialog = opened(qtbot, RiskRules)
    dialog.asked.set_value("use_driver_age", False)
    dialog.asked.set_value("high", 40)
    dialog.asked.set_value("reason", "Agreed with the works council")
    press(qtbot, dialog, "Save rules")
    assert dialog.asked["medium"].error() == words.RULES_ORDER
    dialog.asked.set_value("medium", 1)
    dialog.asked.set_value("high", 2)
    press(qtbot, dialog, "Save rules")
    qtbot.waitUntil(lambda: words.WITHOUT_AGE in screen.head.detail.text(), timeout=60_000)
    assert workspace.scores.wait_idle()
    after = workspace.scores.of("vehicle", fleet.id("fleet_van"))
    assert after is not None
    assert "driver_age" not in {reason.feature for reason in after.reasons}
    assert after.band == "high"


def test_what_stands_out_waits_for_a_person_who_says_what_is_so(fleet: House, qtbot: QtBot, tmp_path: Path) -> None:
    window, screen = place(fleet, qtbot, "claim_queue")
    assert isinstance(screen, ClaimQueue)
    qtbot.waitUntil(lambda: [row.key for row in screen.waiting.rows()] == [fleet.id("odd")], timeout=60_000)
    assert "Reported 45 days after it happened" in screen.waiting.rows()[0].spoken()
    screen.save(tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()
    screen.waiting.card(fleet.id("odd")).click()
    dialog = opened(qtbot, ReviewClaim)
    press(qtbot, dialog, "Save review")
    assert dialog.asked["verdict"].error()
    dialog.asked.set_value("verdict", "not_fraud")
    dialog.asked.set_value("reason", "The police found the car")
    press(qtbot, dialog, "Save review")
    qtbot.waitUntil(lambda: toast(window) == "Claim CLM-ODD: not a fraud", timeout=60_000)
    qtbot.waitUntil(lambda: not screen.waiting.rows() and len(screen.reviewed.rows()) == 1, timeout=60_000)
    assert fleet.values("claim", "odd")["status"] == "reported"  # nothing decides by itself
    (fact,) = fleet.workspace.reader.find("claim_review")
    assert fact.values["score"] > 0
    assert str(fact.values["model"]).startswith("claim_fraud ")
    screen.save(tmp_path / "reviewed.csv")
    with (tmp_path / "reviewed.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == [*COLUMNS, "fraud"]
    assert (row["cause"], row["report_delay_days"], row["doubted"], row["fraud"]) == ("theft", "45", "yes", "no")


def test_the_page_of_a_claim_says_whether_it_stands_out(fleet: House, qtbot: QtBot) -> None:
    window = show(fleet, qtbot)
    window.show_place(Place("record", "claim", fleet.id("odd")))
    page = window.current_screen()
    assert isinstance(page, Claim)
    qtbot.waitUntil(page.is_filled, timeout=60_000)
    press(qtbot, page, "Say what you found")
    dialog = opened(qtbot, ReviewClaim)
    dialog.asked.set_value("verdict", "fraud")
    dialog.asked.set_value("reason", "The invoice was forged")
    press(qtbot, dialog, "Save review")
    qtbot.waitUntil(
        lambda: any(row.title.startswith("Fraud confirmed by") for row in page.history.rows()), timeout=60_000
    )


def test_the_page_of_fairness_opens(fleet: House, qtbot: QtBot) -> None:
    window, screen = place(fleet, qtbot, "risk")
    press(qtbot, screen, "How groups are treated")
    there = window.current_screen()
    assert isinstance(there, FairnessScreen)
    qtbot.waitUntil(there.is_filled, timeout=60_000)


def test_the_values_of_a_claim_are_what_is_known_of_it(fleet: House) -> None:
    reader = fleet.workspace.reader
    odd = reader.record("claim", fleet.id("odd"))
    plain = reader.record("claim", fleet.id("claim"))
    assert odd is not None
    assert plain is not None
    first, second = claim_features(reader, [odd, plain])
    assert first | {"days_to_end": 0} == {
        "report_delay_days": 45, "cause": "theft", "unwitnessed": True, "at_night": True, "photos": 0, "doubted": True,
        "days_since_start": 140, "days_to_end": 0, "covered": True, "earlier_claims": 0,
    }  # fmt: skip
    assert (second["earlier_claims"], second["report_delay_days"], "doubted" in second) == (1, 1, False)


def test_a_review_that_cannot_tell_teaches_nothing(fleet: House, tmp_path: Path) -> None:
    found = queue(fleet.workspace.reader, fleet.workspace.scores)
    assert [view.id for view, _score in found.waiting] == [fleet.id("odd")]
    fleet.add("review", "claim_review", claim=fleet.id("odd"), verdict="open", reason="No invoice", person=new_id())
    assert save_reviewed(fleet.workspace.reader, tmp_path / "x.csv") == 0
    assert queue(fleet.workspace.reader, fleet.workspace.scores).waiting == ()
