"""A lead: somebody who may buy, and how far it has come."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, instant, money, number, prose, reference

STATUS = {
    "new": "New",
    "contacted": "Contacted",
    "test_drive": "Test drive",
    "negotiation": "Negotiation",
    "won": "Won",
    "lost": "Lost",
}
SOURCE = {
    "walk_in": "Walk-in",
    "phone": "Phone",
    "website": "Website",
    "portal": "Car portal",
    "referral": "Referral",
    "campaign": "Campaign",
    "returning": "Returning customer",
}
CHANNEL = {"cellular": "Mobile phone", "telephone": "Landline", "in_person": "In person", "email": "E-mail"}
OUTCOME = {"success": "Bought", "failure": "Did not buy", "nonexistent": "None before"}
INTEREST = {
    "buy": "Buy",
    "lease": "Lease",
    "sell": "Sell",
    "trade_in": "Trade-in",
    "test_drive": "Test drive",
}


class Lead(Record):
    """One chance of a sale, in the space of one store."""

    __tablename__ = "lead"
    about = About(
        label="Lead",
        plural="Leads",
        icon="star",
        space="leads",
        title="{customer}",
        subtitle="{status} · {source}",
        card="View lead {customer}, {status}",
        default_filters={"status": ("new", "contacted", "test_drive", "negotiation")},
    )

    customer = reference("Customer", "customer", required=True, boost=3, in_list=True)
    store = reference("Store", "store", required=True, facet=True)
    owner = reference("Salesperson", "person", facet=True, in_list=True)
    status = choice("Status", STATUS, facet=True, in_list=True, required=True)
    source = choice("Source", SOURCE, facet=True, in_list=True)
    channel = choice("Reached by", CHANNEL, facet=True, help="How we last spoke")
    interest = choice("Interest", INTEREST, facet=True)
    vehicle = reference("Vehicle", "vehicle", boost=2, in_list=True)
    wanted = prose("Looking for", boost=1)
    budget = money("Budget", in_list=True)
    contacts_now = number("Contacts about this purchase", most=500)
    contacts_before = number("Contacts in earlier years", most=500)
    previous_outcome = choice("Earlier purchase", OUTCOME, help="How the last contact in earlier years ended")
    last_contact = instant("Last contact", in_list=True)
    next_step = day("Next step due", in_list=True)
    lost_reason = choice(
        "Lost because",
        {
            "price": "Price",
            "finance": "No finance",
            "competitor": "Bought elsewhere",
            "no_stock": "Car not available",
            "no_answer": "No answer",
            "other": "Other",
        },
        facet=True,
    )
    notes = prose("Notes", boost=1)
    merged_into = reference("Merged into", "lead", by_deed=True)
