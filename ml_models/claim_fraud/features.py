"""From the plain values of a claim to the columns a fraud model goes by, and those columns in words.

A claim may give any of these, all optional; what is not known is left out or None:

    report_delay_days   whole days from the loss to the report
    days_since_start    days the policy had run on the day of the loss
    days_to_end         days it had still to run
    earlier_claims      claims of the same vehicle or driver in the twelve months before
    cause               collision, parking, theft, glass, weather, animal, vandalism, fire, other
    unwitnessed         collision, theft or fire without a witness or another party: true or false
    at_night            happened between 22 and 5 o'clock, local time: true or false
    photos              photos with the report
    estimate_share      estimate over the vehicle's price
    covered             whether the policy covered the vehicle on the day: true or false
    doubted             whether somebody noted that something speaks against the report: true or false

Sex, age and marital status are no inputs, nor is anything else a person is.
"""

from __future__ import annotations

import math
from typing import Any

from ml_models import reason_words as words
from ml_models.additive import Row, category, number
from ml_models.telling import tell

NAME = "claim_fraud"

COLUMNS = {
    "report_delay_days": "number",
    "days_since_start": "number",
    "days_to_end": "number",
    "earlier_claims": "number",
    "cause": "category",
    "unwitnessed": "category",
    "at_night": "category",
    "photos": "number",
    "estimate_share": "number",
    "covered": "category",
    "doubted": "category",
}
"""The columns in the order of the model's axes."""

CAUSES = ("collision", "parking", "theft", "glass", "weather", "animal", "vandalism", "fire", "other")
_YES = {"yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}


def from_claim(claim: Row) -> dict[str, Any]:
    """The columns of a claim. What it does not say, or says out of range, is left out."""
    result: dict[str, Any] = {}
    for name, kind in COLUMNS.items():
        value = claim.get(name)
        if kind == "number":
            found = number(value)
            if 0 <= found <= 1e6:
                result[name] = found
        elif name == "cause":
            if category(value) in CAUSES:
                result[name] = category(value)
        elif category(value) in _YES:
            result[name] = _YES[category(value)]
    return result


def subject(column: str, value: object) -> str:
    """A column and its value in words, as a reason begins ("Reported 45 days after it happened")."""
    if value is None:
        return tell("NOT_KNOWN", label=tell("FRAUD_LABELS", column))
    if isinstance(value, str):
        if f"{column} {value}" in words.FRAUD_VALUES:
            return tell("FRAUD_VALUES", f"{column} {value}")
        return tell("CODE", label=tell("FRAUD_LABELS", column), code=value)
    if isinstance(value, (int, float)) and math.isfinite(value):
        count = round(100 * value) if column == "estimate_share" else round(value)
        return tell("FRAUD_COUNTS", column, 0 if count == 1 else 1, count=count)
    return tell("NOT_KNOWN", label=tell("FRAUD_LABELS", column))
