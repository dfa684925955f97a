"""What every reader hands on: numbered rows of cells, and the watch that shows progress and hears a cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

from client.importing import words
from client.importing.refusals import ImportCancelled, TooLargeToRead
from shared_models.errors import Problem

#: What a cell may hold: text as it stands in a text file, or the typed value a workbook or JSON gives.
Cell = str | int | float | bool | Decimal | datetime | date | time | timedelta | None

MOST_COLUMNS = 2_000
#: How many rows are looked at to suggest a mapping and to find out how numbers and dates are written.
SAMPLE_ROWS = 2_000


class Row(NamedTuple):
    """One row of a file. ``number`` counts as a spreadsheet does: the first row of the file is 1.

    In text files blank lines are not counted. ``cells`` has exactly one cell per heading; ``faults`` says
    what is wrong with the row as a whole.
    """

    number: int
    cells: Sequence[Cell]
    faults: tuple[Problem, ...] = ()


class Watch:
    """Tells how far reading is and ends it when the person cancels.

    ``progress`` is called with (done, total) in whatever unit the reader counts, bytes or rows; ``cancelled``
    is asked between blocks. Raises ImportCancelled.
    """

    def __init__(
        self,
        path: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.path = path
        self._progress = progress
        self._cancelled = cancelled

    def at(self, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` is read."""
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled(self.path, words.CANCELLED)
        if self._progress is not None:
            self._progress(min(done, total), total)


class Table(Protocol):
    """A file opened as a table."""

    @property
    def headers(self) -> tuple[str, ...]:
        """One name per column, none empty and no two alike."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the file was read."""

    def rows(self, watch: Watch) -> Iterator[Row]:
        """The rows from the first to the last; can be asked for again."""


def name_columns(path: Path, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Names for the columns out of the heading row: empty ones are numbered, repeated ones told apart."""
    if len(cells) > MOST_COLUMNS:
        raise TooLargeToRead(path, words.TOO_WIDE, count=len(cells), limit=MOST_COLUMNS)
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        stem = " ".join(str(cell).split()) if cell is not None else ""
        stem = name = stem or words.UNNAMED.format(number=number)
        again = 1
        while name.casefold() in taken:
            again += 1
            name = words.REPEATED.format(name=stem, number=again)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def without_empty_end(cells: Sequence[Cell]) -> list[Cell]:
    """The cells up to the last one that holds something."""
    kept = list(cells)
    while kept and (kept[-1] is None or kept[-1] == ""):
        kept.pop()
    return kept
