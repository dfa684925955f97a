"""Whether a policy covers a vehicle on a day, and why: from its period, its changes and its vehicle schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from shared_models.vin import normalise

Reason = Literal[
    "covered", "draft", "no_dates", "before", "after", "cancelled", "lapsed", "not_scheduled", "not_yet", "no_longer"
]
#: Statuses that end cover without naming a day; those that name one do so among the periods.
_ENDED = {"lapsed": "lapsed", "cancelled": "cancelled", "draft": "draft"}


@dataclass(frozen=True)
class Answer:
    """``day`` is the day the reason turns on, where there is one; ``lines`` are the cover lines that apply."""

    reason: Reason
    day: date | None = None
    lines: tuple[Mapping[str, Any], ...] = ()

    @property
    def covered(self) -> bool:
        """Whether the answer is yes."""
        return self.reason == "covered"


def covered_on(policy: Mapping[str, Any], vehicle: Mapping[str, Any], vehicle_id: str, day: date) -> Answer:
    """Ask for one vehicle and one day; both ends of the period and of the schedule count as covered."""
    force = _in_force(policy, day)
    if force is not None:
        return force
    rows = _rows_of(policy, vehicle, vehicle_id)
    if rows is None:
        return Answer("not_scheduled")
    for row in rows:
        if (row.get("from_day") or date.min) <= day <= (row.get("to_day") or date.max):
            return Answer(
                "covered", row.get("to_day") or policy.get("expires_on"), tuple((policy.get("lines") or {}).values())
            )
    later = [row["from_day"] for row in rows if row.get("from_day") and row["from_day"] > day]
    ended = [row["to_day"] for row in rows if row.get("to_day") and row["to_day"] < day]
    return Answer("not_yet", min(later)) if later else Answer("no_longer", max(ended, default=None))


def _in_force(policy: Mapping[str, Any], day: date) -> Answer | None:
    """Why the policy as a whole gives no cover on the day; None when it does."""
    starts, expires = policy.get("starts_on"), policy.get("expires_on")
    if expires is None:
        return Answer("no_dates")
    if starts is not None and day < starts:
        return Answer("before", starts)
    if day > expires:
        return Answer("after", expires)
    changes = [row for row in (policy.get("periods") or {}).values() if row.get("effective")]
    stops = sorted(
        (row["effective"], row["transaction"])
        for row in changes
        if row.get("transaction") in ("cancellation", "reinstatement")
    )
    before = [(effective, kind) for effective, kind in stops if effective <= day]
    if before:
        effective, kind = before[-1]
        return Answer("cancelled", effective) if kind == "cancellation" else None
    ended = _ENDED.get(policy.get("status") or "")
    dated = any(kind == "cancellation" for _, kind in stops)
    return Answer(ended) if ended and not dated else None  # type: ignore[arg-type]


def _rows_of(policy: Mapping[str, Any], vehicle: Mapping[str, Any], vehicle_id: str) -> list[Mapping[str, Any]] | None:
    """The schedule's rows about the vehicle; one without limits when the policy names it without a schedule."""
    schedule = list((policy.get("schedule") or {}).values())
    vin = normalise(vehicle.get("vin") or "")
    found = [
        row for row in schedule if row.get("vehicle") == vehicle_id or (vin and normalise(row.get("vin") or "") == vin)
    ]
    if found:
        return found
    names = {normalise(vehicle.get(name) or "") for name in ("vin", "plate")} - {""}
    return [{}] if not schedule and normalise(policy.get("vehicle") or "") in names else None
