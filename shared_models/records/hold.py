"""A hold, as a fact: a vehicle kept for a customer until an instant."""

from __future__ import annotations

from shared_models.schema import About, Record, instant, money, reference


class Hold(Record):
    """Written once; it ends by itself at ``until``, or by a sale."""

    __tablename__ = "hold"
    about = About(label="Hold", plural="Holds", icon="calendar", space="stock", title="Hold of {vehicle}", fact=True)

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True, boost=2)
    customer = reference("Customer", "customer", required=True, in_list=True, boost=2)
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Salesperson", "person", facet=True)
    until = instant("Held until", required=True, in_list=True)
    deposit = money("Deposit", in_list=True)
