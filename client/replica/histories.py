"""What a document's changes say of themselves where they came with a first sync: packed beside it until asked for.

Changes made here or received later are rows of the ``change`` table. A document's history is both together: read here
what came first, there what came since. No change stands in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgpack
from sqlalchemy import Connection, select

from client.replica.replica_tables import ACCEPTED, PENDING, change, document
from shared_models import encrypted_sqlite

_PACKED = """
SELECT id, history FROM document WHERE id IN (SELECT value FROM json_each(?)) AND history IS NOT NULL
"""


class Past(NamedTuple):
    """A change that came with a first sync: ``stamp`` is the hub's, ``seq`` its place in the log."""

    hash: bytes
    kind: str
    author: str
    device: str
    stamp: int
    offline: bool
    version: str
    seq: int


def unfolded(packed: bytes | None) -> list[Past]:
    """The changes of a packed history."""
    return [] if packed is None else [Past(*change) for change in msgpack.unpackb(packed)]


def histories(connection: encrypted_sqlite.Connection, documents: Sequence[str]) -> Iterator[tuple[str, list[Past]]]:
    """Those of the documents that came with a first sync, each with its changes up to then."""
    for record, packed in connection.execute(_PACKED, (json.dumps(documents),)):
        yield record, unfolded(packed)


def change_rows(record: str, type_name: str, space: str, packed: bytes) -> Iterator[dict[str, Any]]:
    """The changes of a packed history as rows of the table of changes."""
    rest = {"state": ACCEPTED, "chain": None, "batch": None, "payload": None, "signature": None}
    same = {"document": record, "type": type_name, "space": space, **rest}
    return ({**same, **each._asdict()} for each in unfolded(packed))


class Told(NamedTuple):
    """A document, what waits for the hub included, and the changes it is made of, as in their table."""

    kind: str
    whole: bytes
    changes: Sequence[Mapping[str, Any]]


def document_with_changes(connection: Connection, record_id: str) -> Told | None:
    """A document and all its changes, for whoever tells where its values come from; None when it is not here."""
    columns = select(document.c.kind, document.c.space, document.c.snapshot, document.c.history)
    row = connection.execute(columns.where(document.c.id == record_id)).first()
    if row is None:
        return None
    query = select(change).where(change.c.document == record_id).order_by(change.c.number)
    since = connection.execute(query).mappings().all()
    past = [{**each._asdict(), "state": ACCEPTED, "space": row.space} for each in unfolded(row.history)]
    waiting = [each["payload"] for each in since if each["state"] == PENDING and row.kind != "fact"]
    return Told(row.kind, row.snapshot + b"".join(waiting), [*past, *map(dict, since)])
