"""A redemption, as a fact: a reward that can be had once was given out."""

from __future__ import annotations

from shared_models.schema import About, Record, line, number, reference


class Redemption(Record):
    """Claims the reward of that code, once and for good."""

    __tablename__ = "redemption"
    about = About(
        label="Redemption", plural="Redemptions", icon="star", space="stock", title="Reward {reward}", fact=True
    )

    reward = line("Reward", code=True, boost=1, required=True, in_list=True, longest=60)
    person = reference("Given to", "person", facet=True, in_list=True)
    customer = reference("Customer", "customer", in_list=True)
    store = reference("Store", "store", required=True, facet=True)
    points = number("Points")
    approval = reference("Approval", "approval_answer")
