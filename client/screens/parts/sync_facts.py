"""What the sync centre tells, read in one go off the window's thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgpack

from accessibility.widgets.feedback import Tone
from client.business.handovers import given_by, wanted_values
from client.formatting import labels
from client.reading.log_queries import Accounts, Refusal, accounts, refusals, waiting_records
from client.reading.queries import Reader
from client.screens.parts.office_day import disagreement_row
from client.screens.parts.row_list import Row
from client.screens.sync_centre_devices import DevicesFound, gather_devices
from client.sync_state import Phase, SyncState
from client.text import set_aside as aside_words
from client.text import sync_centre as words
from client.text import values
from client.workspace import Workspace
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
    refusals: tuple[Refusal, ...]
    handed: tuple[Row, ...]
    let_go: tuple[Row, ...]
    devices: DevicesFound
    accounts: Accounts
    backup: str


def gather(workspace: Workspace) -> SyncFound:
    """Read it. Not on the window's thread."""
    reader = workspace.reader
    unsent = reader.unsent()
    waiting, more = _waiting(workspace)
    found = tuple(refusals(reader))
    return SyncFound(
        unsent.changes, unsent.since, waiting, more, tuple(_refused(workspace, one) for one in found),
        tuple(disagreement_row(reader, one) for one in reader.disagreements()), reader.document_count(),
        found, _handed(workspace), _let_go(workspace), gather_devices(workspace),
        accounts(reader, workspace.identity.device), _backup(workspace),
    )  # fmt: skip


def _waiting(workspace: Workspace) -> tuple[tuple[Row, ...], int]:
    """The records with changes that the hub lacks, oldest first; and how many further ones there are."""
    found, total = waiting_records(workspace.reader, MOST)
    rows = []
    for one in found:
        label = words.WAITING_ROW_ONE if one.changes == 1 else words.WAITING_ROW.format(count=one.changes)
        when = values.moment(one.since, workspace.zone(), workspace.today())
        told = words.WAITS_SINCE.format(when=when, why=_why_waiting(workspace.sync_state))
        title, icon = _title(workspace.reader, one.record_type, one.record)
        rows.append(Row(f"{one.record_type} {one.record}", title, told, label, "warn", icon))
    return _told_apart(workspace.reader, rows), max(0, total - len(rows))


def _told_apart(reader: Reader, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows called alike get the number each is known by (a VIN), if it has one."""
    often = Counter(row.title for row in rows)
    return tuple(replace(row, title=_with_code(reader, row)) if often[row.title] > 1 else row for row in rows)


def _with_code(reader: Reader, row: Row) -> str:
    type_name, record = row.key.split(" ")
    view = reader.record(type_name, record) if type_name in RECORD_TYPES else None
    fields = view.record_type.fields().items() if view else ()
    code = next((view.values[name] for name, field in fields if view and field.code and view.values[name]), "")
    return f"{row.title}, {code}" if code else row.title


def _title(reader: Reader, type_name: str, record: str) -> tuple[str, str]:
    if type_name not in RECORD_TYPES:
        return words.UNKNOWN_RECORD, "document"
    return f"{RECORD_TYPES[type_name].about.label}: {reader.title(type_name, record)}", "sync-here"


def _why_waiting(state: SyncState) -> str:
    if state.phase in (Phase.LIVE, Phase.CATCHING_UP) and not state.kept:
        return words.WHY_WAITING[""]
    if state.phase is Phase.SIGNED_OUT and not state.cause.value:
        return words.WHY_WAITING["sign_in"]
    return words.WHY_WAITING.get(state.cause.value, words.WHY_UNKNOWN) if state.cause.value else words.WHY_UNKNOWN


def _refused(workspace: Workspace, one: Refusal) -> Row:
    title, _ = _title(workspace.reader, one.record_type, one.record)
    if one.record_type in RECORD_TYPES and workspace.reader.record(one.record_type, one.record) is None:
        kind = RECORD_TYPES[one.record_type]
        title = f"{kind.about.label}: {kind.title_of(wanted_values(one.record_type, one.wanted))}"
    when = values.moment(one.at, workspace.zone(), workspace.today())
    return Row(
        f"{one.record_type} {one.record} {one.cause.hex()}",
        title,
        values.sentence(one.reason),
        when,
        "bad",
        "sync-problem",
    )


def _handed(workspace: Workspace) -> tuple[Row, ...]:
    """What this person has handed over, and what became of it."""
    rows = []
    for one in given_by(workspace.reader, workspace.identity.person):
        to = aside_words.TO.format(name=workspace.reader.title("person", one.to))
        tone: Tone = "ok" if one.answer == "applied" else "bad" if one.answer else "neutral"
        detail = f"{to}. “{one.answer_note}”" if one.answer_note else to
        rows.append(Row(f"handover {one.id}", one.what, detail, aside_words.STATES[one.answer], tone, "people"))
    return tuple(rows)


def _let_go(workspace: Workspace) -> tuple[Row, ...]:
    """What refused work was discarded, newest first, by whom and why; for those who answer for others."""
    reader, rows = workspace.reader, list[Row]()
    for view in reader.find("discard", order="-ordinal", limit=MOST):
        v = view.values
        label = RECORD_TYPES[v["record_type"]].about.label if v["record_type"] in RECORD_TYPES else v["record_type"]
        title = aside_words.LET_GO_ROW.format(
            person=reader.title("person", v["person"]),
            deed=labels("handover", "deed").get(v["deed"], v["deed"]),
            label=label,
        )
        why = aside_words.LET_GO_WHY.format(reason=v["reason"].rstrip("."))
        told = f"{aside_words.LET_GO_NOTE.format(note=v['note'])} {why}" if v["note"] else why
        when = values.moment(view.created, workspace.zone(), workspace.today())
        rows.append(Row(f"discard {view.id}", title, told, when, "neutral", "minus"))
    return tuple(rows)


def _backup(workspace: Workspace) -> str:
    """How far the hub's last backup reaches in what this device has followed."""
    reach: dict[str, int] = msgpack.unpackb(workspace.reader.meta("backed_up") or b"\x80")
    if not reach:
        return words.BACKUP_NONE
    lacking = sum(max(0, seq - reach.get(space, 0)) for space, seq in workspace.reader.cursors().items())
    return words.BACKUP_SOME.format(count=lacking) if lacking else words.BACKUP_ALL
