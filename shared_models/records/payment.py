"""A payment, as a fact: money received or paid back, or the promise of it."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, line, money, reference


class Payment(Record):
    """Written once; totals are sums over payments, never a counter."""

    __tablename__ = "payment"
    about = About(
        label="Payment",
        plural="Payments",
        icon="money",
        space="leads",
        title="Payment {receipt_number}",
        fact=True,
    )

    store = reference("Store", "store", required=True, facet=True)
    customer = reference("Customer", "customer", in_list=True, boost=2)
    vehicle = reference("Vehicle", "vehicle", in_list=True, boost=2)
    amount = money("Amount", required=True, negative=True, in_list=True)
    way = choice(
        "Way",
        {"cash": "Cash", "card": "Card", "transfer": "Bank transfer", "promise": "Promised"},
        required=True,
        facet=True,
        in_list=True,
    )
    purpose = choice("Purpose", {"deposit": "Deposit", "price": "Purchase price", "refund": "Refund"}, facet=True)
    paid_on = day("Paid on", in_list=True)
    receipt_number = line(
        "Receipt number", code=True, boost=1, in_list=True, longest=60, by_deed=True, series="receipt"
    )
