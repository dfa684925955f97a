"""A driver of an insured fleet."""

from __future__ import annotations

from shared_models.schema import About, Record, day, flag, line, number, prose, reference, sealed


class Driver(Record):
    """Someone named to drive insured vehicles."""

    __tablename__ = "driver"
    about = About(
        label="Driver", plural="Drivers", icon="user", space="insurance", title="{name}", subtitle="{employer}",
        card="View driver {name}",
    )  # fmt: skip

    name = line("Name", required=True, boost=3, in_list=True)
    employer = reference("Employer", "customer", boost=1, in_list=True)
    born_on = day("Date of birth", in_list=True)
    licence_number = sealed("Driving licence number", help="Kept sealed; opening it is recorded")
    licence_class = line("Licence class", longest=20)
    licence_since = day("Licence since")
    licence_expires = day("Licence expires", in_list=True)
    bonus_malus = number(
        "Bonus-malus", "%", least=50, most=350, help="100 is the entry level; below is better", in_list=True
    )
    active = flag("Drives for us", facet=True)
    notes = prose("Notes")
    merged_into = reference("Merged into", "driver", by_deed=True)
