"""Documents as the hub holds them: read for admission, written with their row, handed out whole at a first sync.

A document's ``record`` is kept packed: the first eight items of a first-sync record (``protocol``), so that handing
out a hundred thousand of them is copying bytes. The ninth, its history, comes from the ``change`` table; see
``first_pages``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgpack
from sqlalchemy import Connection, Select, bindparam, insert, select, update

from shared_models.documents import Document, is_outgrown
from shared_models.envelopes import Envelope
from shared_models.protocol import Entry, pack
from shared_models.records import RECORD_TYPES
from sync_server.engines import change_places, documents_named, erased_among, next_ordinals
from sync_server.prepared import Prepared
from sync_server.tables import ACTOR, CHANGE, DOCUMENT, ERASED_DOCUMENT

T = TypeVar("T")

_c = CHANGE.c
_OWNER = Prepared(select(ACTOR.c.device).where(ACTOR.c.actor == bindparam("actor")))
_ERASED = Prepared(select(ERASED_DOCUMENT.c.id).where(ERASED_DOCUMENT.c.id == bindparam("id")))
_ADD_CHANGE, _ADD_DOCUMENT, _BIND = Prepared(insert(CHANGE)), Prepared(insert(DOCUMENT)), Prepared(insert(ACTOR))
_GROWING = ("first_stamp", "last_stamp", "last_hash", "last_author", "record")
_CHANGE_DOCUMENT = Prepared(
    update(DOCUMENT).where(DOCUMENT.c.ordinal == bindparam("of")).values({name: bindparam(name) for name in _GROWING})
)
_PLACES: Select[Any] = select(_c.ordinal, _c.hash, _c.seq, _c.last_op)
_CHANGES: Select[Any] = select(
    _c.ordinal, _c.hash, _c.kind, _c.author, _c.device, _c.stamp, _c.offline, _c.version, _c.seq
)


class Added(NamedTuple):
    """A change that the transaction adds, and the counter of its last operation."""

    entry: Entry
    last_op: int


class Place(NamedTuple):
    """Where a change stands in its space's log, and the counter of its last operation."""

    seq: int
    last_op: int


@dataclass(slots=True)
class Held:
    """One document during a transaction: what is stored, plus what the transaction added so far.

    ``document`` is the open document, once somebody needed it; ``snapshot`` is its bytes, the newest changes appended.
    ``content`` is what it holds, if that was read since the last change; ``changed``, what changed of it since its
    ``stored`` row was made, if that is known.
    """

    ordinal: int
    id: str
    space: str
    type: str
    is_fact: bool
    snapshot: bytes = b""
    heads: frozenset[bytes] = frozenset()
    forked: bool = False
    first_stamp: int = 2**63 - 1
    last: tuple[int, bytes] = (-1, b"")
    last_author: str = ""
    is_new: bool = True
    document: Document | None = None
    content: dict[str, Any] | None = None
    row: dict[str, Any] = field(default_factory=dict)
    stored: Sequence[Any] = ()
    changed: dict[str, Any] = field(default_factory=dict)
    rivals: list[list[Any]] = field(default_factory=list)
    added: dict[bytes, Added] = field(default_factory=dict)

    def open(self) -> Document:
        """The document, opened if need be."""
        if self.document is None:
            self.document = Document.load(self.snapshot)
        return self.document

    def read(self) -> dict[str, Any]:
        """What the document holds."""
        if self.content is None:
            self.content = self.open().content()
        return self.content

    def begin(self, content: dict[str, Any], envelope: Envelope) -> None:
        """Take the change by which the document begins, and what it holds then."""
        self.content, self.snapshot, self.heads = content, envelope.payload, frozenset({envelope.hash})

    def grow(
        self, document: Document, content: dict[str, Any] | None, chunk: bytes, changed: dict[str, Any] | None = None
    ) -> None:
        """Take the document as it is with one more change; ``changed``: all that the change put, by key of the root."""
        self.document, self.content = document, content
        if changed is None:
            self.stored = ()
        else:
            self.changed |= changed
        self.snapshot += chunk
        self.heads = document.heads
        self.forked = self.forked or len(self.heads) > 1

    def note(self, entry: Entry, last_op: int) -> None:
        """Take up what a change says about the document's age and last author; ties are decided by hash."""
        self.added[entry.envelope.hash] = Added(entry, last_op)
        self.first_stamp = min(self.first_stamp, entry.stamp)
        if (entry.stamp, entry.envelope.hash) > self.last:
            self.last = (entry.stamp, entry.envelope.hash)
            self.last_author = entry.envelope.author

    def packed(self) -> bytes:
        """The first eight items of a first-sync record, as an array of eight."""
        if self.document is not None and is_outgrown(self.snapshot):
            self.snapshot = self.document.save()
        kind = "fact" if self.is_fact else "merge"
        row = [self.row[column] for column in row_columns(self.type)] if self.row else []
        return pack([self.id, self.type, kind, self.snapshot, sorted(self.heads), self.forked, row, self.rivals])


