"""Documents, changes and rows inside one transaction of the replica: what every road into it has in common."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import msgpack

from client.changes import Identity, Touched
from client.replica import stakes
from client.replica.histories import histories
from client.replica.incarnation import new_actor
from client.replica.open_documents import OpenDocuments
from client.replica.record_tables import Row, table_of
from client.replica.replica_tables import ACCEPTED, PENDING, SET_ASIDE
from shared_models.clock import HybridClock, milliseconds_of
from shared_models.documents import Change, Document, joined
from shared_models.encrypted_sqlite import Connection
from shared_models.facts import decode_fact
from shared_models.projection import Rival, columns_of, project
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

NEW_DOCUMENT = "INSERT INTO document (id, type, kind, space, heads, forked, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?)"
_PUT_DOCUMENT = f"""
{NEW_DOCUMENT}
ON CONFLICT (id) DO UPDATE SET heads = excluded.heads, forked = excluded.forked, snapshot = excluded.snapshot
"""
_HEAD = "SELECT id, type, kind, space, heads, forked FROM document WHERE id = ?"
_HELD = """
SELECT id, type, kind, space, heads, forked, snapshot FROM document WHERE id IN (SELECT value FROM json_each(?))
"""
# The states of changes stand written out: their index answers at both of its ends, however many a document has.
_WAITING = f"""
SELECT document, payload FROM change WHERE document IN (SELECT value FROM json_each(?)) AND state = {PENDING}
ORDER BY number
"""
_LIVES = f"""
SELECT ids.value, (SELECT min(stamp) FROM change WHERE document = ids.value AND state = states.column1),
    latest.stamp, latest.hash, latest.author
FROM json_each(?) AS ids CROSS JOIN (VALUES ({PENDING}), ({ACCEPTED})) AS states
CROSS JOIN change AS latest ON latest.number = (
    SELECT number FROM change WHERE document = ids.value AND state = states.column1
    ORDER BY stamp DESC, hash DESC LIMIT 1)
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
    "signature",
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
class DocumentHead:
    """What a document is and where its history ends, without its bytes."""

    id: str
    type_name: str
    kind: str
    space: str
    heads: frozenset[bytes]
    forked: bool

    @property
    def record_type(self) -> type[Record] | None:
        """The type's schema, or None when only a newer program knows it."""
        return RECORD_TYPES.get(self.type_name)

    @property
    def joined_heads(self) -> bytes:
        """The heads as they are kept: see :func:`split_heads`."""
        return b"".join(sorted(self.heads))


@dataclass
class Held(DocumentHead):
    """A document as the replica holds it. ``snapshot`` is the whole: what the hub has and what waits for it.

    ``accepted`` is None unless some of its changes wait: then it is what the hub has, and only that is in the
    document's row; the rest are the payloads of the changes that wait.
    """

    snapshot: bytes
    accepted: bytes | None = None


def _document_row(held: Held) -> tuple[Any, ...]:
    base = held.snapshot if held.accepted is None or held.kind == "fact" else held.accepted
    return held.id, held.type_name, held.kind, held.space, held.joined_heads, held.forked, base


def _head_of(row: Sequence[Any]) -> DocumentHead:
    record_id, name, kind, space, heads, forked, *_ = row
    return DocumentHead(record_id, name, kind, space, split_heads(heads), bool(forked))


def split_heads(joined: bytes) -> frozenset[bytes]:
    """Heads as they are kept: 32 bytes each, joined."""
    return frozenset(joined[at : at + 32] for at in range(0, len(joined), 32))


def _life(lives: Sequence[tuple[int, int, bytes, str]]) -> dict[str, Any]:
    """One life out of those of a document's changes by state: the first stamp, then stamp, hash, author of the last."""
    made = min((life[0] for life in lives), default=0)
    _, changed, _, author = max(lives, key=lambda life: life[1:3], default=(0, 0, b"", ""))
    return {"created": milliseconds_of(made), "updated": milliseconds_of(changed), "author": author}


