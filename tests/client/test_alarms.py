"""When alarms ring: days of the store's zone, once, also when nobody was there; a rule without clock or screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from client.business import alarms
from client.business.alarms import Alarm, Mark, is_first, standing

BERLIN, AUCKLAND, NEW_YORK = (ZoneInfo(name) for name in ("Europe/Berlin", "Pacific/Auckland", "America/New_York"))
POLICY = "p" * 32


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def keys(found: Sequence[Alarm]) -> list[int]:
    return [alarm.step for alarm in found]


def ringing(day: date, now: datetime, zone: ZoneInfo, marks: Mapping[str, Sequence[Mark]] | None = None) -> list[int]:
    return keys(standing(alarms.expiry("policy", POLICY, day, zone), now, marks or {}).to_ring)


def mark(deed: str, when: datetime, until: datetime | None = None, place: int | None = 1, name: str = "m") -> Mark:
    return Mark(name, deed, when, "device", until, place)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "day", "step", "rings"),
    [
        (BERLIN, date(2026, 4, 28), 30, "2026-03-29T06:00"),  # the morning after the clocks went forward
        (BERLIN, date(2026, 4, 27), 30, "2026-03-28T07:00"),  # and the one before
        (BERLIN, date(2026, 10, 26), 1, "2026-10-25T07:00"),  # the day of 25 hours
        (BERLIN, date(2026, 10, 25), 1, "2026-10-24T06:00"),
        (AUCKLAND, date(2026, 1, 1), 1, "2025-12-30T19:00"),  # the day before, in UTC and in the year
        (NEW_YORK, date(2026, 3, 15), 7, "2026-03-08T12:00"),
    ],
)
def test_a_day_rings_in_the_morning_of_the_store(zone: ZoneInfo, day: date, step: int, rings: str) -> None:
    found = {alarm.step: alarm for alarm in alarms.expiry("policy", POLICY, day, zone)}
    assert set(found) == {30, 14, 7, 1}
    assert found[step].rings_at == at(rings)
    before = at(rings) - timedelta(seconds=1)
    assert step not in ringing(day, before, zone)
    assert ringing(day, at(rings), zone) == [step]


def test_what_was_missed_rings_once_and_only_the_latest_step() -> None:
    day = date(2026, 6, 30)
    assert ringing(day, at("2026-06-24T12:00"), BERLIN) == [7]
    assert ringing(day, at("2026-06-30T21:59"), BERLIN) == [1]
    assert ringing(day, at("2026-06-30T22:00"), BERLIN) == []  # midnight in Berlin: it has expired
    assert ringing(day, at("2026-05-30T12:00"), BERLIN) == []


def test_rung_is_rung_until_the_next_step() -> None:
    day = date(2026, 6, 30)
    seven = next(a for a in alarms.expiry("policy", POLICY, day, BERLIN) if a.step == 7)
    rung = {seven.key: [mark("rung", at("2026-06-23T06:00"))]}
    now = at("2026-06-25T06:00")
    found = standing(alarms.expiry("policy", POLICY, day, BERLIN), now, rung)
    assert (keys(found.to_ring), keys(found.waiting), keys(found.put_off)) == ([], [7], [])
    assert ringing(day, at("2026-06-29T06:00"), BERLIN, rung) == [1]
    assert ringing(day + timedelta(days=1), now, BERLIN, rung) == [7]  # moved by a day it is another thing


def test_put_off_rings_again_and_done_never() -> None:
    alarm = alarms.overdue("task", "activity", "t" * 32, date(2026, 10, 24), BERLIN)
    assert alarm.rings_at == at("2026-10-25T07:00")
    rung = mark("rung", at("2026-10-25T07:00"))
    until = at("2026-10-25T08:00")
    snoozed = mark("snoozed", at("2026-10-25T07:10"), until, 2)

    def stands(now: str, *marks: Mark) -> tuple[int, int, int]:
        found = standing([alarm], at(now), {alarm.key: marks})
        return len(found.to_ring), len(found.waiting), len(found.put_off)

    assert stands("2026-10-25T07:59", rung, snoozed) == (0, 0, 1)
    assert stands("2026-10-25T08:00", rung, snoozed) == (1, 0, 0)
    again = mark("rung", until, place=3)
    assert stands("2026-10-25T08:01", rung, snoozed, again) == (0, 1, 0)
    assert stands("2026-10-25T08:01", again, snoozed, rung) == (0, 1, 0)
    assert stands("2026-10-25T08:01", rung, mark("done", until, place=None)) == (0, 0, 0)


def test_a_test_drive_rings_half_an_hour_before_and_not_long_after() -> None:
    alarm = alarms.drive("d" * 32, datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1))
    for now, rings in (("00:59", 0), ("01:00", 1), ("02:29", 1), ("02:30", 0)):
        assert len(standing([alarm], at(f"2026-10-25T{now}"), {}).to_ring) == rings, now


def test_of_devices_in_touch_the_first_in_the_log_rings() -> None:
    now = at("2026-06-01T06:00")
    here, there = mark("rung", now, place=None, name="here"), mark("rung", now, place=7, name="there")
    assert is_first("here", [here]) is None
    assert is_first("here", [here, there]) is None
    taken = mark("rung", now, place=8, name="here")
    assert is_first("here", [taken, there]) is False
    assert is_first("there", [taken, there]) is True
    later = mark("snoozed", now, now, place=9, name="off")
    again = mark("rung", now, place=11, name="again")
    assert is_first("again", [taken, there, later, again]) is True
    assert is_first("gone", [taken]) is False
