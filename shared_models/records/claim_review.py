"""What a person found when they looked at a claim that stood out, as a fact; training reads it."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, number, reference

VERDICT = {"fraud": "Fraud confirmed", "not_fraud": "Not a fraud", "open": "Cannot be told"}


class ClaimReview(Record):
    """The latest of a claim counts. It changes nothing of the claim: who decides on that writes a decision."""

    __tablename__ = "claim_review"
    about = About(
        label="Claim review", plural="Claim reviews", icon="search", space="insurance", title="{verdict}", fact=True,
        card="View claim review {verdict}",
    )  # fmt: skip

    claim = reference("Claim", "claim", required=True, in_list=True)
    verdict = choice("Verdict", VERDICT, required=True, facet=True, in_list=True)
    reason = line("Why", required=True, longest=400, boost=1, in_list=True)
    score = number("Score then", "%", least=0, most=100, in_list=True)
    model = line("Model", longest=40, help="Which version gave the score")
    person = reference("Reviewed by", "person", required=True, facet=True, in_list=True)
