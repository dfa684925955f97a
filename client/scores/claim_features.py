"""From claims to the plain values the claim fraud model takes, out of the claim, its policy and earlier claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from client.business.cover import covered_on
from client.reading.queries import Reader, RecordView

_YEAR = timedelta(days=365)
#: Losses that somebody is expected to have seen, or to be part of.
_SEEN = frozenset({"collision", "theft", "fire"})
_NIGHT = (22, 5)


def claim_features(reader: Reader, claims: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``claim_fraud``, one dict per claim. What is not known is left out, never guessed."""
    named = {name: [view.values[name] for view in claims if view.values[name]] for name in ("policy", "vehicle")}
    policies = {view.id: view for view in reader.by_ids("policy", sorted(set(named["policy"])))}
    vehicles = {view.id: view for view in reader.by_ids("vehicle", sorted(set(named["vehicle"])))}
    earlier = _others(reader, claims)
    made = []
    for view in claims:
        held = view.values
        policy, vehicle = policies.get(held["policy"] or ""), vehicles.get(held["vehicle"] or "")
        known = _own(held) | _of_policy(held, policy, vehicle)
        if held["happened_at"] is not None and (held["vehicle"] or held["driver"]):
            known["earlier_claims"] = _before(view, earlier)
        price = vehicle.values["price"] if vehicle is not None else None
        estimate = held["estimate"]
        if price is not None and estimate is not None and price.currency == estimate.currency and price.minor > 0:
            known["estimate_share"] = estimate.minor / price.minor
        made.append({name: value for name, value in known.items() if value is not None})
    return made


def _own(held: Mapping[str, Any]) -> dict[str, Any]:
    happened, reported = held["happened_at"], held["reported_at"]
    delay = (reported - happened).days if happened is not None and reported is not None else None
    cause = held["cause"]
    hour = happened.hour if happened is not None else None
    return {
        "report_delay_days": delay if delay is not None and delay >= 0 else None,
        "cause": cause,
        "unwitnessed": None if cause is None else cause in _SEEN and not (held["witnesses"] or held["third_party"]),
        "at_night": None if hour is None else hour >= _NIGHT[0] or hour < _NIGHT[1],
        "photos": len(held["photos"] or ()),
        "doubted": held["fraud_suspected"],
    }


def _of_policy(
    held: Mapping[str, Any], policy: RecordView | None, vehicle: RecordView | None
) -> dict[str, Any]:  # fmt: skip
    if policy is None or held["happened_at"] is None:
        return {}
    day = held["happened_at"].date()
    starts, ends = policy.values["starts_on"], policy.values["expires_on"]
    return {
        "days_since_start": (day - starts).days if starts is not None and day >= starts else None,
        "days_to_end": (ends - day).days if ends is not None and ends >= day else None,
        "covered": covered_on(policy.values, vehicle.values, vehicle.id, day).covered if vehicle is not None else None,
    }


def _others(reader: Reader, claims: Sequence[RecordView]) -> Sequence[RecordView]:
    """Claims of the same vehicles and drivers."""
    column, found = reader.column, []
    for name in ("vehicle", "driver"):
        ids = sorted({view.values[name] for view in claims if view.values[name]})
        found += reader.where("claim", [column("claim", name).in_(ids)]) if ids else []
    return found


def _before(view: RecordView, others: Sequence[RecordView]) -> int:
    """How many other claims the vehicle or the driver had in the year before."""
    happened: datetime = view.values["happened_at"]
    never = datetime.max.replace(tzinfo=UTC)
    mine = {
        other.id
        for other in others
        if other.id != view.id
        and any(view.values[name] and view.values[name] == other.values[name] for name in ("vehicle", "driver"))
        and happened - _YEAR <= (other.values["happened_at"] or never) < happened
    }
    return len(mine)
