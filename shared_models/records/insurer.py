"""An insurer: a company whose policies we hold or sell."""

from __future__ import annotations

from shared_models.schema import About, Record, line, prose


class Insurer(Record):
    """An insurance company and how to reach it."""

    __tablename__ = "insurer"
    about = About(
        label="Insurer", plural="Insurers", icon="building", space="directory", title="{name}", subtitle="{phone}",
        card="View insurer {name}",
    )  # fmt: skip

    name = line("Name", required=True, boost=3, in_list=True)
    claims_phone = line("Claims line", in_list=True, longest=40)
    phone = line("Phone", in_list=True, longest=40)
    email = line("E-mail", boost=1, in_list=True, longest=200)
    broker_number = line("Our agency number", longest=60)
    notes = prose("Notes")
