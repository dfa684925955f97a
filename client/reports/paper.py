"""What all papers share: A4 with margins, ink, styles of text, numbered pages with a foot, facts about the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, LongTable, PageTemplate, Paragraph, Table, TableStyle

from client.reports import fonts
from client.reports.edition import Edition
from client.text import reports as words

#: Points; 72 to the inch.
MARGIN = 42.0
FOOT = 26.0
INK, SOFT, LINE, WASH, ACCENT = (
    HexColor(c) for c in ("#17202b", "#5a6675", "#d5dbe2", "#f2f5f8", "#12476b")
)  # fmt: skip
_HEADER_PADDING = 5


def _style(
    name: str, size: float, lead: float, strong: bool = False, colour: Color = INK, **rest: Any
) -> ParagraphStyle:
    font = fonts.STRONG if strong else fonts.REGULAR
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=lead, textColor=colour, **rest)


TITLE = _style("title", 20, 25, strong=True, spaceAfter=3)
HEADING = _style("heading", 12, 16, strong=True, colour=ACCENT, spaceBefore=14, spaceAfter=5, keepWithNext=1)
BODY = _style("body", 9.5, 13.5)
STRONG_BODY = _style("strong", 9.5, 13.5, strong=True)
SMALL = _style("small", 8, 11, colour=SOFT)
CELL = _style("cell", 8.5, 11.5)
HEAD_CELL = _style("head", 8, 10.5, strong=True, colour=SOFT)


@dataclass
class Foot:
    """What stands at the foot of each page; ``lacking`` adds the note about scripts the font does not have."""

    text: str
    lacking: bool = False


class NumberedCanvas(Canvas):
    """Keeps its pages until all are drawn, so that each can say how many there are."""

    def __init__(self, *positional: Any, foot: Foot, **named: Any) -> None:
        fonts.load()
        super().__init__(*positional, **{**named, "initialFontName": fonts.REGULAR})
        self.setViewerPreference("DisplayDocTitle", "true")
        self._foot = foot
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """The page is full."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Number the pages and write the file."""
        pages = self._pages
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self._draw_foot(number, len(pages))
            super().showPage()
        super().save()

    def drawString(self, x: float, y: float, text: str, *positional: Any, **named: Any) -> None:
        """Draw a line of text in whatever scripts it has, from ``x`` on."""
        font, size = str(self._fontname), float(self._fontsize)  # type: ignore[attr-defined]
        if fonts.plain(text):
            super().drawString(x, y, text, *positional, **named)
            return
        for name, part in fonts.runs(text, font == fonts.STRONG):
            self.setFont(name, size)
            super().drawString(x, y, part)
            x += self.stringWidth(part, name, size)
        self.setFont(font, size)

    def drawRightString(self, x: float, y: float, text: str, *positional: Any, **named: Any) -> None:
        """Draw a line of text in whatever scripts it has, up to ``x``."""
        if fonts.plain(text):
            super().drawRightString(x, y, text, *positional, **named)
        else:
            font, size = str(self._fontname), float(self._fontsize)  # type: ignore[attr-defined]
            self.drawString(x - fonts.width(text, size, font == fonts.STRONG), y, text)

    def _draw_foot(self, number: int, count: int) -> None:
        left, right = MARGIN, self._pagesize[0] - MARGIN  # type: ignore[attr-defined]
        numbered = words.PAGE.format(number=number, count=count)
        room = right - left - fonts.width(numbered, 7.5) - 16
        self.setStrokeColor(LINE)
        self.setLineWidth(0.6)
        self.line(left, FOOT + 12, right, FOOT + 12)
        self.setFillColor(SOFT)
        self.setFont(fonts.REGULAR, 7.5)
        self.drawString(left, FOOT, fitted(self._foot.text, room, 7.5))
        self.drawRightString(right, FOOT, numbered)
        if self._foot.lacking:
            self.drawString(left, FOOT - 10, words.LACKING)


