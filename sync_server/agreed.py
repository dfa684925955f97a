"""What an insurer's people have of the house's policies and claims: copies that hold the agreed fields and no other.

A document goes out whole or not at all, so an insurer never receives one of the house. The hub keeps a copy of each in
the space ``TENANT/agreed/INSURER``, a document of its own with an identifier of its own, and keeps the two in step
within the transaction that admits a change of either: what the house writes goes into the copy as far as it is agreed,
what the insurer's people write there goes into the house's record, in their name, under the hub's signature. A list
that gets shorter has the copies erased and made anew, since a document tells its past.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select

from shared_models.change_chunk import read_head
from shared_models.clock import stamp_at, system_milliseconds
from shared_models.documents import Change, Document, frame
from shared_models.editing import archive_edits, birth, field_edits
from shared_models.envelopes import Envelope
from shared_models.erasures import hub_writes_as
from shared_models.identifiers import new_id
from shared_models.privacy import Concerned
from shared_models.protocol import Entry, PushResult
from shared_models.records import RECORD_TYPES
from shared_models.rights import template_of
from sync_server.admission import Admission, Pushed
from sync_server.agreed_fields import SHARED, Agreed, agreed, keep
from sync_server.audit import OPERATOR, note
from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.erased_log import LIST_CHANGED
from sync_server.erasing import Asked, Erased, erase_these
from sync_server.held_documents import Held, read_document
from sync_server.opening import Opened
from sync_server.tables import AGREED_COPY, DOCUMENT, SETTING, TENANT

_MADE, _VERSION = "agreed list of", "hub"
_BESIDE = {"insurer": "agreed", "agreed": "insurer"}
Row = Mapping[str, Any]


def spaces_beside(spaces: Iterable[str]) -> set[str]:
    """The spaces into whose logs the hub may write when changes enter these."""
    found = set()
    for space in spaces:
        if other := _BESIDE.get(template_of(space)):
            tenant, _, insurer = space.split("/")
            found.add(f"{tenant}/{other}/{insurer}")
    return found


def admit(connection: Connection, opened: Sequence[Opened | PushResult], tenant: str, key: Ed25519PrivateKey) -> Pushed:
    """Admit changes within the caller's transaction, and keep copies and records in step with them."""
    now = system_milliseconds()
    admission = Admission(connection, now)
    admission.expect(opened)
    results = [admission.admit(one) for one in opened]
    entries = admission.finish()
    if spaces_beside(entry.space for entry, _ in entries):
        copies = Copies(connection, tenant, key, now)
        copies.follow(entries)
        entries = [*entries, *copies.finish()]
    return Pushed(results, entries)


class Copies:
    """The copies of one tenant, within the caller's transaction."""

    def __init__(self, connection: Connection, tenant: str, key: Ed25519PrivateKey, now_ms: int) -> None:
        self._connection, self._tenant, self._key, self._now = connection, tenant, key, now_ms
        self._us, self._list = hub_writes_as(tenant), agreed(connection, tenant)
        self._made: list[Envelope] = []

    def follow(self, entries: Iterable[tuple[Entry, bytes]]) -> None:
        """Bring the other of two in step with each that has just got a change."""
        last = {entry.envelope.document: entry for entry, _ in entries if entry.envelope.type in SHARED}
        for document, entry in last.items():
            template, e = template_of(entry.space), entry.envelope
            if template == "insurer":
                self._into_copy(document, e.type, e.space, e.author, entry.stamp)
            elif template == "agreed" and e.device != self._us:
                self._into_source(document, e.type, e.author, entry.stamp)

    def finish(self) -> list[tuple[Entry, bytes]]:
        """Write what there is to be written; the entries are to be published after the commit."""
        if not self._made:
            return []
        admission = Admission(self._connection, self._now)
        admission.enter(self._made)
        return admission.finish()

    def make_all(self) -> None:
        """Have a copy of everything that lives with an insurer, policies first: claims name them."""
        for name in SHARED:
            here = DOCUMENT.c.space.startswith(f"{self._tenant}/insurer/", autoescape=True)
            wanted = select(DOCUMENT.c.id, DOCUMENT.c.space).where(DOCUMENT.c.type == name, here)
            for row in self._connection.execute(wanted.order_by(DOCUMENT.c.ordinal)).all():
                self._into_copy(row.id, name, row.space, self._us, stamp_at(self._now, 0))

    def all(self) -> list[Concerned]:
        """Every copy there is, to be erased."""
        return [
            Concerned(row.type, row.id, row.space, "gone")
            for row in self._connection.execute(
                select(DOCUMENT.c.id, DOCUMENT.c.type, DOCUMENT.c.space)
                .where(DOCUMENT.c.space.startswith(f"{self._tenant}/agreed/", autoescape=True))
                .where(DOCUMENT.c.type.in_(SHARED))
            )
        ]  # fmt: skip

    def _into_copy(self, source: str, type_name: str, space: str, author: str, stamp: int) -> None:
        seen = self._list.seen.get(type_name)
        row = _row(self._connection, type_name, source)
        if not seen or row is None:
            return
        values = {name: row[name] for name in seen}
        if "policy" in seen and type_name == "claim":
            values["policy"] = self._copy_of(str(row["policy"])) if row["policy"] else None
        copy, (there,) = self._copy_of(source) or new_id(), spaces_beside([space])
        held = read_document(self._connection, copy)
        if held is not None:
            self._write(held, values, bool(row["archived"]), author, stamp)
            return
        put = upsert(AGREED_COPY).values(source=source, copy=copy)
        self._connection.execute(put.on_conflict_do_update(index_elements=["source"], set_={"copy": copy}))
        document = birth(_actor(), RECORD_TYPES[type_name], copy, values)
        if row["archived"]:
            document.apply(_actor(), archive_edits(True))
        born = Held(0, copy, there, type_name, False)
        for change in document.changes():
            self._add(born, change, author, stamp)

    def _into_source(self, copy: str, type_name: str, author: str, stamp: int) -> None:
        source = self._connection.execute(select(AGREED_COPY.c.source).where(AGREED_COPY.c.copy == copy)).scalar()
        held = read_document(self._connection, source) if source else None
        row = _row(self._connection, type_name, copy)
        if held is None or row is None:
            return
        self._write(held, {name: row[name] for name in self._list.written.get(type_name, ())}, None, author, stamp)

    def _write(self, held: Held, wanted: Row, archived: bool | None, author: str, stamp: int) -> None:
        """Have a document say what is wanted, as one change; what differs in nothing gets none."""
        have, record_type = _row(self._connection, held.type, held.id), RECORD_TYPES[held.type]
        if have is None:
            return
        differing = [record_type.fields()[name] for name in sorted(wanted) if wanted[name] != have[name]]
        edits = [one for each in differing for one in field_edits(each, *_three(have, wanted, each.name))]
        if archived is not None and archived != bool(have["archived"]):
            edits += archive_edits(archived)
        document = self._framed(held, [each for each in differing if each.kind.shape != "atom"], author, stamp)
        change = document.apply(_actor(), edits) if edits else None
        if change is not None:
            self._add(held, change, author, stamp)

    def _framed(self, held: Held, containers: Sequence[Any], author: str, stamp: int) -> Document:
        """The document with the containers that an older program did not make."""
        document = held.open()
        for each in containers:
            if not document.has(each.name):
                made = frame(held.id, each.name, each.kind.shape)
                self._add(held, made, author, stamp)
                held.snapshot += read_head(made.chunk).raw
                document = Document.load(held.snapshot)
        return document

    def _copy_of(self, source: str) -> str | None:
        found: str | None = self._connection.execute(
            select(AGREED_COPY.c.copy).where(AGREED_COPY.c.source == source)
        ).scalar()
        return found

    def _add(self, held: Held, change: Change, author: str, stamp: int) -> None:
        raw = read_head(change.chunk).raw
        made = Envelope(
            "merge", held.space, held.id, held.type, author, self._us, stamp, False, _VERSION, change.hash, raw
        )
        self._made.append(made.signed(self._key))


