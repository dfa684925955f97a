"""A slot, as a fact: one vehicle's keys for the time of one test drive."""

from __future__ import annotations

from shared_models.schema import About, Record, instant, reference


class Slot(Record):
    """Written with the booking; says nothing about the customer, for every store sees it."""

    __tablename__ = "slot"
    about = About(
        label="Test-drive slot", plural="Test-drive slots", icon="calendar", space="stock", title="Slot of {vehicle}",
        fact=True,
    )  # fmt: skip

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True, boost=2)
    test_drive = reference("Test drive", "test_drive", required=True)
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Booked by", "person", facet=True)
    starts_at = instant("Starts", required=True, in_list=True)
    ends_at = instant("Ends", required=True, in_list=True)
