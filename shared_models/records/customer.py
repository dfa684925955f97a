"""A customer: a person or company, with what they agreed to."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, flag, line, prose, reference, sealed


class Customer(Record):
    """A person or company. One record for the whole dealer group, so that nobody is greeted twice as new."""

    __tablename__ = "customer"
    about = About(
        label="Customer", plural="Customers", icon="people", space="customers", title="{name}",
        subtitle="{town} · {phone}", card="View details for {name}, {town}",
    )  # fmt: skip

    name = line("Name", boost=3, required=True, in_list=True)
    company = line("Company", boost=2, in_list=True)
    phone = line("Phone", code=True, boost=1, in_list=True, longest=40)
    email = line("E-mail", boost=1, in_list=True, longest=200)
    street = line("Street")
    postcode = line("Postcode", code=True, boost=1, longest=20)
    town = line("Town", boost=1, facet=True, in_list=True)
    country = line("Country", longest=60)
    language = choice(
        "Language",
        {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "ar": "Arabic"},
        facet=True,
    )
    born_on = day("Date of birth")
    licence_number = sealed("Driving licence number", help="Kept sealed; opening it is recorded")
    licence_expires = day("Driving licence expires")
    contact_preference = choice(
        "Prefers",
        {"phone": "Phone", "email": "E-mail", "text": "Text message", "none": "No contact"},
        facet=True,
    )
    consent_email = flag("May be written to about offers")
    consent_phone = flag("May be called about offers")
    consent_given_on = day("Consent given on")
    owner = reference("Looked after by", "person")
    notes = prose("Notes")
    merged_into = reference("Merged into", "customer", by_deed=True)