class _InScripts(Paragraph):
    """Text with scripts the app's own font lacks: broken into lines as it is read, then each line laid out as seen."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        self._text = text
        self._style = style
        super().__init__(_marked([text], style), style)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        style = self._style
        size, strong = style.fontSize, style.fontName == fonts.STRONG
        told = self._text.split("\n")
        lines = [line for part in told for line in wrapped(part, availWidth, size, len(part) + 1, strong)]
        if len(lines) > 1 and fonts.right_to_left(self._text):
            style = ParagraphStyle(style.name, style, alignment=TA_RIGHT)
        super().__init__(_marked(lines, style), style)
        return super().wrap(availWidth + 1, availHeight)  # a point of grace: the lines are broken already


def _marked(lines: Sequence[str], style: ParagraphStyle) -> str:
    strong = style.fontName == fonts.STRONG
    return "<br/>".join(
        "".join(f'<font name="{name}">{escape(part)}</font>' for name, part in fonts.runs(line, strong))
        for line in lines
    )


class Sheet:
    """A portrait paper that flows: add to it, then write it."""

    def __init__(self, title: str, edition: Edition, foot: str) -> None:
        fonts.load()
        self.title, self.edition = title, edition
        self.foot = Foot(foot, fonts.lacks(foot))
        self.story: list[Flowable] = []
        self.width = A4[0] - 2 * MARGIN

    def words(self, text: str, style: ParagraphStyle = BODY) -> Paragraph:
        """Text as it is, with its line breaks; what the font cannot print is noted at the foot."""
        self.foot.lacking = self.foot.lacking or fonts.lacks(text)
        if fonts.plain(text):
            return Paragraph(escape(text).replace("\n", "<br/>"), style)
        return _InScripts(text, style)

    def add(self, text: str, style: ParagraphStyle = BODY) -> None:
        """A paragraph."""
        self.story.append(self.words(text, style))

    def add_table(self, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float] = ()) -> None:
        """A table whose head is repeated on each page; ``shares`` of the width, equal without them."""
        parts = shares or [1.0] * len(head)
        widths = [self.width * part / sum(parts) for part in parts]
        cells = [[self.words(text, HEAD_CELL) for text in head]]
        cells += [[self.words(text, CELL) for text in row] for row in rows]
        self.story.append(LongTable(cells, widths, repeatRows=1, style=_TABLE, hAlign="LEFT"))

    def add_pairs(self, pairs: Sequence[tuple[str, str]], columns: int = 2) -> None:
        """Labels with their values, side by side."""
        cells = [[self.words(label, SMALL), self.words(value, STRONG_BODY)] for label, value in pairs]
        cells += [[]] * (-len(cells) % columns)
        lines = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        self.story.append(Table(lines, [self.width / columns] * columns, style=_PAIRS, hAlign="LEFT"))

    def write(self, path: Path, subject: str = "") -> None:
        """Lay it out and write the file. Raises OSError."""
        document = BaseDocTemplate(
            str(path), pagesize=A4, title=self.title, author=self.edition.store or words.PRODUCT, creator=words.PRODUCT,
            subject=subject or self.title, lang=words.LANGUAGE, leftMargin=MARGIN, rightMargin=MARGIN,
            topMargin=MARGIN, bottomMargin=FOOT + 24,
        )  # fmt: skip
        frame = Frame(MARGIN, FOOT + 24, self.width, A4[1] - MARGIN - FOOT - 24, 0, 0, 0, 0)
        document.addPageTemplates([PageTemplate(frames=[frame])])

        def canvas(*positional: Any, **named: Any) -> NumberedCanvas:
            return NumberedCanvas(*positional, foot=self.foot, **named)

        document.build(self.story, canvasmaker=canvas)


_TABLE = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), WASH), ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), _HEADER_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _HEADER_PADDING), ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
)  # fmt: skip
_PAIRS = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 14), ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
)  # fmt: skip


def fitted(text: str, room: float, size: float, strong: bool = False) -> str:
    """The text, or as much of its beginning as fits into ``room`` points, with an ellipsis."""
    if fonts.width(text, size, strong) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fonts.width(text[:middle] + "…", size, strong) <= room else (low, middle - 1)
    return text[:low].rstrip() + "…"


def wrapped(text: str, room: float, size: float, most: int, strong: bool = False) -> list[str]:
    """The text in at most ``most`` lines of ``room`` points, broken between words where it can be."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and fonts.width(rest, size, strong) > room:
        head = fitted(rest, room, size, strong).rstrip("…")
        whole = rest[len(head) : len(head) + 1] == " "
        cut = len(head) if whole else head.rfind(" ")
        at = cut if cut > 0 else max(1, len(head))
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, fitted(rest, room, size, strong)] if rest or not lines else lines
