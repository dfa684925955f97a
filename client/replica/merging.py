"""Two records of the same thing become one: what is edited for it, out of what this device holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from client.commands import Archive, Command, Edit, Merge, Together
from client.replica.database import quoted
from client.text import replica as words
from shared_models.encrypted_sqlite import Connection
from shared_models.errors import InvalidRecord, Problem
from shared_models.kinds import Reference, Rows
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write_field
from shared_models.schema import Record, Values

#: The field of a record that was put away for another one.
POINTER = "merged_into"


def can_merge(record_type: type[Record]) -> bool:
    """Whether two records of the type can become one."""
    return POINTER in record_type.fields()


def merging(connection: Connection, command: Merge, role: str) -> Together:
    """The steps of a merge: the survivor's values, what refers to the other, the other's pointer, and putting it away.

    Records of others that the role may not change keep referring to the one put away, which points on.
    Raises InvalidRecord when the two cannot be merged.
    """
    record_type = RECORD_TYPES[command.record_type]
    survivor, other = (_values(connection, record_type, record) for record in (command.survivor, command.other))
    if not can_merge(record_type) or survivor is None or other is None or command.survivor == command.other:
        raise InvalidRecord([Problem("", words.CANNOT_MERGE)])
    new = {name: value for name, value in command.chosen.items() if value != survivor[name]}
    steps: list[Command] = []
    if new:
        steps.append(Edit(command.record_type, command.survivor, {name: survivor[name] for name in new}, new))
    steps += _repointing(connection, command, role)
    pointer = Edit(command.record_type, command.other, {POINTER: other[POINTER]}, {POINTER: command.survivor})
    return Together((*steps, pointer, Archive(command.record_type, command.other)))


def _repointing(connection: Connection, command: Merge, role: str) -> Iterator[Edit]:
    for record_type in RECORD_TYPES.values():
        for name, field in record_type.fields().items():
            if record_type.about.fact or not may_write_field(role, record_type, name):
                continue
            if isinstance(field.kind, Reference) and field.kind.to == command.record_type:
                for (record,) in _holding(connection, record_type, f"{quoted(name)} = ?", command.other):
                    yield Edit(record_type.type_name(), record, {name: command.other}, {name: command.survivor})
            elif isinstance(field.kind, Rows):
                yield from _in_rows(connection, record_type, name, command)


def _in_rows(connection: Connection, record_type: type[Record], name: str, command: Merge) -> Iterator[Edit]:
    kind = record_type.fields()[name].kind
    assert isinstance(kind, Rows)
    cells = [c.name for c in kind.fields if isinstance(c.kind, Reference) and c.kind.to == command.record_type]
    found = _holding(connection, record_type, f"instr({quoted(name)}, ?)", command.other) if cells else []
    for (record,) in found:
        values = _values(connection, record_type, record)
        old = (values or {}).get(name) or {}
        new = {row: {**held, **_pointed(held, cells, command)} for row, held in old.items()}
        if new != old:
            yield Edit(record_type.type_name(), record, {name: old}, {name: new})


def _pointed(held: Values, cells: list[str], command: Merge) -> Values:
    return {cell: command.survivor for cell in cells if held.get(cell) == command.other}


def _holding(connection: Connection, record_type: type[Record], condition: str, other: str) -> list[tuple[str]]:
    name = record_type.type_name()
    return connection.execute(f"SELECT id FROM {name} WHERE {condition} ORDER BY id", (other,)).fetchall()


def _values(connection: Connection, record_type: type[Record], record: str) -> dict[str, Any] | None:
    cursor = connection.execute(f"SELECT * FROM {record_type.type_name()} WHERE id = ?", (record,))
    names, row = [column[0] for column in cursor.description], cursor.fetchone()
    return None if row is None else record_type.values_of(dict(zip(names, row, strict=True)))
