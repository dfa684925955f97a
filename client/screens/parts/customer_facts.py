"""Everything that happened with a customer, read in one go off the window's thread: one timeline of all kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from accessibility.widgets.feedback import Tone
from client import formatting
from client.reading.queries import RecordView
from client.scores.drive_scores import Mood, moods
from client.screens.parts.cards import POLICY_TONES
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.screens.parts.test_drives import DRIVE_TONES
from client.text import customer as words
from client.text import values
from client.workspace import Workspace
from shared_models.rights import may_read

GROUPS = ("lead", "drive", "deal", "policy", "claim", "contact")
_DRIVES = 10
CONSENTS = ("consent_email", "consent_phone")
_ICONS = {"call": "phone", "visit": "store", "walk_in": "people", "email": "mail", "note": "document", "task": "check"}
_FACTS = ("sale", "deposit", "hold", "payment")


@dataclass(frozen=True)
class Entry:
    """One thing that happened, or is to come: when (UTC), of which group, and its row."""

    at: datetime
    group: str
    row: Row


@dataclass(frozen=True)
class CustomerFound:
    """The timeline, newest first, and what the customer agreed to as (text, tone) with details as (label, text)."""

    entries: tuple[Entry, ...] = ()
    consents: tuple[tuple[str, Tone], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = field(default=GROUPS)
    moods: tuple[Mood, ...] = ()

    def count(self, group: str) -> int:
        """How many entries a group has; ``all`` for all of them."""
        return sum(group in ("all", entry.group) for entry in self.entries)


def gather(workspace: Workspace, customer: RecordView) -> CustomerFound:
    """Read what the person who works here may read of it."""
    found = sorted(_Reading(workspace, customer.id).entries(), key=lambda one: one.at, reverse=True)
    role = workspace.identity.role
    readable = {
        "lead": may_read(role, "lead"), "drive": may_read(role, "test_drive"), "deal": may_read(role, "sale"),
        "policy": may_read(role, "policy"), "claim": may_read(role, "claim"), "contact": may_read(role, "activity"),
    }  # fmt: skip
    groups = tuple(group for group in GROUPS if readable[group])
    said = _moods(workspace, customer) if readable["drive"] else ()
    return CustomerFound(tuple(found), _consents(customer), _details(workspace, customer), groups, said)


def _moods(workspace: Workspace, customer: RecordView) -> tuple[Mood, ...]:
    drives = workspace.reader.find("test_drive", customer=customer.id, order="-starts_at", limit=_DRIVES)
    return tuple(moods(workspace.reader, drives, customer.values["language"]))


def _consents(customer: RecordView) -> tuple[tuple[str, Tone], ...]:
    held = customer.values
    shown: list[tuple[str, Tone]] = []
    for name in CONSENTS:
        if held[name] is None:
            shown.append((words.UNKNOWN[name], "neutral"))
        else:
            shown.append((words.MAY[name], "ok") if held[name] else (words.MAY_NOT[name], "bad"))
    return tuple(shown)


def _details(workspace: Workspace, customer: RecordView) -> tuple[tuple[str, str], ...]:
    held, fields, today = customer.values, customer.record_type.fields(), workspace.today()
    prefers = held["contact_preference"]
    ends = held["licence_expires"]
    licence = words.LICENCE_NONE
    if ends is not None:
        licence = (words.LICENCE_OVER if ends < today else words.LICENCE_UNTIL).format(day=values.day(ends))
    lines = [
        (words.PHONE, held["phone"]), (words.EMAIL, held["email"]), (words.TOWN, held["town"]),
        (words.PREFERS, formatting.shown(fields["contact_preference"], prefers) if prefers else None),
        (words.GIVEN_ON, values.day(held["consent_given_on"]) if held["consent_given_on"] else None),
        (words.LICENCE, licence),
    ]  # fmt: skip
    return tuple((label, text) for label, text in lines if text)


class _Reading:
    """One reading of everything that names a customer."""

    def __init__(self, workspace: Workspace, customer: str) -> None:
        self._workspace, self._reader, self._customer = workspace, workspace.reader, customer
        self._zone, self._today = workspace.zone(), workspace.today()
        self._cars: dict[str, str] = {}

    def entries(self) -> Iterator[Entry]:
        """All of them, in no order."""
        leads, drives = self._of("lead"), self._of("test_drive")
        facts = {kind: self._of(kind) for kind in _FACTS}
        policies = self._of("policy", "holder")
        views = [*leads, *drives, *(one for some in facts.values() for one in some)]
        self._cars = self._reader.titles("vehicle", [one.values["vehicle"] for one in views])
        yield from map(self._lead, leads)
        yield from map(self._drive, drives)
        yield from map(self._activity, self._of("activity"))
        for kind, of_kind in facts.items():
            yield from (self._fact(kind, one) for one in of_kind)
        insurers = self._reader.titles("insurer", [one.values["insurer"] for one in policies])
        for policy in policies:
            yield self._policy(policy, insurers)
            yield from (self._claim(one) for one in self._of("claim", "policy", policy.id))

    def _of(self, kind: str, field: str = "customer", record: str = "") -> list[RecordView]:
        if not may_read(self._workspace.identity.role, kind):
            return []
        return self._reader.where(kind, [self._reader.column(kind, field) == (record or self._customer)])

    def _car(self, view: RecordView) -> str:
        return self._cars.get(view.values["vehicle"] or "", values.NOTHING)

    def _entry(
        self, view: RecordView, group: str, at: datetime | date | None, title: str, icon: str, status: str = "",
        tone: Tone = "neutral", detail: str = "",
    ) -> Entry:  # fmt: skip
        when = at or view.created
        if not isinstance(when, datetime):
            shown, moment = values.near_day(when, self._today), datetime.combine(when, clock.min, self._zone)
        else:
            shown, moment = values.moment(when, self._zone, self._today), when
        detail = words.ENTRY.format(when=shown, detail=detail) if detail else shown
        return Entry(moment.astimezone(UTC), group, Row(key_of(view), title, detail, status, tone, icon))

    def _status(self, view: RecordView) -> str:
        return formatting.shown(view.record_type.fields()["status"], view.values["status"])

    def _lead(self, view: RecordView) -> Entry:
        car = self._cars.get(view.values["vehicle"] or "")
        title = words.LEAD.format(car=car) if car else words.LEAD_NO_CAR
        tone: Tone = {"won": "ok", "lost": "neutral"}.get(view.values["status"], "info")  # type: ignore[assignment]
        return self._entry(view, "lead", view.created, title, "star", self._status(view), tone)

    def _drive(self, view: RecordView) -> Entry:
        tone = DRIVE_TONES.get(view.values["status"], "neutral")
        title = words.DRIVE.format(car=self._car(view))
        return self._entry(view, "drive", view.values["starts_at"], title, "steering", self._status(view), tone)

    def _activity(self, view: RecordView) -> Entry:
        held = view.values
        kind = formatting.shown(view.record_type.fields()["kind"], held["kind"])
        title = words.ACTIVITY.format(kind=kind, subject=held["subject"])
        due = held["due"] if held["kind"] == "task" and not held["done"] else None
        late: Tone = "bad" if due is not None and due < self._today else "warn"
        status = values.days_left(due, self._today) if due is not None else ""
        at = due or held["happened_at"] or view.created
        icon = _ICONS.get(held["kind"], "document")
        return self._entry(view, "contact", at, title, icon, status, late, held["outcome"] or "")

    def _fact(self, kind: str, view: RecordView) -> Entry:
        held, car = view.values, self._car(view)
        if kind == "sale":
            title = words.SALE.format(car=car, price=values.money(held["price"]))
            return self._entry(view, "deal", held["signed_on"], title, "key", detail=held["contract_number"] or "")
        if kind == "deposit":
            title = words.DEPOSIT.format(amount=values.money(held["amount"]), car=car)
            return self._entry(view, "deal", view.created, title, "money")
        if kind == "hold":
            title = words.HOLD.format(car=car, until=values.moment(held["until"], self._zone, self._today))
            return self._entry(view, "deal", view.created, title, "clock")
        pattern = words.REFUND if held["amount"].minor < 0 else words.PAYMENT
        way = formatting.shown(view.record_type.fields()["way"], held["way"])
        title = pattern.format(amount=values.money(held["amount"]))
        return self._entry(view, "deal", held["paid_on"], title, "money", detail=way)

    def _policy(self, view: RecordView, insurers: Mapping[str, str]) -> Entry:
        held: Mapping[str, Any] = view.values
        insurer = insurers.get(held["insurer"] or "", values.NOTHING)
        title = words.POLICY.format(number=held["number"], insurer=insurer)
        detail = words.EXPIRES.format(day=values.day(held["expires_on"]))
        tone = POLICY_TONES.get(held["status"] or "", "neutral")
        return self._entry(view, "policy", held["starts_on"], title, "policy", self._status(view), tone, detail)

    def _claim(self, view: RecordView) -> Entry:
        held = view.values
        cause = formatting.shown(view.record_type.fields()["cause"], held["cause"]) if held["cause"] else ""
        title = words.CLAIM.format(number=held["number"], cause=cause or values.NOTHING)
        return self._entry(view, "claim", held["happened_at"], title, "claim", self._status(view), "warn")
