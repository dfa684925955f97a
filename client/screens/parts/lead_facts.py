"""Everything the page of one lead shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from client import formatting
from client.reading.queries import Disagreement, RecordView
from client.screens.parts.cards import vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.screens.parts.test_drives import DRIVE_TONES
from client.text import lead as words
from client.text import values
from client.workspace import Workspace
from ml_models.score import Score

_ICONS = {"call": "phone", "visit": "store", "walk_in": "people", "email": "mail", "note": "document", "task": "check"}
#: The fields of the lead itself that the page shows as lines.
SHOWN = ("interest", "wanted", "budget", "last_contact")
_NEVER = datetime.min.replace(tzinfo=UTC)


def labels_shown() -> dict[str, str]:
    """The field behind each of those lines, by the line's label."""
    return dict(zip((words.INTEREST, words.WANTED, words.BUDGET, words.LAST), SHOWN, strict=True))


@dataclass(frozen=True)
class LeadFound:
    """One lead with what belongs to it."""

    view: RecordView
    title: str
    detail: str
    contact: tuple[tuple[str, str], ...]
    timeline: tuple[Row, ...]
    vehicles: tuple[Row, ...]
    score: Score | None
    absent: str
    author: str
    only_here: bool
    disagreements: tuple[Disagreement, ...]
    notes: FieldNotes


def gather(workspace: Workspace, record_id: str) -> LeadFound | None:
    """Read a lead; None when it is not on this device."""
    reader = workspace.reader
    view = reader.record("lead", record_id)
    if view is None:
        return None
    shown = reader.shown(view)
    drives = reader.find("test_drive", lead=record_id)
    detail = words.DETAIL.format(source=shown["source"] or values.NOTHING, owner=shown["owner"] or values.NOTHING)
    disagreements = tuple(reader.disagreements(record_id))
    return LeadFound(
        view, str(shown["customer"]), detail, _contact(workspace, view), _timeline(workspace, view, drives),
        _vehicles(workspace, view, drives), workspace.scores.of("lead", record_id),
        workspace.scores.absent_because("lead", record_id), reader.title("person", view.author),
        reader.only_here(record_id), disagreements,
        gather_notes(workspace, "lead", record_id, disagreements),
    )  # fmt: skip


def _contact(workspace: Workspace, view: RecordView) -> tuple[tuple[str, str], ...]:
    reader, held, zone = workspace.reader, view.values, workspace.zone()
    customer = reader.record("customer", held["customer"] or "")
    known = customer.values if customer else {}
    fields = view.record_type.fields()
    lines = [
        (words.PHONE, known.get("phone")), (words.EMAIL, known.get("email")), (words.TOWN, known.get("town")),
        (words.INTEREST, formatting.shown(fields["interest"], held["interest"]) if held["interest"] else None),
        (words.WANTED, held["wanted"]), (words.BUDGET, values.money(held["budget"]) if held["budget"] else None),
        (words.LAST, values.moment(held["last_contact"], zone) if held["last_contact"] else None),
    ]  # fmt: skip
    return tuple((label, str(value)) for label, value in lines if value)


def _timeline(workspace: Workspace, view: RecordView, drives: list[RecordView]) -> tuple[Row, ...]:
    """Everything that happened, newest first, with what is still to come at the top."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    activities = reader.find("activity", lead=view.id)
    people = reader.titles("person", [one.values["person"] for one in [*activities, *drives]])
    dated: list[tuple[datetime, Row]] = []
    for one in activities:
        held = one.values
        at = held["happened_at"] or one.created
        due = held["kind"] == "task" and not held["done"]
        when = values.near_day(held["due"], today) if due else values.moment(at, zone, today)
        parts = {"when": when, "person": people.get(held["person"] or "", values.NOTHING), "outcome": held["outcome"]}
        pattern = words.ENTRY_OUTCOME if held["outcome"] else words.ENTRY_DETAIL
        kind = formatting.shown(one.record_type.fields()["kind"], held["kind"])
        status = values.days_left(held["due"], today) if due and held["due"] else ""
        title = words.ENTRY.format(kind=kind, subject=held["subject"])
        row = Row(key_of(one), title, pattern.format(**parts), status, "warn", _ICONS.get(held["kind"], "document"))
        dated.append((datetime.max.replace(tzinfo=UTC) if due else at, row))
    cars = reader.titles("vehicle", [one.values["vehicle"] for one in drives])
    for one in drives:
        held = one.values
        status = formatting.shown(one.record_type.fields()["status"], held["status"])
        title = words.DRIVE_ENTRY.format(vehicle=cars.get(held["vehicle"], values.NOTHING))
        parts = {
            "when": values.moment(held["starts_at"], zone, today),
            "person": people.get(held["person"] or "", values.NOTHING),
        }
        tone = DRIVE_TONES.get(held["status"], "neutral")
        dated.append(
            (
                held["starts_at"] or _NEVER,
                Row(key_of(one), title, words.ENTRY_DETAIL.format(**parts), status, tone, "steering"),
            )
        )
    return tuple(row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _vehicles(workspace: Workspace, view: RecordView, drives: list[RecordView]) -> tuple[Row, ...]:
    wanted = [view.values["vehicle"], *(one.values["vehicle"] for one in drives)]
    rows = []
    for car in workspace.reader.by_ids("vehicle", list(dict.fromkeys(id_ for id_ in wanted if id_))):
        picture = (car.values["body"] or "", car.values["colour"] or "")
        detail = (
            f"{values.money(car.values['price'])} · {vehicle_line(car)}" if car.values["price"] else vehicle_line(car)
        )
        rows.append(Row(key_of(car), vehicle_title(car), detail, *vehicle_status(car), picture=picture))
    return tuple(rows)
