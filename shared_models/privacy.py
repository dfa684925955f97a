"""What is about a person: which records refer to somebody, and what is left of each when that person's data is erased.

Three things may become of a record. It is *kept*: sales, payments, deposits, holds and other facts of the ledger name
people by identifier alone, and are anonymous once nobody bears it. It is *blanked*: a fresh document takes its place,
without the fields named here. Or it is *gone*: nothing of it stays but its hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from shared_models.kinds import File, FileRef, Reference, Rows
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

Becomes = Literal["kept", "blanked", "gone"]
#: Who can ask for their data: the types of record that stand for a person.
PEOPLE = ("customer", "driver", "person", "lead")
#: The flags of a customer that follow the latest consent of a purpose.
CONSENT_FLAGS: Mapping[str, str] = {"email": "consent_email", "phone": "consent_phone"}
#: What a name becomes where a record cannot be without one.
NOBODY = "Erased"
_EVERYTHING = frozenset({"*"})
#: Fields that are left out of a blanked record; ``*`` is all but those in ``_STAYS``.
_PERSONAL: Mapping[str, frozenset[str]] = {
    "customer": _EVERYTHING,
    "driver": _EVERYTHING,
    "person": _EVERYTHING,
    "lead": frozenset({"wanted", "notes", "budget"}),
    "activity": frozenset({"subject", "outcome", "notes"}),
    "test_drive": frozenset({"comment", "looked_reason"}),
    "policy": frozenset({"notes"}),
    "claim": frozenset({"place", "third_party", "witnesses", "description", "injury_notes", "photos"}),
}
_STAYS = frozenset({"role", "store", "merged_into"})
_GONE = frozenset({
    "approval_request", "approval_answer", "handover", "handover_answer", "discard", "telematics_day", "consent",
    "coaching",
})  # fmt: skip
#: What somebody's records are found through, beside the person.
_CARRIERS = frozenset({"customer", "driver", "lead", "policy", "claim", "approval_request", "handover"})
#: References that say who looks after something or whom somebody works for: they make nothing a person's own.
_NOT_OWN = frozenset({("customer", "owner"), ("driver", "employer")})
#: Identifiers of records that stand in plain lines.
_LINES: Mapping[str, tuple[str, ...]] = {"record": ("handover", "discard"), "handover": ("handover_answer",)}


@dataclass(frozen=True, slots=True)
class Concerned:
    """A record that is about a person, and what becomes of it."""

    type: str
    id: str
    space: str
    becomes: Becomes


def concerned(connection: Connection, type_name: str, record: str) -> list[Concerned]:
    """Every record here that is or refers to a person (or a lead), the person's own first.

    Works on the record tables of the hub and of a device: who asks sees what is there.
    """
    found = {record: _own(connection, type_name, record)}
    fresh = {type_name: {record}}
    while fresh:
        hits = [hit for name, ids in fresh.items() for hit in _referring(connection, name, ids)]
        hits += _merged_with(connection, fresh)
        fresh = {}
        for hit in hits:
            if hit.id not in found:
                found[hit.id] = hit
                fresh.setdefault(hit.type, set()).add(hit.id)
    return [one for one in found.values() if one is not None]


def _own(connection: Connection, type_name: str, record: str) -> Concerned | None:
    table = RECORD_TYPES[type_name].table()
    space = connection.execute(select(table.c.space).where(table.c.id == record)).scalar()
    return None if space is None else Concerned(type_name, record, space, becomes(type_name))


def becomes(type_name: str) -> Becomes:
    """What becomes of records of a type that are about somebody who is erased."""
    return "blanked" if type_name in _PERSONAL else "gone" if type_name in _GONE else "kept"


def _referring(connection: Connection, type_name: str, ids: set[str]) -> Iterator[Concerned]:
    """Records that refer to some of a type."""
    for name, record_type in RECORD_TYPES.items():
        for field in _links(record_type, type_name):
            table = record_type.table()
            wanted = select(table.c.id, table.c.space).where(table.c[field].in_(sorted(ids)))
            for row in connection.execute(wanted):
                yield Concerned(name, row.id, row.space, becomes(name))


def _links(record_type: type[Record], to: str) -> list[str]:
    name = record_type.type_name()
    if to not in _CARRIERS:
        return []
    named = [
        field.name for field in record_type.fields().values()
        if isinstance(field.kind, Reference) and field.kind.to == to and (name, field.name) not in _NOT_OWN
    ]  # fmt: skip
    lines = [line for line, types in _LINES.items() if name in types and line in ("record", to)]
    return named + lines


def _merged_with(connection: Connection, fresh: Mapping[str, set[str]]) -> Iterator[Concerned]:
    """Those into whom some were merged: the same person under another identifier."""
    for name in PEOPLE:
        table = RECORD_TYPES[name].table()
        if "merged_into" in table.c and fresh.get(name):
            wanted = select(table.c.merged_into).where(table.c.id.in_(sorted(fresh[name])))
            for target in connection.execute(wanted).scalars():
                own = _own(connection, name, target) if target else None
                if own is not None:
                    yield own


def blanked(type_name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values a blanked record begins its new life with: what is required stays filled."""
    record_type, personal = RECORD_TYPES[type_name], _PERSONAL[type_name]
    kept = {}
    for name, field in record_type.fields().items():
        away = name not in _STAYS if "*" in personal else name in personal
        value = (NOBODY if field.required else None) if away else values.get(name)
        if value is not None and value != "":
            kept[name] = value
    return kept


def files_in(values: Mapping[str, Any]) -> set[str]:
    """The digests of the files that a record's values name."""
    found = {value.digest for value in values.values() if isinstance(value, FileRef)}
    for value in values.values():
        if isinstance(value, Mapping):
            cells = [cell for row in value.values() if isinstance(row, Mapping) for cell in row.values()]
            found |= {cell.digest for cell in cells if isinstance(cell, FileRef)}
    return found


def named_elsewhere(connection: Connection, digest: str) -> bool:
    """Whether any record here still names a file."""
    for record_type in RECORD_TYPES.values():
        for name, field in record_type.fields().items():
            if isinstance(field.kind, File | Rows):
                for column in field.kind.columns(name, None):
                    table = record_type.table()
                    if connection.execute(select(table.c.id).where(table.c[column].contains(digest)).limit(1)).first():
                        return True
    return False
