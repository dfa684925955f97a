"""From values to document edits: how a new record is born and how a changed field becomes operations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from shared_models.documents import ARCHIVED_KEY, Birth, Document, Edit, Put, Remove, Write
from shared_models.kinds import EMPTY, Rows, Shape
from shared_models.schema import Field, Record
from shared_models.text_merge import rebased, splices


@cache
def containers_of(record_type: type[Record]) -> Mapping[str, Shape]:
    """The fields of a type that are containers in its documents, with their shapes."""
    shapes = {name: field.kind.shape for name, field in record_type.fields().items()}
    return {name: shape for name, shape in shapes.items() if shape != "atom"}


def birth(actor: bytes, record_type: type[Record], record_id: str, values: Mapping[str, Any]) -> Document:
    """A new document holding the values, as one change. The values must have passed ``schema.validate``."""
    atoms: dict[str, Any] = {}
    filled: list[Edit] = []
    fields = record_type.fields()
    for name, value in values.items():
        if value is None:
            continue
        kind = fields[name].kind
        if kind.shape == "atom":
            atoms[name] = kind.encode(value)
        elif value:
            filled += field_edits(fields[name], EMPTY[kind.shape], value, EMPTY[kind.shape])
    return Document.create(actor, Birth(record_id, record_type.type_name()), containers_of(record_type), atoms, filled)


def depends_on_current(field: Field, old: Any, new: Any) -> bool:
    """Whether :func:`field_edits` asks what the document now holds: to read it takes the longer, the older it is."""
    return field.kind.shape == "text" or (field.kind.shape == "atom" and old == new)


def field_edits(field: Field, old: Any, new: Any, current: Any) -> list[Edit]:
    """The edits that carry a person's change from ``old`` to ``new`` into a document that now holds ``current``.

    ``old`` is what the person saw. Where others changed the field since, texts, sets and rows keep both; a scalar is
    simply written (and Automerge keeps the other's value in the history). ``current`` may be None where
    :func:`depends_on_current` says no.
    """
    shape = field.kind.shape
    old, new, current = (EMPTY[shape] if value is None else value for value in (old, new, current))
    if shape == "text":
        changed = rebased(splices(old, new), old, current)
        return [Write((field.name,), changed)] if changed else []
    if shape == "set":
        added: list[Edit] = [Put((field.name, word), True) for word in sorted(new - old)]
        return added + [Remove((field.name, word)) for word in sorted(old - new)]
    if shape == "rows":
        return _row_edits(field, old, new)
    return [] if old == new == current else [Put((field.name,), None if new is None else field.kind.encode(new))]


def _row_edits(field: Field, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Edit]:
    edits: list[Edit] = [Remove((field.name, row)) for row in old if row not in new]
    for row, cells in new.items():
        before = old.get(row, {})
        for name, value in cells.items():
            if before.get(name) != value:
                edits.append(Put((field.name, row, name), _encode_cell(field, name, value)))
    return edits


def _encode_cell(field: Field, name: str, value: Any) -> Any:
    assert isinstance(field.kind, Rows)
    cell = field.kind.field(name)
    return value if cell is None or value is None else cell.kind.encode(value)


def archive_edits(archived: bool) -> list[Edit]:
    """Put a record away, or take it back."""
    return [Put((ARCHIVED_KEY,), archived)]
