"""Imports: many records and edits in one transaction, and taking a whole import back later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from client.changes import Touched
from client.commands import Create, Edit, Import, UndoImport
from client.replica.document_store import Held
from client.replica.replica_tables import SET_ASIDE
from client.text import replica as words
from shared_models.clock import milliseconds_of
from shared_models.documents import ARCHIVED_KEY, Document, Put
from shared_models.editing import archive_edits
from shared_models.errors import ForecourtError
from shared_models.projection import birth_columns
from shared_models.schema import Record, validate

if TYPE_CHECKING:
    from client.replica.execution import Execution

_CHUNK = 1_000


class ImportStopped(ForecourtError):
    """The person stopped the import; nothing of it was kept."""

    code = "import_stopped"


class Batches:
    """Carries out and takes back imports, by means of the execution of single commands."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._store = execution.store

    def run(self, command: Import) -> list[Touched]:
        """Write all steps. Raises what single commands raise, or ImportStopped; the transaction is dropped then."""
        touched: list[Touched] = []
        done = 0
        for chunk in _chunks(command.steps):
            for _, run in groupby(chunk, key=_kind):
                touched += self._write(list(run), command.batch)
            done += len(chunk)
            if not command.told(done):
                raise ImportStopped(words.CANCELLED)
        return touched

    def _write(self, steps: Sequence[Create | Edit], batch: str) -> list[Touched]:
        births = [step for step in steps if isinstance(step, Create)]
        if births:
            return self._births(self._execution.type_of(births[0].record_type), births, batch)
        edits = [step for step in steps if isinstance(step, Edit)]
        return [touched for edit in edits for touched in self._execution.edit(edit, batch)[0]]

    def _births(self, record_type: type[Record], births: Sequence[Create], batch: str) -> list[Touched]:
        """Many births at once: the same as one by one, but written by whole tables."""
        execution, author = self._execution, self._execution.identity.person
        documents, changes, rows = [], [], []
        for birth in births:
            validate(record_type, birth.values)
            held, born = execution.born(record_type, birth.id, birth.values)
            change = self._store.change_row(held, born, execution.identity, execution.offline, batch)
            now = milliseconds_of(change["stamp"])
            life = {"created": now, "updated": now, "author": author, "archived": False}
            documents.append(held)
            changes.append(change)
            rows.append({"id": held.id, "space": held.space, **life, **birth_columns(record_type, birth.values)})
        self._store.put_new_documents(documents)
        self._store.put_changes(changes)
        return self._store.insert_rows(record_type, rows)

    # --- taking back ---

    def undo(self, command: UndoImport) -> tuple[list[Touched], list[str]]:
        """Take back what the import did, except where something else has changed the record since.

        Returns what was touched and a sentence for each record that was left.
        """
        touched: list[Touched] = []
        notes: list[str] = []
        for record_id, hashes in self._changes_of(command.batch):
            held = self._execution.existing(record_id)
            self._execution.type_of(held.type_name)
            people = self._others_since(record_id, command.batch)
            if people:
                notes.append(words.CHANGED_SINCE.format(title=self._title(held), people=", ".join(people)))
                continue
            document = Document.load(held.snapshot)
            edits = list(_undoing(document, hashes))
            touched += self._execution.change(held, document, edits, command.batch) if edits else []
        return touched, notes

    def _changes_of(self, batch: str) -> list[tuple[str, list[bytes]]]:
        rows = self._store.connection.execute(
            "SELECT document, hash FROM change WHERE batch = ? AND state <> ? ORDER BY document, number",
            (batch, SET_ASIDE),
        ).fetchall()
        return [(record, [bytes(row[1]) for row in some]) for record, some in groupby(rows, key=lambda row: row[0])]

    def _others_since(self, record_id: str, batch: str) -> list[str]:
        """Who changed the record after the import and outside it: by name where the person is known here."""
        rows: sqlite3.Cursor = self._store.connection.execute(
            "SELECT DISTINCT coalesce(person.name, change.author) FROM change "
            "LEFT JOIN person ON person.id = change.author "
            "WHERE change.document = :record AND change.batch IS NOT :batch AND change.state <> :aside "
            "AND change.number > "
            "(SELECT min(number) FROM change WHERE document = :record AND batch = :batch) ORDER BY 1",
            {"record": record_id, "batch": batch, "aside": SET_ASIDE},
        )
        return [row[0] for row in rows]

    def _title(self, held: Held) -> str:
        record_type = held.record_type
        if record_type is None:
            return held.id
        cursor = self._store.connection.execute(f"SELECT * FROM {held.type_name} WHERE id = ?", (held.id,))
        names = [column[0] for column in cursor.description]
        return record_type.title_of(record_type.values_of(dict(zip(names, cursor.fetchone(), strict=True))))


def _chunks(steps: Iterable[Create | Edit]) -> Iterator[list[Create | Edit]]:
    remaining = iter(steps)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _kind(step: Create | Edit) -> tuple[bool, str]:
    return isinstance(step, Create), step.record_type


def _undoing(document: Document, hashes: Sequence[bytes]) -> Iterator[Any]:
    """The edits that take the changes back: put a record away that was born by them, else write the values before."""
    made = {change.hash: change for change in document.changes()}
    if not made[hashes[0]].deps:
        if document.content().get(ARCHIVED_KEY) is not True:
            yield from archive_edits(True)
        return
    for path in sorted({path for change in hashes for path in document.written_by(change) if len(path) != 2}):
        before = [written.value for written in document.writes(path) if written.change not in hashes]
        if document.writes(path):
            yield Put(path, before[-1] if before else None)
