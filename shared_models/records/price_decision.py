"""What was decided about a proposed price, as a fact: from what to what, who approved or declined it, and why."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, money, number, reference

DECISION = {"approve": "Approved", "decline": "Declined", "withdrawn": "Taken back"}


class PriceDecision(Record):
    """The latest of a vehicle counts. The price itself changes by an edit of the vehicle; taken back, it returns.

    It lives where costs live: it names the lowest price.
    """

    __tablename__ = "price_decision"
    about = About(
        label="Price decision", plural="Price decisions", icon="tag", space="costs", title="{decision}", fact=True,
        card="View price decision {decision}",
    )  # fmt: skip

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True)
    decision = choice("Decision", DECISION, required=True, facet=True, in_list=True)
    before = money("Price before", in_list=True)
    proposed = money("Proposed price", required=True, in_list=True)
    lowest = money("Lowest allowed")
    highest = money("Highest allowed")
    chance = number("Chance of a sale within a week then", "%", least=0, most=100)
    reason = line("Why", required=True, longest=400, boost=1, in_list=True)
    person = reference("Decided by", "person", required=True, facet=True, in_list=True)
