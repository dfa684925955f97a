"""Booking a test drive: one car, a day, a time, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid, ChoiceField, DateField, Field, LineEdit
from client.commands import Command, Create
from client.forms.moments import read_time
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.drive_claims import slot_of
from client.screens.parts.field_set import FieldSet
from client.screens.parts.unusual_booking import UnusualBooking
from client.text import deeds as words
from client.text import values
from client.workspace import Workspace
from shared_models.clock import utc_now

_OPEN, _CLOSE = 9, 18


def next_slot(now: datetime) -> datetime:
    """The next full hour within opening hours; ``now`` is in the store's zone."""
    slot = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    if slot.hour >= _CLOSE:
        slot = (slot + timedelta(days=1)).replace(hour=_OPEN)
    return slot.replace(hour=max(_OPEN, slot.hour))


class ScheduleTestDrive(FieldSetDialog):
    """Books a vehicle. ``vehicle``, ``customer`` and ``lead`` are identifiers where they are known already."""

    def __init__(
        self, workspace: Workspace, vehicle: str = "", customer: str = "", lead: str = "", parent: QWidget | None = None
    ) -> None:
        self._vehicle = workspace.reader.record("vehicle", vehicle) if vehicle else None
        named = (
            words.SCHEDULE_FOR.format(vehicle=workspace.reader.title("vehicle", vehicle)) if vehicle else words.SCHEDULE
        )
        super().__init__(workspace, named, words.CONFIRM, parent)
        self._lead = lead
        self.zone = workspace.zone()
        names = [*([] if vehicle else ["vehicle"]), "customer", "plate", "person"]
        self.asked = FieldSet(workspace, "test_drive", names, required=["vehicle"] if not vehicle else [])
        self.date = Field(words.DATE, DateField(), required=True)
        self.time = Field(words.TIME, LineEdit(words.TIME_HINT), required=True)
        self.length = Field(words.MINUTES, ChoiceField(words.LENGTHS))
        grid = CardGrid(260, 16, most_columns=2)
        for field in (self.date, self.time, *self.asked.all(), self.length):
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.unusual = UnusualBooking(workspace, self._as_it_stands)
        self.body.addWidget(self.unusual)
        self.body.addStretch(1)
        self._preset(customer)
        self.unusual.heed(self.date, self.time, self.length, *self.asked.all())
        self.date.setFocus()

    def _preset(self, customer: str) -> None:
        slot = next_slot(utc_now().astimezone(self.zone))
        self.date.set_value(slot.date())
        self.time.set_value(f"{slot:%H:%M}")
        self.length.set_value(45)
        self.asked.set_value("person", self.workspace.identity.person)
        if customer:
            self.asked.set_value("customer", customer)

    def vehicle(self) -> RecordView | None:
        """The car to be booked."""
        if self._vehicle is not None:
            return self._vehicle
        chosen = self.asked.value("vehicle")
        return self.workspace.reader.record("vehicle", chosen) if chosen else None

    def _as_it_stands(self) -> dict[str, Any] | None:
        """The booking as it stands; None while there is no car or no time."""
        car = self.vehicle()
        if car is None or read_time(self.time.value()) is None or self.date.value() is None:
            return None
        told = {"vehicle": car.id, "store": self.store(), "status": "booked", "customer": self.asked.value("customer")}
        return {**told, "starts_at": self.starts(), "ends_at": self.ends()}

    def named_fields(self) -> dict[str, Field]:
        return {"date": self.date, "starts_at": self.time, **super().named_fields()}

    def objections(self) -> list[tuple[QWidget, str]]:
        if read_time(self.time.value()) is None:
            return [(self.time, words.TIME_WRONG)]
        if self.vehicle() is None:
            return [(self.asked["vehicle"], words.VEHICLE_MISSING)]
        return super().objections() if self.store() else [(self.confirm_button, words.STORE_MISSING)]

    def store(self) -> str | None:
        """The store the drive belongs to: the person's, else the car's."""
        car = self.vehicle()
        return self.workspace.identity.store or (car.values["store"] if car else None)

    def starts(self) -> datetime:
        """The moment the drive begins, in UTC."""
        at = read_time(self.time.value()) or clock(_OPEN)
        return datetime.combine(self.date.value(), at, self.zone).astimezone(UTC)

    def ends(self) -> datetime:
        """The moment it ends, in UTC."""
        return self.starts() + timedelta(minutes=self.length.value() or 45)

    def cautions(self) -> list[str]:
        found = []
        car = self.vehicle()
        if self.starts() < utc_now() - timedelta(hours=1):
            found.append(words.IN_THE_PAST)
        if car is not None and car.values["status"] in ("sold", "delivered", "incoming"):
            status = self.workspace.reader.shown_field(car.record_type.fields()["status"], car.values["status"])
            found.append(words.NOT_AVAILABLE.format(status=str(status).lower()))
        found += [self._clash(other) for other in self._overlapping()[:1]]
        return found

    def _overlapping(self) -> list[RecordView]:
        car = self.vehicle()
        if car is None:
            return []
        booked = self.workspace.reader.find("test_drive", vehicle=car.id)
        return [one for one in booked if one.values["status"] in ("booked", "out") and self._meets(one)]

    def _meets(self, other: RecordView) -> bool:
        starts = other.values["starts_at"]
        ends = other.values["ends_at"] or starts + timedelta(minutes=45)
        return bool(starts < self.ends() and self.starts() < ends)

    def _clash(self, other: RecordView) -> str:
        held, reader = other.values, self.workspace.reader
        ends = held["ends_at"] or held["starts_at"] + timedelta(minutes=45)
        return words.CLASH.format(
            day=values.weekday(held["starts_at"].astimezone(self.zone).date()),
            start=values.time(held["starts_at"], self.zone),
            end=values.time(ends, self.zone),
            customer=reader.title("customer", held["customer"]),
        )

    def commands(self) -> Sequence[Command]:
        car = self.vehicle()
        assert car is not None
        booking = {
            **self.asked.values(), "vehicle": car.id, "store": self.store(), "status": "booked",
            "starts_at": self.starts(), "ends_at": self.ends(),
        }  # fmt: skip
        if self._lead:
            booking["lead"] = self._lead
        drive = Create("test_drive", booking)
        return [drive, *slot_of(self.workspace, drive.id, booking)]

    def sentence(self) -> str:
        return words.SCHEDULED
