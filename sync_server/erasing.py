"""Erasing a person: what is theirs leaves documents, rows, log, escrow and files; its hashes stay, and so the chain.

In one transaction: every entry of a document that is about the person becomes a remnant (its hash, without content);
documents that are needed further begin a new life without what was personal; each space's log is told in a notice, by
which every replica does the same at its next contact; and the audit says what was erased, with a digest of the
entries, so that ``audit verify`` accepts these and no others. Sales, payments and other facts of the ledger stay: they
name people by identifier alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select, update

from shared_models.clock import stamp_at
from shared_models.documents import Document
from shared_models.editing import archive_edits, birth
from shared_models.envelopes import Envelope, unpack
from shared_models.erasures import MOST_NAMED, NOTICE, hub_writes_as, notice, remnant
from shared_models.facts import encode_fact, fact_hash
from shared_models.identifiers import new_id
from shared_models.kinds.links import digests_in
from shared_models.privacy import PEOPLE, Concerned, blanked, concerned, files_in, named_elsewhere
from shared_models.protocol import Entry
from shared_models.records import RECORD_TYPES
from shared_models.records.legal_hold import LegalHold
from sync_server.admission import Admission
from sync_server.agreed_fields import copies_of
from sync_server.engines import insert_new
from sync_server.erased_log import digest_of, tell
from sync_server.errors import HubError, not_found
from sync_server.held_documents import read_document
from sync_server.kept_pages import forget_page
from sync_server.tables import (
    CHANGE,
    DOCUMENT,
    ERASED_DOCUMENT,
    ERASED_ENTRY,
    ERASURE,
    ERASURE_NOTICE,
    ESCROW,
    FILE_MENTION,
    LOG,
    STAKE,
)

_AT_ONCE = 300
_VERSION = "hub"
#: Digests of files that a row of the audit names at most.
_MOST_FILES = 40


@dataclass(frozen=True)
class Asked:
    """Who is to be erased, on whose behalf and why: ``why`` is ``request``, or the name of a retention rule."""

    tenant: str
    type: str
    record: str
    by: str
    device: str
    why: str


@dataclass
class Erased:
    """What was done: the new entries of the logs, and the digests of files that nothing names any more."""

    erasure: str
    records: list[Concerned]
    entries: list[tuple[Entry, bytes]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def plan(connection: Connection, tenant: str, type_name: str, record: str) -> list[Concerned]:
    """What an erasure would reach, the ledger included. Raises HubError: no such person, or held by law."""
    if type_name not in PEOPLE:
        raise HubError(422, "not_a_person", "Only people and leads can be erased.", "type")
    found = [one for one in concerned(connection, type_name, record) if one.space.startswith(f"{tenant}/")]
    if not found or found[0].id != record:
        raise not_found("There is no such record.", "unknown_record")
    held = held_by_law(connection, [one.id for one in found])
    if held:
        raise HubError(
            409, "legal_hold", f"{len(held)} of the records are under a legal hold: lift it first.", "record"
        )
    return found


def erase(connection: Connection, asked: Asked, key: Ed25519PrivateKey, now_ms: int) -> Erased:
    """Erase within the caller's transaction; publish the entries and remove the files once it is committed.

    ``key`` is the hub's own. Raises HubError as :func:`plan` does.
    """
    return erase_these(connection, asked, plan(connection, asked.tenant, asked.type, asked.record), key, now_ms)


def erase_these(
    connection: Connection,
    asked: Asked,
    found: Sequence[Concerned],
    key: Ed25519PrivateKey,
    now_ms: int,
    again: str = "",
) -> Erased:
    """Erase what was found, as :func:`erase` does; for rules that are about more than one person.

    ``again``: the erasure that is done once more, after a backup from before it was put back.
    """
    found = [*found, *copies_of(connection, found)]
    done = Erased(again or new_id(), [one for one in found if one.becomes != "kept"])
    lives = [life for one in done.records if (life := _new_life(connection, one)) is not None]
    values = {one.id: _values(connection, one) for one in done.records}
    row = {"id": done.erasure, "tenant": asked.tenant, "type": asked.type, "subject": asked.record, "by": asked.by}
    row |= {"why": asked.why}
    insert_new(connection, ERASURE, {**row, "at": now_ms})
    removed = [_remove(connection, done.erasure, one) for one in done.records]
    author = _Author(connection, asked.tenant, key, now_ms)
    for space in sorted({one.space for one in done.records}):
        author.tell(done.erasure, space, [one.id for one in done.records if one.space == space])
    for life in lives:
        author.begin(life)
    done.entries = author.finish(done.erasure)
    named = set().union(*(files_in(some) for some in values.values()), *(digests for _, digests in removed))
    done.files = {digest for digest in named if not named_elsewhere(connection, digest)}
    for digest in done.files:
        connection.execute(delete(FILE_MENTION).where(FILE_MENTION.c.digest == digest))
    detail: dict[str, Any] = {"records": len(done.records), "entries": sum(count for count, _ in removed)}
    detail["digest"] = digest_of(connection, done.erasure)
    for some in _in_rows(detail, sorted(done.files)):
        tell(connection, row, asked.device, some)
    return done


def _in_rows(detail: dict[str, Any], files: Sequence[str]) -> list[dict[str, Any]]:
    """What the audit tells: in several rows where one cannot name all the files."""
    some = [files[at : at + _MOST_FILES] for at in range(0, len(files), _MOST_FILES)]
    return [{**detail, "files": list(few)} for few in some] or [detail]


def known_erasures(connection: Connection) -> set[str]:
    """The erasures that were done in this database."""
    return set(connection.execute(select(ERASURE.c.id)).scalars())


def erase_again(connection: Connection, key: Ed25519PrivateKey, done: Collection[str], now_ms: int) -> list[Erased]:
    """A backup was put back: the erasures it knows nothing of are done once more, whatever the law holds by now.

    ``done``: those the backup itself has done. Where in the log they are told is told anew with each.
    """
    told = [row for row in connection.execute(select(ERASURE).order_by(ERASURE.c.at)).all() if row.id not in done]
    again = []
    for row in told:
        wanted = select(ERASED_DOCUMENT).where(ERASED_DOCUMENT.c.erasure == row.id)
        known = [Concerned(one.type, one.id, one.space, one.becomes) for one in connection.execute(wanted).all()]
        here = [one for one in known if read_document(connection, one.id) is not None]
        if here:
            asked = Asked(row.tenant, row.type, row.subject, row.by, "", row.why)
            again.append(erase_these(connection, asked, here, key, now_ms, row.id))
    return again


def held_by_law(connection: Connection, records: Sequence[str]) -> list[str]:
    """Those of the records that are under a legal hold."""
    table = LegalHold.table()
    wanted = select(table.c.record, table.c.held).where(table.c.record.in_(records))
    latest = {row.record: row.held for row in connection.execute(wanted.order_by(table.c.created, table.c.ordinal))}
    return [record for record, held in latest.items() if held]


def _values(connection: Connection, one: Concerned) -> dict[str, Any]:
    record_type = RECORD_TYPES[one.type]
    table = record_type.table()
    row = connection.execute(select(table).where(table.c.id == one.id)).mappings().one()
    return {**record_type.values_of(dict(row)), "archived": bool(row["archived"])}


@dataclass(frozen=True)
class _Life:
    """The new life of a document: what it is made of."""

    one: Concerned
    fact: bytes | None
    document: Document | None


def _new_life(connection: Connection, one: Concerned) -> _Life | None:
    if one.becomes != "blanked":
        return None
    record_type = RECORD_TYPES[one.type]
    values = _values(connection, one)
    archived = bool(values.pop("archived")) or one.type in PEOPLE[:3]
    kept = blanked(one.type, values)
    if record_type.about.fact:
        return _Life(one, encode_fact(record_type, one.id, kept), None)
    actor = hashlib.sha256(f"forecourt new life {new_id()}".encode()).digest()[:16]
    document = birth(actor, record_type, one.id, kept)
    if archived:
        document.apply(actor, archive_edits(True))
    return _Life(one, None, document)


def _remove(connection: Connection, erasure: str, one: Concerned) -> tuple[int, set[str]]:
    """Take a document out of everything; its entries in the log become remnants.

    Returns how many there were, and the digests of the files that they ever named.
    """
    held = read_document(connection, one.id)
    if held is None:
        return 0, set()
    places = list(connection.execute(select(CHANGE.c.seq).where(CHANGE.c.ordinal == held.ordinal)).scalars())
    named = _make_remnants(connection, erasure, one, sorted(places))
    table = RECORD_TYPES[one.type].table()
    forget_page(connection, one.space, held.ordinal)
    for where, column in ((CHANGE, CHANGE.c.ordinal), (DOCUMENT, DOCUMENT.c.ordinal)):
        connection.execute(delete(where).where(column == held.ordinal))
    connection.execute(delete(table).where(table.c.id == one.id))
    connection.execute(delete(STAKE).where(STAKE.c.fact == one.id))
    for row in connection.execute(select(ESCROW.c.ordinal, ESCROW.c.envelope).where(ESCROW.c.document == one.id)).all():
        emptied = remnant(unpack(row.envelope)).pack()
        told = {"envelope": emptied, "decision": "erased", "decided": 0, "decided_by": "0" * 32, "detail": None}
        connection.execute(update(ESCROW).where(ESCROW.c.ordinal == row.ordinal).values(**told))
    connection.execute(delete(ERASED_DOCUMENT).where(ERASED_DOCUMENT.c.id == one.id))  # of an earlier erasure
    known = {"id": one.id, "erasure": erasure, "type": one.type, "space": one.space, "becomes": one.becomes}
    connection.execute(insert(ERASED_DOCUMENT).values(**known))
    return len(places), named


def _make_remnants(connection: Connection, erasure: str, one: Concerned, places: Sequence[int]) -> set[str]:
    named: set[str] = set()
    for at in range(0, len(places), _AT_ONCE):
        here = (LOG.c.space == one.space, LOG.c.seq.in_(places[at : at + _AT_ONCE]))
        for row in connection.execute(select(LOG.c.seq, LOG.c.envelope).where(*here)).all():
            whole = unpack(row.envelope)
            left = remnant(whole)
            named |= digests_in(whole.payload)
            where = (LOG.c.space == one.space, LOG.c.seq == row.seq)
            connection.execute(update(LOG).where(*where).values(envelope=left.pack()))
            told = {"space": one.space, "seq": row.seq, "erasure": erasure, "hash": left.hash}
            connection.execute(insert(ERASED_ENTRY).values(**told))
    return named


class _Author:
    """The hub as an author of changes: one transaction's worth."""

    def __init__(self, connection: Connection, tenant: str, key: Ed25519PrivateKey, now_ms: int) -> None:
        self._connection, self._key, self._now = connection, key, now_ms
        self._name = hub_writes_as(tenant)
        self._made: list[Envelope] = []

    def tell(self, erasure: str, space: str, documents: Sequence[str]) -> None:
        """Have the notices of an erasure stand in a space's log."""
        for at in range(0, len(documents), MOST_NAMED):
            identifier = new_id()
            payload, digest = notice(identifier, erasure, documents[at : at + MOST_NAMED])
            self._add("fact", space, identifier, NOTICE, digest, payload)

    def begin(self, life: _Life) -> None:
        """Have the first changes of a document's new life stand there."""
        one = life.one
        if life.fact is not None:
            self._add("fact", one.space, one.id, one.type, fact_hash(life.fact), life.fact)
        for change in life.document.changes() if life.document is not None else ():
            self._add("merge", one.space, one.id, one.type, change.hash, change.chunk)

    def finish(self, erasure: str) -> list[tuple[Entry, bytes]]:
        """Write all of it, in this order; the entries are to be published after the commit."""
        admission = Admission(self._connection, self._now)
        for entry in admission.enter(self._made):
            if entry.envelope.type == NOTICE:
                row = {"space": entry.space, "seq": entry.seq, "erasure": erasure}
                self._connection.execute(insert(ERASURE_NOTICE).values(**row))
        return admission.finish()

    def _add(self, kind: Any, space: str, document: str, type_name: str, digest: bytes, payload: bytes) -> None:
        stamp = stamp_at(self._now, len(self._made))
        made = Envelope(
            kind, space, document, type_name, self._name, self._name, stamp, False, _VERSION, digest, payload
        )
        self._made.append(made.signed(self._key))
