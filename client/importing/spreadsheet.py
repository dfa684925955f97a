"""XLSX workbooks, read row by row with openpyxl; cells keep the type the workbook gives them."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from xml.etree.ElementTree import ParseError

from client.importing import words
from client.importing.recognition import opened
from client.importing.refusals import FileDamaged, FileEmpty, SheetUnknown, TooLargeToRead
from client.importing.table import Cell, Row, Watch, name_columns, without_empty_end
from shared_models.errors import Problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MOST_UNPACKED_MB = 1_500
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
)
_TITLE_ROWS = 20
_FORMULA_ROWS = 200
_REPORT_EVERY = 500


class Spreadsheet:
    """One sheet of a workbook."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Find the sheet and its headings. Raises SheetUnknown, FileEmpty, FileDamaged or TooLargeToRead."""
        self._path = path
        with self._workbook() as workbook:
            names = [entry.title for entry in workbook.worksheets if entry.sheet_state == "visible"]
            if sheet is not None and sheet not in names:
                raise SheetUnknown(path, words.NO_SHEET, sheet=sheet, names=", ".join(names))
            self.sheets = tuple(names)
            for self.sheet in [sheet] if sheet is not None else names:
                self._header_row, cells = _find_header(_cells_of(workbook, self.sheet))
                if cells:
                    break
            else:
                raise FileEmpty(path, words.NO_TABLE_SHEET if len(names) > 1 else words.EMPTY)
        self.headers = name_columns(path, cells)
        self.notes = tuple(self._notes(sheet))

    def _notes(self, chosen: str | None) -> Iterator[str]:
        if self._header_row > 1:
            yield words.SKIPPED_TITLE.format(row=self._header_row)
        others = [name for name in self.sheets if name != self.sheet]
        if others and chosen is None:
            yield words.OTHER_SHEETS.format(sheet=self.sheet, names=", ".join(others))
        unsaved = self._columns_without_results()
        if unsaved:
            yield words.NO_RESULTS.format(names=", ".join(unsaved))

    def _columns_without_results(self) -> list[str]:
        """The columns with formulas whose results were never saved, as files have that no spreadsheet program wrote."""
        with self._workbook() as results, self._workbook(formulas=True) as formulas:
            pairs = zip(_cells_of(results, self.sheet), _cells_of(formulas, self.sheet), strict=False)
            found = {
                column
                for values, texts in islice(pairs, self._header_row, self._header_row + _FORMULA_ROWS)
                for column, value, text in zip(self.headers, values, texts, strict=False)
                if value is None and isinstance(text, str) and text.startswith("=")
            }
        return [header for header in self.headers if header in found]

    def rows(self, watch: Watch) -> Iterator[Row]:
        """The rows beneath the headings; wholly empty ones are left out."""
        width = len(self.headers)
        with self._workbook() as workbook:
            total = workbook[self.sheet].max_row or 0
            for number, found in enumerate(_cells_of(workbook, self.sheet), start=1):
                if number % _REPORT_EVERY == 0:
                    watch.at(number, max(total, number))
                if number <= self._header_row:
                    continue
                cells = without_empty_end(found)
                if cells:
                    yield _fit(number, cells, width)
            watch.at(total, total)

    @contextmanager
    def _workbook(self, *, formulas: bool = False) -> Iterator[Workbook]:
        from openpyxl import load_workbook  # not before a workbook is read: the start need not wait for it
        from openpyxl.utils.exceptions import InvalidFileException

        with opened(self._path) as (stream, raw), tempfile.TemporaryFile() as copy:
            source = stream
            if stream is not raw:  # a workbook is read from its end, which compressed data cannot be
                shutil.copyfileobj(stream, copy)
                source = cast(BinaryIO, copy)
            self._see_to_size(source)
            try:
                workbook = load_workbook(source, read_only=True, data_only=not formulas)
            except (InvalidFileException, *_BROKEN) as error:
                raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error
            try:
                yield workbook
            except (zipfile.BadZipFile, zlib.error, ParseError) as error:
                raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error
            finally:
                workbook.close()

    def _see_to_size(self, source: BinaryIO) -> None:
        """Refuse a small archive that would unpack to more than anyone's memory."""
        try:
            with zipfile.ZipFile(source) as archive:
                size = sum(entry.file_size for entry in archive.infolist()) // 1_000_000
        except zipfile.BadZipFile as error:
            raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error
        if size > _MOST_UNPACKED_MB:
            raise TooLargeToRead(self._path, words.WORKBOOK_TOO_LARGE, size=size, limit=_MOST_UNPACKED_MB)


def _cells_of(workbook: Workbook, sheet: str) -> Iterator[Sequence[Any]]:
    page: Any = workbook[sheet]
    page.reset_dimensions()  # what the file says of its size is often wrong; count what is there
    return cast("Iterator[Sequence[Any]]", page.iter_rows(values_only=True))


def _find_header(rows: Iterator[Sequence[Any]]) -> tuple[int, list[Cell]]:
    """Number and cells of the heading row: the first with two filled cells, or else the first with one."""
    single: tuple[int, list[Cell]] = (0, [])
    for number, found in enumerate(rows, start=1):
        cells = without_empty_end(found)
        filled = sum(cell not in {None, ""} for cell in cells)
        if filled > 1:
            return number, cells
        if filled == 1 and not single[1]:
            single = number, cells
        if number >= _TITLE_ROWS:
            break
    return single


def _fit(number: int, cells: list[Cell], width: int) -> Row:
    """The row with exactly one cell per heading."""
    if len(cells) > width:
        fault = Problem("", words.TOO_MANY_CELLS.format(count=len(cells) - width))
        return Row(number, cells[:width], (fault,))
    return Row(number, cells + [None] * (width - len(cells)))
