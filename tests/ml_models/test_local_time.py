"""Hours, weekdays and dates are read by the clock of the record's store; where clocks disagree nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ml_models.cases import Records
from ml_models.claim_fraud import outcomes as claims
from ml_models.lead_conversion import outcomes as leads
from ml_models.local_time import Clocks, agreed
from ml_models.unusual_record import outcomes as bookings
from tests.ml_models.test_outcomes import house, seen

LOS_ANGELES = seen("store", "west", time_zone="America/Los_Angeles")
BERLIN = seen("store", "east", time_zone="Europe/Berlin")


def test_a_store_with_its_zone_and_houses_without_one() -> None:
    both = Clocks([("west", "America/Los_Angeles"), ("east", "Europe/Berlin"), ("odd", "Mars/Olympus"), ("none", None)])
    assert [str(zone) for zone in both.of("west")] == ["America/Los_Angeles"]
    assert both.of("odd") == both.of("none") == (UTC,)
    assert [str(zone) for zone in both.of(None)] == ["America/Los_Angeles", "Europe/Berlin", "UTC"]
    assert both.of("gone") == both.of(None)
    assert Clocks([]).of("any") == (UTC,)
    assert [str(zone) for zone in Clocks([("a", "Asia/Tokyo"), ("b", "Asia/Tokyo")]).of(None)] == ["Asia/Tokyo"]


def test_what_the_clocks_agree_on_is_known() -> None:
    at = datetime(2026, 7, 1, 3, tzinfo=UTC)  # 20:00 on 30 June in Los Angeles, 05:00 on 1 July in Berlin
    clocks = Clocks([("west", "America/Los_Angeles"), ("east", "Europe/Berlin")])

    def read(zone: Any) -> dict[str, Any]:
        there = at.astimezone(zone)
        return {"year": there.year, "month": there.month, "evening": there.hour >= 20}

    assert agreed(clocks.of(None), read) == {"year": 2026, "month": None, "evening": None}
    assert agreed(clocks.of("west"), read) == {"year": 2026, "month": 6, "evening": True}


def claim(happened: datetime, *stores: Any, store: str | None = None) -> Records:
    """One claim of a vehicle of a store, under a policy that began on 10 July 2026."""
    policy = seen("policy", "p", starts_on=date(2026, 7, 10), expires_on=date(2027, 7, 9))
    car = seen("vehicle", "v", store=store)
    loss = seen("claim", "c", policy="p", vehicle="v", status="reported", happened_at=happened)
    return house(("claim", [loss]), ("policy", [policy]), ("vehicle", [car]), ("store", list(stores)))


@pytest.mark.parametrize(
    ("happened", "night"),
    [
        (datetime(2026, 7, 15, 5, 30, tzinfo=UTC), "yes"),  # 22:30 in summer
        (datetime(2026, 12, 15, 5, 30, tzinfo=UTC), "no"),  # 21:30 in winter
        (datetime(2026, 12, 15, 6, 30, tzinfo=UTC), "yes"),  # 22:30 in winter
        (datetime(2026, 7, 15, 11, 59, tzinfo=UTC), "yes"),  # 04:59 in summer
        (datetime(2026, 7, 15, 12, 0, tzinfo=UTC), "no"),  # 05:00 in summer
        (datetime(2026, 7, 15, 23, 0, tzinfo=UTC), "no"),  # 16:00, which is 23:00 in UTC
    ],
)
def test_night_is_night_in_los_angeles_in_summer_and_winter(happened: datetime, night: str) -> None:
    (found,) = claims.cases(claim(happened, LOS_ANGELES, BERLIN, store="west"))
    assert found.row["at_night"] == night


def test_the_policy_had_not_begun_where_it_was_still_the_day_before() -> None:
    begun = datetime(2026, 7, 10, 5, tzinfo=UTC)  # 9 July, 22:00 in Los Angeles
    (there,) = claims.cases(claim(begun, LOS_ANGELES, store="west"))
    assert "days_since_start" not in there.row
    assert there.row["covered"] == "no"
    (here,) = claims.cases(claim(begun, BERLIN, store="east"))
    assert (here.row["days_since_start"], here.row["covered"]) == (0, "yes")


def test_without_a_store_the_one_zone_of_the_house_counts_and_of_several_only_what_they_agree_on() -> None:
    evening = datetime(2026, 7, 15, 5, 30, tzinfo=UTC)
    (alone,) = claims.cases(claim(evening, LOS_ANGELES))
    assert alone.row["at_night"] == "yes"
    (torn,) = claims.cases(claim(evening, LOS_ANGELES, BERLIN))
    assert "at_night" not in torn.row, "22:30 or 7:30"
    assert "days_since_start" not in torn.row, "14 or 15 July"
    assert torn.row["covered"] == "yes", "on either day"


def test_a_lead_spoken_to_on_the_last_evening_of_a_month_was_spoken_to_in_that_month() -> None:
    last = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 31 October, 23:30 in Los Angeles (still summer time)
    lead = seen("lead", "l", store="west", last_contact=last, channel="cellular", status="new")
    (found,) = leads.cases(house(("lead", [lead]), ("store", [LOS_ANGELES])))
    assert (found.row["month"], found.row["day"]) == ("oct", 31)


def test_a_booking_is_read_by_its_own_stores_clock() -> None:
    starts = datetime(2026, 3, 9, 3, tzinfo=UTC)  # Sunday 20:00 in Los Angeles, the day its summer time began
    drive = seen("test_drive", "d", starts, store="west", vehicle="v", customer="c", status="booked", starts_at=starts)
    customer = seen("customer", "c", phone="0170 5550111", email="ada@example.com")
    (found,) = bookings.cases(house(
        ("test_drive", [drive]), ("customer", [customer]), ("vehicle", [seen("vehicle", "v")]),
        ("store", [LOS_ANGELES, BERLIN]),
    ))  # fmt: skip
    assert (found.row["hour"], found.row["weekday"]) == (20, 6)
