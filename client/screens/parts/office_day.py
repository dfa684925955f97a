"""What a fleet office's day asks for: policies by expiry, renewals, claims waiting, disagreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from client.reading.board_queries import policies_by_bucket, within
from client.reading.queries import Disagreement, Reader, RecordView
from client.screens.parts.approval_rows import approval_rows
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.text import today as words
from client.text import values
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read

CLAIMS_WAITING = ("reported", "assessing", "reopened")
MOST = 8


@dataclass(frozen=True)
class OfficeDay:
    """``buckets`` are (key, count) pairs; the rest are rows, and how many there are beyond those shown."""

    buckets: tuple[tuple[str, int], ...] = ()
    renewals: tuple[Row, ...] = ()
    claims: tuple[Row, ...] = ()
    claims_total: int = 0
    disagreements: tuple[Row, ...] = ()
    approvals: tuple[Row, ...] = ()


def gather(workspace: Workspace) -> OfficeDay:
    """Read the day. Not on the window's thread."""
    role, reader, today = workspace.identity.role, workspace.reader, workspace.today()
    policies, claims = may_read(role, "policy"), may_read(role, "claim")
    waiting = _claims_waiting(reader) if claims else []
    return OfficeDay(
        tuple((key, one.count) for key, one in policies_by_bucket(reader, today).items()) if policies else (),
        tuple(_renewals(reader, today)) if policies else (),
        tuple(_claim_row(reader, view) for view in waiting[:MOST]),
        len(waiting),
        tuple(disagreement_row(reader, one) for one in reader.disagreements()[:MOST]),
        approval_rows(workspace),
    )


def _expiring(reader: Reader, bucket: str, today: date) -> list[ColumnElement[bool]]:
    """What puts a policy into a bucket: the same as the list's own filter."""
    expires, status = reader.column("policy", "expires_on"), reader.column("policy", "status")
    return [status.in_(RECORD_TYPES["policy"].about.default_filters["status"]), within(expires, [bucket], today)]


def _renewals(reader: Reader, today: date) -> list[Row]:
    found = reader.where("policy", _expiring(reader, "7", today), order="expires_on", limit=MOST)
    insurers = reader.titles("insurer", [view.values["insurer"] for view in found])
    rows = []
    for view in found:
        held = view.values
        insurer = insurers.get(held["insurer"] or "", values.NOTHING)
        detail = words.RENEWAL_DETAIL.format(insurer=insurer, vehicle=held["vehicle"] or values.NOTHING)
        left = values.days_left(held["expires_on"], today)
        rows.append(Row(key_of(view), held["number"], detail, left, "warn", "policy"))
    return rows


def _claims_waiting(reader: Reader) -> list[RecordView]:
    return reader.where("claim", [reader.column("claim", "status").in_(CLAIMS_WAITING)], order="reported_at")


def _claim_row(reader: Reader, view: RecordView) -> Row:
    shown = reader.shown(view)
    since = values.ago(view.values["reported_at"])
    cause = shown["cause"] or values.NOTHING
    detail = words.CLAIM_DETAIL_NO_POLICY.format(cause=cause, ago=since)
    if view.values["policy"]:
        detail = words.CLAIM_DETAIL.format(cause=cause, policy=shown["policy"], ago=since)
    return Row(key_of(view), view.values["number"], detail, str(shown["status"]), "warn", "claim")


def disagreement_row(reader: Reader, one: Disagreement) -> Row:
    """A field with several values, as a row that opens its record."""
    record_type = RECORD_TYPES[one.record_type]
    field = record_type.fields().get(one.path[0])
    label = field.label if field is not None else one.path[0]
    title = words.DISAGREEMENT.format(title=reader.title(one.record_type, one.record), field=label)
    candidates: Sequence[Any] = [
        c.value if field is None else reader.shown_field(field, c.value) for c in one.candidates
    ]
    detail = words.OR.join(values.plain(value) for value in candidates)
    return Row(f"{one.record_type} {one.record}", title, detail, icon="compare")
