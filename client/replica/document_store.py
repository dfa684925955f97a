"""Documents, changes and rows inside one transaction of the replica: what every road into it has in common."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import msgpack

from client.changes import Identity, Touched
from client.replica import stakes
from client.replica.database import get_meta, set_meta
from client.replica.record_tables import Row, table_of
from client.replica.replica_tables import PENDING, SET_ASIDE
from shared_models.clock import HybridClock, milliseconds_of
from shared_models.documents import Change, Document
from shared_models.facts import decode_fact
from shared_models.projection import Rival, columns_of, project
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

_NEW_DOCUMENT = (
    "INSERT INTO document (id, type, kind, space, snapshot, accepted, heads, forked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_PUT_DOCUMENT = f"""
{_NEW_DOCUMENT}
ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot, accepted = excluded.accepted,
    heads = excluded.heads, forked = excluded.forked
"""
_HELD = """
SELECT id, type, kind, space, snapshot, accepted, heads, forked FROM document
WHERE id IN (SELECT value FROM json_each(?))
"""
_LIVES = """
SELECT value, (SELECT min(stamp) FROM change WHERE document = value AND state <> :aside),
    (SELECT max(stamp) FROM change WHERE document = value AND state <> :aside),
    (SELECT author FROM change WHERE document = value AND state <> :aside ORDER BY stamp DESC, hash DESC LIMIT 1)
FROM json_each(:ids)
"""
_CHANGE_COLUMNS = (
    "hash",
    "document",
    "type",
    "kind",
    "space",
    "author",
    "device",
    "stamp",
    "offline",
    "version",
    "state",
    "seq",
    "chain",
    "batch",
    "payload",
)
_CHANGE_IN_ORDER = itemgetter(*_CHANGE_COLUMNS)
#: What is refused and entered again in the very same words is the same change again: it takes a new place at the end.
_PUT_CHANGE = f"""
INSERT INTO change ({", ".join(_CHANGE_COLUMNS)}) VALUES ({", ".join("?" * len(_CHANGE_COLUMNS))})
ON CONFLICT (hash) DO UPDATE SET number = (SELECT max(number) + 1 FROM change),
    {", ".join(f"{name} = excluded.{name}" for name in _CHANGE_COLUMNS if name != "hash")}
    WHERE change.state = {SET_ASIDE}
"""


@dataclass
class Held:
    """A document as the replica holds it. ``accepted`` is None unless some of its changes wait for the hub."""

    id: str
    type_name: str
    kind: str
    space: str
    snapshot: bytes
    accepted: bytes | None
    heads: frozenset[bytes]
    forked: bool

    @property
    def record_type(self) -> type[Record] | None:
        """The type's schema, or None when only a newer program knows it."""
        return RECORD_TYPES.get(self.type_name)


def _document_row(held: Held) -> tuple[Any, ...]:
    heads = b"".join(sorted(held.heads))
    return held.id, held.type_name, held.kind, held.space, held.snapshot, held.accepted, heads, held.forked


def split_heads(joined: bytes) -> frozenset[bytes]:
    """Heads as they are kept: 32 bytes each, joined."""
    return frozenset(joined[at : at + 32] for at in range(0, len(joined), 32))


