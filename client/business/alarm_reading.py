"""What may ring for this person, read from the replica, with the words for it. Not for the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from client.business import alarms, approvals
from client.business.alarms import Alarm, Mark, Standing
from client.business.matches import matches
from client.reading.queries import RecordView
from client.text import alarms as words
from client.text import values
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write

_OPEN_LEADS = RECORD_TYPES["lead"].about.default_filters["status"]


@dataclass(frozen=True)
class Found:
    """Everything that may ring, how it stands, what is said of each (by key), and the marks of each key."""

    standing: Standing
    said: dict[str, str]
    marks: dict[str, list[Mark]]


def gather(workspace: Workspace, now: datetime | None = None) -> Found:
    """How the person's alarms stand at an instant (UTC), by default now."""
    now = now or utc_now()
    said: dict[str, str] = {}
    found: list[Alarm] = []
    for alarm, sentence in _all(workspace, now):
        found.append(alarm)
        said[alarm.key] = sentence
    marks = marks_of(workspace)
    return Found(alarms.standing(found, now, marks), said, marks)


def marks_of(workspace: Workspace) -> dict[str, list[Mark]]:
    """What became of alarms so far: the marks of each key."""
    reader = workspace.reader
    views = reader.find("alarm_mark")
    places = reader.log_places([view.id for view in views])
    found: dict[str, list[Mark]] = {}
    for view in views:
        held = view.values
        mark = Mark(view.id, held["deed"], view.created, held["device"], held["until"], places.get(view.id))
        for key in held["alarms"]:
            found.setdefault(key, []).append(mark)
    return found


def _all(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    role = workspace.identity.role
    if may_write(role, "policy"):
        yield from _policies(workspace, now)
    if may_write(role, "lead"):
        yield from _follow_ups(workspace, now)
        yield from _tasks(workspace, now)
        yield from _drives(workspace, now)
    if may_write(role, "approval_request") or may_write(role, "approval_answer"):
        yield from _approvals(workspace, now)
    yield from matches(workspace, now)


def _policies(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    reader, zone = workspace.reader, workspace.zone()
    today = now.astimezone(zone).date()
    expires, status = reader.column("policy", "expires_on"), reader.column("policy", "status")
    last = today + timedelta(days=max(alarms.EXPIRY_STEPS))
    conditions = [
        status.in_(RECORD_TYPES["policy"].about.default_filters["status"]),
        expires >= today.isoformat(), expires <= last.isoformat(),
    ]  # fmt: skip
    for view in reader.where("policy", conditions, order="expires_on"):
        day = view.values["expires_on"]
        said = words.EXPIRY.format(number=view.values["number"], left=values.days_left(day, today))
        for alarm in alarms.expiry("policy", view.id, day, zone):
            yield alarm, said


def _mine(workspace: Workspace, views: Sequence[RecordView], field: str) -> list[RecordView]:
    """What is this person's, and what is nobody's."""
    return [view for view in views if view.values[field] in (None, workspace.identity.person)]


def _follow_ups(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    reader, zone = workspace.reader, workspace.zone()
    today = now.astimezone(zone).date()
    conditions = [
        reader.column("lead", "status").in_(_OPEN_LEADS),
        reader.column("lead", "next_step") < today.isoformat(),
    ]
    views = _mine(workspace, reader.where("lead", conditions, order="next_step"), "owner")
    names = reader.titles("customer", [view.values["customer"] for view in views])
    for view in views:
        day = view.values["next_step"]
        name = names.get(view.values["customer"] or "", words.SOMEBODY)
        said = words.FOLLOW_UP.format(name=name, left=values.days_left(day, today))
        yield alarms.overdue("follow_up", "lead", view.id, day, zone), said


def _tasks(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    reader, zone = workspace.reader, workspace.zone()
    today = now.astimezone(zone).date()
    conditions: list[Any] = [
        reader.column("activity", "kind") == "task",
        reader.column("activity", "done").is_not(True),
        reader.column("activity", "due") < today.isoformat(),
    ]
    for view in _mine(workspace, reader.where("activity", conditions, order="due"), "person"):
        day = view.values["due"]
        said = words.TASK.format(subject=view.values["subject"], left=values.days_left(day, today))
        yield alarms.overdue("task", "activity", view.id, day, zone), said


def _drives(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    reader, zone = workspace.reader, workspace.zone()
    starts = reader.column("test_drive", "starts_at")
    low, high = (int((now + by).timestamp() * 1000) for by in (-alarms.DRIVE_LATE, alarms.DRIVE_AHEAD))
    conditions = [reader.column("test_drive", "status") == "booked", starts >= low, starts <= high]
    views = _mine(workspace, reader.where("test_drive", conditions, order="starts_at"), "person")
    cars = reader.titles("vehicle", [view.values["vehicle"] for view in views])
    for view in views:
        at = view.values["starts_at"]
        car = cars.get(view.values["vehicle"] or "", words.SOME_CAR)
        yield alarms.drive(view.id, at), words.DRIVE.format(car=car, time=values.time(at, zone))


def _approvals(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    reader, identity = workspace.reader, workspace.identity
    for one in approvals.gather(reader, now - approvals.RECENT):
        request = one.request
        if approvals.may_answer(one, identity):
            name = approvals.name_of(reader, request.author)
            said = words.REQUEST.format(name=name, title=reader.title_of(request))
            yield alarms.at_once("request", "approval_request", request.id, request.created), said
        elif one.answer is not None and approvals.asked_by(one, identity):
            name, title = approvals.name_of(reader, one.answer.author), reader.title_of(request)
            pattern = words.GRANTED if one.state == "granted" else words.DECLINED
            said = pattern.format(name=name, title=title, words=one.answer.values["words"] or "").strip()
            yield alarms.at_once("answer", "approval_request", request.id, one.answer.created), said
