"""Taking in what comes from the hub, log entries and receipts; and what was salvaged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from client.changes import Changes, Identity, Touched
from client.replica.altered_rows import Altered, write_altered
from client.replica.document_store import DocumentStore, Held
from client.replica.erasing import Erasing
from client.replica.histories import histories
from client.replica.replica_tables import ACCEPTED, PENDING, SET_ASIDE
from client.replica.set_aside import SetAside
from client.text import replica as words
from shared_models.change_chunk import ChangeHead, read_head
from shared_models.documents import Document, joined
from shared_models.erasures import NOTICE, RESERVED
from shared_models.errors import DocumentDamaged
from shared_models.operations import root_keys
from shared_models.protocol import REFUSED, Entry, PushResult

#: Values in one question: SQLite allows some thousands.
_PLACES = 500


class Intake:
    """Writes what the hub sends. Every method runs within the caller's transaction and may be repeated harmlessly."""

    def __init__(self, store: DocumentStore, set_aside: SetAside, give_way: Callable[[], None] = lambda: None) -> None:
        """``give_way`` is called between documents: whoever must not wait goes first."""
        self._store = store
        self._set_aside, self._give_way = set_aside, give_way
        self._connection = store.connection
        self.erasing = Erasing(store)

    # --- the log ---

    def entries(self, entries: Sequence[Entry]) -> Changes:
        """Take in log entries in their order, and move the cursors of their spaces.

        An erasure comes between what was before it and what begins after it, and what is left of erased entries has
        nothing to take in.
        """
        touched: tuple[Touched, ...] = ()
        run: list[Entry] = []
        for entry in entries:
            run.append(entry)
            if entry.envelope.type == NOTICE:
                touched += self._run(run).touched + tuple(self.erasing.heed(entry.envelope.payload))
                run = []
        return Changes((*touched, *(self._run(run).touched if run else ())), remote=True)

    def _run(self, entries: Sequence[Entry]) -> Changes:
        known = self.known({entry.envelope.hash: entry.envelope.document for entry in entries})
        mine: list[PushResult] = []
        fresh: dict[bytes, Entry] = {}
        ends: dict[str, Entry] = {}
        for entry in entries:
            self._store.clock.observe(entry.stamp)
            ends[entry.space] = max(ends.get(entry.space, entry), entry, key=lambda each: each.seq)
            if entry.envelope.type in RESERVED:
                continue
            if known.get(entry.envelope.hash) == PENDING:
                mine.append(_receipt(entry))
            elif known.get(entry.envelope.hash, SET_ASIDE) == SET_ASIDE:  # what was refused once may enter later
                fresh.setdefault(entry.envelope.hash, entry)
        touched = self.receipts(mine).touched if mine else ()
        touched += tuple(self._fresh(list(fresh.values()))) if fresh else ()
        self._set_aside.entered([digest for digest in fresh if digest in known])
        self._connection.executemany(
            "INSERT INTO cursor VALUES (?, ?, ?) ON CONFLICT (space) DO UPDATE "
            "SET seq = excluded.seq, chain = excluded.chain WHERE excluded.seq > cursor.seq",
            [(end.space, end.seq, end.chain) for end in ends.values()],
        )
        return Changes(touched, remote=True)

    def known(self, documents: Mapping[bytes, str]) -> dict[bytes, int]:
        """The states of those of the changes (each with its document) that are here."""
        past = histories(self._connection, list({*documents.values()}))
        found = {change.hash: ACCEPTED for _, changes in past for change in changes if change.hash in documents}
        hashes = list(documents)
        for at in range(0, len(hashes), _PLACES):
            some = hashes[at : at + _PLACES]
            places = ", ".join("?" * len(some))
            found.update(self._connection.execute(f"SELECT hash, state FROM change WHERE hash IN ({places})", some))
        return found

    def _fresh(self, entries: Sequence[Entry]) -> list[Touched]:
        """Changes that were not here yet: all of them are merged before anything is written."""
        by_document: dict[str, list[Entry]] = {}
        for entry in entries:
            by_document.setdefault(entry.envelope.document, []).append(entry)
        here = self._store.held_many(list(by_document))
        made: list[tuple[Held, Altered]] = []
        for document, some in by_document.items():
            self._give_way()
            held = here.get(document)
            if some[0].envelope.kind != "fact":
                made.append(self._joined(held or _unborn(some[0]), some))
            elif held is None:
                fact = _new_fact(some[0])
                made.append((fact, _altered(fact, None, some, ())))
        self._store.put_changes(map(_change_row, entries))
        self._store.put_documents(held for held, _ in made)
        return write_altered(self._store, [altered for _, altered in made])

    def _joined(self, held: Held, entries: Sequence[Entry]) -> tuple[Held, Altered]:
        """A document with changes of others; what a copy of this file numbered alike stays with the hub's word."""
        heads = [read_head(entry.envelope.payload) for entry in entries]
        for head in heads:
            self._store.found_out(head.actor)
        try:
            return _merged(held, entries, heads)
        except DocumentDamaged:
            waiting = self._connection.execute(
                "SELECT hash FROM change WHERE document = ? AND state = ? ORDER BY number", (held.id, PENDING)
            ).fetchone()
            if waiting is None:
                raise
        self._set_aside.refuse(PushResult(waiting[0], REFUSED, code="copied_device", detail=words.COPIED))
        return _merged(self._store.held(held.id) or _unborn(entries[0]), entries, heads)

    # --- answers to what was pushed ---

    def receipts(self, results: Sequence[PushResult]) -> Changes:
        """Note that the hub has these changes: they are pending no more, and their stamps are the hub's."""
        here = self._pending([result.hash for result in results])
        taken = {result.hash: result for result in results if result.hash in here}
        self._connection.executemany(
            "UPDATE change SET state = ?, seq = ?, chain = ?, stamp = ?, payload = NULL, "
            "signature = CASE WHEN stamp = ? THEN signature END WHERE hash = ?",
            [(ACCEPTED, each.seq, each.chain, each.stamp, each.stamp, each.hash) for each in taken.values()],
        )
        self._set_aside.entered(list(taken))
        payloads: dict[str, bytes] = {}
        for digest in taken:
            document, _, payload = here[digest]
            payloads[document] = payloads.get(document, b"") + payload
        heads = self._store.add_to_bases(payloads)
        moved = {here[digest][0] for digest, each in taken.items() if here[digest][1] != each.stamp}
        written = self._store.write_rows([(head, None) for head in heads.values() if head.id in moved])
        same = [Touched(head.type_name, head.id, 0) for head in heads.values() if head.id not in moved]
        touched = [*written, *same]
        return Changes((*touched, *self._store.settle_stakes(touched)))

    def _pending(self, hashes: Sequence[bytes]) -> dict[bytes, tuple[str, int, bytes]]:
        """Document, stamp and payload of those of the changes that wait for the hub."""
        found: dict[bytes, tuple[str, int, bytes]] = {}
        for at in range(0, len(hashes), _PLACES):
            some = hashes[at : at + _PLACES]
            places = ", ".join("?" * len(some))
            rows = self._connection.execute(
                f"SELECT hash, document, stamp, payload FROM change WHERE hash IN ({places}) AND state = ?",
                (*some, PENDING),
            )
            found.update({row[0]: row[1:] for row in rows})
        return found

    # --- salvage ---

    def adopt(self, rows: Iterable[Mapping[str, Any]], me: Identity) -> Changes:
        """Take over changes that another file had not sent yet; they wait for the hub again.

        One's own go out as this device's, which may have been enrolled anew since they were made.
        """
        touched = []
        rows = list(rows)
        gone = self.erasing.erased([row["document"] for row in rows])
        for told in (row for row in rows if row["document"] not in gone):
            own = told["author"] == me.person and told.get("signature") is None
            row = {"signature": None, **told, **({"device": me.device} if own else {})}
            if self.known({row["hash"]: row["document"]}):
                continue
            held = self._store.held(row["document"])
            if held is None:
                held = Held(row["document"], row["type"], row["kind"], row["space"], frozenset(), False, b"", b"")
            try:
                self._add_pending(held, row)
            except DocumentDamaged:
                continue
            self._store.put_changes([row])
            self._store.put_document(held)
            touched.append(self._store.write_row(held))
        return Changes(tuple(touched))

    def _add_pending(self, held: Held, row: Mapping[str, Any]) -> None:
        if held.kind == "fact":
            held.snapshot, held.heads = row["payload"], frozenset({row["hash"]})
            return
        if held.accepted is None:
            held.accepted = held.snapshot
        document = Document.load(held.snapshot + row["payload"])
        held.snapshot, held.heads, held.forked = document.save(), document.heads, True


