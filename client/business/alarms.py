"""When an alarm rings: a pure rule over what is due, the time, and what has been rung, put off or done.

- Days are days of the store's own time zone; an alarm of a day rings at ``MORNING`` there, whatever its offset then is.
- A policy rings 30, 14, 7 and 1 days before it expires; a follow-up or task the morning after its day; a test drive
  half an hour before it starts. What has passed while nothing ran rings once at the next opportunity, and of several
  steps of one thing only the latest.
- A new match of a kept search rings when it arrives, if the person wanted that.
- An alarm rings once for a person, not once a device: a device that is in touch with the hub writes a mark first and
  rings when that mark is the first of its kind in the log. Only devices out of touch with each other both ring.
- Put off, it rings again when that time is over; done, never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

EXPIRY_STEPS = (30, 14, 7, 1)
MORNING = time(8)
#: How long before its start a test drive rings, and how long after it still does.
DRIVE_AHEAD, DRIVE_LATE = timedelta(minutes=30), timedelta(hours=1)

Kind = Literal["expiry", "follow_up", "task", "drive", "request", "answer", "match"]


@dataclass(frozen=True)
class Alarm:
    """Something that rings about a record at an instant (UTC), and is pointless from ``ends_at`` on.

    ``due`` is what it is about, as ISO text: moved to another day, a thing rings anew. ``step`` tells apart several
    alarms of one thing.
    """

    kind: Kind
    record_type: str
    record: str
    due: str
    rings_at: datetime
    ends_at: datetime | None = None
    step: int = 0

    @property
    def thing(self) -> str:
        """What all steps have in common."""
        return f"{self.kind} {self.record} {self.due}"

    @property
    def key(self) -> str:
        """The alarm's identity, the same on every device."""
        return f"{self.thing} {self.step}"


@dataclass(frozen=True)
class Mark:
    """A deed about an alarm. ``place`` is where the hub's log has it, None while it is only here."""

    id: str
    deed: Literal["rung", "snoozed", "done"]
    at: datetime
    device: str
    until: datetime | None = None
    place: int | None = None


@dataclass(frozen=True)
class Standing:
    """Alarms that must ring now, those that have rung and wait for the person, and those put off."""

    to_ring: tuple[Alarm, ...] = ()
    waiting: tuple[Alarm, ...] = ()
    put_off: tuple[Alarm, ...] = ()


def morning(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which alarms of a day ring."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a day begins in a zone."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def expiry(record_type: str, record: str, expires_on: date, zone: ZoneInfo) -> list[Alarm]:
    """The alarms of something that expires on a day; none rings once that day is over."""
    over = midnight(expires_on + timedelta(days=1), zone)
    return [
        Alarm("expiry", record_type, record, expires_on.isoformat(), morning(expires_on - timedelta(days=step), zone),
              over, step)
        for step in EXPIRY_STEPS
    ]  # fmt: skip


def overdue(kind: Kind, record_type: str, record: str, due: date, zone: ZoneInfo) -> Alarm:
    """The alarm of something that was to be done on a day and was not."""
    return Alarm(kind, record_type, record, due.isoformat(), morning(due + timedelta(days=1), zone))


def drive(record: str, starts_at: datetime) -> Alarm:
    """The alarm of a test drive."""
    starts = starts_at.astimezone(UTC)
    return Alarm("drive", "test_drive", record, starts.isoformat(), starts - DRIVE_AHEAD, starts + DRIVE_LATE)


def at_once(kind: Kind, record_type: str, record: str, since: datetime) -> Alarm:
    """The alarm of something that has just come."""
    return Alarm(kind, record_type, record, "now", since)


def standing(alarms: Iterable[Alarm], now: datetime, marks: Mapping[str, Sequence[Mark]]) -> Standing:
    """How things stand at an instant; ``marks`` are those of each alarm's key."""
    current: dict[str, Alarm] = {}
    for alarm in alarms:
        begun = alarm.rings_at <= now and (alarm.ends_at is None or now < alarm.ends_at)
        known = current.get(alarm.thing)
        if begun and (known is None or alarm.rings_at > known.rings_at):
            current[alarm.thing] = alarm
    ring: list[Alarm] = []
    waiting: list[Alarm] = []
    put_off: list[Alarm] = []
    for alarm in sorted(current.values(), key=lambda one: (one.rings_at, one.key)):
        last = max(marks.get(alarm.key, ()), key=_order, default=None)
        if any(mark.deed == "done" for mark in marks.get(alarm.key, ())):
            continue
        if last is None or (last.deed == "snoozed" and (last.until is None or last.until <= now)):
            ring.append(alarm)
        else:
            (put_off if last.deed == "snoozed" else waiting).append(alarm)
    return Standing(tuple(ring), tuple(waiting), tuple(put_off))


def is_first(own: str, marks: Sequence[Mark]) -> bool | None:
    """Whether the mark ``own`` is the first since the alarm was last put off; None: the hub has not taken it yet."""
    snoozed = max((_order(mark) for mark in marks if mark.deed == "snoozed"), default=None)
    running = [m for m in marks if m.deed == "rung" and (snoozed is None or _order(m) > snoozed)]
    mine = next((mark for mark in running if mark.id == own), None)
    if mine is None:
        return False
    if mine.place is None:
        return None
    return all(mark.place is None or mark.place >= mine.place for mark in running)


def _order(mark: Mark) -> tuple[bool, int, datetime]:
    """The log's order; what is only here comes last, by time."""
    return mark.place is None, mark.place or 0, mark.at
