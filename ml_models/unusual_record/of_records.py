"""From a booking, its customer, its vehicle and the others of the house, as records hold them, to the plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median
from typing import Any

from ml_models.additive import Row
from ml_models.cases import Seen
from ml_models.local_time import agreed
from ml_models.unusual_record.features import digits_repeated, mail_digits

NEAR = timedelta(days=30)
STOCK = 200
"""So many vehicles, the latest, say what a usual price is."""


def of_booking(
    booking: Seen, zones: Sequence[tzinfo], others: Sequence[Row], customer: Seen | None, sharing: int, price: Any,
    stock: Iterable[Any],
) -> dict[str, Any]:  # fmt: skip
    """Plain values; what is not known is left out. ``zones``: by which clocks its hour and weekday are read.

    ``others``: the customer's other bookings; ``sharing``: how many other customers have the same phone number or
    e-mail address; ``price``: of the vehicle; ``stock``: prices of the vehicles there are (None for those without).
    """
    held = booking.values
    local = agreed(zones, lambda zone: _local(held["starts_at"].astimezone(zone)))
    known: dict[str, Any] = {name: value for name, value in local.items() if value is not None}
    known["ahead_hours"] = max(0.0, (held["starts_at"] - booking.created).total_seconds() / 3600)
    if held["ends_at"]:
        known["minutes"] = (held["ends_at"] - held["starts_at"]).total_seconds() / 60
    if held["customer"]:
        known |= _others(held, others)
    if customer is not None:
        known |= _customer(booking, customer, sharing)
    alike = [each.minor for each in stock if each is not None and price is not None and each.currency == price.currency]
    usual = median(alike) if alike else 0
    return known | ({"price_ratio": price.minor / usual} if price is not None and usual else {})


def _local(starts: datetime) -> dict[str, Any]:
    return {"hour": starts.hour + starts.minute / 60, "weekday": starts.weekday()}


def _others(held: Row, others: Sequence[Row]) -> dict[str, Any]:
    near = [each for each in others if abs(each["starts_at"] - held["starts_at"]) <= NEAR]
    return {
        "bookings": 1 + len(near),
        "no_shows": sum(each["status"] == "no_show" for each in others),
        "overlapping": sum(_meet(each, held) for each in near if each["status"] != "cancelled"),
    }


def _meet(one: Row, other: Row) -> bool:
    ends = (one["ends_at"] or one["starts_at"], other["ends_at"] or other["starts_at"])
    return bool(one["starts_at"] < ends[1] and other["starts_at"] < ends[0])


def _customer(booking: Seen, customer: Seen, sharing: int) -> dict[str, Any]:
    phone, mail = customer.values["phone"], customer.values["email"]
    known = {
        "shared_contacts": sharing,
        "missing_contacts": (not phone) + (not mail),
        "repeated_digits": digits_repeated(phone) if phone else None,
        "mail_digits": mail_digits(mail) if mail else None,
        "known_days": max(0.0, (booking.created - customer.created).total_seconds() / 86_400),
    }
    return {name: value for name, value in known.items() if value is not None}
