"""Opening a file to import: CSV, TSV, XLSX or JSON, each also compressed with gzip, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from client.importing import words
from client.importing.delimited import Delimited
from client.importing.json_rows import JsonRows
from client.importing.recognition import Format, Recognised, recognise
from client.importing.refusals import FileChanged, FileUnreadable, NoRows
from client.importing.spreadsheet import Spreadsheet
from client.importing.table import SAMPLE_ROWS, Cell, Row, Table, Watch

_SAMPLE_LETTERS = 20_000_000
_DATA_LIKE = re.compile(r"[-+(]?[£€$]?\s?\d[\d.,/\- :]*%?\)?|[A-HJ-NPR-Z0-9]{17}")


@dataclass(frozen=True)
class Source:
    """A file that is open for import; nothing of it is in memory but its headings and first rows.

    ``encoding`` and ``delimiter`` are empty where they mean nothing; ``sheets`` are the visible sheets of a
    workbook; ``notes`` are sentences for the person about how the file was read.
    """

    path: Path
    format: Format
    headers: tuple[str, ...]
    sample: tuple[Row, ...]
    notes: tuple[str, ...]
    table: Table
    fingerprint: tuple[int, int]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def rows(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Row]:
        """All rows, streamed from the file; can be asked for again.

        Raises FileChanged when the file is not the one that was opened, ImportCancelled, or another refusal
        when the file turns out to be damaged further on.
        """
        if _fingerprint(self.path) != self.fingerprint:
            raise FileChanged(self.path, words.FILE_CHANGED)
        return self.table.rows(Watch(self.path, progress, cancelled))

    def column(self, header: str) -> list[Cell]:
        """The cells of one column in the sample."""
        position = self.headers.index(header)
        return [row.cells[position] for row in self.sample]


def open_source(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Source:
    """Open a file for import; what is not given is found out.

    Raises a subclass of ImportRefused, whose message names the file and the way out.
    """
    fingerprint = _fingerprint(path)
    recognised = recognise(path, encoding)
    table = _table(path, recognised, delimiter, sheet)
    sample = tuple(_sample(islice(table.rows(Watch(path)), SAMPLE_ROWS)))
    if not sample:
        raise NoRows(path, words.NO_ROWS)
    notes = table.notes
    if isinstance(table, Delimited | Spreadsheet) and _looks_headless(table.headers):
        notes = (*notes, words.LOOKS_HEADLESS)
    return Source(
        path,
        recognised.format,
        table.headers,
        sample,
        notes,
        table,
        fingerprint,
        encoding=recognised.shown_encoding,
        delimiter=table.delimiter if isinstance(table, Delimited) else "",
        sheet=table.sheet if isinstance(table, Spreadsheet) else "",
        sheets=table.sheets if isinstance(table, Spreadsheet) else (),
    )


def _sample(rows: Iterator[Row]) -> Iterator[Row]:
    """The first rows, as long as they are short enough to be held together."""
    letters = 0
    for row in rows:
        yield row
        letters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if letters > _SAMPLE_LETTERS:
            return


def _table(path: Path, recognised: Recognised, delimiter: str | None, sheet: str | None) -> Table:
    if recognised.format is Format.WORKBOOK:
        return Spreadsheet(path, sheet)
    if recognised.format is Format.DELIMITED:
        return Delimited(path, recognised, delimiter)
    return JsonRows(path, recognised)


def _fingerprint(path: Path) -> tuple[int, int]:
    """What tells one state of a file from another: its size and the time it was written."""
    try:
        state = path.stat()
    except FileNotFoundError as error:
        raise FileUnreadable(path, words.NOT_FOUND) from error
    except OSError as error:
        raise FileUnreadable(path, words.UNREADABLE, why=error.strerror or str(error)) from error
    return state.st_size, state.st_mtime_ns


def _looks_headless(headers: tuple[str, ...]) -> bool:
    """Whether what should be headings are values: several numbers, dates or VINs among them."""
    values = sum(_DATA_LIKE.fullmatch(name) is not None for name in headers)
    return values >= max(1, len(headers) // 3)
