"""What was decided about insuring somebody under a policy, as a fact: what was proposed, who decided what, and why."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, money, number, reference

DECISION = {"accept": "Accepted", "refer": "Referred", "decline": "Declined", "withdrawn": "Taken back"}
PROPOSAL = {"accept": "Accept", "refer": "Refer", "decline": "Decline"}


class UnderwritingDecision(Record):
    """The latest of a policy counts; a change of mind is another, taking it back too. Only people decide."""

    __tablename__ = "underwriting_decision"
    about = About(
        label="Underwriting decision", plural="Underwriting decisions", icon="policy", space="insurance",
        title="{decision}", fact=True, card="View underwriting decision {decision}",
    )  # fmt: skip

    policy = reference("Policy", "policy", required=True, in_list=True)
    decision = choice("Decision", DECISION, required=True, facet=True, in_list=True)
    proposal = choice("Proposed", PROPOSAL, facet=True, in_list=True)
    grounds = line("Grounds of the proposal", longest=600)
    reason = line("Why", required=True, longest=400, boost=1, in_list=True)
    risk = number("Accident risk then", "%", least=0, most=100)
    claims = number("Claims of three years then", least=0)
    premium = money("Premium then")
    person = reference("Decided by", "person", required=True, facet=True, in_list=True)