class DocumentShelf:
    """The documents one transaction touches. Reads each once; :meth:`flush` writes the changed ones."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, Held | None] = {}
        self._ordinals: Iterator[int] = iter(())
        self._actors: dict[bytes, str | None] = {}
        self._bound: dict[bytes, str] = {}
        self._places: dict[tuple[int, bytes], Place | None] = {}
        self._not_erased: set[str] = set()

    def fetch(self, wanted: Mapping[str, set[bytes]]) -> None:
        """Read documents, and where some of their changes stand, with few queries; later questions find them here."""
        names = [name for name in wanted if name not in self._held]
        self._held.update(dict.fromkeys(names))
        for row in documents_named(self._connection, names) if names else ():
            self._held[row.id] = _held_of(row)
        if missing := [name for name in names if self._held[name] is None]:
            self._not_erased.update(missing)
            self._not_erased.difference_update(erased_among(self._connection, missing))
        pairs = [(held.ordinal, h) for n in names if (held := self._held[n]) is not None for h in wanted[n]]
        self._places.update(dict.fromkeys(pairs))
        if pairs:
            for ordinal, change, seq, last_op in change_places(self._connection, pairs):
                self._places[ordinal, change] = Place(seq, last_op)

    def find(self, document: str) -> Held | None:
        """The document, if there is one."""
        if document not in self._held:
            self.fetch({document: set()})
        return self._held[document]

    def put_new(self, held: Held) -> None:
        """Put a new document on the shelf and give it its ordinal."""
        ordinal = next(self._ordinals, None)
        if ordinal is None:
            missing = sum(each is None for each in self._held.values())
            given = max((each.ordinal for each in self._held.values() if each is not None), default=0)
            self._ordinals = next_ordinals(self._connection, max(1, missing), given)
            ordinal = next(self._ordinals)
        held.ordinal = ordinal
        self._held[held.id] = held

    def place_of(self, held: Held, change: bytes) -> Place | None:
        """Where a change of the document stands; None when the hub does not have it."""
        if change in held.added:
            return Place(held.added[change].entry.seq, held.added[change].last_op)
        if held.is_new:
            return None
        key = (held.ordinal, change)
        if key not in self._places:
            row = self._connection.execute(_PLACES.where(CHANGE.c.ordinal == key[0], CHANGE.c.hash == change)).first()
            self._places[key] = None if row is None else Place(row.seq, row.last_op)
        return self._places[key]

    def stamps(self, held: Held) -> dict[bytes, int]:
        """The stamps of all changes of the document."""
        stored = select(CHANGE.c.hash, CHANGE.c.stamp).where(CHANGE.c.ordinal == held.ordinal)
        before = {} if held.is_new else {row.hash: row.stamp for row in self._connection.execute(stored)}
        return {**before, **{change: added.entry.stamp for change, added in held.added.items()}}

    def owner_of(self, actor: bytes) -> str | None:
        """The device an actor belongs to, if any used it before."""
        if actor not in self._actors:
            self._actors[actor] = _OWNER.run(self._connection, {"actor": actor}).scalar()
        return self._actors[actor]

    def bind(self, actor: bytes, device: str) -> None:
        """Bind an actor to the first device that used it."""
        self._actors[actor] = self._bound[actor] = device

    def was_erased(self, document: str) -> bool:
        """Whether a record of this identifier was erased once."""
        if document in self._not_erased:
            return False
        return _ERASED.run(self._connection, {"id": document}).first() is not None

    def touched(self) -> list[Held]:
        """The documents that got a change in this transaction."""
        return [held for held in self._held.values() if held is not None and held.added]

    def flush(self) -> None:
        """Write documents, change metadata and actors."""
        touched = self.touched()
        changes = [_change_row(held, added) for held in touched for added in held.added.values()]
        if not changes:
            return
        _ADD_CHANGE.run(self._connection, changes)
        if born := [_document_row(held) for held in touched if held.is_new]:
            _ADD_DOCUMENT.run(self._connection, born)
        if grown := [_document_row(held) for held in touched if not held.is_new]:
            self._update(grown)
        if self._bound:
            bound = [{"actor": actor, "device": device} for actor, device in self._bound.items()]
            _BIND.run(self._connection, bound)

    def rewrite(self, held: list[Held]) -> None:
        """Write documents anew whose row was projected anew."""
        self._update([_document_row(one) for one in held])

    def _update(self, rows: list[dict[str, Any]]) -> None:
        _CHANGE_DOCUMENT.run(self._connection, [{"of": row["ordinal"], **row} for row in rows])


def ids_after(connection: Connection, ordinal: int, limit: int) -> list[tuple[int, str]]:
    """Ordinals and identifiers of the documents after an ordinal, whatever their space."""
    wanted = select(DOCUMENT.c.ordinal, DOCUMENT.c.id).where(DOCUMENT.c.ordinal > ordinal)
    found = connection.execute(wanted.order_by(DOCUMENT.c.ordinal).limit(limit))
    return [(row.ordinal, row.id) for row in found]


@cache
def row_columns(type_name: str) -> tuple[str, ...]:
    """The columns of a type's rows in the order in which they travel; none for a type only devices know."""
    record_type = RECORD_TYPES.get(type_name)
    columns = () if record_type is None else record_type.table().columns
    return tuple(column.name for column in columns if column.name != "ordinal")


