"""The ordered log of every space: gapless numbers, a hash chain, and reading from a cursor.

What is here holds for any engine behind SQLAlchemy whose writers take turns. On SQLite they do (one ``BEGIN
IMMEDIATE`` at a time); an engine with several writers at once has to lock the row of the ``space`` table first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from shared_models.envelopes import Envelope, payload_hash, unpack
from shared_models.erasures import REMNANT
from shared_models.errors import ForecourtError
from shared_models.protocol import GENESIS, Entry, chain_hash, pack
from sync_server.engines import upsert
from sync_server.erased_log import recorded_remnants
from sync_server.prepared import Prepared
from sync_server.tables import LOG, SPACE

_VERIFY_CHUNK = 2_000

_APPEND = Prepared(insert(LOG))
_put = upsert(SPACE)
_MOVE_HEAD = Prepared(
    _put.on_conflict_do_update(index_elements=["name"], set_={"seq": _put.excluded.seq, "chain": _put.excluded.chain})
)
_HEAD = Prepared(select(SPACE.c.seq, SPACE.c.chain).where(SPACE.c.name == bindparam("name")))


@dataclass(frozen=True, slots=True)
class Head:
    """Where a space's log ends: the last number and the chain hash there."""

    seq: int = 0
    chain: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry of a space that is not what was once acknowledged."""

    space: str
    seq: int
    reason: str


class Appending:
    """What one transaction adds to the log; :meth:`flush` writes it before the commit."""

    def __init__(self, connection: Connection, received_ms: int) -> None:
        self._connection = connection
        self._received = received_ms
        self._heads: dict[str, Head] = {}
        self._rows: list[dict[str, Any]] = []

    def append(self, envelope: Envelope, packed: bytes, stamp: int, received_ms: int | None = None) -> Entry:
        """Give the change its place in the order of its space; ``received_ms`` where it came at another time."""
        head = self._heads.get(envelope.space) or head_of(self._connection, envelope.space)
        seq = head.seq + 1
        chain = chain_hash(head.chain, seq, envelope.hash, stamp)
        self._heads[envelope.space] = Head(seq, chain)
        row = {"space": envelope.space, "seq": seq, "chain": chain, "stamp": stamp}
        received = self._received if received_ms is None else received_ms
        self._rows.append({**row, "received": received, "envelope": packed})
        return Entry(envelope.space, seq, chain, stamp, envelope)

    def flush(self) -> None:
        """Write entries and heads."""
        if not self._rows:
            return
        _APPEND.run(self._connection, self._rows)
        heads = [{"name": name, "seq": head.seq, "chain": head.chain} for name, head in self._heads.items()]
        _MOVE_HEAD.run(self._connection, heads)
        self._rows = []


def head_of(connection: Connection, space: str) -> Head:
    """Where the space's log ends now."""
    row = _HEAD.run(connection, {"name": space}).first()
    return Head() if row is None else Head(row.seq, row.chain)


def heads_of(connection: Connection, spaces: Sequence[str]) -> dict[str, int]:
    """The last number of each space's log; 0 for one in which nothing was written yet."""
    found = connection.execute(select(SPACE.c.name, SPACE.c.seq).where(SPACE.c.name.in_(spaces)))
    return {**dict.fromkeys(spaces, 0), **{row.name: row.seq for row in found}}


def receipt(connection: Connection, space: str, seq: int) -> tuple[bytes, int]:
    """Chain hash and stamp of an entry."""
    row = connection.execute(select(LOG.c.chain, LOG.c.stamp).where(LOG.c.space == space, LOG.c.seq == seq)).one()
    return row.chain, row.stamp


def since(connection: Connection, space: str, cursor: int, limit: int) -> list[bytes]:
    """At most ``limit`` entries after the cursor, in order, each packed as it travels."""
    wanted = select(LOG.c.seq, LOG.c.chain, LOG.c.stamp, LOG.c.envelope)
    wanted = wanted.where(LOG.c.space == space, LOG.c.seq > cursor).order_by(LOG.c.seq).limit(limit)
    return [pack([space, seq, chain, stamp, envelope]) for seq, chain, stamp, envelope in connection.execute(wanted)]


def since_all(connection: Connection, cursors: Mapping[str, int], limit: int) -> tuple[list[bytes], dict[str, int]]:
    """At most ``limit`` entries after the cursors of several spaces, and the cursors moved on accordingly."""
    entries: list[bytes] = []
    moved = dict(cursors)
    for space, cursor in cursors.items():
        found = since(connection, space, cursor, limit - len(entries)) if len(entries) < limit else []
        moved[space] = cursor + len(found)
        entries += found
    return entries, moved


def verify(connection: Connection) -> Iterator[BadEntry | tuple[str, int]]:
    """Check the log of every space from its beginning: for each yield (space, entries), or the first bad entry."""
    remnants = recorded_remnants(connection)
    for name, seq, chain in connection.execute(select(SPACE).order_by(SPACE.c.name)).all():
        yield _verify_space(connection, name, Head(seq, chain), remnants) or (name, seq)
    known = select(SPACE.c.name)
    for name in connection.execute(select(LOG.c.space).where(LOG.c.space.not_in(known)).distinct()).scalars():
        yield BadEntry(name, 1, "the space has entries but no head")


def _verify_space(
    connection: Connection, space: str, stated: Head, remnants: Mapping[tuple[str, int], bytes]
) -> BadEntry | None:
    head = Head()
    while True:
        wanted = select(LOG).where(LOG.c.space == space, LOG.c.seq > head.seq).order_by(LOG.c.seq).limit(_VERIFY_CHUNK)
        rows = connection.execute(wanted).all()
        for row in rows:
            if row.seq != head.seq + 1:
                return BadEntry(space, head.seq + 1, "the entry is missing")
            wrong = _what_is_wrong(row.envelope, space, remnants.get((space, row.seq)))
            found = wrong or _link(head, row)
            if isinstance(found, str):
                return BadEntry(space, row.seq, found)
            head = found
        if not rows:
            break
    if head != stated:
        return BadEntry(space, min(head.seq, stated.seq) + 1, "the log does not end where the space's head says")
    return None


def _what_is_wrong(packed: bytes, space: str, erased: bytes | None) -> str:
    try:
        envelope = unpack(packed)
        if envelope.space != space:
            return "the envelope is of another space"
        if envelope.type == REMNANT:
            return "" if envelope.hash == erased else "it was erased, and no erasure that was written down tells of it"
        if payload_hash(envelope.kind, envelope.payload) != envelope.hash:
            return "the content does not have the hash that the envelope states"
    except ForecourtError as error:
        return f"the envelope cannot be read: {error}"
    return ""


def _link(head: Head, row: Any) -> Head | str:
    chain = chain_hash(head.chain, row.seq, unpack(row.envelope).hash, row.stamp)
    return Head(row.seq, chain) if chain == row.chain else "the chain hash does not hold"
