"""Imports: many records and edits in one transaction, and taking a whole import back later."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, islice
from typing import TYPE_CHECKING

from client.changes import Kept, Touched
from client.commands import Create, Edit, Import, PreparationFailed, PreparedRun, UndoImport
from client.replica.births import Births
from client.replica.database import roomy_cache
from client.replica.document_store import DocumentHead
from client.replica.undoing import Undoing
from client.text import replica as words
from shared_models.errors import ForecourtError

if TYPE_CHECKING:
    from client.replica.execution import Execution

log = logging.getLogger(__name__)
#: Steps that are written at once.
CHUNK = 1_000


class ImportStopped(ForecourtError):
    """The person stopped the import; nothing of it was kept."""

    code = "import_stopped"


class Batches:
    """Carries out and takes back imports, by means of the execution of single commands."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._store = execution.store
        self._births: dict[str, Births] = {}

    def run(self, command: Import) -> list[Touched]:
        """Write all steps. Raises what single commands raise, or ImportStopped; the transaction is dropped then."""
        with roomy_cache(self._store.connection):
            touched = self._run_elsewhere(command)
            return self._run_here(command) if touched is None else touched

    def _run_here(self, command: Import) -> list[Touched]:
        touched: list[Touched] = []
        done = 0
        for chunk in _chunks(command.steps):
            for _, run in groupby(chunk, key=_kind):
                touched += self._write(list(run), command.batch)
            done += len(chunk)
            _go_on(command, done)
        return touched

    def _run_elsewhere(self, command: Import) -> list[Touched] | None:
        """Write what another process prepares; None, and nothing is written, where there is none or it failed."""
        if command.elsewhere is None:
            return None
        connection = self._store.connection
        connection.execute("SAVEPOINT elsewhere")
        try:
            touched = self._write_prepared(command, command.elsewhere(self._store.actor, self._execution.principal))
        except PreparationFailed as error:
            log.warning("rows are prepared here: %s", error)
            connection.execute("ROLLBACK TO elsewhere")
            touched = None
        connection.execute("RELEASE elsewhere")
        return touched

    def _write_prepared(self, command: Import, chunks: Generator[Sequence[PreparedRun]]) -> list[Touched]:
        touched: list[Touched] = []
        done = 0
        with closing(chunks):
            for chunk in chunks:
                for name, births in chunk:
                    touched += self._births_of(name, command.batch).write_prepared(births)
                    done += len(births)
                _go_on(command, done)
        return touched

    def _write(self, steps: Sequence[Create | Edit], batch: str) -> list[Touched]:
        births = [step for step in steps if isinstance(step, Create)]
        if births:
            return self._births_of(births[0].record_type, batch).write(births)
        edits = [step for step in steps if isinstance(step, Edit)]
        return [touched for edit in edits for touched in self._execution.edit(edit, batch)[0]]

    def _births_of(self, type_name: str, batch: str) -> Births:
        if type_name not in self._births:
            self._births[type_name] = Births(self._execution, self._execution.type_of(type_name), batch)
        return self._births[type_name]

    # --- taking back ---

    def undo(self, command: UndoImport) -> tuple[list[Touched], list[str], list[Kept]]:
        """Take back what the import did, except where something else has changed the record since.

        Returns what was touched, a sentence for each record that was left, and what was left.
        """
        touched, kept = Undoing(self._execution).batch(command.batch)
        notes = []
        for record, some in groupby(kept, key=lambda each: each.record):
            people = sorted({each.author_name or each.author for each in some} - {""})
            title = self._title(self._execution.head(record))
            notes.append(words.CHANGED_SINCE.format(title=title, people=", ".join(people) or words.SOMEBODY))
        return touched, notes, kept

    def _title(self, held: DocumentHead) -> str:
        record_type = held.record_type
        if record_type is None:
            return held.id
        cursor = self._store.connection.execute(f"SELECT * FROM {held.type_name} WHERE id = ?", (held.id,))
        names = [column[0] for column in cursor.description]
        return record_type.title_of(record_type.values_of(dict(zip(names, cursor.fetchone(), strict=True))))


def _go_on(command: Import, done: int) -> None:
    if not command.told(done):
        raise ImportStopped(words.CANCELLED)


def _chunks(steps: Iterable[Create | Edit]) -> Iterator[list[Create | Edit]]:
    remaining = iter(steps)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _kind(step: Create | Edit) -> tuple[bool, str]:
    return isinstance(step, Create), step.record_type