class DocumentStore:
    """Reads and writes of documents, changes and rows. Every method runs within the caller's transaction."""

    def __init__(self, connection: Connection, clock: HybridClock, actor: bytes) -> None:
        """``actor``: the Automerge actor of this incarnation of the replica file."""
        self.connection = connection
        self.clock = clock
        self.actor = actor
        self._open = OpenDocuments()

    def found_out(self, actor: bytes) -> None:
        """A change that is not here was made by ``actor``: if that is ours, another copy of this file is at work."""
        if actor == self.actor:
            self.actor = new_actor(self.connection)

    def number_anew(self, actor: bytes) -> None:
        """What ``actor`` made last was refused, and may be about still: what comes next is made by another."""
        if actor == self.actor:
            self.actor = new_actor(self.connection, same_file=True)

    def held(self, document: str) -> Held | None:
        """The document, or None when it is not on this device."""
        return self.held_many([document]).get(document)

    def held_many(self, documents: Sequence[str]) -> dict[str, Held]:
        """Those of the documents that are on this device."""
        ids = (json.dumps(documents),)
        here: dict[str, Held] = {}
        for record_id, name, kind, space, heads, forked, snapshot in self.connection.execute(_HELD, ids):
            here[record_id] = Held(record_id, name, kind, space, split_heads(heads), bool(forked), snapshot)
        for record_id, payload in self.connection.execute(_WAITING, ids):
            held = here.get(record_id)
            if held is not None and held.kind != "fact":
                held.accepted = held.snapshot if held.accepted is None else held.accepted
                held.snapshot += payload
        return here

    def head(self, document: str) -> DocumentHead | None:
        """What the document is and where it ends, or None when it is not on this device."""
        row = self.connection.execute(_HEAD, (document,)).fetchone()
        return None if row is None else _head_of(row)

    def opened(self, head: DocumentHead) -> Document:
        """The document ready for use. Whoever changes it says so by :meth:`put_head`."""
        document = self._open.get(head.id, head.heads)
        if document is None:
            held = self.held(head.id)
            assert held is not None
            document = Document.load(held.snapshot)
            self._open.keep(head.id, head.heads, document)
        return document

    def put_head(self, head: DocumentHead, document: Document) -> None:
        """Note where a document ends now that a change was made to it which waits for the hub."""
        self.connection.execute(
            "UPDATE document SET heads = ?, forked = ? WHERE id = ?", (head.joined_heads, head.forked, head.id)
        )
        self._open.keep(head.id, head.heads, document)

    def forget_open(self) -> None:
        """Keep no document open: a transaction was rolled back, or the engine failed."""
        self._open.forget()

    def add_to_bases(self, payloads: Mapping[str, bytes]) -> dict[str, DocumentHead]:
        """The hub has more of some documents, by identifier: changes to be joined to what it had of them.

        Returns those of the documents that are on this device.
        """
        rows = self.connection.execute(_HELD, (json.dumps(list(payloads)),)).fetchall()
        self.connection.executemany(
            "UPDATE document SET snapshot = ? WHERE id = ?",
            [(joined(row[6], payloads[row[0]]), row[0]) for row in rows if row[2] != "fact"],
        )
        return {row[0]: _head_of(row) for row in rows}

    def put_document(self, held: Held) -> None:
        """Insert or replace the document."""
        self.connection.execute(_PUT_DOCUMENT, _document_row(held))

    def put_documents(self, documents: Iterable[Held]) -> None:
        """Insert or replace many documents."""
        self.connection.executemany(_PUT_DOCUMENT, map(_document_row, documents))

    def put_changes(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert changes with their provenance."""
        self.connection.executemany(_PUT_CHANGE, map(_CHANGE_IN_ORDER, rows))

    def change_row(
        self, held: DocumentHead, change: Change, identity: Identity, offline: bool, batch: str | None = None
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
            "signature": None,
        }

    def stamps(self, document: str) -> dict[bytes, int]:
        """The stamp of every change of a document that counts."""
        rows = self.connection.execute(
            "SELECT hash, stamp FROM change WHERE document = ? AND state <> ?", (document, SET_ASIDE)
        )
        first = {past.hash: past.stamp for _, some in histories(self.connection, [document]) for past in some}
        return first | dict(rows.fetchall())

    def write_row(self, held: DocumentHead, document: Document | None = None) -> Touched:
        """Project a document into its row and its rivals."""
        return self.write_rows([(held, document)])[0]

    def write_rows(self, documents: Sequence[tuple[DocumentHead, Document | None]]) -> list[Touched]:
        """Project documents into their rows and rivals; those not given open are loaded as they are held."""
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

    def _projected(self, held: DocumentHead, document: Document | None) -> dict[str, Any]:
        """The columns of a document's fields, and whether it is archived; its rivals are written."""
        assert held.record_type is not None
        if document is None:
            whole = held if isinstance(held, Held) else self.held(held.id)
            assert whole is not None
            if whole.kind == "fact":
                return {"archived": False, **columns_of(held.record_type, decode_fact(whole.snapshot))}
            document = Document.load(whole.snapshot)
        if not held.forked:
            projection = project(held.record_type, document)
        else:
            stamps = self.stamps(held.id)
            projection = project(held.record_type, document, lambda change: stamps.get(change, 0))
            self._put_rivals(held, projection.rivals)
        return {"archived": projection.archived, **projection.columns}

    def lives(self, documents: Sequence[str]) -> dict[str, dict[str, Any]]:
        """When records were made and last changed (milliseconds), and by whom last: out of their changes' stamps."""
        found: dict[str, list[tuple[int, int, bytes, str]]] = {document: [] for document in documents}
        for document, *life in self.connection.execute(_LIVES, (json.dumps(documents),)):
            found[document].append(tuple(life))
        for document, past in histories(self.connection, documents):
            found[document] += [(each.stamp, each.stamp, each.hash, each.author) for each in past]
        return {document: _life(lives) for document, lives in found.items()}

    def insert_rows(
        self, record_type: type[Record], ids: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> list[Touched]:
        """Insert rows of new records of one type, their values in the order of its table's columns."""
        first, _ = table_of(record_type).insert_in_order(self.connection, rows)
        name = record_type.type_name()
        touched = [Touched(name, record, ordinal) for ordinal, record in enumerate(ids, start=first)]
        return touched + self.settle_stakes(touched)

    def _put_rivals(self, held: DocumentHead, rivals: Sequence[Rival]) -> None:
        self.connection.execute("DELETE FROM rival WHERE document = ?", (held.id,))
        self.connection.executemany(
            "INSERT INTO rival (document, path, change, type, value, shown) VALUES (?, ?, ?, ?, ?, ?)",
            [(held.id, "\n".join(r.path), r.change, held.type_name, msgpack.packb(r.value), r.shown) for r in rivals],
        )
