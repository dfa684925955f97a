"""The slow work of an import, off the window's thread: opening, checking, writing; with progress, stopped at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.changes import Outcome
from client.forms.context import FormContext
from client.importing.mapping import ColumnMapping
from client.importing.outcome import DuplicateRule, Report
from client.importing.preview import Preview
from client.importing.reading import Source, open_source
from client.importing.running import Surroundings, import_of
from client.importing.suggestion import suggest
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError
from shared_models.schema import Record

_TOLD_EVERY = 0.05


@dataclass(frozen=True)
class Opened:
    """A file with the mapping suggested for it."""

    source: Source
    mapping: ColumnMapping


@dataclass(frozen=True)
class Checked:
    """A preview with its report."""

    preview: Preview
    report: Report

    @property
    def total(self) -> int:
        """How many records will be written."""
        return self.report.counts.ready + self.report.counts.derived


class ImportWork(QObject):
    """Does one thing at a time for one record type. All signals arrive on the window's thread."""

    opened = Signal(object)
    checked = Signal(object)
    #: :class:`Outcome` of the import, and its batch.
    imported = Signal(object, str)
    rejects_saved = Signal(int, str)
    progressed = Signal(object, object)
    #: Words for a person; what was under way is over and nothing was changed.
    refused = Signal(str)

    def __init__(self, workspace: Workspace, record_type: type[Record], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._record_type = workspace, record_type
        self._zone = str(workspace.zone())
        self._today = workspace.today()
        self._currency = FormContext.of(workspace, record_type).currencies[0]
        self._surroundings = Surroundings(workspace.reader, workspace.identity.role)
        self._stop = threading.Event()
        self._told_at = 0.0

    def stop(self) -> None:
        """Stop what is under way; nothing of it is kept."""
        self._stop.set()

    def open(self, path: Path, sheet: str | None = None) -> None:
        """Open a file and suggest a mapping."""

        def job() -> Opened:
            source = open_source(path, sheet=sheet)
            mapping = suggest(
                self._record_type.type_name(), source, today=self._today, currency=self._currency,
                time_zone=self._zone, lookups=self._surroundings.lookups(),
            )  # fmt: skip
            return Opened(source, mapping)

        self._begin(job, self.opened.emit)

    def check(self, source: Source, mapping: ColumnMapping, duplicates: DuplicateRule) -> None:
        """Go through all rows as they will be written."""
        # What is here already may have changed since the last check.
        self._surroundings = surroundings = Surroundings(self._workspace.reader, self._workspace.identity.role)

        def job() -> Checked:
            preview = Preview(
                source, mapping, today=self._today, known=surroundings.known, duplicates=duplicates,
                lookups=surroundings.lookups(),
            )  # fmt: skip
            return Checked(preview, preview.check(self._tell, self._stop.is_set))

        self._begin(job, self.checked.emit)

    def write(self, checked: Checked) -> None:
        """Write the rows that are in order, in one transaction: all of them or none."""
        self._stop.clear()
        total = checked.total

        def told(done: int) -> bool:
            self._tell(done, total)
            return not self._stop.is_set()

        command = import_of(checked.preview, told)

        def done(outcome: Outcome) -> None:
            self.imported.emit(outcome, command.batch)

        self._workspace.run(command, while_alive(self, done), while_alive(self, self._failed), initiator=self)

    def save_rejects(self, preview: Preview, path: Path) -> None:
        """Write the refused rows to a file."""
        self._begin(
            lambda: preview.write_reject_file(path, self._tell, self._stop.is_set),
            lambda count: self.rejects_saved.emit(count, path.name),
        )

    def _begin(self, job: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._stop.clear()
        self._workspace.background.run(job, while_alive(self, done), while_alive(self, self._failed))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self.refused.emit(str(error))

    def _tell(self, done: int, total: int) -> None:
        """Called on other threads, and far more often than anybody could see."""
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            self._workspace.background.call(lambda: while_alive(self, self._progress)((done, total)))

    def _progress(self, at: tuple[int, int]) -> None:
        self.progressed.emit(*at)
