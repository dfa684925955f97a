"""What a showroom's day asks for: follow-ups and tasks due, test drives, hot leads, cars held or on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from sqlalchemy import ColumnElement

from accessibility.widgets.feedback import Tone
from client import formatting
from client.reading.queries import RecordView
from client.screens.parts.approval_rows import approval_rows
from client.screens.parts.cards import vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.row_list import Row
from client.screens.parts.scores import percent, top_reason
from client.screens.parts.test_drives import DRIVE_TONES
from client.text import today as words
from client.text import values
from client.workspace import Workspace
from shared_models.rights import may_read

OPEN = ("new", "contacted", "test_drive", "negotiation")
MOST = 8
_HOT = 0.5


@dataclass(frozen=True)
class ShowroomDay:
    """The rows of each section; ``figures`` are the counts at the head of the page."""

    overdue: int = 0
    due_today: int = 0
    hot: int = 0
    to_do: tuple[Row, ...] = ()
    drives: tuple[Row, ...] = ()
    leads: tuple[Row, ...] = ()
    cars: tuple[Row, ...] = ()
    approvals: tuple[Row, ...] = ()
    cases: tuple[Row, ...] = ()


def key_of(view: RecordView) -> str:
    """Type and identifier in one, as the key of a row."""
    return f"{view.record_type.type_name()} {view.id}"


def gather(workspace: Workspace) -> ShowroomDay:
    """Read the day. Not on the window's thread."""
    role, today = workspace.identity.role, workspace.today()
    leads = _my_open_leads(workspace) if may_read(role, "lead") else []
    tasks = _my_tasks(workspace, today) if may_read(role, "activity") else []
    names = workspace.reader.titles("customer", [v.values["customer"] for v in [*leads, *tasks]])
    due = [(v.values["next_step"], _follow_up(v, names, today)) for v in leads if _is_due(v.values["next_step"], today)]
    due += [(v.values["due"], _task(v, names, today)) for v in tasks]
    due.sort(key=lambda pair: pair[0])
    hot, rows = _hot_leads(workspace, leads, names)
    return ShowroomDay(
        overdue=sum(day < today for day, _ in due),
        due_today=sum(day == today for day, _ in due),
        hot=hot,
        to_do=tuple(row for _, row in due),
        drives=tuple(_drives(workspace, today)) if may_read(role, "test_drive") else (),
        leads=tuple(rows),
        cars=tuple(_cars(workspace)) if may_read(role, "vehicle") else (),
        approvals=approval_rows(workspace),
    )


def _is_due(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _mine(workspace: Workspace, person: str | None) -> bool:
    """A seller sees what is theirs and what is nobody's; everyone else sees all of it."""
    identity = workspace.identity
    return identity.role != "salesperson" or person in (None, identity.person)


def _my_open_leads(workspace: Workspace) -> list[RecordView]:
    reader = workspace.reader
    found = reader.where("lead", [reader.column("lead", "status").in_(OPEN)], order="next_step")
    return [view for view in found if _mine(workspace, view.values["owner"])]


def _my_tasks(workspace: Workspace, today: date) -> list[RecordView]:
    reader = workspace.reader
    kind, done, due = (reader.column("activity", name) for name in ("kind", "done", "due"))
    conditions = [kind == "task", done.is_not(True), due <= today.isoformat()]
    return [v for v in reader.where("activity", conditions, order="due") if _mine(workspace, v.values["person"])]


def _late(day: date, today: date) -> tuple[str, Tone]:
    """The status of a row with a deadline, and its tone."""
    return (values.days_left(day, today), "bad") if day < today else (values.TODAY, "warn")


def _follow_up(view: RecordView, names: dict[str, str], today: date) -> Row:
    title = words.FOLLOW_UP.format(name=names.get(view.values["customer"] or "", words.SOMEBODY))
    status = formatting.shown(view.record_type.fields()["status"], view.values["status"])
    return Row(key_of(view), title, status, *_late(view.values["next_step"], today), "phone")


def _task(view: RecordView, names: dict[str, str], today: date) -> Row:
    detail = names.get(view.values["customer"] or "", "")
    return Row(key_of(view), view.values["subject"], detail, *_late(view.values["due"], today), "check")


def _drives(workspace: Workspace, today: date) -> list[Row]:
    reader, zone = workspace.reader, workspace.zone()
    start = datetime.combine(today, clock.min, zone)
    starts = reader.column("test_drive", "starts_at")
    low, high = (int(at.astimezone(UTC).timestamp() * 1000) for at in (start, start + timedelta(days=1)))
    found = reader.where("test_drive", [starts >= low, starts < high], order="starts_at")
    cars = reader.titles("vehicle", [view.values["vehicle"] for view in found])
    people = reader.titles("customer", [view.values["customer"] for view in found])
    rows = []
    for view in found:
        held = view.values
        title = f"{values.time(held['starts_at'], zone)}  {cars.get(held['vehicle'], values.NOTHING)}"
        status = reader.shown_field(view.record_type.fields()["status"], held["status"])
        tone = DRIVE_TONES.get(held["status"], "neutral")
        rows.append(Row(key_of(view), title, people.get(held["customer"] or "", ""), status, tone, "steering"))
    return rows


def _hot_leads(workspace: Workspace, leads: list[RecordView], names: dict[str, str]) -> tuple[int, list[Row]]:
    scores = workspace.scores.many("lead", [view.id for view in leads])
    scored = sorted((v for v in leads if v.id in scores), key=lambda v: -scores[v.id].value)
    hot = [view for view in scored if scores[view.id].band == "high" or scores[view.id].value >= _HOT]
    rows = []
    for view in scored[:MOST]:
        score = scores[view.id]
        name, reason = names.get(view.values["customer"] or "", words.SOMEBODY), top_reason(score)
        shown = words.SCORE.format(percent=percent(score))
        spoken = words.SCORE_NAME.format(name=name, percent=percent(score), reason=reason)
        tone: Tone = "ok" if score.band == "high" else "info"
        rows.append(Row(key_of(view), name, reason, shown, tone, "star-filled", spoken))
    return len(hot), rows


def _cars(workspace: Workspace) -> list[Row]:
    reader, identity = workspace.reader, workspace.identity
    conditions: list[ColumnElement[bool]] = [reader.column("vehicle", "status").in_(("held", "incoming"))]
    if identity.store:
        conditions.append(reader.column("vehicle", "store") == identity.store)
    rows = []
    for view in reader.where("vehicle", conditions, limit=MOST, order="-updated"):
        picture = (view.values["body"] or "", view.values["colour"] or "")
        status, tone = vehicle_status(view)
        detail = vehicle_line(view, short=True)
        rows.append(Row(key_of(view), vehicle_title(view), detail, status, tone, picture=picture))
    return rows
