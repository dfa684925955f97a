"""What somebody else has changed in a record while a form of it is open: which fields, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from client.reading.queries import Provenance, Reader, RecordView
from shared_models.kinds import Sealed
from shared_models.sealing import Seals


@dataclass(frozen=True)
class Arrival:
    """The record as it is now, for each changed field where its value comes from (None: not known), and what it was."""

    view: RecordView
    fields: Mapping[str, Provenance | None]
    bases: Mapping[str, Any]

    def only_closed_anew(self, name: str, seals: Seals | None) -> bool:
        """Whether a sealed value says what the one before said, or neither can be opened here: that is no news."""
        now, before = self.view.values[name], self.bases[name]
        if not isinstance(self.view.record_type.fields()[name].kind, Sealed) or now is None or before is None:
            return False
        return seals is None or seals.same(before, now, self.view.id, name)


def look_up(reader: Reader, before: RecordView, bases: Mapping[str, Any]) -> Arrival | None:
    """Compare the record with what a form began with; None when it is not on this device any more.

    Slow enough (it opens the document) to belong in the background.
    """
    name = before.record_type.type_name()
    view = reader.record(name, before.id)
    if view is None:
        return None
    changed = [field for field, base in bases.items() if view.values[field] != base]
    return Arrival(view, {field: _source(reader, name, view.id, field) for field in changed}, bases)


def _source(reader: Reader, type_name: str, record: str, field: str) -> Provenance | None:
    """Where the shown value comes from; for texts, sets and small tables nobody can be named."""
    found = reader.why(type_name, record, (field,))
    return next((provenance for provenance in found if provenance.state == "shown"), None)
