"""From records to the plain values the models take. What is not known is left out, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from client.reading.queries import Reader, RecordView
from shared_models.kinds import Quantity

_KM_PER_MILE = 1.609344


def lead_features(reader: Reader, leads: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``lead_conversion``: how and how often we spoke, how it ended before; one dict per lead."""
    from ml_models.lead_conversion.features import of_record

    return [of_record(view.values) for view in leads]


def accident_features(reader: Reader, vehicles: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``accident_risk``: vehicle, its usual driver, and the totals of its telematics days; one dict each."""
    theirs = reader.column("telematics_day", "vehicle").in_([view.id for view in vehicles])
    reporting = {row[0] for row in reader.columns("telematics_day", ["vehicle"], theirs)}
    return [_accident(reader, view, view.id in reporting) for view in vehicles]


def _accident(reader: Reader, view: RecordView, reporting: bool) -> dict[str, Any]:
    days = reader.find("telematics_day", vehicle=view.id, order="-on", limit=90) if reporting else []
    driver_id = next((day.values["driver"] for day in days if day.values["driver"]), None)
    driver = reader.record("driver", driver_id) if driver_id else None
    known: dict[str, Any] = {"fuel": view.values["fuel"]} if view.values["fuel"] else {}
    if view.values["year"]:
        known["vehicle_age"] = max(0, datetime.now(UTC).year - view.values["year"])
    if driver is not None:
        known |= _driver(driver)
    if days:
        known |= _telematics(days)
    return known


def _driver(driver: RecordView) -> dict[str, Any]:
    born, bonus = driver.values["born_on"], driver.values["bonus_malus"]
    known: dict[str, Any] = {} if bonus is None else {"bonus_malus": bonus}
    if born is not None:
        known["driver_age"] = (datetime.now(UTC).date() - born).days // 365
    return known


def _telematics(days: Sequence[RecordView]) -> dict[str, Any]:
    """Totals over the days that reported; a day without a record is unknown, not zero."""
    distances = [_kilometres(day.values["distance"]) for day in days if day.values["distance"]]
    known: dict[str, Any] = {"telematics_days": len(days)}
    if distances:
        known["distance_km"] = sum(distances)
    for name in ("speeding_events", "harsh_braking"):
        counted = [day.values[name] for day in days if day.values[name] is not None]
        if counted:
            known[name] = sum(counted)
    night = [day.values["night_share"] for day in days if day.values["night_share"] is not None]
    if night:
        known["night_share"] = sum(night) / len(night)
    return known


def _kilometres(distance: Quantity) -> float:
    return distance.amount * (_KM_PER_MILE if distance.unit == "mi" else 1.0)
