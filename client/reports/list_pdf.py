"""A list to print: A4 landscape, its head on every page, drawn row by row so that thousands of rows take seconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape

from client.formatting import shown
from client.item_models.summaries import Summary
from client.reports import fonts
from client.reports.listing import Listing
from client.reports.paper import FOOT, INK, LINE, MARGIN, SOFT, WASH, Foot, NumberedCanvas, fitted, wrapped
from client.reports.refusals import Refused, Told
from client.text import reports as words
from shared_models.kinds import Measure, Number, Price
from shared_models.schema import Field

#: A paper of more than a thousand pages is not read; the list can be narrowed or made a spreadsheet.
MOST_ROWS = 20_000
_SIZE, _LEAD, _PADDING = 8.0, 10.5, 5.0
#: What stands right keeps its distance from what stands left in the next column.
_GAP = 9.0
_MOST_LINES = 3
_HEAD_HEIGHT = 18.0
#: A column is never narrower than this, in points, and asks for no more than the other.
_NARROWEST, _WIDEST = 34.0, 190.0


def write_pdf(listing: Listing, path: Path, told: Told) -> None:
    """Write the list. Raises OSError, and :class:`Refused` for more rows than a paper should have."""
    if len(listing.ordinals) > MOST_ROWS:
        raise Refused(words.TOO_MANY_FOR_PDF.format(count=f"{len(listing.ordinals):,}", most=f"{MOST_ROWS:,}"))
    fields = listing.shown_fields()
    page: _ListPages | None = None
    for batch in listing.batches([field.name for field in fields], told):
        rows = [_texts(listing, fields, row) for row in batch]
        if page is None:
            page = _ListPages(listing, fields, rows, path)
        for row in rows:
            page.add(row)
    (page or _ListPages(listing, fields, [], path)).close()


def _texts(listing: Listing, fields: Sequence[Field], row: Summary) -> list[str]:
    """Amounts keep their decimals, so that they stand below each other."""
    exact = {f.name: shown(f, row.view.values[f.name], exact=True) for f in fields if isinstance(f.kind, Price)}
    return [" ".join(exact.get(field.name, row.texts[field.name]).split()) for field in fields]


class _ListPages:
    """The pages as they fill."""

    def __init__(self, listing: Listing, fields: Sequence[Field], sample: Sequence[Sequence[str]], path: Path) -> None:
        self._listing, self._fields = listing, fields
        self._right = [_stands_right(field) for field in fields]
        self._foot = Foot(listing.edition.line(), fonts.lacks(listing.edition.line()))
        self._width, self._height = landscape(A4)
        self._canvas = NumberedCanvas(str(path), pagesize=landscape(A4), lang=words.LANGUAGE, foot=self._foot)
        self._canvas.setTitle(listing.title)
        self._canvas.setAuthor(listing.edition.store or words.PRODUCT)
        self._canvas.setCreator(words.PRODUCT)
        self._canvas.setSubject(words.SEPARATOR.join([listing.counted(), *listing.narrowed()]))
        self._widths = _widths(fields, sample, self._width - 2 * MARGIN)
        self._y = self._height - MARGIN
        self._draw_title()
        self._draw_head()
        self._any = False

    def add(self, row: Sequence[str]) -> None:
        """Draw one row, on a new page where this one is full."""
        self._any = True
        self._foot.lacking = self._foot.lacking or any(map(fonts.lacks, row))
        lines = [
            wrapped(text, width - 2 * _PADDING - _GAP * right, _SIZE, _MOST_LINES)
            for text, width, right in zip(row, self._widths, self._right, strict=True)
        ]
        height = max(map(len, lines)) * _LEAD + 6
        if self._y - height < FOOT + 18:
            self._canvas.showPage()
            self._y = self._height - MARGIN
            self._draw_head()
        self._draw_row(lines, height)

    def close(self) -> None:
        """Number the pages and write the file."""
        if not self._any:
            self._line(words.NO_ROWS, 10, 24)
        self._canvas.showPage()
        self._canvas.save()

    def _draw_row(self, lines: Sequence[Sequence[str]], height: float) -> None:
        canvas, x = self._canvas, MARGIN
        canvas.setFont(fonts.REGULAR, _SIZE)
        canvas.setFillColor(INK)
        for texts, width, right in zip(lines, self._widths, self._right, strict=True):
            y = self._y - _LEAD
            for text in texts:
                if right:
                    canvas.drawRightString(x + width - _PADDING - _GAP, y, text)
                else:
                    canvas.drawString(x + _PADDING, y, text)
                y -= _LEAD
            x += width
        self._y -= height
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, self._y, self._width - MARGIN, self._y)

    def _draw_head(self) -> None:
        canvas, x = self._canvas, MARGIN
        canvas.setFillColor(WASH)
        canvas.rect(MARGIN, self._y - _HEAD_HEIGHT, self._width - 2 * MARGIN, _HEAD_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(SOFT)
        canvas.setFont(fonts.STRONG, _SIZE)
        for field, width, right in zip(self._fields, self._widths, self._right, strict=True):
            text = fitted(field.label, width - 2 * _PADDING - _GAP * right, _SIZE, strong=True)
            if right:
                canvas.drawRightString(x + width - _PADDING - _GAP, self._y - 12, text)
            else:
                canvas.drawString(x + _PADDING, self._y - 12, text)
            x += width
        self._y -= _HEAD_HEIGHT

    def _draw_title(self) -> None:
        listing = self._listing
        self._y -= 16
        self._canvas.setFillColor(INK)
        self._canvas.setFont(fonts.STRONG, 20)
        self._canvas.drawString(MARGIN, self._y, listing.title)
        self._canvas.setFillColor(SOFT)
        self._canvas.setFont(fonts.REGULAR, 10)
        self._canvas.drawRightString(self._width - MARGIN, self._y, listing.counted())
        self._y -= 4
        told = words.SEPARATOR.join([*listing.narrowed(), listing.ordered()])
        self._foot.lacking = self._foot.lacking or fonts.lacks(told)
        for text in wrapped(told, self._width - 2 * MARGIN, 9, _MOST_LINES):
            self._line(text, 9, 13)
        self._line(words.SEPARATOR.join([listing.edition.as_of(), listing.edition.freshness()]), 9, 13)
        self._y -= 12

    def _line(self, text: str, size: float, lead: float) -> None:
        self._y -= lead
        self._canvas.setFillColor(SOFT)
        self._canvas.setFont(fonts.REGULAR, size)
        self._canvas.drawString(MARGIN, self._y, text)


def _stands_right(field: Field) -> bool:
    """A number that is measured stands right; one that is a name (a year) stands left."""
    kind = field.kind
    return isinstance(kind, Price | Measure) or (isinstance(kind, Number) and bool(kind.unit or kind.places))


def _widths(fields: Sequence[Field], sample: Sequence[Sequence[str]], room: float) -> list[float]:
    """Widths of columns, by what the first rows need: the broad ones give way, what is left is shared out."""
    asked = []
    for column, field in enumerate(fields):
        texts = (fonts.width(row[column], _SIZE) for row in sample)
        widest = (
            max([fonts.width(field.label, _SIZE, strong=True), *texts]) + 2 * _PADDING + 2 + _GAP * _stands_right(field)
        )
        asked.append(min(max(widest, _NARROWEST), _WIDEST))
    spare = room - sum(asked)
    if spare >= 0:
        return [width + spare * width / sum(asked) for width in asked]
    low, high = _NARROWEST, _WIDEST  # the broadest a column may be, found by halving
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(min(width, middle) for width in asked) <= room else (low, middle)
    cut = [min(width, low) for width in asked]
    return [width * room / sum(cut) for width in cut]
