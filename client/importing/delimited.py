"""CSV and its relatives: the separator found, the heading row found, rows streamed by sqlite-utils' reader."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from client.importing import words
from client.importing.recognition import Recognised, Utf8Bytes, opened
from client.importing.refusals import FileEmpty, TooLargeToRead
from client.importing.table import (
    MOST_COLUMNS,
    Cell,
    Row,
    Watch,
    name_columns,
    without_empty_end,
)
from shared_models.errors import Problem

_SEPARATORS = ",;\t|"
_MOST_LETTERS = 1_000_000
_EXTRA = "\x00extra"
#: A cell with this many lines of which each could be a row was not meant: its quotation mark was never
#: closed.
_SWALLOWED_LINES = 2

# For the whole process, since readers interleave; the standard 131,072 refuses honest notes of a customer's
# history.
csv.field_size_limit(_MOST_LETTERS)


class Delimited:
    """A text file whose cells stand between separators."""

    def __init__(self, path: Path, recognised: Recognised, delimiter: str | None = None) -> None:
        """Find separator and headings. Raises FileEmpty, and TooLargeToRead for too many columns."""
        self._path = path
        self._encoding = recognised.encoding
        hint = _separator_line(recognised.text)
        body = recognised.text.partition("\n")[2] if hint else recognised.text
        self.delimiter = delimiter or hint or find_separator(body)
        start = _parse(_whole_lines(body), self.delimiter)
        header, cells = _find_header(start)
        if not cells:
            raise FileEmpty(path, words.EMPTY)
        self._header_row = header + 1 + bool(hint)
        self.headers = name_columns(path, without_empty_end(cells))
        skipped = header > 0
        self.notes = (words.SKIPPED_TITLE.format(row=self._header_row),) if skipped else ()

    def rows(self, watch: Watch) -> Iterator[Row]:
        """The rows beneath the headings.

        sqlite-utils' reader keys cells by heading and so loses columns whose headings repeat; it is given
        numbers for headings, and the file's own come out as the first row.
        """
        from sqlite_utils.utils import Format, rows_from_file  # not before a file is read: the start need not wait

        width = len(self.headers)
        head = self.delimiter.join(map(str, range(width))) + "\r\n"
        with opened(self._path) as streams:
            source = Utf8Bytes(streams, self._encoding, watch, head.encode())
            text = io.BufferedReader(source, 65_536)
            found, _ = rows_from_file(
                cast(BinaryIO, text),
                Format.CSV,
                _dialect(self.delimiter),
                encoding="utf-8",
                extras_key=_EXTRA,
            )
            yield from self._numbered(cast("Iterator[dict[str, Any]]", iter(found)), width, source.row_ended)

    def _numbered(self, found: Iterator[dict[str, Any]], width: int, ended: Callable[[], None]) -> Iterator[Row]:
        number = 0
        last = str(width - 1)
        held: Row | None = None
        try:
            for cells in found:
                number += 1
                ended()
                if number <= self._header_row:
                    continue
                if held is not None:
                    yield held
                if _EXTRA in cells or cells[last] is None:
                    held = self._ragged(number, cells, width)
                else:
                    held = Row(number, list(cells.values()))
        except csv.Error as error:
            raise TooLargeToRead(self._path, words.CELL_TOO_LONG, row=number + 1, limit=_MOST_LETTERS) from error
        if held is not None:
            yield held._replace(faults=held.faults or self._swallowed(held.cells))

    def _ragged(self, number: int, found: dict[str, Any], width: int) -> Row:
        extra = without_empty_end(found.pop(_EXTRA, ()))
        cells: list[Cell] = list(found.values())
        if extra:
            return Row(number, cells, (Problem("", words.TOO_MANY_CELLS.format(count=len(extra))),))
        swallowed = self._swallowed(cells)
        short = sum(cell is not None for cell in cells)
        if swallowed or short == width:
            return Row(number, cells, swallowed)
        return Row(number, cells, (Problem("", words.TOO_FEW_CELLS.format(count=short, width=width), "warning"),))

    def _swallowed(self, cells: Any) -> tuple[Problem, ...]:
        """The fault of a row in which one cell has eaten the rows after it, or nothing."""
        separators = max(1, len(self.headers) - 1)
        for cell in cells:
            lines = cell.count("\n") if isinstance(cell, str) else 0
            if lines >= _SWALLOWED_LINES and cell.count(self.delimiter) >= separators * (lines - 1):
                return (Problem("", words.SWALLOWED.format(count=lines + 1)),)
        return ()


def _separator_line(text: str) -> str | None:
    """The separator a first line ``sep=;`` names, as some programs write it for Excel."""
    first = text.lstrip("\ufeff").partition("\n")[0].strip('\r" ')
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


def _dialect(delimiter: str) -> type[csv.Dialect]:
    return type("Found", (csv.excel,), {"delimiter": delimiter})


def _whole_lines(text: str) -> str:
    """The text without a last line that may be cut off."""
    return text[: text.rfind("\n") + 1] or text


def _parse(text: str, delimiter: str) -> list[list[str]]:
    """The first 200 rows of the text that are not blank."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                rows.append(cells)
            if len(rows) == 200:
                break
    except csv.Error:
        pass  # a cell that is too long is reported with its row when the rows are read
    return rows


def find_separator(text: str) -> str:
    """The separator that cuts most rows into the same number of cells; a comma when none does."""
    text = _whole_lines(text)
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        widths = Counter(len(cells) for cells in _parse(text, separator))
        if not widths:
            continue
        # Most rows alike, and into many cells: 1,5;2,5 is cut evenly by both, and one column is no cut at
        # all.
        width, alike = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (width > 1) * alike / widths.total() * (1 + min(width, MOST_COLUMNS) / MOST_COLUMNS)
        if score > best_score:
            best, best_score = separator, score
    return best


def _find_header(start: list[list[str]]) -> tuple[int, list[str]]:
    """Position and cells of the heading row: the first one, unless titles with a single cell stand above
    the table.
    """
    if not start:
        return 0, []
    usual = Counter(len(cells) for cells in start).most_common(1)[0][0]
    for position, cells in enumerate(start[:20]):
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled > 1 or (filled == 1 and usual < 3):
            return position, cells
    return 0, start[0]
