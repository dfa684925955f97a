"""A deposit, as a fact: money that secures a vehicle for a customer."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, instant, money, reference


class Deposit(Record):
    """Secures the vehicle until ``until``, or for good where that is empty. The money itself is a payment."""

    __tablename__ = "deposit"
    about = About(
        label="Deposit", plural="Deposits", icon="money", space="stock", title="Deposit on {vehicle}", fact=True
    )

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True, boost=2)
    customer = reference("Customer", "customer", required=True, in_list=True, boost=2)
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Salesperson", "person", facet=True)
    amount = money("Amount", required=True, in_list=True)
    way = choice("Way", {"cash": "Cash", "card": "Card", "transfer": "Bank transfer", "promise": "Promised"})
    until = instant("Secured until", in_list=True)
