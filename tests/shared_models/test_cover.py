"""Whether a policy covers a vehicle on a day: period, schedule, backdated changes, cancellation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared_models.cover import covered_on

VEHICLE = {"vin": "WF0XXXTTGXLA00004", "plate": "B-FL 2021"}
ID = "a" * 32
LINES = {"x": {"cover": "liability", "clause": "A.1"}}


def policy(**values: Any) -> dict[str, Any]:
    """A policy for 2025 with the vehicle in its schedule from March to October."""
    schedule = {"1": {"vehicle": ID, "from_day": date(2025, 3, 1), "to_day": date(2025, 10, 31)}}
    usual = {"status": "active", "starts_on": date(2025, 1, 1), "expires_on": date(2025, 12, 31), "schedule": schedule}
    return {**usual, "lines": LINES, **values}


@pytest.mark.parametrize(
    ("day", "reason", "turns_on"),
    [
        (date(2024, 12, 31), "before", date(2025, 1, 1)),
        (date(2025, 2, 28), "not_yet", date(2025, 3, 1)),
        (date(2025, 3, 1), "covered", date(2025, 10, 31)),
        (date(2025, 10, 31), "covered", date(2025, 10, 31)),
        (date(2025, 11, 1), "no_longer", date(2025, 10, 31)),
        (date(2026, 1, 1), "after", date(2025, 12, 31)),
    ],
)
def test_the_period_and_the_schedule_decide(day: date, reason: str, turns_on: date) -> None:
    answer = covered_on(policy(), VEHICLE, ID, day)
    assert (answer.reason, answer.day) == (reason, turns_on)
    assert answer.covered == (reason == "covered")


def test_the_answer_names_the_cover_that_applies() -> None:
    assert covered_on(policy(), VEHICLE, ID, date(2025, 5, 1)).lines == ({"cover": "liability", "clause": "A.1"},)


def test_a_vehicle_taken_out_and_put_in_again_is_covered_in_both_spans() -> None:
    schedule = {
        "1": {"vin": "wf0xxxttgxla00004", "to_day": date(2025, 3, 31)},
        "2": {"vehicle": ID, "from_day": date(2025, 6, 1)},
    }
    asked = {day: covered_on(policy(schedule=schedule), VEHICLE, ID, day).reason
             for day in (date(2025, 3, 1), date(2025, 4, 10), date(2025, 7, 1))}  # fmt: skip
    assert list(asked.values()) == ["covered", "not_yet", "covered"]


def test_another_vehicle_is_not_covered() -> None:
    other = {"vin": "WVWZZZ1KZBW000001", "plate": "M-GO 1"}
    assert covered_on(policy(), other, "b" * 32, date(2025, 5, 1)).reason == "not_scheduled"


def test_without_a_schedule_the_vehicle_the_policy_names_is_covered() -> None:
    named = policy(schedule=None, vehicle="b fl-2021")
    assert covered_on(named, VEHICLE, ID, date(2025, 5, 1)).covered
    assert covered_on(policy(schedule={}, vehicle="elsewhere"), VEHICLE, ID, date(2025, 5, 1)).reason == "not_scheduled"


def test_a_dated_cancellation_ends_cover_from_its_day_until_it_is_reinstated() -> None:
    periods = {
        "1": {"transaction": "cancellation", "effective": date(2025, 5, 10)},
        "2": {"transaction": "reinstatement", "effective": date(2025, 6, 1)},
    }
    ended = policy(status="cancelled", periods=periods)
    reasons = [covered_on(ended, VEHICLE, ID, date(2025, month, 9)).reason for month in (5, 6)]
    assert reasons == ["covered", "covered"]
    answer = covered_on(ended, VEHICLE, ID, date(2025, 5, 10))
    assert (answer.reason, answer.day) == ("cancelled", date(2025, 5, 10))


@pytest.mark.parametrize(("status", "reason"), [("draft", "draft"), ("lapsed", "lapsed"), ("cancelled", "cancelled")])
def test_a_status_without_a_day_ends_cover_altogether(status: str, reason: str) -> None:
    assert covered_on(policy(status=status), VEHICLE, ID, date(2025, 5, 1)).reason == reason


def test_without_an_expiry_nothing_can_be_told() -> None:
    assert covered_on(policy(expires_on=None), VEHICLE, ID, date(2025, 5, 1)).reason == "no_dates"
