"""The devices' own audits as they arrived here, checked: a row that was left out or altered before it came is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from shared_models.audit_chain import follow
from shared_models.records.audit_entry import AuditEntry


def bad_trails(connection: Connection) -> Iterator[str]:
    """A sentence for each trail of a device that is not whole. What a device has not sent yet is not missed."""
    rows: dict[str, list[dict[str, Any]]] = {}
    authors: dict[str, str] = {}
    for row in connection.execute(select(AuditEntry.table())).mappings():
        values = AuditEntry.values_of(dict(row))
        rows.setdefault(str(values["trail"]), []).append(values)
        authors[str(values["trail"])] = row["author"]
    ends = {trail: follow(some) for trail, some in rows.items()}
    for trail, end in sorted(ends.items()):
        whose = f"audit trail {trail} of a device of {authors[trail]}"
        if end.bad:
            yield f"{whose}: row {end.bad} {'is missing' if end.missing else 'is not what was written'}"
            continue
        before, number = _follows(rows[trail])
        if before and (before not in ends or ends[before].number < number):
            yield f"{whose}: it goes on from row {number} of {before}, which never came"


def _follows(rows: list[dict[str, Any]]) -> tuple[str, int]:
    """The trail of the same device that this one says it goes on from, and that one's last row."""
    first = min(rows, key=lambda values: int(values["number"]))
    told = json.loads(first["detail"] or "{}")
    return str(told.get("after", "")), int(told.get("after_number", 0))
