"""A test drive: who drives which car when, and how it went."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, instant, line, measure, number, prose, reference

STATUS = {
    "booked": "Booked",
    "out": "Out",
    "returned": "Returned",
    "no_show": "Did not come",
    "cancelled": "Cancelled",
}
LOOKED = {"in_order": "In order", "wrong": "Something was wrong"}
MOOD = {"praise": "Praise", "neither": "Neither", "complaint": "A complaint"}


class TestDrive(Record):
    """A booking of one vehicle for one customer.

    ``looked`` and ``mood`` are what a person found who looked at the booking or read the comment: training and the
    watch over the models read them.
    """

    __test__ = False  # not a test, whatever its name suggests to pytest
    __tablename__ = "test_drive"
    about = About(
        label="Test drive", plural="Test drives", icon="calendar", space="leads", title="{vehicle}",
        subtitle="{starts_at} · {status}", card="View test drive of {vehicle}, {status}",
    )  # fmt: skip

    vehicle = reference("Vehicle", "vehicle", required=True, boost=3, in_list=True)
    customer = reference("Customer", "customer", boost=2, in_list=True)
    lead = reference("Lead", "lead")
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Accompanied by", "person", facet=True, in_list=True)
    starts_at = instant("Starts", required=True, in_list=True)
    ends_at = instant("Ends", in_list=True)
    status = choice("Status", STATUS, required=True, facet=True, in_list=True)
    plate = line("Trade plate", code=True, boost=1, longest=20)
    mileage_out = measure("Mileage at start", ("mi", "km"))
    mileage_back = measure("Mileage on return", ("mi", "km"))
    rating = number("Rating", "stars", least=1, most=5)
    comment = prose("Comment", boost=1)
    looked = choice("When looked at", LOOKED, by_deed=True)
    looked_reason = line("What was found", longest=400, by_deed=True)
    mood = choice("Mood of the comment", MOOD, by_deed=True)
