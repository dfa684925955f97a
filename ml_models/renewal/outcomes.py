"""What became of policies that came to their end: renewed (a period of that name was written) or lapsed.

Each renewal is scored as it was called about: at the premium of the period that ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from ml_models import reason_words as words
from ml_models.cases import Case, Records, Seen
from ml_models.renewal.features import RISING, prepared
from ml_models.renewal.of_records import of_policy

READS = ("policy",)
GROUP = "insurer"
"""By what the outcomes are compared for fairness: policies hold nothing of what a person is."""
HELD = RISING
"""A dearer premium never predicts fewer lapses, whatever is learned."""
LAPSED = ("lapsed", "non_renewed", "expired")
"""Statuses of a policy that was not renewed. One that was cancelled ended before its renewal came up: no outcome."""
OPEN = ("active", "expiring")
_DAY = timedelta(days=1)


def label(column: str) -> str:
    """A trained column in words."""
    return words.RENEWAL_LABELS.get(column, column)


def cases(records: Records) -> list[Case]:
    """A case for each renewal written, and one for the end of each policy that lapsed or is in force.

    Those at whose premium nothing is known have no score, and are no cases.
    """
    found = [case for policy in records.all("policy") for case in _of_policy(policy)]
    return [case for case in found if "price_change" in case.row]


def _of_policy(policy: Seen) -> Iterator[Case]:
    held = policy.values
    periods = [row for row in (held["periods"] or {}).values() if row.get("effective")]
    before = None
    for row in sorted(periods, key=lambda one: one["effective"]):
        if row.get("transaction") == "renewal" and (before is not None or held["premium"] is not None):
            yield _case(policy, row["effective"] - _DAY, before or held["premium"], False)
        if row.get("transaction") in ("new", "renewal") and row.get("premium") is not None:
            before = row["premium"]
    if held["expires_on"] is not None and held["premium"] is not None:
        if held["status"] in LAPSED:
            yield _case(policy, held["expires_on"], held["premium"], True)
        elif held["status"] in OPEN:
            yield Case(prepared(of_policy(held)), policy.created, None, None, str(held[GROUP] or ""))


def _case(policy: Seen, ends: date, premium: object, lapsed: bool) -> Case:
    at = datetime(ends.year, ends.month, ends.day, tzinfo=UTC)
    row = prepared(of_policy(policy.values, ends, premium))
    return Case(row, at, lapsed, at, str(policy.values[GROUP] or ""))
