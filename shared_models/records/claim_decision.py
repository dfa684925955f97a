"""A decision on a claim, as a fact: who decided what, and why."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, money, reference


class ClaimDecision(Record):
    """Written once by a named person; a change of mind is another decision."""

    __tablename__ = "claim_decision"
    about = About(
        label="Claim decision",
        plural="Claim decisions",
        icon="check",
        space="insurance",
        title="{decision}",
        fact=True,
    )

    claim = reference("Claim", "claim", required=True, in_list=True)
    decision = choice(
        "Decision",
        {"approve": "Approved", "reject": "Rejected", "refer": "Referred", "reopen": "Reopened"},
        required=True,
        facet=True,
        in_list=True,
    )
    amount = money("Amount", in_list=True)
    person = reference("Decided by", "person", required=True, facet=True, in_list=True)
    reason = line("Reason", required=True, boost=1, in_list=True)