def change_list(
    connection: Connection, tenant: str, wanted: Agreed, key: Ed25519PrivateKey, now_ms: int
) -> Erased | None:
    """Put another list in place, and have the copies say that and nothing else; what was erased for it, if anything."""
    keep(connection, tenant, wanted)
    note(connection, tenant, OPERATOR, "", "agreed_list_set", "", {"fields": wanted.lines()})
    return _renew(connection, tenant, key, now_ms)


def bring_up_to_date(database: Database, key: Ed25519PrivateKey, now_ms: int) -> None:
    """Where the copies were made by another list (a backup was put back): make them by the one that holds."""
    with database.alone() as connection:
        for tenant in connection.execute(select(TENANT.c.name).order_by(TENANT.c.name)).scalars().all():
            _renew(connection, tenant, key, now_ms)


def _renew(connection: Connection, tenant: str, key: Ed25519PrivateKey, now_ms: int) -> Erased | None:
    now = "\n".join(agreed(connection, tenant).lines())
    name = f"{_MADE} {hashlib.sha256(tenant.encode()).hexdigest()[:32]}"
    before: str = connection.execute(select(SETTING.c.value).where(SETTING.c.name == name)).scalar() or ""
    if now == before:
        return None
    copies, erased = Copies(connection, tenant, key, now_ms), None
    shorter = _fields(before) - _fields(now)
    if shorter and (there := copies.all()):
        asked = Asked(tenant, "policy", "0" * 32, "hub", "", LIST_CHANGED)
        erased = erase_these(connection, asked, there, key, now_ms)
        connection.execute(delete(AGREED_COPY).where(AGREED_COPY.c.copy.in_([one.id for one in there])))
    copies.make_all()
    copies.finish()
    connection.execute(delete(SETTING).where(SETTING.c.name == name))
    connection.execute(insert(SETTING).values(name=name, value=now))
    return erased


def _fields(lines: str) -> set[str]:
    return {line.partition("=")[0] for line in lines.split("\n") if line}


def _row(connection: Connection, type_name: str, record: str) -> dict[str, Any] | None:
    record_type = RECORD_TYPES[type_name]
    table = record_type.table()
    row = connection.execute(select(table).where(table.c.id == record)).mappings().first()
    return None if row is None else {**record_type.values_of(dict(row)), "archived": row["archived"]}


def _three(have: Row, wanted: Row, name: str) -> tuple[Any, Any, Any]:
    return have[name], wanted[name], have[name]


def _actor() -> bytes:
    """An actor of one change: a hub that was put back must not number anew what a device has still."""
    return hashlib.sha256(f"forecourt copy {new_id()}".encode()).digest()[:16]
