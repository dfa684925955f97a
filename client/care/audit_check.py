"""Is everything here what was once written? Documents, the hub's logs as this device saw them, and the audit trails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from client.replica.audit_trail import written_end
from client.replica.replica_tables import PENDING
from client.text import audit as words
from shared_models.audit_chain import follow
from shared_models.documents import Document
from shared_models.encrypted_sqlite import Connection
from shared_models.errors import DocumentDamaged
from shared_models.facts import decode_fact, fact_hash
from shared_models.projection import values_of
from shared_models.protocol import chain_hash
from shared_models.records.audit_entry import AuditEntry


def verify(connection: Connection) -> Iterator[str]:
    """What is wrong, a sentence each that names the first bad row of a document, log or trail; nothing where all holds.

    Reads every document: belongs in the background.
    """
    yield from _documents(connection)
    yield from _logs(connection)
    yield from _trails(connection)


def _documents(connection: Connection) -> Iterator[str]:
    asked = "SELECT id, type, kind, heads, snapshot FROM document ORDER BY id"
    for identifier, type_name, kind, heads, snapshot in connection.execute(asked):
        if kind == "fact":
            whole = fact_hash(snapshot) == heads
        else:
            whole = _ends(connection, identifier, snapshot) == heads
        if not whole:
            yield words.BAD_RECORD.format(type=type_name, record=identifier)


def _ends(connection: Connection, identifier: str, snapshot: bytes) -> bytes:
    """The heads of a document with what waits for the hub; empty where its bytes are damaged, for they bear hashes."""
    asked = "SELECT payload FROM change WHERE document = ? AND state = ? ORDER BY number"
    waiting = connection.execute(asked, (identifier, PENDING)).fetchall()
    try:
        return b"".join(sorted(Document.load(snapshot + b"".join(payload for (payload,) in waiting)).heads))
    except DocumentDamaged:
        return b""


def _logs(connection: Connection) -> Iterator[str]:
    """Two entries next to each other must follow; what came with a first sync has no link here."""
    before: tuple[str, int, bytes] = ("", 0, b"")
    bad: set[str] = set()
    asked = "SELECT space, seq, chain, hash, stamp FROM change WHERE chain IS NOT NULL ORDER BY space, seq"
    for space, seq, chain, digest, stamp in connection.execute(asked):
        follows = before[:2] == (space, seq - 1)
        if follows and space not in bad and chain_hash(before[2], seq, digest, stamp) != chain:
            bad.add(space)
            yield words.BAD_LOG.format(space=space, number=seq)
        before = (space, seq, chain)


def _trails(connection: Connection) -> Iterator[str]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for (payload,) in connection.execute("SELECT snapshot FROM document WHERE type = 'audit_entry'"):
        try:
            values = values_of(AuditEntry, decode_fact(payload))
        except DocumentDamaged:
            continue  # was named among the documents
        rows.setdefault(str(values["trail"]), []).append(values)
    ends = {trail: follow(some) for trail, some in rows.items()}
    for trail, end in ends.items():
        if end.bad:
            sentence = words.MISSING_ROW if end.missing else words.BAD_ROW
            yield sentence.format(trail=trail, number=end.bad)
    trail, number, mark = written_end(connection)
    last = ends.get(trail)
    if trail and (last is None or (not last.bad and (last.number, last.link) != (number, mark))):
        yield words.SHORT_TRAIL.format(trail=trail, number=number)
