"""The history of a record for screens: every change with who made it, when, on which device, and what each step did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from client.reading.queries import Reader
from client.replica.histories import document_with_changes
from shared_models.clock import instant_of
from shared_models.documents import Document, Path
from shared_models.history import Deed, steps
from shared_models.kinds import Rows
from shared_models.projection import field_value
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Record


@dataclass(frozen=True)
class Happened:
    """One step, its values as the field's kind reads them; see :class:`shared_models.history.Step`.

    ``field`` is the schema's entry of the first part of the path (None for one this program does not know).
    """

    path: Path
    field: Field | None
    deed: Deed
    before: Any
    after: Any


@dataclass(frozen=True)
class Occasion:
    """One change. ``at`` is UTC by the hub's or the device's clock; ``offline``: the hub was out of reach then."""

    author_name: str
    at: datetime
    device: str
    offline: bool
    on_hub: bool
    change: bytes
    happened: tuple[Happened, ...]


def history_of(reader: Reader, type_name: str, record_id: str) -> list[Occasion]:
    """Every change of a record that did something, newest first; nothing for facts, which never change.

    Reads the whole document at each of its changes: belongs in the background.
    """
    with reader.connect() as connection:
        told = document_with_changes(connection, record_id)
    if told is None or told.kind == "fact":
        return []
    record_type = RECORD_TYPES[type_name]
    happened: dict[bytes, list[Happened]] = {}
    for step in steps(Document.load(told.whole)):
        field = record_type.fields().get(step.path[0])
        before, after = (_read(record_type, step.path, value) for value in (step.before, step.after))
        happened.setdefault(step.change, []).append(Happened(step.path, field, step.deed, before, after))
    names = reader.titles("person", [row["author"] for row in told.changes])
    found = [
        _occasion(row, names, happened[bytes(row["hash"])]) for row in told.changes if bytes(row["hash"]) in happened
    ]
    return sorted(found, key=lambda one: (one.at, one.change), reverse=True)


def joined_texts(reader: Reader, type_name: str, record_id: str) -> dict[str, tuple[str, ...]]:
    """The texts that were joined from what several people wrote at the same time, with the people's names.

    A text is no longer among them once somebody who had the joined text before them has written in it again.
    """
    fields = RECORD_TYPES[type_name].fields()
    texts = [name for name, field in fields.items() if field.kind.shape == "text"]
    with reader.connect() as connection:
        told = document_with_changes(connection, record_id) if texts else None
    if told is None or told.kind == "fact":
        return {}
    document = Document.load(told.whole)
    if len(document.heads) == 1 and all(len(change.deps) < 2 for change in document.changes()):
        return {}
    writers: dict[str, list[bytes]] = {}
    for step in steps(document):
        if step.path[0] in texts:
            writers.setdefault(step.path[0], []).append(step.change)
    made = {bytes(row["hash"]): row for row in told.changes}
    joined = {
        name: [made[one] for one in _latest(document, changes) if one in made] for name, changes in writers.items()
    }
    names = reader.titles("person", [row["author"] for rows in joined.values() for row in rows])
    return {
        name: tuple(dict.fromkeys(names.get(row["author"], "") for row in rows))
        for name, rows in joined.items()
        if len({(row["author"], row["device"]) for row in rows}) > 1
    }


def _latest(document: Document, changes: list[bytes]) -> list[bytes]:
    """Those of some changes of a document on which none of the others builds."""
    above: dict[bytes, frozenset[bytes]] = {}
    for change in document.changes():  # parents first
        above[change.hash] = frozenset(change.deps).union(*(above[parent] for parent in change.deps))
    overtaken = frozenset[bytes]().union(*(above[change] for change in changes))
    return [change for change in dict.fromkeys(changes) if change not in overtaken]


def _occasion(row: Mapping[str, Any], names: Mapping[str, str], happened: list[Happened]) -> Occasion:
    return Occasion(
        names.get(row["author"], ""), instant_of(row["stamp"]), row["device"], bool(row["offline"]),
        row["seq"] is not None, bytes(row["hash"]), tuple(happened),
    )  # fmt: skip


def _read(record_type: type[Record], path: Path, atom: Any) -> Any:
    """An atom, a text or the cells of a row as the field reads them; what it cannot read stays what it is."""
    field = record_type.fields().get(path[0])
    if field is None or atom is None or field.kind.shape in ("text", "set"):
        return atom
    if not isinstance(field.kind, Rows):
        return field_value(field, atom)
    if len(path) == 2:
        return field.kind.decode_cells(atom)
    cell = field.kind.field(path[2])
    return atom if cell is None else field_value(cell, atom)
