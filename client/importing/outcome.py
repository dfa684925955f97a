"""What an import comes to: records to write, and what is wrong or unusual, by row and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from client.importing.conventions import Question
from client.importing.table import Cell
from shared_models.schema import Values

#: What becomes of a row.
Action = Literal["create", "update", "skip", "refuse"]


class DuplicateRule(StrEnum):
    """What happens to a row whose VIN, policy number or other key is known already, here or further up in
    the file.
    """

    SKIP = "skip"  # the row is left out
    KEEP = "keep"  # it becomes a record of its own beside the other
    UPDATE = "update"  # the known record takes the values of the row's columns; constants are not written over it


class Planned(NamedTuple):
    """One record to be written: a new one under ``id`` (``create``), or values for the record with that id
    (``update``).
    """

    row: int
    action: Action
    record_type: str
    id: str
    values: Values


class RowProblem(NamedTuple):
    """Something wrong (``error``: the row is refused) or unusual (``warning``) in one row.

    ``field`` is empty when the row as a whole is meant; ``column`` and ``cell`` are empty when no column is
    to blame.
    """

    row: int
    field: str
    label: str
    column: str
    cell: str
    message: str
    severity: Literal["error", "warning"]


@dataclass
class Counts:
    """How many rows of which kind; ``created`` and ``updated`` are rows, ``derived`` further records."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    refused: int = 0
    with_warnings: int = 0
    derived: int = 0

    @property
    def ready(self) -> int:
        """Rows that will be written."""
        return self.created + self.updated


class ShownRow(NamedTuple):
    """A row as the preview shows it: its cells, what they become, and what there is to say."""

    number: int
    cells: Sequence[Cell]
    values: Values
    problems: tuple[RowProblem, ...]
    action: Action


@dataclass
class Report:
    """The result of a check over all rows.

    ``problems`` are the first ones in full, up to a limit; ``tally`` counts all of them by field and
    severity. ``questions`` are what the file leaves unclear, ``notes`` what a person should know about how it
    was read.
    """

    counts: Counts = field(default_factory=Counts)
    problems: list[RowProblem] = field(default_factory=list)
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[ShownRow] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    def by_field(self) -> Mapping[str, int]:
        """How many errors each field has, the most first."""
        errors = Counter({name: count for (name, severity), count in self.tally.items() if severity == "error"})
        return dict(errors.most_common())
