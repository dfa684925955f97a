"""A list as a spreadsheet: one sheet of typed cells that can be sorted and filtered, one that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from client.reports.cells import Cell, cells, headings, is_formula, worded
from client.reports.listing import Listing
from client.reports.refusals import Refused, Told
from client.text import reports as words
from shared_models.kinds import Measure, Number, Price
from shared_models.schema import Field

#: Rows a sheet can hold below its heading, and signs a cell can hold: limits of the format.
MOST_ROWS, _MOST_SIGNS = 1_048_575, 32_767
_FIRST_YEAR = 1900  # the format knows no earlier date
_MOMENT = "yyyy-mm-dd hh:mm"
_DAY = "yyyy-mm-dd"
_AMOUNT, _WHOLE, _PLAIN = "#,##0.00", "#,##0", "General"
_WIDTHS = (10, 42)


def write_xlsx(listing: Listing, path: Path, told: Told) -> None:
    """Write the list. Raises OSError, and :class:`Refused` for more rows than a sheet can hold."""
    if len(listing.ordinals) > MOST_ROWS:
        raise Refused(words.TOO_MANY_FOR_XLSX.format(count=f"{len(listing.ordinals):,}", most=f"{MOST_ROWS:,}"))
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = listing.title, listing.edition.store or words.PRODUCT
    book.properties.language = words.LANGUAGE
    sheet = book.create_sheet(listing.title[:31])
    try:
        _fill(sheet, listing, told)
    finally:
        sheet.close()  # or the library's own draft stays open when the work is stopped
    _write_about(book, listing)
    book.save(path)


def _fill(sheet: Any, listing: Listing, told: Told) -> None:
    fields, zone = listing.all_fields(), listing.edition.zone
    heads, formats = headings(fields, zone), list(_formats(fields))
    batches = listing.batches(worded(fields), told)
    first = next(batches, [])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(listing.ordinals) + 1}"
    seen = [list(cells(fields, row.view.values, row.texts)) for row in first]
    for column, head in enumerate(heads):
        widest = max([len(head) + 3, *(len(_written(row[column])) + 2 for row in seen)])
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(widest, _WIDTHS[0]), _WIDTHS[1])
    sheet.append([_head(sheet, text) for text in heads])
    maker = _Cells(sheet, zone)
    for batch in chain([first], batches):
        for row in batch:
            sheet.append(maker.row(cells(fields, row.view.values, row.texts), formats))


def _formats(fields: list[Field]) -> Iterator[str]:
    """How the numbers of each column are written."""
    for field in fields:
        kind = field.kind
        if isinstance(kind, Price):
            yield from (_AMOUNT, _PLAIN)
        elif isinstance(kind, Measure):
            yield from (_WHOLE, _PLAIN)
        else:
            yield "0." + "0" * kind.places if isinstance(kind, Number) and kind.places else _PLAIN


class _Cells:
    """Makes the cells of a sheet; one is written out before the next row is made, so it serves for all of its form."""

    def __init__(self, sheet: Any, zone: tzinfo) -> None:
        self._sheet, self._zone = sheet, zone
        self._kept: dict[tuple[int, str], Any] = {}

    def row(self, values: Iterable[Cell], forms: Sequence[str]) -> list[Any]:
        """One row."""
        pairs = enumerate(zip(values, forms, strict=True))
        return [self._cell(column, value, form) for column, (value, form) in pairs]

    def _cell(self, column: int, value: Cell, form: str) -> Any:
        if isinstance(value, str):
            return _text(self._sheet, value)
        if isinstance(value, datetime):
            value, form = value.astimezone(self._zone).replace(tzinfo=None), _MOMENT
        elif isinstance(value, date):
            form = _DAY
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            return _text(self._sheet, value.isoformat())
        if form == _PLAIN or value is None:
            return value
        return self._formed(column, value, _whole(form, value))

    def _formed(self, column: int, value: Cell, form: str) -> Any:
        made = self._kept.get((column, form))
        if made is None:
            made = self._kept[column, form] = WriteOnlyCell(self._sheet)
            made.number_format = form
        made.value = value
        if isinstance(value, date):
            made.number_format = form  # the library puts one of its own with a date
        return made


def _whole(form: str, value: Cell) -> str:
    """Amounts of a currency without cents show none."""
    return _WHOLE if form == _AMOUNT and isinstance(value, Decimal) and value.as_tuple().exponent == 0 else form


def _text(sheet: Any, value: str) -> Any:
    """Text that stays text: marked as such where it begins like a formula, without what the format cannot hold."""
    value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_MOST_SIGNS]
    if not is_formula(value):
        return value
    made = WriteOnlyCell(sheet, value)
    made.data_type = "s"
    made.quotePrefix = True
    return made


def _written(cell: Cell) -> str:
    return "" if cell is None else f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def _head(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet, text)
    made.font = Font(bold=True)
    made.fill = PatternFill("solid", fgColor="E4EAF0")
    return made


def _write_about(book: Workbook, listing: Listing) -> None:
    sheet = book.create_sheet(words.ABOUT_SHEET)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 90
    lines = [
        (words.ABOUT_LIST, listing.title), (words.ABOUT_COUNT, len(listing.ordinals)),
        *((words.ABOUT_FILTERS, part) for part in listing.narrowed()), (words.ABOUT_ORDER, listing.ordered()),
        (words.ABOUT_FRESH, listing.edition.line()),
    ]  # fmt: skip
    for label, value in lines:
        sheet.append([_head(sheet, label), _text(sheet, value) if isinstance(value, str) else value])
