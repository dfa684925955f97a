"""Imports: many records and edits in one transaction, and taking a whole import back later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING

from client.changes import Kept, Touched
from client.commands import Create, Edit, Import, UndoImport
from client.replica.births import Births
from client.replica.document_store import DocumentHead
from client.replica.undoing import Undoing
from client.text import replica as words
from shared_models.errors import ForecourtError

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
        self._births: dict[str, Births] = {}

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


def _chunks(steps: Iterable[Create | Edit]) -> Iterator[list[Create | Edit]]:
    remaining = iter(steps)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _kind(step: Create | Edit) -> tuple[bool, str]:
    return isinstance(step, Create), step.record_type
