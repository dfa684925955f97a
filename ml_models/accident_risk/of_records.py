"""From a vehicle, its usual driver and its telematics days, as records hold them, to the plain values of `features`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ml_models.additive import Row

_KM_PER_MILE = 1.609344


def of_vehicle(vehicle: Row, driver: Row | None, days: Sequence[Row], today: date) -> dict[str, Any]:
    """Plain values; what is not known is left out, never guessed. ``days``: its latest telematics days."""
    known: dict[str, Any] = {"fuel": vehicle["fuel"]} if vehicle["fuel"] else {}
    if vehicle["year"]:
        known["vehicle_age"] = max(0, today.year - vehicle["year"])
    if driver is not None:
        known |= _driver(driver, today)
    if days:
        known |= _telematics(days)
    return known


def _driver(driver: Row, today: date) -> dict[str, Any]:
    born, bonus = driver["born_on"], driver["bonus_malus"]
    known: dict[str, Any] = {} if bonus is None else {"bonus_malus": bonus}
    if born is not None:
        known["driver_age"] = (today - born).days // 365
    return known


def _telematics(days: Sequence[Row]) -> dict[str, Any]:
    """Totals over the days that reported; a day without a record is unknown, not zero."""
    distances = [_kilometres(day["distance"]) for day in days if day["distance"]]
    known: dict[str, Any] = {"telematics_days": len(days)}
    if distances:
        known["distance_km"] = sum(distances)
    for name in ("speeding_events", "harsh_braking"):
        counted = [day[name] for day in days if day[name] is not None]
        if counted:
            known[name] = sum(counted)
    night = [day["night_share"] for day in days if day["night_share"] is not None]
    if night:
        known["night_share"] = sum(night) / len(night)
    return known


def _kilometres(distance: Any) -> float:
    """``distance`` has an amount and a unit, mi or km."""
    return float(distance.amount) * (_KM_PER_MILE if distance.unit == "mi" else 1.0)
