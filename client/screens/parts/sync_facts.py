"""What the sync centre tells, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from client.log_queries import waiting_records
from client.queries import Reader
from client.screens.parts.office_day import disagreement_row
from client.screens.parts.row_list import Row
from client.text import sync_centre as words
from client.text import values
from client.workspace import Workspace
from shared_models.clock import instant_of
from shared_models.records import RECORD_TYPES

MOST = 20


@dataclass(frozen=True)
class SyncFound:
    """What waits since when, what was refused, what is in dispute, and how much is here."""

    unsent: int
    since: datetime | None
    waiting: tuple[Row, ...]
    waiting_more: int
    refused: tuple[Row, ...]
    disagreements: tuple[Row, ...]
    records: int


def gather(workspace: Workspace) -> SyncFound:
    """Read it. Not on the window's thread."""
    reader = workspace.reader
    unsent = reader.unsent()
    waiting, more = _waiting(workspace)
    return SyncFound(
        unsent.changes, unsent.since, waiting, more, _refused(workspace),
        tuple(disagreement_row(reader, one) for one in reader.disagreements()), reader.document_count(),
    )  # fmt: skip


def _waiting(workspace: Workspace) -> tuple[tuple[Row, ...], int]:
    """The records with changes that the hub lacks, oldest first; and how many further ones there are."""
    found, total = waiting_records(workspace.reader, MOST)
    rows = []
    for one in found:
        label = words.WAITING_ROW_ONE if one.changes == 1 else words.WAITING_ROW.format(count=one.changes)
        when = values.moment(one.since, workspace.zone(), workspace.today())
        title, icon = _title(workspace.reader, one.record_type, one.record)
        rows.append(Row(f"{one.record_type} {one.record}", title, when, label, "warn", icon))
    return tuple(rows), max(0, total - len(rows))


def _title(reader: Reader, type_name: str, record: str) -> tuple[str, str]:
    if type_name not in RECORD_TYPES:
        return words.UNKNOWN_RECORD, "document"
    return f"{RECORD_TYPES[type_name].about.label}: {reader.title(type_name, record)}", "sync-here"


def _refused(workspace: Workspace) -> tuple[Row, ...]:
    rows = []
    for one in workspace.reader.refused():
        title, _ = _title(workspace.reader, one["type"], one["document"])
        when = values.moment(instant_of(one["stamp"]), workspace.zone(), workspace.today())
        key = f"{one['type']} {one['document']} {bytes(one['hash']).hex()}"
        rows.append(Row(key, title, one["detail"], when, "bad", "sync-problem"))
    return tuple(rows)
