"""From a claim, its policy, its vehicle and earlier claims, as records hold them, to the plain values of `features`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from ml_models.additive import Row
from ml_models.local_time import agreed

_YEAR = timedelta(days=365)
_SEEN = frozenset({"collision", "theft", "fire"})
"""Losses that somebody is expected to have seen, or to be part of."""
_NIGHT = (22, 5)


def of_claim(
    claim: Row, policy: Row | None, vehicle: Row | None, others: Iterable[Row], covered: Callable[[date], bool] | None,
    zones: Sequence[tzinfo],
) -> dict[str, Any]:  # fmt: skip
    """Plain values; what is not known is left out, never guessed. ``others``: other claims, of whatever vehicles.

    ``covered`` says whether the policy covers the vehicle on a day; None where either is not known. ``zones``: by which
    clocks hour and date of the loss are read; where they differ, what rests on it is not known.
    """
    known = _own(claim)
    if claim["happened_at"] is not None:
        known |= agreed(zones, lambda zone: _local(claim["happened_at"].astimezone(zone), policy, covered))
    if claim["happened_at"] is not None and (claim["vehicle"] or claim["driver"]):
        known["earlier_claims"] = sum(_earlier(claim, other) for other in others)
    price, estimate = None if vehicle is None else vehicle["price"], claim["estimate"]
    if price is not None and estimate is not None and price.currency == estimate.currency and price.minor > 0:
        known["estimate_share"] = estimate.minor / price.minor
    return {name: value for name, value in known.items() if value is not None}


def _own(held: Row) -> dict[str, Any]:
    happened, reported = held["happened_at"], held["reported_at"]
    delay = (reported - happened).days if happened is not None and reported is not None else None
    cause = held["cause"]
    return {
        "report_delay_days": delay if delay is not None and delay >= 0 else None,
        "cause": cause,
        "unwitnessed": None if cause is None else cause in _SEEN and not (held["witnesses"] or held["third_party"]),
        "photos": len(held["photos"] or ()),
        "doubted": held["fraud_suspected"],
    }


def _local(happened: datetime, policy: Row | None, covered: Callable[[date], bool] | None) -> dict[str, Any]:
    """What rests on the hour and the date where it happened."""
    night = {"at_night": happened.hour >= _NIGHT[0] or happened.hour < _NIGHT[1]}
    return night if policy is None else night | _of_policy(happened.date(), policy, covered)


def _of_policy(day: date, policy: Row, covered: Callable[[date], bool] | None) -> dict[str, Any]:
    starts, ends = policy["starts_on"], policy["expires_on"]
    return {
        "days_since_start": (day - starts).days if starts is not None and day >= starts else None,
        "days_to_end": (ends - day).days if ends is not None and ends >= day else None,
        "covered": None if covered is None else covered(day),
    }


def _earlier(claim: Row, other: Row) -> bool:
    """Whether another claim is of the same vehicle or driver, within the year before."""
    happened: datetime = claim["happened_at"]
    same = any(claim[name] and claim[name] == other[name] for name in ("vehicle", "driver"))
    return same and happened - _YEAR <= (other["happened_at"] or datetime.max.replace(tzinfo=UTC)) < happened
