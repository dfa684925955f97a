"""What somebody else has changed in a record while a form of it is open: which fields, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from client.reading.queries import Provenance, Reader, RecordView


@dataclass(frozen=True)
class Arrival:
    """The record as it is now, and for each changed field where its value comes from (None: not known)."""

    view: RecordView
    fields: Mapping[str, Provenance | None]


def look_up(reader: Reader, before: RecordView, bases: Mapping[str, Any]) -> Arrival | None:
    """Compare the record with what a form began with; None when it is not on this device any more.

    Slow enough (it opens the document) to belong in the background.
    """
    name = before.record_type.type_name()
    view = reader.record(name, before.id)
    if view is None:
        return None
    changed = [field for field, base in bases.items() if view.values[field] != base]
    return Arrival(view, {field: _source(reader, name, view.id, field) for field in changed})


def _source(reader: Reader, type_name: str, record: str, field: str) -> Provenance | None:
    """Where the shown value comes from; for texts, sets and small tables nobody can be named."""
    found = reader.why(type_name, record, (field,))
    return next((provenance for provenance in found if provenance.state == "shown"), None)
