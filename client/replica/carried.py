"""Changes that come by another road than the hub: what another device or a file brings enters here, or stays out.

The rules are the hub's, as far as a device can check them: form, hash, the maker's signature and the author's standing
(the roster), tenant and space, rights by role, and the schema of every field. What is taken in waits for the hub like
this device's own work, but under its maker's name, stamp and signature, so that whoever meets the hub first brings it.
A change whose parents are not here yet waits in ``awaiting`` until they come, by whatever road.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from client.changes import Identity, Touched
from client.replica.database import get_meta, set_meta
from client.replica.document_store import DocumentStore, Held
from client.replica.intake import Intake
from client.replica.replica_tables import PENDING
from shared_models.change_chunk import ChangeHead, read_head
from shared_models.clock import bounded, system_milliseconds
from shared_models.contents import check_birth, require_type_right
from shared_models.documents import ID_KEY, TYPE_KEY, Document
from shared_models.envelopes import Envelope, unpack
from shared_models.erasures import RESERVED
from shared_models.errors import DocumentDamaged, EnvelopeRefused, ForecourtError, Refusal
from shared_models.facts import decode_fact, is_canonical
from shared_models.growing import birth, edit, require_frame
from shared_models.operations import read_operations
from shared_models.protocol import SPACE_FORBIDDEN
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_add_to, may_read_space
from shared_models.roster import Roster, latest, read_roster

#: Under which the replica keeps the roster, and the hub's key by which it was found good.
ROSTER, HUB_KEY = "roster", "roster_hub_key"
_ACTOR_BYTES = 16
#: Nothing honest is numbered as high; it would leave no room for what is to come.
_HIGHEST_OPERATION = 1_000_000_000
_MOST_AWAITING = 20_000


class _Missing(Exception):
    """A change that this one builds on is not here yet."""


@dataclass(frozen=True)
class Taken:
    """What became of changes that were brought: new here, known already, waiting for others, left out and why."""

    new: int = 0
    known: int = 0
    awaiting: int = 0
    left_out: tuple[tuple[bytes, str, str], ...] = ()
    touched: tuple[Touched, ...] = ()


@dataclass
class _Count:
    new: int = 0
    known: int = 0
    awaiting: int = 0
    left_out: list[tuple[bytes, str, str]] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)

    def result(self) -> Taken:
        return Taken(self.new, self.known, self.awaiting, tuple(self.left_out), tuple(self.touched))


@dataclass
class _Grown:
    """A document as the shared rules of growing want it."""

    id: str
    type: str
    snapshot: bytes
    heads: frozenset[bytes]

    def read(self) -> dict[str, Any]:
        return Document.load(self.snapshot).content()


class Carried:
    """Admits what others bring. Every method runs within the caller's transaction."""

    def __init__(self, store: DocumentStore, intake: Intake) -> None:
        self._store = store
        self._intake = intake
        self._connection = store.connection

    def keep(self, roster: Roster) -> None:
        """Keep a roster whose signature was found good, unless a later one is known."""
        own = self.roster()
        if own is None or roster.issued > own.issued:
            set_meta(self._connection, ROSTER, roster.packed)
            set_meta(self._connection, HUB_KEY, roster.hub_key)

    def roster(self) -> Roster | None:
        """The newest roster known here."""
        return kept_roster(get_meta(self._connection, ROSTER), get_meta(self._connection, HUB_KEY))

    def take(self, me: Identity, packed: Sequence[bytes], roster: Roster | None) -> Taken:
        """Take in what was brought, in its order. Raises EnvelopeRefused, TooLarge where one of them was forged."""
        if roster is not None:
            self.keep(roster)
        who = latest(self.roster(), roster)
        count = _Count()
        envelopes = [unpack(each) for each in packed]
        known = self._intake.known({e.hash: e.document for e in envelopes})
        fresh = []
        for envelope in envelopes:
            if envelope.hash in known:
                count.known += 1
                continue
            try:
                fresh.append((envelope, who.author_of(envelope)))
            except Refusal as refusal:
                count.left_out.append((envelope.hash, refusal.code, str(refusal)))
        for envelope, author in fresh:
            self._one(me, envelope, author, count)
        count.touched += self.release(me, count.touched)
        return count.result()

    def release(self, me: Identity, touched: Sequence[Touched]) -> list[Touched]:
        """Take in what waited for changes of these records, now that more of them is here."""
        if self._connection.execute("SELECT 1 FROM awaiting LIMIT 1").fetchone() is None:
            return []
        who, count, records = self.roster(), _Count(), {each.id for each in touched}
        while records and who is not None:
            rows = self._connection.execute(
                "SELECT hash, envelope FROM awaiting WHERE document IN (SELECT value FROM json_each(?)) "
                "ORDER BY arrived, hash", (json.dumps(sorted(records)),),
            ).fetchall()  # fmt: skip
            before = count.new
            for digest, packed in rows:
                self._again(me, digest, unpack(packed), who, count)
            records = {each.id for each in count.touched} if count.new > before else set()
        return count.touched

    def _again(self, me: Identity, digest: bytes, envelope: Envelope, who: Roster, count: _Count) -> None:
        self._connection.execute("DELETE FROM awaiting WHERE hash = ?", (digest,))
        if digest in self._intake.known({digest: envelope.document}):
            return
        try:
            author = who.author_of(envelope)
        except (Refusal, EnvelopeRefused):
            return
        self._one(me, envelope, author, count)

    def _one(self, me: Identity, envelope: Envelope, author: Principal, count: _Count) -> None:
        try:
            try:
                count.touched += self._admit(me, envelope, author)
                count.new += 1
            except _Missing:
                self._await(envelope)
                count.awaiting += 1
        except ForecourtError as error:
            count.left_out.append((envelope.hash, error.code, str(error)))

    def _await(self, envelope: Envelope) -> None:
        waiting = self._connection.execute("SELECT count(*) FROM awaiting").fetchone()[0]
        if waiting >= _MOST_AWAITING:
            raise EnvelopeRefused("too many changes wait here for others; please let this device reach its hub first")
        self._connection.execute(
            "INSERT OR IGNORE INTO awaiting VALUES (?, ?, ?, ?)",
            (envelope.hash, envelope.document, envelope.pack(), system_milliseconds()),
        )

    # --- may it enter? ---

    def _admit(self, me: Identity, envelope: Envelope, author: Principal) -> list[Touched]:
        """Check one change, write it, and project its record. Raises ForecourtError or _Missing; nothing is written."""
        is_fact = envelope.kind == "fact"
        reader = Principal(me.person, me.tenant, me.role, me.store)
        if not may_read_space(reader, envelope.space, RECORD_TYPES):
            raise Refusal(SPACE_FORBIDDEN, "this is not for the person who is signed in here")
        if not may_add_to(author, envelope.space, RECORD_TYPES):
            raise Refusal(SPACE_FORBIDDEN, f"the author has no access to the space '{envelope.space}'")
        require_type_right(author, envelope.type, envelope.space, is_fact=is_fact)
        if envelope.type in RESERVED:
            raise Refusal("reserved_type", "only the hub itself writes this")
        if self._intake.erasing.erased([envelope.document]):
            raise Refusal("erased", "this record was erased; what was written about it is not kept")
        held = self._store.held(envelope.document)
        if held is not None and (held.space, held.type_name, held.kind) != (
            envelope.space, envelope.type, envelope.kind,
        ):  # fmt: skip
            raise Refusal("wrong_document", "this identifier belongs to a record of another space or type")
        grown = _fact(envelope, held, author) if is_fact else self._merged(envelope, held, author)
        self._store.clock.observe(bounded(envelope.stamp, system_milliseconds()))
        self._store.put_document(grown)
        self._store.put_changes([_row(envelope)])
        return self._store.write_rows([(grown, None)])

    def _merged(self, envelope: Envelope, held: Held | None, author: Principal) -> Held:
        head = read_head(envelope.payload)
        operations = read_operations(head.raw, head.rest_at)
        if head.raw != envelope.payload or head.start_op > _HIGHEST_OPERATION:
            raise EnvelopeRefused("a change travels uncompressed, and its operations are numbered on from its parents'")
        if held is None:
            if head.deps:
                raise _Missing
            _require_actor(head)
            content = birth(envelope, head, operations)
            _check_new(envelope, content, author)
            self._store.found_out(head.actor)
            heads = frozenset({envelope.hash})
            return Held(envelope.document, envelope.type, "merge", envelope.space, heads, False, envelope.payload, b"")
        base = _Grown(held.id, held.type_name, held.snapshot, held.heads)
        if not head.deps:
            require_frame(envelope, operations, base)
            document = Document.load(held.snapshot + envelope.payload)
        else:
            _require_actor(head)
            before = Document.load(held.snapshot)
            if not all(before.holds(parent) for parent in head.deps):
                raise _Missing
            document, _, _ = edit(envelope, head, operations, base, author)
            self._store.found_out(head.actor)
        return _grown(held, head, document, envelope.payload)


