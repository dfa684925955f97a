"""May this change enter? Space, document, parents, actor, rights, schema; and only then a place in the log.

One :class:`Admission` serves one push within one transaction. It decides change by change; nothing of a refused one
is kept, and the rest of the push goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shared_models.change_chunk import ChangeHead, read_head
from shared_models.clock import bounded
from shared_models.contents import check_birth, require_type_right
from shared_models.documents import ID_KEY, TYPE_KEY, Document
from shared_models.envelopes import Envelope
from shared_models.erasures import RESERVED
from shared_models.errors import DocumentDamaged, ForecourtError, Refusal
from shared_models.facts import decode_fact, is_canonical
from shared_models.growing import birth, edit, require_frame
from shared_models.operations import Operations, read_operations
from shared_models.protocol import ACCEPTED, KNOWN, SPACE_FORBIDDEN, WAITING, Entry, PushResult
from shared_models.records import RECORD_TYPES
from shared_models.rights import is_external, may_add_to, template_of
from sync_server.agreed_fields import require_agreed
from sync_server.file_mentions import note_mentions
from sync_server.held_documents import DocumentShelf, Held
from sync_server.opening import Opened, refused
from sync_server.projections import project_all
from sync_server.stakes import check_claim, settle
from sync_server.update_log import Appending, receipt

_ACTOR_BYTES = 16
#: How far a change's first operation may be numbered beyond its parents' last: generous, but not for ever.
_WIDEST_GAP = 1_000_000


class _Missing(Exception):
    """A change that this one builds on is not here yet."""


def _gone() -> Refusal:
    return Refusal("erased", "this record was erased; what was written about it is not kept")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of one push: an answer to each change, and the entries that are new in the log."""

    results: list[PushResult]
    entries: list[tuple[Entry, bytes]]


