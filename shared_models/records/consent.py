"""A consent, as a fact: what a customer agreed to or took back, when, and how they said so."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, flag, reference

PURPOSES = {
    "email": "To be written to about offers",
    "phone": "To be called about offers",
    "sharing": "To have data passed on to an insurer",
    "photos": "To be shown in photos",
}
WAYS = {"in_person": "In person", "paper": "On paper", "phone": "By phone", "email": "By e-mail", "website": "Online"}


class Consent(Record):
    """The latest of a purpose counts; earlier ones stay as the proof of what was agreed when."""

    __tablename__ = "consent"
    about = About(
        label="Consent", plural="Consents", icon="check", space="customers", title="{purpose}", fact=True,
        card="View consent {purpose}",
    )  # fmt: skip

    customer = reference("Customer", "customer", required=True, in_list=True)
    purpose = choice("What for", PURPOSES, required=True, facet=True, in_list=True)
    given = flag("Given", required=True, facet=True, in_list=True, help="No: it was taken back")
    how = choice("How they said so", WAYS, required=True, in_list=True)
    said_on = day("Said on", required=True, in_list=True)
    person = reference("Written down by", "person", required=True, in_list=True)
