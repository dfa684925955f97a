"""A request for approval, as a fact: what somebody may not decide alone, and why it should be."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, money, reference

KIND = {
    "discount": "Discount", "refund": "Refund", "trade_in": "Trade-in value",
    "release": "Release of a colleague's car", "reward": "Reward for a colleague", "other": "Something else",
}  # fmt: skip


class ApprovalRequest(Record):
    """Written once; answered by the first :class:`ApprovalAnswer` of somebody other than who asks."""

    __tablename__ = "approval_request"
    about = About(
        label="Approval request", plural="Approval requests", icon="check", space="leads", title="{kind}: {what}",
        subtitle="{person} · {amount}", card="View approval request {what}", fact=True,
    )  # fmt: skip

    kind = choice("Kind", KIND, required=True, facet=True, in_list=True)
    what = line("What", required=True, boost=2, in_list=True, help="Such as: sell below the lowest price")
    amount = money("Amount", in_list=True)
    reason = line("Why", required=True, boost=1, in_list=True)
    vehicle = reference("Vehicle", "vehicle", boost=1, in_list=True)
    customer = reference("Customer", "customer", boost=1)
    person = reference("Asked by", "person", required=True, facet=True, in_list=True)
    asked = reference("Asked of", "person", help="Empty: whoever may decide")
    store = reference("Store", "store", required=True, facet=True)
