"""The person's own deeds on this device, written down as they are done, so that each can be undone days later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from client.changes import Outcome, Touched
from client.commands import (
    Archive,
    BulkEdit,
    Command,
    Create,
    Edit,
    Import,
    Merge,
    RecordFact,
    Redo,
    Restore,
    Together,
    Undo,
    UndoImport,
)
from client.replica.document_store import DocumentStore
from shared_models.clock import system_milliseconds
from shared_models.identifiers import new_id

#: How long a deed can be undone.
DAYS_KEPT = 30
_DAY_MS = 86_400_000
_COLUMNS = "id, root, person, at, kind, type, record, records, about, batch, hashes"
_KINDS: dict[type, str] = {
    Create: "create", Edit: "edit", Archive: "archive", Restore: "restore", Import: "import", BulkEdit: "bulk",
    Merge: "merge", RecordFact: "fact", Undo: "undo", UndoImport: "undo", Redo: "redo",
}  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """One deed as it was noted; ``root`` is the deed that an undo or a redo belongs to."""

    id: str
    root: str
    person: str
    kind: str
    batch: str | None
    hashes: bytes | None


class Deeds:
    """Writes and finds deeds. Every method runs within the caller's transaction."""

    def __init__(self, store: DocumentStore) -> None:
        self._connection = store.connection

    def mark(self) -> int:
        """The number of the newest change, taken before a command: what comes after it is the command's."""
        return int(self._connection.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0])

    def note(self, command: Command, outcome: Outcome, mark: int, person: str) -> Outcome:
        """Write down what was done since ``mark``; the outcome names the deed. Nothing changed, nothing noted."""
        batch = command.batch if isinstance(command, Import | BulkEdit) else None
        hashes = None if batch else b"".join(self._made_since(mark))
        if not outcome.changes.touched or hashes == b"":
            return outcome
        kind, deed = kind_of(command), new_id()
        touched = first_touched(command, outcome.changes.touched)
        self._connection.execute(
            f"INSERT INTO deed ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                deed, self._root(command) or deed, person, system_milliseconds(), kind, touched.record_type, touched.id,
                self._records_since(mark), json.dumps(about(command)), batch, hashes,
            ),
        )  # fmt: skip
        return replace(outcome, deed=deed)

    def forget_old(self, now_ms: int) -> None:
        """Let go of deeds older than can be undone, with what undid and redid them."""
        self._connection.execute(
            "DELETE FROM deed WHERE root IN (SELECT root FROM deed GROUP BY root HAVING max(at) < ?)",
            (now_ms - DAYS_KEPT * _DAY_MS,),
        )

    def chain(self, deed: str) -> list[Deed]:
        """A deed with what undid and redid it, oldest first; empty when it is not known here (any more)."""
        rows = self._connection.execute(
            "SELECT id, root, person, kind, batch, hashes FROM deed "
            "WHERE root = (SELECT root FROM deed WHERE id = ?) ORDER BY number",
            (deed,),
        )
        return [Deed(*row) for row in rows.fetchall()]

    def of_batch(self, batch: str) -> str | None:
        """The deed that made a batch."""
        row = self._connection.execute("SELECT id FROM deed WHERE batch = ? ORDER BY number", (batch,)).fetchone()
        return row[0] if row else None

    def changes_of(self, deed: Deed) -> list[bytes]:
        """The hashes of the changes a deed made, in their order."""
        if deed.batch is not None:
            return self.changes_of_batch(deed.batch)
        hashes = deed.hashes or b""
        return [hashes[at : at + 32] for at in range(0, len(hashes), 32)]

    def changes_of_batch(self, batch: str) -> list[bytes]:
        """The hashes of the changes of an import, in their order."""
        rows = self._connection.execute("SELECT hash FROM change WHERE batch = ? ORDER BY number", (batch,))
        return [bytes(row[0]) for row in rows.fetchall()]

    def taken_back(self, person: str, but: str) -> list[tuple[frozenset[bytes], frozenset[bytes]]]:
        """Pairs of the person's changes that cancel each other (a deed and its undo), except those of one root."""
        roots = self._connection.execute(
            "SELECT root FROM deed WHERE person = ? AND root <> ? GROUP BY root HAVING count(*) > 1", (person, but)
        )
        pairs = []
        for (root,) in roots.fetchall():
            chain = self.chain(root)
            standing = chain[len(chain) % 2 :]  # an odd chain ends in a redo: the first deed stands
            sets = [frozenset(self.changes_of(deed)) for deed in standing]
            pairs += [pair for number, pair in enumerate(pairwise(sets)) if number % 2 == 0]
        return pairs

    def _records_since(self, mark: int) -> int:
        query = "SELECT count(DISTINCT document) FROM change WHERE number > ?"
        return int(self._connection.execute(query, (mark,)).fetchone()[0])

    def _made_since(self, mark: int) -> list[bytes]:
        rows = self._connection.execute("SELECT hash FROM change WHERE number > ? ORDER BY number", (mark,))
        return [bytes(row[0]) for row in rows.fetchall()]

    def _root(self, command: Command) -> str | None:
        deed = command.deed if isinstance(command, Undo | Redo) else None
        if isinstance(command, UndoImport):
            deed = self.of_batch(command.batch)
        chain = self.chain(deed) if deed else []
        return chain[0].root if chain else None


def kind_of(command: Command) -> str:
    """What sort of deed a command is; one of several steps is what its weightiest step is."""
    if isinstance(command, Together):
        kinds = [kind_of(step) for step in command.steps]
        return next((kind for kind in ("fact", "merge", "create", "edit") if kind in kinds), kinds[0] if kinds else "")
    return _KINDS[type(command)]


def first_touched(command: Command, touched: Sequence[Touched]) -> Touched:
    """The record a deed is called by."""
    if isinstance(command, Merge):
        return Touched(command.record_type, command.survivor, 0)
    if isinstance(command, Together):
        kind = kind_of(command)
        step = next((step for step in command.steps if kind_of(step) == kind), None)
        named = [each for each in touched if step is not None and each.id == getattr(step, "id", None)]
        return (named or list(touched))[0]
    return touched[0]


def about(command: Command) -> dict[str, Any]:
    """What the words of a deed need besides its record: the fields changed, the record merged."""
    if isinstance(command, Merge):
        return {"other": command.other}
    if isinstance(command, Together):
        return {"fields": sorted({name for step in command.steps for name in about(step).get("fields", ())})}
    if isinstance(command, BulkEdit):
        return {"fields": sorted({name for step in command.steps for name in step.new})}
    return {"fields": list(command.new)} if isinstance(command, Edit) else {}
