"""XLSX workbooks, read row by row with openpyxl; cells keep the type the workbook gives them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from xml.etree.ElementTree import ParseError

from client.importing import words
from client.importing.recognition import opened_archive
from client.importing.refusals import FileDamaged, FileEmpty, SheetUnknown, TooLargeToRead
from client.importing.table import Cell, Row, Watch, name_columns, without_empty_end
from shared_models.errors import Problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MOST_UNPACKED_MB = 1_500
#: Megabytes of shared texts, styles and the like; bytes of one row; rows (a spreadsheet program has 1,048,576).
_MOST_HELD_MB, _MOST_OF_A_ROW, _MOST_ROWS = 200, 10_000_000, 2_000_000
_BLOCK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    RuntimeError,  # an encrypted part, or one compressed in a way that is not known (NotImplementedError)
    struct.error,
)
_TITLE_ROWS = 20
_FORMULA_ROWS = 200
_REPORT_EVERY = 500


class Spreadsheet:
    """One sheet of a workbook."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Find the sheet and its headings. Raises SheetUnknown, FileEmpty, FileDamaged or TooLargeToRead."""
        self._path, self._seen = path, False
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
                if number > _MOST_ROWS:
                    raise TooLargeToRead(self._path, words.SHEET_TOO_LONG, limit=f"{_MOST_ROWS:,}")
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

        with opened_archive(self._path) as source:
            if not self._seen:
                self._see_to_size(source)
                self._seen = True
            try:
                workbook = load_workbook(source, read_only=True, data_only=not formulas)
            except (InvalidFileException, *_BROKEN) as error:
                raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error
            try:
                yield workbook
            except _BROKEN as error:
                raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error
            finally:
                workbook.close()

    def _see_to_size(self, source: BinaryIO) -> None:
        """Refuse a small archive that would unpack to more than anyone's memory."""
        try:
            with zipfile.ZipFile(source) as archive:
                parts = archive.infolist()
                size = sum(part.file_size for part in parts) // 1_000_000
                if size > _MOST_UNPACKED_MB:
                    raise TooLargeToRead(self._path, words.WORKBOOK_TOO_LARGE, size=size, limit=_MOST_UNPACKED_MB)
                for part in parts:
                    self._see_to_part(archive, part)
        except _BROKEN as error:
            raise FileDamaged(self._path, words.DAMAGED_WORKBOOK, why=error) from error

    def _see_to_part(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Of all parts but the sheets the whole is held at once; of a sheet each row is."""
        sheet = part.filename.lower().startswith("xl/worksheets/")
        if (
            not sheet
            and part.file_size > _MOST_HELD_MB * 1_000_000
            and not part.filename.lower().startswith("xl/media")
        ):
            size = part.file_size // 1_000_000
            raise TooLargeToRead(self._path, words.WORKBOOK_TEXTS_TOO_LARGE, size=size, limit=_MOST_HELD_MB)
        if not part.filename.lower().endswith((".xml", ".rels")):
            return
        with archive.open(part) as content:
            block = content.read(_BLOCK)
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise ValueError(words.WITH_ENTITIES.format(part=part.filename))
            since = 0
            while sheet and block and part.file_size > _MOST_OF_A_ROW:
                last = block.rfind(b"</row")
                since = since + len(block) if last < 0 else len(block) - last
                if since > _MOST_OF_A_ROW:
                    limit = _MOST_OF_A_ROW // 1_000_000
                    raise TooLargeToRead(self._path, words.SHEET_ROW_TOO_LONG, limit=limit)
                block = content.read(_BLOCK)


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
