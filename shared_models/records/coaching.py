"""A talk with a driver about how they drive: when it is due, with whom, and what came of it."""

from __future__ import annotations

from shared_models.schema import About, Record, day, flag, line, number, prose, reference


class Coaching(Record):
    """A task for whoever keeps the fleet; it helps a driver, and decides nothing about them."""

    __tablename__ = "coaching"
    about = About(
        label="Coaching task", plural="Coaching", icon="steering", space="insurance", title="{subject}",
        card="View coaching task {subject}",
    )  # fmt: skip

    subject = line("What about", required=True, boost=2, in_list=True)
    driver = reference("Driver", "driver", boost=2, in_list=True)
    vehicle = reference("Vehicle", "vehicle", boost=1, in_list=True)
    due = day("Due", required=True, in_list=True)
    person = reference("Who talks to them", "person", facet=True, in_list=True)
    risk = number("Risk then", "%", least=0, most=100, in_list=True)
    done = flag("Done", facet=True, in_list=True)
    outcome = prose("What came of it")
