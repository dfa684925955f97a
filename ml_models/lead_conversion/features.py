"""From the plain values of a lead to the columns the bundled model was trained on, and those columns in words.

A lead may give any of these, all optional; what is not known is left out or None:

    channel                    how we last spoke: cellular, telephone, in_person, email (the last two: not in the data)
    month, day                 of the last contact: 1 to 12 (or its English name), 1 to 31
    contacts_now               contacts about this purchase, the last one included
    contacts_before            contacts about earlier purchases
    days_since_earlier_contact days since the last contact about an earlier purchase
    previous_outcome           how that ended: success, failure, other, nonexistent
    home_loan, other_loan      has such a loan: true or false
    payment_default            has credit in default: true or false
    account_balance            average yearly balance in euro
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from ml_models import reason_words as words
from ml_models.additive import Row, category, number
from ml_models.local_time import agreed
from ml_models.telling import tell

NAME = "lead_conversion"

COLUMNS = {
    "contact": "category",
    "month": "category",
    "day": "number",
    "campaign": "number",
    "pdays": "number",
    "previous": "number",
    "poutcome": "category",
    "housing": "category",
    "loan": "category",
    "default": "category",
    "balance": "number",
}
"""The trained columns, in the order of the model's axes. Job and education are left out: they stand in for age."""

BLOCKS = (
    ("month", "day", "contact", "housing"),  # a wave of calls: when, how and to whom
    ("month", "day", "campaign"),
    ("month", "day", "poutcome"),
    ("month", "pdays", "previous", "poutcome"),  # what happened before
    ("month", "balance"),
    ("month", "loan"),
    ("balance", "housing", "loan"),  # money
    ("default",),
)
"""Which columns may act together; the model is a sum over these blocks."""

USUAL = ("contact", "month", "day", "campaign", "previous", "poutcome")
"""What a showroom usually knows of a lead. The card says how good the score is with that alone."""

CELLS = {"campaign": 16, "pdays": 32, "previous": 12, "balance": 64}
"""Cells of the axes that take part in large tables."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHANNELS = {"cellular": "cellular", "mobile": "cellular", "telephone": "telephone", "landline": "telephone"}
_OUTCOMES = {"success": "success", "failure": "failure", "other": "other", "nonexistent": "unknown"}


def from_lead(lead: Row) -> dict[str, Any]:
    """The trained columns of a lead. What the lead does not say, or says out of range, is left out."""
    before = _count(lead.get("contacts_before"))
    outcome = _OUTCOMES.get(category(lead.get("previous_outcome")))
    if before is None and outcome == "unknown":
        before = 0.0
    if before == 0:
        outcome = "unknown"  # as in the data: no earlier contact, so no earlier outcome
    columns = {
        "contact": _CHANNELS.get(category(lead.get("channel"))),
        "month": _month(lead.get("month")),
        "day": _within(lead.get("day"), 1, 31),
        "campaign": _count(lead.get("contacts_now")),
        "previous": before,
        "pdays": -1.0 if before == 0 else _count(lead.get("days_since_earlier_contact")),
        "poutcome": outcome,
        "housing": _yes_or_no(lead.get("home_loan")),
        "loan": _yes_or_no(lead.get("other_loan")),
        "default": _yes_or_no(lead.get("payment_default")),
        "balance": _within(lead.get("account_balance"), -math.inf, math.inf),
    }
    return {name: value for name, value in columns.items() if value is not None}


def of_record(values: Row, zones: Sequence[tzinfo]) -> dict[str, Any]:
    """The plain values of a lead as a record holds them; what it does not say is left out.

    ``zones``: by which clocks the day of the last contact is read; where they differ it is not known.
    """
    last = values.get("last_contact")
    known = {name: values.get(name) for name in ("channel", "contacts_now", "contacts_before", "previous_outcome")}
    known |= agreed(zones, lambda zone: _day_of(last.astimezone(zone))) if last else {}
    return {name: value for name, value in known.items() if value is not None}


def _day_of(local: datetime) -> dict[str, Any]:
    return {"month": local.month, "day": local.day}


def _within(value: object, least: float, most: float) -> float | None:
    found = number(value)
    return found if least <= found <= most else None  # NaN is in no range


def _count(value: object) -> float | None:
    return _within(value, 0, 1e6)


def _month(value: object) -> str | None:
    if isinstance(value, str) and value.strip()[:3].lower() in MONTHS:
        return value.strip()[:3].lower()
    place = _within(value, 1, 12)
    return None if place is None or place % 1 else MONTHS[int(place) - 1]


def _yes_or_no(value: object) -> str | None:
    text = {"true": "yes", "false": "no", "1": "yes", "0": "no"}.get(category(value), category(value))
    return text if text in ("yes", "no") else None


def subject(column: str, value: object) -> str:
    """A trained column and its value in words, as a reason begins ("Contact in March")."""
    if isinstance(value, str) and f"{column} {value}" in words.LEAD_VALUES:
        return tell("LEAD_VALUES", f"{column} {value}")
    if not isinstance(value, (int, float)):
        return tell("NOT_KNOWN", label=tell("LEAD_LABELS", column))
    return _with_number(column, round(value))


def _with_number(column: str, count: int) -> str:
    if column == "day":
        return tell("DAY_OF_MONTH", day=count)
    if column == "campaign":
        return tell("ONE_NOW") if count == 1 else tell("MANY_NOW", count=count)
    if column == "previous":
        several = tell("MANY_EARLIER", count=count) if count else tell("NONE_EARLIER")
        return tell("ONE_EARLIER") if count == 1 else several
    if column == "pdays":
        if count < 0:
            return tell("NEVER_BEFORE")
        return tell("ONE_DAY_AGO") if count == 1 else tell("DAYS_AGO", count=count)
    return tell("NUMBER", label=tell("LEAD_LABELS", column), number=count)
