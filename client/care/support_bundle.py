"""A file for support: versions, counts, how sync stood, what was found wrong, the log; no names, numbers or values."""

from __future__ import annotations

import json
import platform
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import qVersion
from sqlalchemy import func, select, text

from client import __version__
from client.care.findings import Finding
from client.care.kept_log import kept_lines
from client.pace.recording import Pace
from client.pace.telling import plain
from client.reading.log_queries import accounts
from client.reading.queries import Reader
from client.replica.replica_tables import chain_break, change, cursor, set_aside
from client.sync_state import SyncState
from shared_models.records import RECORD_TYPES

History = Sequence[tuple[datetime, SyncState]]


def write_bundle(
    target: Path, reader: Reader, device: str, state: SyncState, history: History, findings: Sequence[Finding],
    pace: Pace | None = None,
) -> Path:  # fmt: skip
    """Write the bundle and return where it is. Raises OSError. Everything in it may be read by anybody.

    ``pace``: what was measured while the program ran; None where there is no window.
    """
    parts: dict[str, Any] = {
        "about.json": _about(),
        "counts.json": _counts(reader, device),
        "sync.json": {"now": _state(state), "history": [{"at": _at(at), **_state(was)} for at, was in history]},
        "diagnosis.json": [{"cause": one.cause.value, "evidence": dict(one.evidence)} for one in findings],
    }
    if pace is not None:
        parts["performance.json"] = plain(pace)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, json.dumps(content, indent=1))
        bundle.writestr("log.txt", "\n".join(kept_lines()))
    return target


def _about() -> Mapping[str, str]:
    return {
        "made": _at(datetime.now(UTC)), "forecourt": __version__, "python": platform.python_version(),
        "system": platform.system(), "release": platform.release(), "machine": platform.machine(),
        "qt": qVersion() or "", "sqlite": sqlite3.sqlite_version,
    }  # fmt: skip


def _counts(reader: Reader, device: str) -> Mapping[str, Any]:
    """How much there is of everything; identifiers, spaces and values are left out."""
    with reader.connect() as connection:
        records = {
            name: connection.execute(select(func.count()).select_from(kind.table())).scalar_one()
            for name, kind in RECORD_TYPES.items()
        }
        states = {
            str(state): count
            for state, count in connection.execute(select(change.c.state, func.count()).group_by(change.c.state))
        }
        refusals = connection.execute(
            select(set_aside.c.type, set_aside.c.code, set_aside.c.decision, func.count()).group_by(
                set_aside.c.type, set_aside.c.code, set_aside.c.decision
            )
        ).all()
        spaces = connection.execute(select(func.count(), func.sum(cursor.c.seq)).select_from(cursor)).one()
        broken = connection.execute(select(func.count()).select_from(chain_break)).scalar_one()
        pages, size = (connection.execute(text(f"PRAGMA {n}")).scalar_one() for n in ("page_count", "page_size"))
    own = accounts(reader, device)
    return {
        "records": records, "changes_by_state": states, "database_bytes": pages * size,
        "refused": [[kind, code, decision, count] for kind, code, decision, count in refusals],
        "spaces": spaces[0], "entries_followed": spaces[1] or 0, "chain_breaks": broken,
        "made_here": {"receipts": own.receipts, "waiting": own.waiting, "set_aside": own.set_aside,
                      "unaccounted": own.unaccounted},
    }  # fmt: skip


def _state(state: SyncState) -> Mapping[str, Any]:
    return {
        "phase": state.phase.value, "cause": state.cause.value, "unsent": state.unsent, "refused": state.refused,
        "unsent_files": state.unsent_files, "clock_off_ms": state.clock_off_ms, "transport": state.transport,
        "unsent_since": _at(state.unsent_since), "last_heard": _at(state.last_heard),
    }  # fmt: skip


def _at(instant: datetime | None) -> str:
    return "" if instant is None else instant.isoformat(timespec="seconds")