class Admission:
    """Admits the changes of one push, in their order, within one transaction."""

    def __init__(self, connection: Connection, received_ms: int) -> None:
        self._connection = connection
        self._received = received_ms
        self._shelf = DocumentShelf(connection)
        self._log = Appending(connection, received_ms)
        self._refused: set[bytes] = set()
        self._entries: list[tuple[Entry, bytes]] = []

    def expect(self, coming: Sequence[Opened | PushResult]) -> None:
        """Read at one go what the decisions about these changes will ask for."""
        wanted: dict[str, set[bytes]] = {}
        for opened in coming:
            if isinstance(opened, Opened):
                asked = wanted.setdefault(opened.envelope.document, set())
                asked.update((opened.envelope.hash, *(opened.head.deps if opened.head is not None else ())))
        self._shelf.fetch(wanted)

    def admit(self, opened: Opened | PushResult) -> PushResult:
        """Decide about one change. One that could not even be opened was refused already."""
        if isinstance(opened, PushResult):
            self._refused.add(opened.hash)
            return opened
        change = opened.envelope.hash
        try:
            return self._known(opened) or self._accept(opened)
        except _Missing:
            if self._shelf.was_erased(opened.envelope.document):
                self._refused.add(change)
                return refused(change, _gone())
            return PushResult(
                change, WAITING, code="waiting", detail="a change that this one builds on is not here yet"
            )
        except ForecourtError as error:
            self._refused.add(change)
            return refused(change, error)

    def enter(self, envelopes: Sequence[Envelope]) -> list[Entry]:
        """Append what the hub itself writes (``erasing``), in order: nobody's rights are asked."""
        self._shelf.fetch({envelope.document: set() for envelope in envelopes})
        return [self._enter(envelope, envelope.pack(), envelope.stamp) for envelope in envelopes]

    def replay(self, envelope: Envelope, packed: bytes, stamp: int, received_ms: int) -> Entry:
        """Append what was admitted once before, with the stamp it got and when it came (``replaying``)."""
        entry = self._enter(envelope, packed, stamp, received_ms)
        if envelope.kind != "fact":
            actor = read_head(envelope.payload).actor
            if self._shelf.owner_of(actor) is None:
                self._shelf.bind(actor, envelope.device)
        return entry

    def replay_remnant(self, envelope: Envelope, packed: bytes, stamp: int, received_ms: int) -> Entry:
        """Append what is left of an entry that was erased: its place and its hash."""
        return self._log.append(envelope, packed, stamp, received_ms)

    def _enter(self, envelope: Envelope, packed: bytes, stamp: int, received_ms: int | None = None) -> Entry:
        held = self._shelf.find(envelope.document)
        if held is None:
            held = Held(0, envelope.document, envelope.space, envelope.type, envelope.kind == "fact")
            self._shelf.put_new(held)
        last_op = 0
        if envelope.kind == "fact":
            held.begin(decode_fact(envelope.payload), envelope)
        else:
            head = read_head(envelope.payload)
            held.grow(Document.load(held.snapshot + envelope.payload), None, envelope.payload)
            last_op = head.start_op + read_operations(head.raw).count - 1
        entry = self._log.append(envelope, packed, stamp, received_ms)
        held.note(entry, last_op)
        self._entries.append((entry, packed))
        return entry

    def finish(self) -> list[tuple[Entry, bytes]]:
        """Write all that was accepted; returns the entries, each with its packed envelope, in order."""
        project_all(self._connection, self._shelf)
        self._shelf.flush()
        self._log.flush()
        note_mentions(self._connection, self._entries)
        settle(self._connection, self._shelf.touched())
        return self._entries

    def _known(self, opened: Opened) -> PushResult | None:
        """The receipt of a change the hub has. Raises Refusal where the author has no business at all."""
        envelope = opened.envelope
        if not may_add_to(opened.author, envelope.space, RECORD_TYPES):
            raise Refusal(SPACE_FORBIDDEN, f"you have no access to the space '{envelope.space}'")
        held = self._shelf.find(envelope.document)
        if held is None:
            return None
        is_fact = envelope.kind == "fact"
        if (held.space, held.type, held.is_fact) != (envelope.space, envelope.type, is_fact):
            raise Refusal("wrong_document", "this identifier belongs to a record of another space or type")
        place = self._shelf.place_of(held, envelope.hash)
        if place is None:
            return None
        if envelope.hash in held.added:
            entry = held.added[envelope.hash].entry
            return PushResult(envelope.hash, KNOWN, entry.seq, entry.chain, entry.stamp)
        chain, stamp = receipt(self._connection, held.space, place.seq)
        return PushResult(envelope.hash, KNOWN, place.seq, chain, stamp)

    def _accept(self, opened: Opened) -> PushResult:
        envelope = opened.envelope
        if envelope.type in RESERVED:
            raise Refusal("reserved_type", "only the hub itself writes this")
        require_type_right(opened.author, envelope.type, envelope.space, is_fact=envelope.kind == "fact")
        held = self._shelf.find(envelope.document)
        if held is None and self._shelf.was_erased(envelope.document):
            raise _gone()
        if opened.head is None or opened.operations is None:
            held, last_op = self._fact(opened, held), 0
        else:
            held = self._merge(opened, opened.head, opened.operations, held)
            last_op = opened.head.start_op + opened.operations.count - 1
        entry = self._log.append(envelope, opened.packed, bounded(envelope.stamp, self._received))
        held.note(entry, last_op)
        self._entries.append((entry, opened.packed))
        return PushResult(envelope.hash, ACCEPTED, entry.seq, entry.chain, entry.stamp)

    def _merge(self, opened: Opened, head: ChangeHead, operations: Operations, held: Held | None) -> Held:
        envelope = opened.envelope
        self._require_parents(opened, held)
        if held is not None and not head.deps:
            require_frame(envelope, operations, held)
            held.grow(Document.load(held.snapshot + envelope.payload), None, envelope.payload)
            return held
        self._require_actor(head.actor, envelope.device)
        if held is None:
            born = birth(envelope, head, operations)
            self._check_new(opened, born)
            held = self._new(opened)
            held.begin(born, envelope)
        else:
            shared = template_of(envelope.space) == "agreed" and is_external(opened.author.role)
            before = dict(held.read()) if shared else {}
            document, content, changed = edit(envelope, head, operations, held, opened.author)
            if shared:
                seen = document.content()
                differing = {name for name in {*before, *seen} if before.get(name) != seen.get(name)}
                require_agreed(self._connection, opened.author.tenant, held.type, differing | set(operations.sets))
            held.grow(document, content, envelope.payload, changed)
        if self._shelf.owner_of(head.actor) is None:
            self._shelf.bind(head.actor, envelope.device)
        return held

    def _require_parents(self, opened: Opened, held: Held | None) -> None:
        """Raise Refusal or _Missing unless all parents are here and the operations are numbered on from theirs."""
        assert opened.head is not None
        expected = 1
        for parent in opened.head.deps:
            if parent in self._refused:
                raise Refusal("built_on_refused", "this builds on a change that was refused")
            place = self._shelf.place_of(held, parent) if held is not None else None
            if place is None:
                raise _Missing
            expected = max(expected, place.last_op + 1)
        if not expected <= opened.head.start_op <= expected + _WIDEST_GAP:
            raise DocumentDamaged("the change's operations are not numbered on from its parents'")

    def _require_actor(self, actor: bytes, device: str) -> None:
        if len(actor) != _ACTOR_BYTES:
            raise Refusal("actor_invalid", f"an actor has {_ACTOR_BYTES} bytes")
        owner = self._shelf.owner_of(actor)
        if owner is not None and owner != device:
            raise Refusal("actor_taken", "this actor belongs to another device")

    def _fact(self, opened: Opened, held: Held | None) -> Held:
        envelope = opened.envelope
        if held is not None:
            raise Refusal("fact_exists", "this fact was written already; facts are never edited")
        content = decode_fact(envelope.payload)
        if not is_canonical(envelope.payload):
            raise DocumentDamaged("the fact's bytes are not in canonical form")
        self._check_new(opened, content)
        check_claim(self._shelf, content, opened.author)
        born = self._new(opened)
        born.begin(content, envelope)
        return born

    def _check_new(self, opened: Opened, content: dict[str, Any]) -> None:
        envelope = opened.envelope
        if content.get(ID_KEY) != envelope.document or content.get(TYPE_KEY) != envelope.type:
            raise Refusal("wrong_document", "the content names another record or type than the envelope")
        record_type = RECORD_TYPES.get(envelope.type)
        if record_type is not None:
            check_birth(record_type, content, envelope.space, opened.author)

    def _new(self, opened: Opened) -> Held:
        envelope = opened.envelope
        held = Held(0, envelope.document, envelope.space, envelope.type, envelope.kind == "fact")
        self._shelf.put_new(held)
        return held
