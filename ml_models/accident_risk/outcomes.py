"""Which insured vehicles had a claim that counts, month by month over twelve whole months, beside their claim rates.

A month is a case: what is predicted is the chance of a claim within it, a twelfth of the yearly rate on the scale of
logits (the two agree to half a per cent at rates such as these). Values stand as they are known today.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np

from ml_models import reason_words as words
from ml_models.accident_risk import telematics
from ml_models.accident_risk.features import prepared
from ml_models.accident_risk.model import USUAL, preferences_of
from ml_models.accident_risk.of_records import of_vehicle
from ml_models.additive import Floats, Row
from ml_models.cases import Case, Records, Seen
from ml_models.model_file import ModelFile

READS = ("vehicle", "policy", "claim")
GROUP = "driver's age"
"""By what the outcomes are compared for fairness."""
MONTHS = 12
MOST = 5_000
"""Vehicles that are looked at; of more, always the same ones."""
_TELEMATICS = (*telematics.BEHAVIOURS, "distance_km", "telematics_days")
_AGES = (25, 35, 50, 65)
_DAYS = 90
"""Telematics days a vehicle is judged by, the latest, as for its score."""


def label(column: str) -> str:
    """An input in words."""
    return words.RISK_LABELS.get(column, column)


def logits(file: ModelFile, cases: Sequence[Case]) -> Floats:
    """The chance of a claim within a month, as a logit: tables and telematics, and a twelfth of a year."""
    settings = {**file.settings["telematics"], "reference_per_100_km": USUAL.reference_per_100_km}
    beside = [sum(telematics.log_factors(telematics.driving(each.row), settings).values()) for each in cases]
    answers = file.additive.answers([each.row for each in cases])
    return np.asarray(answers + np.array(beside) - math.log(MONTHS))


def cases(records: Records, today: date | None = None) -> list[Case]:
    """A case for each month in which a vehicle was covered, the latest first of each."""
    months = list(_months(today or datetime.now(UTC).date()))
    insured = _insured(records)
    days, claims = records.by("telematics_day", "vehicle"), _counted(records)
    rules = sorted(records.all("risk_rule"), key=lambda each: (each.created, each.id))
    without = preferences_of(rules[-1].values).without if rules else frozenset()
    found: list[Case] = []
    for vehicle in sorted(insured, key=lambda one: hashlib.sha256(one.encode()).digest())[:MOST]:
        seen = records.by_id("vehicle")[vehicle]
        row, group = _row(records, seen, days.get(vehicle, ()), without)
        happened = _months_of(claims.get(vehicle, ()), records.clocks.of(seen.values["store"])[0])
        compared = True
        for first in months:
            middle = first + timedelta(days=14)
            if any(records.covered(policy.values, seen.values, vehicle, middle) for policy in insured[vehicle]):
                at = datetime(first.year, first.month, 28, tzinfo=UTC)
                found.append(Case(row, seen.created, f"{first:%Y-%m}" in happened, at, group, compared))
                compared = False
    return found


def _counted(records: Records) -> dict[str, list[Seen]]:
    """By vehicle the claims that count, as in every other claim rate."""
    found = records.by("claim", "vehicle")
    return {vehicle: [each for each in theirs if records.counts(each.values)] for vehicle, theirs in found.items()}


def _months_of(claims: Sequence[Seen], zone: tzinfo) -> set[str]:
    """The months in which they happened, by the calendar there."""
    found = (each.values["happened_at"] for each in claims if each.values["happened_at"])
    return {f"{at.astimezone(zone):%Y-%m}" for at in found}


def _months(today: date) -> Iterator[date]:
    """The first days of the last twelve whole months, the latest first."""
    first = today.replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first


def _insured(records: Records) -> dict[str, list[Seen]]:
    """By vehicle the policies that name it, in their schedule or by VIN or registration."""
    named: dict[str, str] = {}
    for vehicle in records.all("vehicle"):
        for name in ("vin", "plate"):
            if _plain(vehicle.values[name]):
                named[_plain(vehicle.values[name])] = vehicle.id
    found: dict[str, list[Seen]] = {}
    for policy in records.all("policy"):
        rows = list((policy.values["schedule"] or {}).values())
        theirs = {row.get("vehicle") or named.get(_plain(row.get("vin"))) for row in rows}
        if not rows:
            theirs = {named.get(_plain(policy.values["vehicle"]))}
        for vehicle_id in theirs:
            if vehicle_id is not None and vehicle_id in records.by_id("vehicle"):
                found.setdefault(vehicle_id, []).append(policy)
    return found


def _plain(code: object) -> str:
    return "".join(letter for letter in str(code or "").upper() if letter.isalnum())


def _row(records: Records, vehicle: Seen, days: Sequence[Seen], without: frozenset[str]) -> tuple[Row, str]:
    """The columns of a vehicle with what telematics saw, and its usual driver's age band."""
    latest = sorted(days, key=lambda each: each.values["on"], reverse=True)[:_DAYS]
    driver_id = next((day.values["driver"] for day in latest if day.values["driver"]), None)
    driver = records.by_id("driver").get(driver_id) if driver_id else None
    held = None if driver is None else driver.values
    values = of_vehicle(vehicle.values, held, [day.values for day in latest], datetime.now(UTC).date())
    age = values.get("driver_age")
    kept = {name: value for name, value in values.items() if name not in without}
    seen = {name: value for name, value in kept.items() if name in _TELEMATICS}
    return seen | prepared(kept), "not known" if age is None else _band(age)


def _band(age: int) -> str:
    below = next((most for most in _AGES if age < most), None)
    return f"{_AGES[-1]} and older" if below is None else f"under {below}"
