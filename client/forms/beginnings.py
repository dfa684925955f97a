"""What a new record begins with before anybody has entered anything."""

from __future__ import annotations

from typing import Any

from client.changes import Identity
from shared_models.kinds import Choice, Reference
from shared_models.schema import Record


def beginnings(record_type: type[Record], identity: Identity) -> dict[str, Any]:
    """A status that is needed begins at its first word; a store is the one where the person works."""
    found: dict[str, Any] = {}
    for name, field in record_type.fields().items():
        if isinstance(field.kind, Choice) and name == "status" and field.required:
            found[name] = field.kind.options[0][0]
        elif isinstance(field.kind, Reference) and field.kind.to == "store" and identity.store:
            found[name] = identity.store
    return found
