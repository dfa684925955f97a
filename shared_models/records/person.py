"""A person who works with us: seller, manager, fleet office, head office, IT, auditor, or an insurer's clerk."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, flag, line, reference

ROLES = {
    "salesperson": "Salesperson", "sales_manager": "Sales manager", "fleet_manager": "Fleet manager",
    "insurer": "Insurer", "head_office": "Head office", "it_admin": "IT administrator", "auditor": "Auditor",
}  # fmt: skip


class Person(Record):
    """One of us. Sign-in and password live on the hub, never in a record."""

    __tablename__ = "person"
    about = About(
        label="Person", plural="People", icon="user", space="directory", title="{name}", subtitle="{role}",
        card="View details for {name}, {role}",
    )  # fmt: skip

    name = line("Name", required=True, boost=3, in_list=True)
    role = choice("Role", ROLES, required=True, facet=True, in_list=True)
    store = reference("Store", "store", facet=True, in_list=True)
    insurer = reference("Insurer", "insurer")
    email = line("E-mail", boost=1, in_list=True, longest=200)
    phone = line("Phone", code=True, boost=1, in_list=True, longest=40)
    active = flag("Works here", facet=True)
