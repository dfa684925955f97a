"""Everything the page of one policy shows, read in one go off the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accessibility.widgets.feedback import Tone
from client import formatting
from client.formatting import labels
from client.item_models.summaries import Summaries
from client.reading.queries import Disagreement, RecordView
from client.reading.truth_queries import brought_at
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.screens.parts.row_list import Row
from client.screens.parts.scores import percent
from client.screens.parts.showroom_day import key_of
from client.screens.parts.underwriting_words import decision_rows
from client.text import policy as words
from client.text import values
from client.workspace import Workspace
from shared_models.documents import Path
from shared_models.kinds import Rows
from shared_models.money import Money
from shared_models.rights import may_read

TERMS = ("insurer", "holder", "starts_on", "expires_on", "premium", "deductible", "auto_renew")
#: The cells behind the columns of the two tables.
COVER_CELLS = ("cover", "limit", "deductible", "clause")
INSTALMENT_CELLS = ("due", "amount", "paid_on")


@dataclass(frozen=True)
class PolicyFound:
    """One policy with what belongs to it; ``vehicles`` are (identifier, title) pairs that can be asked about."""

    view: RecordView
    title: str
    detail: str
    status: str
    terms: tuple[tuple[str, str], ...]
    author: str
    only_here: bool
    disagreements: tuple[Disagreement, ...]
    notes: FieldNotes
    periods: tuple[Row, ...] = ()
    cover: tuple[tuple[str, ...], ...] = ()
    schedule: tuple[Row, ...] = ()
    drivers: tuple[Row, ...] = ()
    instalments: tuple[tuple[str, ...], ...] = ()
    sum_line: str = ""
    sum_right: bool = True
    claims: tuple[Row, ...] = ()
    vehicles: tuple[RecordView, ...] = ()
    brought: datetime | None = None
    paid: tuple[str, Tone] = ("", "neutral")
    decisions: tuple[Row, ...] = ()


def gather(workspace: Workspace, record_id: str) -> PolicyFound | None:
    """Read a policy; None when it is not on this device."""
    reader, today, role = workspace.reader, workspace.today(), workspace.identity.role
    view = reader.record("policy", record_id)
    if view is None:
        return None
    texts = Summaries(reader, workspace.zone()).of([view], TERMS)[0].texts
    fields, held = view.record_type.fields(), view.values
    vehicles = _vehicles(workspace, held)
    line, right = sum_line(held)
    disagreements = tuple(reader.disagreements(record_id))
    notes = gather_notes(workspace, "policy", record_id, disagreements)
    return PolicyFound(
        view, words.TITLE.format(number=held["number"]),
        words.DETAIL.format(insurer=texts["insurer"], vehicle=held["vehicle"] or values.NOTHING), texts["status"],
        tuple((fields[name].label, texts[name]) for name in TERMS if workspace.identity.sees(view.record_type, name)),
        reader.title("person", view.author), reader.only_here(record_id), disagreements, notes,
        tuple(_periods(held, notes)), tuple(_cover(view)), tuple(_schedule(workspace, held, vehicles, notes)),
        tuple(_drivers(workspace, held, notes)), tuple(_instalments(held, today)), line, right,
        tuple(_claims(workspace, record_id)) if may_read(role, "claim") else (), vehicles,
        brought_at(reader, record_id), paid=paid_line(held, today),
        decisions=decision_rows(workspace, record_id) if may_read(role, "underwriting_decision") else (),
    )  # fmt: skip


def span(start: date | None, end: date | None) -> str:
    """From when to when, in words."""
    if start and end:
        return words.SPAN.format(start=values.day(start), end=values.day(end))
    if start:
        return words.SPAN_OPEN.format(start=values.day(start))
    return words.SPAN_UNTIL.format(end=values.day(end)) if end else words.SPAN_WHOLE


def _label(view_type: Any, field: str, cell: str, word: str | None) -> str:
    kind = view_type.fields()[field].kind
    assert isinstance(kind, Rows)
    entry = kind.field(cell)
    return formatting.shown(entry, word) if entry is not None else str(word)


def _periods(held: Mapping[str, Any], notes: FieldNotes) -> list[Row]:
    found = sorted((held["periods"] or {}).items(), key=lambda pair: pair[1].get("effective") or date.min, reverse=True)
    rows, called = [], labels("policy", "periods", "transaction")
    for key, row in found:
        kind = called.get(row.get("transaction") or "", row.get("transaction") or values.NOTHING)
        pattern = words.PERIOD_NOTE if row.get("note") else words.PERIOD_DETAIL
        detail = pattern.format(
            until=values.day(row.get("until")), premium=values.money(row.get("premium")), note=row.get("note")
        )
        title = words.PERIOD_TITLE.format(transaction=kind, day=values.day(row.get("effective")))
        rows.append(Row(key, title, detail, source=("periods", key), note=notes.in_row("periods", key)))
    return rows


def _cover(view: RecordView) -> list[tuple[str, ...]]:
    return [
        (
            _label(view.record_type, "lines", "cover", row.get("cover")), values.money(row.get("limit")),
            values.money(row.get("deductible")), row.get("clause") or values.NOTHING,
        )
        for row in (view.values["lines"] or {}).values()
    ]  # fmt: skip


def _vehicles(workspace: Workspace, held: Mapping[str, Any]) -> tuple[RecordView, ...]:
    """The vehicles of the schedule that are on this device, else the one the policy names."""
    reader = workspace.reader
    wanted = [row.get("vehicle") for row in (held["schedule"] or {}).values() if row.get("vehicle")]
    found = reader.by_ids("vehicle", list(dict.fromkeys(wanted)))
    return tuple(found or vehicles_named(workspace, held["vehicle"] or ""))


def vehicles_named(workspace: Workspace, text: str) -> list[RecordView]:
    """Vehicles with this VIN or registration, however it is spaced."""
    from sqlalchemy import func

    from shared_models.vin import normalise

    reader, plain = workspace.reader, normalise(text)
    if not plain:
        return []
    squeezed = func.upper(func.replace(func.replace(reader.column("vehicle", "plate"), " ", ""), "-", ""))
    return reader.where("vehicle", [(reader.column("vehicle", "vin") == plain) | (squeezed == plain)], limit=3)


def _schedule(
    workspace: Workspace, held: Mapping[str, Any], vehicles: tuple[RecordView, ...], notes: FieldNotes
) -> list[Row]:
    titles = {view.id: workspace.reader.title_of(view) for view in vehicles}
    pictures = {view.id: (view.values["body"] or "", view.values["colour"] or "") for view in vehicles}
    scores = workspace.scores.many("vehicle", list(titles))
    rows = []
    for key, row in (held["schedule"] or {}).items():
        vehicle = row.get("vehicle") or ""
        title = titles.get(vehicle) or row.get("vin") or values.NOTHING
        vin = row.get("vin") or values.NOTHING
        detail = words.SCHEDULE_DETAIL.format(vin=vin, span=span(row.get("from_day"), row.get("to_day")))
        score = scores.get(vehicle)
        status = words.RISK_PILL.format(percent=percent(score)) if score else ""
        tone = "bad" if score and score.band == "high" else "neutral"
        rows.append(
            Row(
                f"vehicle {vehicle}", title, detail, status, tone, "car", picture=pictures.get(vehicle),  # type: ignore[arg-type]
                source=("schedule", key), note=notes.in_row("schedule", key),
            )
        )  # fmt: skip
    return rows


def _drivers(workspace: Workspace, held: Mapping[str, Any], notes: FieldNotes) -> list[Row]:
    found = held["drivers"] or {}
    names = workspace.reader.titles("driver", [row.get("driver") for row in found.values()])
    return [
        Row(
            f"driver {row['driver']}",
            names.get(row["driver"], values.NOTHING),
            span(row.get("from_day"), row.get("to_day")),
            icon="user",
            source=("drivers", key),
            note=notes.in_row("drivers", key),
        )
        for key, row in found.items()
        if row.get("driver")
    ]


def _instalments(held: Mapping[str, Any], today: date) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for _, row in instalments_of(held):
        late = row.get("due") is not None and row["due"] < today
        unpaid = words.LATE if late else words.NOT_PAID
        paid = values.day(row["paid_on"]) if row.get("paid_on") else unpaid
        lines.append((values.day(row.get("due")), values.money(row.get("amount"), exact=True), paid))
    return lines


def instalments_of(held: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The instalments with the keys of their rows, by the day they are due."""
    return sorted((held["instalments"] or {}).items(), key=lambda pair: pair[1].get("due") or date.max)