def _unborn(entry: Entry) -> Held:
    envelope = entry.envelope
    return Held(envelope.document, envelope.type, "merge", envelope.space, frozenset(), False, b"")


def _new_fact(entry: Entry) -> Held:
    envelope = entry.envelope
    heads = frozenset({envelope.hash})
    return Held(envelope.document, envelope.type, "fact", envelope.space, heads, False, envelope.payload)


def _merged(held: Held, entries: Sequence[Entry], read: Sequence[ChangeHead]) -> tuple[Held, Altered]:
    """A document with changes of others joined to it, of which the heads were ``read``."""
    chunks = b"".join(entry.envelope.payload for entry in entries)
    heads = held.heads
    for entry, head in zip(entries, read, strict=True):
        deps = frozenset(head.deps)
        held.forked = held.forked or deps != heads
        heads = (heads - deps) | {entry.envelope.hash}
    document, here = Document.load(held.snapshot + chunks), bool(held.snapshot)
    if held.accepted is not None:
        held.accepted = joined(held.accepted, chunks)
    held.snapshot, held.heads = joined(held.snapshot, chunks), document.heads
    return held, _altered(held, document, entries, read if here else ())


def _altered(held: Held, document: Document | None, entries: Sequence[Entry], read: Sequence[ChangeHead]) -> Altered:
    """What changes of others did to a document; where their heads are not given, anything may be different."""
    keys: frozenset[str] | None = frozenset() if document is not None and read else None
    for head in read:
        written = root_keys(head.raw)
        keys = None if written is None or keys is None else keys | written
    now = None if document is None or keys is None else {key: document.value(key) for key in keys}
    latest = max(entries, key=lambda entry: (entry.stamp, entry.envelope.hash))
    return Altered(held, document, now, latest.stamp, latest.envelope.author)


def _receipt(entry: Entry) -> PushResult:
    return PushResult(entry.envelope.hash, "known", entry.seq, entry.chain, entry.stamp)


def _change_row(entry: Entry) -> dict[str, Any]:
    e = entry.envelope
    return {
        "hash": e.hash,
        "document": e.document,
        "type": e.type,
        "kind": e.kind,
        "space": e.space,
        "author": e.author,
        "device": e.device,
        "stamp": entry.stamp,
        "offline": e.offline,
        "version": e.version,
        "state": ACCEPTED,
        "seq": entry.seq,
        "chain": entry.chain,
        "batch": None,
        "payload": None,
        # Kept for a hub that loses the change: good only with the stamp that was signed.
        "signature": e.signature if e.signature and e.stamp == entry.stamp else None,
    }