def read_document(connection: Connection, document: str) -> Held | None:
    """A document as it stands, to be read."""
    row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.id == document)).first()
    return None if row is None else _held_of(row)


def changes_of(connection: Connection, ordinal: int) -> list[list[Any]]:
    """The changes of one document in the order of its log, as they travel in a first-sync record's history."""
    wanted = _CHANGES.where(CHANGE.c.ordinal == ordinal).order_by(CHANGE.c.seq)
    return [change for _, *change in connection.execute(wanted)]


def _held_of(row: Any) -> Held:
    """Out of the table."""
    snapshot, heads, forked, stored, rivals = msgpack.unpackb(row.record)[-5:]
    held = Held(row.ordinal, row.id, row.space, row.type, bool(row.is_fact), snapshot, frozenset(heads), forked)
    held.first_stamp, held.last = row.first_stamp, (row.last_stamp, row.last_hash)
    held.last_author, held.is_new = row.last_author, False
    held.rivals, held.stored = rivals, stored
    return held


def _document_row(held: Held) -> dict[str, Any]:
    return {
        "ordinal": held.ordinal,
        "id": held.id,
        "space": held.space,
        "type": held.type,
        "is_fact": held.is_fact,
        "first_stamp": held.first_stamp,
        "last_stamp": held.last[0],
        "last_hash": held.last[1],
        "last_author": held.last_author,
        "record": held.packed(),
    }


def _change_row(held: Held, added: Added) -> dict[str, Any]:
    entry, last_op = added
    e = entry.envelope
    row = {"ordinal": held.ordinal, "hash": e.hash, "kind": e.kind, "author": e.author, "device": e.device}
    more = {"offline": e.offline, "version": e.version, "seq": entry.seq, "last_op": last_op}
    return {**row, "stamp": entry.stamp, **more}
