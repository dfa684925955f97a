"""The preview of an import: every row read, converted and checked as it will be written, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from client.importing import words
from client.importing.conversion import Lookup
from client.importing.deciding import Decider, Known, KnownValues, Outcome, key_of
from client.importing.mapping import ColumnMapping
from client.importing.outcome import Counts, DuplicateRule, Planned, Report, RowProblem, ShownRow
from client.importing.plan import RowPlan
from client.importing.reading import Source
from client.importing.refusals import RowsRefused
from client.importing.rejects import write_rejects, written
from shared_models.schema import Values

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
_LONGEST_CELL = 200


class Preview:
    """An import that can be looked at before it is made, and made as often as is needed from the same file.

    Nothing is kept of the rows but the first ``most_shown`` and the first ``most_problems``: each of the
    methods streams the file anew. ``known`` tells which keys (VINs, policy numbers) are here already;
    ``lookups`` find records by name, by their type. ``progress`` is called with (done, total), in bytes or
    rows; ``cancelled`` is asked now and then.
    """

    def __init__(
        self,
        source: Source,
        mapping: ColumnMapping,
        *,
        today: date,
        known: Known | None = None,
        duplicates: DuplicateRule = DuplicateRule.SKIP,
        all_or_nothing: bool = False,
        lookups: Mapping[str, Lookup] | None = None,
        most_shown: int = 100,
        most_problems: int = 1_000,
    ) -> None:
        """Compile the mapping for the file. Raises MappingDoesNotFit."""
        self.source = source
        self.mapping = mapping
        self.duplicates = duplicates
        self.all_or_nothing = all_or_nothing
        self._today = today
        self._plan = RowPlan(source, mapping, today, lookups or {})
        self._known = known
        self._most_shown = most_shown
        self._most_problems = most_problems
        self._report: Report | None = None

    @property
    def key(self) -> str:
        """The field by which duplicates are found; empty when the file has none."""
        return key_of(self._plan)

    @property
    def ready(self) -> int:
        """How many rows are known to be in order: none before they are checked."""
        return self._report.counts.ready if self._report else 0

    @property
    def types(self) -> set[str]:
        """The record types the rows become."""
        return {plan.mapping.record_type for plan in self._plan.all()}

    @property
    def names_records(self) -> bool:
        """Whether cells name other records, which are looked up in the replica."""
        return any(plan.names_records for plan in self._plan.all())

    def parts(self) -> Mapping[str, Any]:
        """What the very same preview can be made of in another process, where its cells name no records."""
        known = self._known
        keys = {(plan.mapping.record_type, key_of(plan)) for plan in self._plan.all() if key_of(plan)}
        return {
            "source": self.source,
            "mapping": self.mapping,
            "today": self._today,
            "known": KnownValues({key: dict(known(*key)) for key in keys} if known else {}),
            "duplicates": self.duplicates,
        }

    def check(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Report:
        """Go through all rows and report. Raises ImportCancelled, FileChanged, or a refusal of a damaged
        file.
        """
        report = Report(questions=tuple(self._plan.questions), notes=self.source.notes)
        for outcome in self._outcomes(progress, cancelled):
            _count(report.counts, outcome)
            if outcome.problems or len(report.shown) < self._most_shown:
                self._note(report, outcome)
        self._report = report
        return report

    def planned(
        self, size: int = 1_000, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Iterator[list[Planned]]:
        """What is to be written, in batches of about ``size``; records derived from a row come right after
        it.

        With ``all_or_nothing`` all rows are checked before the first batch. Raises RowsRefused then when a
        row is refused, and whatever :meth:`check` raises.
        """
        if self.all_or_nothing:
            self._refuse_unless_all_are_ready(cancelled)
        batch: list[Planned] = []
        record_type = self.mapping.record_type
        for row, action, identifier, values, _, derived in self._outcomes(progress, cancelled):
            if action in {"create", "update"}:
                batch.append(Planned(row.number, action, record_type, identifier, values))
                batch += derived
                if len(batch) >= size:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def batches(
        self, size: int = 1_000, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Iterator[list[Values]]:
        """The values of the new records of the mapping's own type, without updates and derived records.

        Raises what :meth:`planned` raises.
        """
        created = (
            planned.values
            for batch in self.planned(size, progress, cancelled)
            for planned in batch
            if planned.action == "create" and planned.record_type == self.mapping.record_type
        )
        while batch := list(islice(created, size)):
            yield batch

    def write_reject_file(
        self, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> int:
        """Write the refused rows as they stand in the file, with row number and reasons; return how many.

        The file appears whole or not at all. Raises FileUnreadable when it cannot be written, and what
        :meth:`check` raises.
        """
        refused = (
            (outcome.row, self._told(outcome))
            for outcome in self._outcomes(progress, cancelled)
            if outcome.action == "refuse"
        )
        return write_rejects(path, self.source, refused)

    def _outcomes(self, progress: Progress | None, cancelled: Cancelled | None) -> Iterator[Outcome]:
        decider = Decider(self._plan, self.duplicates, self._known)
        return decider.outcomes(self.source.rows(progress, cancelled))

    def _refuse_unless_all_are_ready(self, cancelled: Cancelled | None) -> None:
        counts = (self._report or self.check(cancelled=cancelled)).counts
        if counts.refused:
            raise RowsRefused(
                self.source.path, words.ROWS_REFUSED, count=f"{counts.refused:,}", rows=f"{counts.rows:,}"
            )

    def _note(self, report: Report, outcome: Outcome) -> None:
        for problem in outcome.problems:
            report.tally[problem.field, problem.severity] += 1
        shown, room = len(report.shown) < self._most_shown, self._most_problems - len(report.problems)
        if not shown and room <= 0:
            return
        told = tuple(self._told(outcome))
        report.problems += told[: max(0, room)]
        if shown:
            row, values = outcome.row, outcome.values
            report.shown.append(ShownRow(row.number, row.cells, values, told, outcome.action))

    def _told(self, outcome: Outcome) -> Iterator[RowProblem]:
        """The problems of a row with the field's label, and the column and cell they are about."""
        for problem in outcome.problems:
            entry = self._plan.fields.get(problem.field)
            column = self.mapping.columns.get(problem.field, "")
            cell = outcome.row.cells[self.source.headers.index(column)] if column else None
            yield RowProblem(
                outcome.row.number,
                problem.field,
                entry.label if entry else problem.field,
                column,
                written(cell)[:_LONGEST_CELL],
                problem.message,
                problem.severity,
            )


def _count(counts: Counts, outcome: Outcome) -> None:
    counts.rows += 1
    counts.with_warnings += bool(outcome.problems) and outcome.action != "refuse"
    if outcome.action == "create":
        counts.created += 1
        counts.derived += len(outcome.derived)
    elif outcome.action == "update":
        counts.updated += 1
    elif outcome.action == "skip":
        counts.skipped += 1
    else:
        counts.refused += 1