def kept_roster(packed: bytes | None, hub_key: bytes | None) -> Roster | None:
    """The roster that a replica keeps; None when it has none yet."""
    return None if packed is None or hub_key is None else read_roster(packed, hub_key)


def _grown(held: Held, head: ChangeHead, document: Document, payload: bytes) -> Held:
    return replace(
        held,
        accepted=held.snapshot if held.accepted is None else held.accepted,
        forked=held.forked or frozenset(head.deps) != held.heads,
        snapshot=held.snapshot + payload,
        heads=document.heads,
    )


def _require_actor(head: ChangeHead) -> None:
    if len(head.actor) != _ACTOR_BYTES:
        raise Refusal("actor_invalid", f"an actor has {_ACTOR_BYTES} bytes")


def _fact(envelope: Envelope, held: Held | None, author: Principal) -> Held:
    if held is not None:
        raise Refusal("fact_exists", "this fact was written already; facts are never edited")
    if not is_canonical(envelope.payload):
        raise DocumentDamaged("the fact's bytes are not in canonical form")
    _check_new(envelope, decode_fact(envelope.payload), author)
    heads = frozenset({envelope.hash})
    return Held(envelope.document, envelope.type, "fact", envelope.space, heads, False, envelope.payload)


def _check_new(envelope: Envelope, content: dict[str, Any], author: Principal) -> None:
    if content.get(ID_KEY) != envelope.document or content.get(TYPE_KEY) != envelope.type:
        raise Refusal("wrong_document", "the content names another record or type than the envelope")
    record_type = RECORD_TYPES.get(envelope.type)
    if record_type is not None:
        check_birth(record_type, content, envelope.space, author)


def _row(e: Envelope) -> dict[str, Any]:
    """A row of the table of changes: it waits for the hub as its maker signed it."""
    return {
        "hash": e.hash, "document": e.document, "type": e.type, "kind": e.kind, "space": e.space, "author": e.author,
        "device": e.device, "stamp": e.stamp, "offline": e.offline, "version": e.version, "state": PENDING,
        "seq": None, "chain": None, "batch": None, "payload": e.payload, "signature": e.signature,
    }  # fmt: skip
