"""What changes did, field by field, read back from the documents and the log: for the audit and for evidence packs.

Values of sealed fields are never told, not even as ciphertext: only that they were given another value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from shared_models.documents import Document
from shared_models.facts import decode_fact
from shared_models.history import Step, steps
from shared_models.kinds import Sealed
from shared_models.records import RECORD_TYPES
from sync_server.held_documents import Held, read_document
from sync_server.tables import CHANGE, DOCUMENT

#: What stands for the value of a sealed field.
SEALED = "(sealed)"


def changes_of_record(connection: Connection, tenant: str, record: str) -> list[dict[str, Any]]:
    """Every change of a record, oldest first: who, when, where, offline or not, and each step's before and after.

    ``at`` in milliseconds since 1970 UTC by the hub's stamp; ``seq`` is its place in the log of ``space``.
    """
    held = read_document(connection, record)
    if held is None or not held.space.startswith(f"{tenant}/"):
        return []
    made = connection.execute(select(CHANGE).where(CHANGE.c.ordinal == held.ordinal).order_by(CHANGE.c.seq)).all()
    deeds = _deeds(held)
    return [{**_who(row, held), "did": deeds.get(bytes(row.hash), [])} for row in made]


def changes_by(connection: Connection, tenant: str, person: str, since: int, until: int, most: int) -> Iterator[Any]:
    """The latest changes a person made within a span (milliseconds), as :func:`changes_of_record` tells them."""
    of = CHANGE.join(DOCUMENT, DOCUMENT.c.ordinal == CHANGE.c.ordinal)
    low, high = since << 16, min(until, 2**46) << 16  # stamps are hybrid times
    wanted = select(DOCUMENT.c.id, CHANGE.c.hash).select_from(of).where(CHANGE.c.author == person)
    wanted = wanted.where(CHANGE.c.stamp >= low, CHANGE.c.stamp < high, DOCUMENT.c.space.startswith(f"{tenant}/"))
    found = connection.execute(wanted.order_by(CHANGE.c.stamp.desc()).limit(most)).all()
    by_record: dict[str, set[str]] = {}
    for record, change in found:
        by_record.setdefault(record, set()).add(bytes(change).hex())
    for record, changes in by_record.items():
        yield from (told for told in changes_of_record(connection, tenant, record) if told["change"] in changes)


def _who(row: Any, held: Held) -> dict[str, Any]:
    told = {"at": row.stamp >> 16, "who": row.author, "device": row.device, "offline": bool(row.offline)}
    place = {"space": held.space, "seq": row.seq, "record": held.id, "type": held.type}
    return {**told, **place, "change": bytes(row.hash).hex(), "version": row.version}


def _deeds(held: Held) -> dict[bytes, list[dict[str, Any]]]:
    if held.is_fact:
        values = decode_fact(held.snapshot)
        told = [
            {"field": name, "deed": "set", "before": None, "after": _plain(held.type, name, value)}
            for name, value in values.items() if not name.startswith("_")
        ]  # fmt: skip
        return dict.fromkeys(held.heads, told)
    found: dict[bytes, list[dict[str, Any]]] = {}
    for step in steps(Document.load(held.snapshot)):
        found.setdefault(step.change, []).append(_step(held.type, step))
    return found


def _step(type_name: str, step: Step) -> dict[str, Any]:
    before, after = (_plain(type_name, step.path[0], value) for value in (step.before, step.after))
    return {"field": ".".join(step.path), "deed": step.deed, "before": before, "after": after}


def _plain(type_name: str, field_name: str, value: Any) -> Any:
    record_type = RECORD_TYPES.get(type_name)
    field = None if record_type is None else record_type.fields().get(field_name)
    if value is not None and ((field is not None and isinstance(field.kind, Sealed)) or isinstance(value, bytes)):
        return SEALED
    return value
