"""Scores of test drives, made when a page is read: is the booking unlike others, how does the feedback speak of us.

They are few and made off the window's thread by whoever gathers the page, so they are not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from statistics import median
from typing import Any

from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.scores.scoring import scores_of
from ml_models.score import Score

_NEAR = timedelta(days=30)
_STOCK = 200
_BOOKINGS = 200


def booking_features(reader: Reader, drive: RecordView, zone: tzinfo) -> dict[str, Any]:
    """Values for ``unusual_record``. ``zone``: where the store is. What is not known is left out."""
    held = drive.values
    starts = held["starts_at"].astimezone(zone)
    known: dict[str, Any] = {
        "hour": starts.hour + starts.minute / 60,
        "weekday": starts.weekday(),
        "ahead_hours": max(0.0, (held["starts_at"] - drive.created).total_seconds() / 3600),
    }
    if held["ends_at"]:
        known["minutes"] = (held["ends_at"] - held["starts_at"]).total_seconds() / 60
    if held["customer"]:
        known |= _others(reader, drive) | _customer(reader, drive)
    return known | _price(reader, held["vehicle"])


def _others(reader: Reader, drive: RecordView) -> dict[str, Any]:
    begins = drive.values["starts_at"]
    others = reader.find("test_drive", customer=drive.values["customer"], limit=_BOOKINGS)
    held = [each.values for each in others if each.id != drive.id]
    near = [each for each in held if abs(each["starts_at"] - begins) <= _NEAR]
    return {
        "bookings": 1 + len(near),
        "no_shows": sum(each["status"] == "no_show" for each in held),
        "overlapping": sum(_meet(each, drive.values) for each in near if each["status"] != "cancelled"),
    }


def _meet(one: Any, other: Any) -> bool:
    ends = (one["ends_at"] or one["starts_at"], other["ends_at"] or other["starts_at"])
    return bool(one["starts_at"] < ends[1] and other["starts_at"] < ends[0])


def _customer(reader: Reader, drive: RecordView) -> dict[str, Any]:
    from ml_models.unusual_record.features import digits_repeated, mail_digits

    customer = reader.record("customer", drive.values["customer"])
    if customer is None:
        return {}
    phone, mail = customer.values["phone"], customer.values["email"]
    same = {
        each.id for name, held in (("phone", phone), ("email", mail)) if held
        for each in reader.find("customer", limit=20, **{name: held})
    }  # fmt: skip
    known = {
        "shared_contacts": len(same - {customer.id}),
        "missing_contacts": (not phone) + (not mail),
        "repeated_digits": digits_repeated(phone) if phone else None,
        "mail_digits": mail_digits(mail) if mail else None,
        "known_days": max(0.0, (drive.created - customer.created).total_seconds() / 86_400),
    }
    return {name: value for name, value in known.items() if value is not None}


def _price(reader: Reader, vehicle_id: str) -> dict[str, Any]:
    vehicle = reader.record("vehicle", vehicle_id)
    price = vehicle.values["price"] if vehicle is not None else None
    stock = [each.values["price"] for each in reader.find("vehicle", limit=_STOCK)]
    alike = [each.minor for each in stock if each is not None and price is not None and each.currency == price.currency]
    usual = median(alike) if alike else 0
    return {"price_ratio": price.minor / usual} if price is not None and usual else {}


def unusual(reader: Reader, drive: RecordView, zone: tzinfo) -> Score | str:
    """How unlike others a booking is, or why that cannot be said. Nothing is ever refused because of it."""
    return scores_of(reader, "unusual_record", [booking_features(reader, drive, zone)])[0]


@dataclass(frozen=True)
class Mood:
    """What the feedback of a drive says: its score (or why there is none), its aspects by band, and from 0 to 100."""

    drive: RecordView
    score: Score | str
    aspects: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, float], ...] = ()


def moods(reader: Reader, drives: Sequence[RecordView], language: str | None) -> list[Mood]:
    """Those of the drives that have feedback in words. ``language``: that of the customer, where it is known."""
    spoken = [drive for drive in drives if drive.values["comment"]]
    rows = [{"text": str(drive.values["comment"]), "language": language} for drive in spoken]
    scores = scores_of(reader, "feedback_sentiment", rows)
    return [_mood(reader, drive, score, row) for drive, score, row in zip(spoken, scores, rows, strict=True)]


def _mood(reader: Reader, drive: RecordView, score: Score | str, row: dict[str, Any]) -> Mood:
    from ml_models.feedback_sentiment.model import aspects_of

    if not isinstance(score, Score):
        return Mood(drive, score, ())
    found = aspects_of(row, file_in_use(reader, "feedback_sentiment"))
    bands = tuple((each.aspect, each.band) for each in found)
    return Mood(drive, score, bands, tuple((each.aspect, 100 * each.value) for each in found))
