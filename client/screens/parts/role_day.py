"""What a day asks of those who look after others: a manager's team, the stores, the devices, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from client.reading.board_queries import LeadsOf, leads_by
from client.reading.log_queries import devices_heard
from client.reading.queries import RecordView
from client.reading.underwriting_queries import undecided, undecided_counts
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import MOST, key_of
from client.text import role_day as words
from client.text import values
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.rights import may_read

#: By role, the sections beside those everybody has.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "sales_manager": ("team",), "head_office": ("underwriting", "stores", "devices"), "it_admin": ("devices",),
    "auditor": ("decisions",), "fleet_manager": ("underwriting",),
}  # fmt: skip
_DECISIONS = ("release", "case_closure", "approval_answer", "claim_decision", "underwriting_decision", "discard")
#: A device unheard for so long is to be looked for.
SILENT = timedelta(hours=24)

Sections = tuple[tuple[str, tuple[Row, ...]], ...]


def sections_of(workspace: Workspace) -> tuple[str, ...]:
    """The keys of the sections this person has, in this app."""
    keys = SECTIONS.get(workspace.identity.role, ())
    elsewhere = ("underwriting",) if workspace.mode == "showroom" else ("team", "stores")
    return tuple(key for key in keys if key not in elsewhere)


def gather(workspace: Workspace) -> Sections:
    """Read them. Not on the window's thread."""
    readers = {
        "team": _team, "stores": _stores, "devices": _devices, "decisions": _decisions, "underwriting": _underwriting,
    }  # fmt: skip
    return tuple((key, tuple(readers[key](workspace))) for key in sections_of(workspace))


def _lead_row(workspace: Workspace, of: str, one: LeadsOf, title: str) -> Row:
    about = words.LEADS.format(count=f"{one.open:,}")
    state, tone = (words.LATE.format(count=f"{one.late:,}"), "bad") if one.late else (words.IN_TIME, "ok")
    icon = "user" if of == "owner" else "store"
    return Row(f"leads_of {of} {one.record}", title, about, state, tone, icon)  # type: ignore[arg-type]


def _team(workspace: Workspace) -> list[Row]:
    """Open leads by salesperson, those with the most overdue first."""
    return _leads_by(workspace, "owner", "person", words.NOBODY)


def _stores(workspace: Workspace) -> list[Row]:
    return _leads_by(workspace, "store", "store", values.NOTHING)


def _leads_by(workspace: Workspace, field: str, kind: str, none: str) -> list[Row]:
    if not may_read(workspace.identity.role, "lead"):
        return []
    found = leads_by(workspace.reader, field, workspace.today())
    names = workspace.reader.titles(kind, [one.record for one in found])
    return [_lead_row(workspace, field, one, names.get(one.record, none)) for one in found[:MOST]]


def _devices(workspace: Workspace) -> list[Row]:
    """Devices that have been silent for a day or have work that waits, as the hub told last."""
    told, devices = devices_heard(workspace.reader)
    if told is None:
        return [Row("place devices", words.NOT_TOLD, words.NOT_TOLD_DETAIL, icon="info")]
    now, rows = utc_now(), []
    for one in sorted(devices, key=lambda one: one.heard or 0):
        heard = datetime.fromtimestamp(one.heard / 1000, UTC) if one.heard is not None else None
        silent = heard is None or now - heard > SILENT
        waits = (one.waiting or 0) + (one.refused or 0)
        if one.revoked or not (silent or waits):
            continue
        detail = words.HEARD.format(ago=values.ago(heard)) if heard is not None else words.NEVER_HEARD
        state = words.WAITS.format(count=f"{waits:,}") if waits else words.SILENT
        rows.append(
            Row(f"place devices {one.device}", one.name, detail, state, "bad" if silent else "warn", "sync-here")
        )
    return rows


def _decisions(workspace: Workspace) -> list[Row]:
    """The newest decisions of all kinds, and who made them."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    role = workspace.identity.role
    found: list[RecordView] = []
    for kind in _DECISIONS:
        if may_read(role, kind):
            found += reader.where(kind, [], order="-created", limit=MOST)
    found = sorted(found, key=lambda one: one.created, reverse=True)[:MOST]
    people = reader.titles("person", [one.author for one in found])
    rows = []
    for one in found:
        who, when = people.get(one.author, values.NOTHING), values.moment(one.created, zone, today)
        detail = words.DECIDED.format(when=when, who=who)
        title = words.DECISION.format(kind=one.record_type.about.label, title=_title(workspace, one))
        rows.append(Row(key_of(one), title, detail, icon="check-circle"))
    return rows


def _underwriting(workspace: Workspace) -> list[Row]:
    """How many policies wait for a decision, and how many were referred, each with the most urgent of them."""
    reader, today = workspace.reader, workspace.today()
    patterns = (words.UNDERWRITING_WAITS, words.UNDERWRITING_REFERRED)
    rows = []
    for referred, (pattern, count) in enumerate(zip(patterns, undecided_counts(reader, today), strict=True)):
        first = next(iter(undecided(reader, today, bool(referred), 1)), None)
        view = reader.record("policy", first.policy) if first is not None else None
        if first is None or view is None:
            continue
        detail = words.UNDERWRITING_FIRST.format(
            number=view.values["number"], holder=reader.title("customer", view.values["holder"]),
            day=values.day(first.begins) if first.begins else values.NOTHING,
        )  # fmt: skip
        title = pattern.format(count=f"{count:,}")
        key = f"place underwriting_queue {referred}"
        rows.append(Row(key, title, detail, words.UNDERWRITING_DECIDE, "warn", "policy"))
    return rows


def _title(workspace: Workspace, view: RecordView) -> str:
    held: dict[str, Any] = workspace.reader.shown(view)
    about = held.get("vehicle") or held.get("claim")
    title = workspace.reader.title_of(view)
    return words.ABOUT.format(title=title, about=about) if about and about not in (title, values.NOTHING) else title
