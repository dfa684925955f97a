"""What the hub refused: it leaves the queue at once with what built on it, and waits for a person's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgpack

from client.changes import Changes, Touched
from client.commands import Decision
from client.replica.document_store import DocumentStore, Held
from client.replica.record_tables import table_of
from client.replica.replica_tables import PENDING, SET_ASIDE
from shared_models.change_chunk import read_head
from shared_models.clock import system_milliseconds
from shared_models.documents import ARCHIVED_KEY, Document
from shared_models.facts import decode_fact
from shared_models.protocol import PushResult

#: Decided by itself: another device's change, which was only carried; its maker is told when that device asks the hub.
CARRIED = "carried"
#: Decided by itself: refused once, it entered the hub's log after all, brought back by a device that had it still.
ENTERED = "entered"

_KEEP = """
INSERT OR REPLACE INTO set_aside (hash, document, type, code, field, detail, payload, stamp, cause, kind, space, author,
    was, wanted)
SELECT hash, document, type, :code, :field, :detail, payload, stamp, :cause, kind, space, author,
    CASE WHEN hash = :cause THEN :was END, CASE WHEN hash = :cause THEN :wanted END
FROM change WHERE document = :document AND number >= :number AND state = :pending
"""


class SetAside:
    """Sets refused changes aside and settles them. Every method runs within the caller's transaction."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connection = store.connection

    def refuse(self, result: PushResult) -> Changes:
        """Set a refused change aside, with what this device built on it; the record shows what the hub has."""
        row = self._connection.execute(
            "SELECT document, number FROM change WHERE hash = ? AND state = ?", (result.hash, PENDING)
        ).fetchone()
        if row is None:
            return Changes()
        document, number = row
        held = self._store.held(document)
        assert held is not None
        base = self._base(held, number)
        was, wanted = _differences(_content(held.kind, base), _content(held.kind, held.snapshot))
        cause = self._own(document, number) or result.hash
        told = {"code": result.code, "field": result.field, "detail": result.detail, "cause": cause}
        packed = {"was": msgpack.packb(was), "wanted": msgpack.packb(wanted)}
        self._connection.execute(_KEEP, {**told, **packed, "document": document, "number": number, "pending": PENDING})
        self._connection.execute(
            "UPDATE set_aside SET decision = ?, decided = ? WHERE hash IN (SELECT hash FROM change WHERE document = ? "
            "AND number >= ? AND state = ? AND signature IS NOT NULL)",
            (CARRIED, system_milliseconds(), document, number, PENDING),
        )
        self._never_number_again(held.kind, document, number)
        self._connection.execute(
            "UPDATE change SET state = ?, payload = NULL WHERE document = ? AND number >= ? AND state = ?",
            (SET_ASIDE, document, number, PENDING),
        )
        touched = self._back_to(base, held)
        return Changes((touched, *self._store.settle_stakes([touched])))

    def _never_number_again(self, kind: str, document: str, number: int) -> None:
        """What is refused may be about still (in a file, with a device that had it from a hub since put back).

        A later change under the same actor would bear its number, and could not be merged with it any more.
        """
        if kind == "fact":
            return
        asked = "SELECT payload FROM change WHERE document = ? AND number >= ? AND state = ? AND payload IS NOT NULL"
        for (payload,) in self._connection.execute(asked, (document, number, PENDING)).fetchall():
            self._store.number_anew(read_head(payload).actor)

    def entered(self, hashes: Sequence[bytes]) -> None:
        """These stand in the hub's log now: nothing is left to decide about them, only about what built on them."""
        for digest in self._refused_once(hashes):
            waiting = "SELECT hash FROM set_aside WHERE coalesce(cause, hash) = ? AND hash != ? AND decision IS NULL"
            built = self._connection.execute(f"{waiting} ORDER BY stamp, hash", (digest, digest)).fetchall()
            if built:
                self._connection.execute(
                    "UPDATE set_aside SET (was, wanted) = (SELECT was, wanted FROM set_aside WHERE hash = ?) "
                    "WHERE hash = ?", (digest, built[0][0]),
                )  # fmt: skip
                self._connection.executemany(
                    "UPDATE set_aside SET cause = ? WHERE hash = ?", [(built[0][0], each) for (each,) in built]
                )
            told = (ENTERED, system_milliseconds(), digest)
            self._connection.execute("UPDATE set_aside SET decision = ?, decided = ? WHERE hash = ?", told)

    def _refused_once(self, hashes: Sequence[bytes]) -> list[bytes]:
        if self._connection.execute("SELECT 1 FROM set_aside LIMIT 1").fetchone() is None:
            return []
        asked = "SELECT 1 FROM set_aside WHERE hash = ?"
        return [each for each in hashes if self._connection.execute(asked, (each,)).fetchone() is not None]

    def _own(self, document: str, number: int) -> bytes | None:
        """The first change of this device's own from that number on: what a person here is to decide about."""
        row = self._connection.execute(
            "SELECT hash FROM change WHERE document = ? AND number >= ? AND state = ? AND signature IS NULL "
            "ORDER BY number LIMIT 1",
            (document, number, PENDING),
        ).fetchone()
        return None if row is None else bytes(row[0])

    def settle(self, cause: bytes, decision: Decision, person: str, note: str = "") -> Changes:
        """Write down what a person decided about a refusal. The row stays, as the log of it."""
        row = self._connection.execute(
            "SELECT type, document FROM set_aside WHERE coalesce(cause, hash) = ? AND decision IS NULL", (cause,)
        ).fetchone()
        if row is None:
            return Changes()
        self._connection.execute(
            "UPDATE set_aside SET decision = ?, decided = ?, decided_by = ?, note = ? "
            "WHERE coalesce(cause, hash) = ? AND decision IS NULL",
            (decision, system_milliseconds(), person, note, cause),
        )
        return Changes((Touched(row[0], row[1], 0),))

    def _base(self, held: Held, number: int) -> bytes:
        """The document as the hub has it, with what still waits in front of the refused change; empty when unborn."""
        if held.kind == "fact":
            return b""
        kept = self._connection.execute(
            "SELECT payload FROM change WHERE document = ? AND state = ? AND number < ? ORDER BY number",
            (held.id, PENDING, number),
        ).fetchall()
        return (held.accepted or b"") + b"".join(payload for (payload,) in kept)

    def _back_to(self, base: bytes, held: Held) -> Touched:
        if not base:
            self._connection.execute("DELETE FROM document WHERE id = ?", (held.id,))
            self._connection.execute("DELETE FROM rival WHERE document = ?", (held.id,))
            gone = 0 if held.record_type is None else table_of(held.record_type).remove(self._connection, held.id)
            return Touched(held.type_name, held.id, gone)
        document = Document.load(base)
        waiting = self._connection.execute(
            "SELECT count(*) FROM change WHERE document = ? AND state = ?", (held.id, PENDING)
        ).fetchone()[0]
        held.snapshot, held.heads = document.save(), document.heads
        held.accepted = held.accepted if waiting else None
        self._store.put_document(held)
        return self._store.write_row(held, document)


def _content(kind: str, data: bytes) -> Mapping[str, Any]:
    if not data:
        return {}
    return decode_fact(data) if kind == "fact" else Document.load(data).content()


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the fields that differ held before, and what they were to hold."""
    names = [name for name in dict.fromkeys((*after, *before)) if not name.startswith("_") or name == ARCHIVED_KEY]
    held = {name: (_filled(before.get(name)), _filled(after.get(name))) for name in names}
    changed = {name: pair for name, pair in held.items() if pair[0] != pair[1]}
    return {name: was for name, (was, _) in changed.items()}, {name: wanted for name, (_, wanted) in changed.items()}


def _filled(held: Any) -> Any:
    """What a document holds; an empty text or table is nothing."""
    return None if held in ("", {}) else held
