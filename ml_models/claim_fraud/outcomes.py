"""What people found of claims they looked at: a fraud, or "not a fraud"; the latest review of a claim counts.

Mostly claims that stood out were looked at, so what is observed is so of those, not of all claims.
"""

from __future__ import annotations

from functools import partial

from ml_models import reason_words as words
from ml_models.cases import Case, Records, Seen
from ml_models.claim_fraud.features import from_claim
from ml_models.claim_fraud.of_records import of_claim

READS = ("claim", "claim_review")
GROUP = "cause"
"""By what the outcomes are compared for fairness: claims hold nothing of what a person is."""
VERDICTS = {"fraud": True, "not_fraud": False}
"""What a review says of the outcome; one that cannot tell says nothing."""


def label(column: str) -> str:
    """A trained column in words; a table of the house's own has its columns' names."""
    return words.FRAUD_LABELS.get(column, column)


def cases(records: Records) -> list[Case]:
    """A case for each claim."""
    latest: dict[str, Seen] = {}
    for review in sorted(records.all("claim_review"), key=lambda each: (each.created, each.id)):
        latest[review.values["claim"]] = review
    others = {name: records.by("claim", name) for name in ("vehicle", "driver")}
    return [_case(records, claim, others, latest.get(claim.id)) for claim in records.all("claim")]


def _case(
    records: Records, claim: Seen, others: dict[str, dict[str, list[Seen]]], review: Seen | None
) -> Case:  # fmt: skip
    held = claim.values
    policy = records.held("policy").get(held["policy"] or "")
    vehicle = records.held("vehicle").get(held["vehicle"] or "")
    near = {each.id: each for name, found in others.items() for each in found.get(held[name] or "", ())}
    near.pop(claim.id, None)
    values = of_claim(
        held, None if policy is None else policy.values, None if vehicle is None else vehicle.values,
        [each.values for each in near.values()],
        None if policy is None or vehicle is None
        else partial(records.covered, policy.values, vehicle.values, vehicle.id),
        records.clocks.of(None if vehicle is None else vehicle.values["store"]),
    )  # fmt: skip
    return Case(
        from_claim(values), claim.created, None if review is None else VERDICTS.get(review.values["verdict"]),
        None if review is None else review.created, str(held[GROUP] or ""),
    )  # fmt: skip
