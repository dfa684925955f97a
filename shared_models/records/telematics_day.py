"""One day of one vehicle as its telematics box reported it."""

from __future__ import annotations

from shared_models.schema import About, Record, day, measure, number, reference


class TelematicsDay(Record):
    """Daily totals of driving; a day without a record is unknown, not zero."""

    __tablename__ = "telematics_day"
    about = About(
        label="Telematics day",
        plural="Telematics",
        icon="chart",
        space="insurance",
        title="{vehicle} {on}",
        newest_first="on",
    )

    vehicle = reference("Vehicle", "vehicle", required=True, boost=2, in_list=True)
    driver = reference("Driver", "driver", boost=1, in_list=True)
    on = day("Day", required=True, in_list=True)
    distance = measure("Distance", ("km", "mi"), in_list=True)
    speeding_events = number("Speeding", "events", most=10_000, in_list=True)
    harsh_braking = number("Harsh braking", "events", most=10_000, in_list=True)
    night_share = number("Night driving", "%", most=100, in_list=True)