def cells_of(field: str, rows: Iterable[str], cells: Sequence[str]) -> list[list[Path]]:
    """The paths of the cells of a table, row by row."""
    return [[(field, row, cell) for cell in cells] for row in rows]


def sum_line(held: Mapping[str, Any]) -> tuple[str, bool]:
    """What the instalments come to, against the premium; and whether they are the same."""
    amounts = [row["amount"] for row in (held["instalments"] or {}).values() if row.get("amount")]
    if not amounts:
        return "", True
    if len({amount.currency for amount in amounts}) > 1:
        return words.SUM_MIXED, False
    total, premium = Money(sum(a.minor for a in amounts), amounts[0].currency), held["premium"]
    shown = values.money(total, exact=True)
    if premium is None or premium.currency != total.currency:
        return words.SUM_PLAIN.format(total=shown), True
    if premium.minor == total.minor:
        return words.SUM_RIGHT.format(total=shown), True
    apart = values.money(Money(abs(premium.minor - total.minor), total.currency), exact=True)
    return words.SUM_WRONG.format(total=shown, premium=values.money(premium, exact=True), difference=apart), False


def paid_line(held: Mapping[str, Any], today: date) -> tuple[str, Tone]:
    """What is paid of the instalments, what is overdue and since when, what comes next; and how that stands."""
    rows = [row for _, row in instalments_of(held) if row.get("amount") and row.get("due")]
    if not rows or len({row["amount"].currency for row in rows}) > 1:
        return "", "neutral"

    def summed(some: Sequence[Mapping[str, Any]]) -> str:
        return values.money(Money(sum(row["amount"].minor for row in some), rows[0]["amount"].currency), exact=True)

    open_ones = [row for row in rows if not row.get("paid_on")]
    if not open_ones:
        return words.PAID_ALL.format(total=summed(rows)), "ok"
    paid = [row for row in rows if row.get("paid_on")]
    parts = [words.PAID_SO_FAR.format(paid=summed(paid), total=summed(rows))]
    late = [row for row in open_ones if row["due"] < today]
    coming = [row for row in open_ones if row["due"] >= today]
    if late:
        parts.append(words.LATE_SUM.format(amount=summed(late), day=values.day(late[0]["due"])))
    if coming:
        parts.append(words.NEXT_DUE.format(amount=summed(coming[:1]), day=values.day(coming[0]["due"])))
    return " ".join(parts), "bad" if late else "info"


def _claims(workspace: Workspace, policy: str) -> list[Row]:
    rows = []
    for view in workspace.reader.find("claim", policy=policy, order="-happened_at"):
        shown = workspace.reader.shown(view)
        detail = values.moment(view.values["happened_at"], workspace.zone())
        rows.append(Row(key_of(view), view.values["number"], detail, str(shown["status"]), "info", "claim"))
    return rows
