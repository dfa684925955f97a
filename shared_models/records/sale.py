"""A sale, as a fact: who bought which vehicle for how much."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, line, money, reference


class Sale(Record):
    """Written once when the customer has agreed; never edited. A later correction is another fact."""

    __tablename__ = "sale"
    about = About(label="Sale", plural="Sales", icon="money", space="stock", title="Sale of {vehicle}", fact=True)

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True, boost=2)
    customer = reference("Customer", "customer", required=True, in_list=True, boost=2)
    lead = reference("Lead", "lead")
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Salesperson", "person", facet=True, in_list=True)
    price = money("Price", required=True, in_list=True)
    way = choice("Paid by", {"cash": "Cash", "loan": "Loan", "lease": "Lease"}, facet=True)
    deposit = money("Deposit", in_list=True)
    signed_on = day("Signed on", in_list=True)
    contract_number = line(
        "Contract number", code=True, boost=1, in_list=True, longest=60, by_deed=True, series="contract"
    )