class DocumentStore:
    """Reads and writes of documents, changes and rows. Every method runs within the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, clock: HybridClock) -> None:
        self.connection = connection
        self.clock = clock
        self.actor = self._actor()

    def _actor(self) -> bytes:
        """The Automerge actor of this incarnation of the replica file."""
        actor = get_meta(self.connection, "actor")
        if actor is None:
            actor = os.urandom(16)
            set_meta(self.connection, "actor", actor)
        return actor

    def held(self, document: str) -> Held | None:
        """The document, or None when it is not on this device."""
        return self.held_many([document]).get(document)

    def held_many(self, documents: Sequence[str]) -> dict[str, Held]:
        """Those of the documents that are on this device."""
        rows = self.connection.execute(_HELD, (json.dumps(documents),))
        return {
            row[0]: Held(row[0], row[1], row[2], row[3], row[4], row[5], split_heads(row[6]), bool(row[7]))
            for row in rows.fetchall()
        }

    def put_document(self, held: Held) -> None:
        """Insert or replace the document."""
        self.connection.execute(_PUT_DOCUMENT, _document_row(held))

    def put_documents(self, documents: Iterable[Held]) -> None:
        """Insert or replace many documents."""
        self.connection.executemany(_PUT_DOCUMENT, map(_document_row, documents))

    def put_new_documents(self, documents: Iterable[Held]) -> None:
        """Insert many documents that are not here yet."""
        self.connection.executemany(_NEW_DOCUMENT, map(_document_row, documents))

    def put_changes(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert changes with their provenance."""
        self.connection.executemany(_PUT_CHANGE, map(_CHANGE_IN_ORDER, rows))

    def change_row(
        self, held: Held, change: Change, identity: Identity, offline: bool, batch: str | None = None
    ) -> dict[str, Any]:
        """A row of the change log for a change made on this device, waiting for the hub."""
        return {
            "hash": change.hash,
            "document": held.id,
            "type": held.type_name,
            "kind": held.kind,
            "space": held.space,
            "author": identity.person,
            "device": identity.device,
            "stamp": self.clock.now(),
            "offline": offline,
            "version": identity.version,
            "state": PENDING,
            "seq": None,
            "chain": None,
            "batch": batch,
            "payload": change.chunk,
        }

    def stamps(self, document: str) -> dict[bytes, int]:
        """The stamp of every change of a document that counts."""
        rows = self.connection.execute(
            "SELECT hash, stamp FROM change WHERE document = ? AND state <> ?", (document, SET_ASIDE)
        )
        return dict(rows.fetchall())

    def write_row(self, held: Held, document: Document | None = None) -> Touched:
        """Project a document into its row and its rivals."""
        return self.write_rows([(held, document)])[0]

    def write_rows(self, documents: Sequence[tuple[Held, Document | None]]) -> list[Touched]:
        """Project documents (as they are held, where none is given open) into their rows and rivals."""
        lives = self.lives([held.id for held, _ in documents])
        rows: dict[type[Record], list[Row]] = {}
        for held, document in documents:
            if held.record_type is not None:
                row = {"id": held.id, "space": held.space, **lives[held.id], **self._projected(held, document)}
                rows.setdefault(held.record_type, []).append(row)
        ordinals: dict[str, int] = {}
        for record_type, some in rows.items():
            ordinals |= table_of(record_type).write_many(self.connection, some)
        touched = [Touched(held.type_name, held.id, ordinals.get(held.id, 0)) for held, _ in documents]
        return touched + self.settle_stakes(touched)

    def settle_stakes(self, touched: Sequence[Touched]) -> list[Touched]:
        """Decide anew about what these facts claim; what else is different now."""
        return stakes.settle(self.connection, [each.id for each in touched if stakes.bears(each.record_type)])

    def _projected(self, held: Held, document: Document | None) -> dict[str, Any]:
        """The columns of a document's fields, and whether it is archived; its rivals are written."""
        assert held.record_type is not None
        if held.kind == "fact":
            return {"archived": False, **columns_of(held.record_type, decode_fact(held.snapshot))}
        document = document or Document.load(held.snapshot)
        if not held.forked:
            projection = project(held.record_type, document)
        else:
            stamps = self.stamps(held.id)
            projection = project(held.record_type, document, lambda change: stamps.get(change, 0))
            self._put_rivals(held, projection.rivals)
        return {"archived": projection.archived, **projection.columns}

    def lives(self, documents: Sequence[str]) -> dict[str, dict[str, Any]]:
        """When records were made and last changed (milliseconds), and by whom last: out of their changes' stamps."""
        rows = self.connection.execute(_LIVES, {"ids": json.dumps(documents), "aside": SET_ASIDE})
        return {
            document: {
                "created": milliseconds_of(made or 0), "updated": milliseconds_of(changed or 0), "author": author or "",
            }
            for document, made, changed, author in rows
        }  # fmt: skip

    def insert_rows(self, record_type: type[Record], rows: Sequence[Row]) -> list[Touched]:
        """Insert rows of new records of one type."""
        first, _ = table_of(record_type).insert_many(self.connection, rows)
        name = record_type.type_name()
        touched = [Touched(name, row["id"], ordinal) for ordinal, row in enumerate(rows, start=first)]
        return touched + self.settle_stakes(touched)

    def _put_rivals(self, held: Held, rivals: Sequence[Rival]) -> None:
        self.connection.execute("DELETE FROM rival WHERE document = ?", (held.id,))
        self.connection.executemany(
            "INSERT INTO rival (document, path, change, type, value, shown) VALUES (?, ?, ?, ?, ?, ?)",
            [(held.id, "\n".join(r.path), r.change, held.type_name, msgpack.packb(r.value), r.shown) for r in rivals],
        )
