"""Reading back what was printed: the words of a PDF's pages, their size, and what the document says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from client.reports.edition import Edition

A4 = (595, 842)
NOW = datetime(2025, 11, 21, 13, 5, tzinfo=UTC)
EDITION = Edition(
    NOW, ZoneInfo("Europe/Berlin"), NOW - timedelta(hours=3), False, "Dana Reyes", "Acme Berlin", ("Berlin", "030 12")
)


@dataclass
class Printed:
    """A PDF as a reader sees it; ``pages`` are the words of each page with single spaces."""

    pages: list[str]
    sizes: set[tuple[int, int]]
    title: str
    author: str
    language: str
    fonts: set[str]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.pages)


def printed(path: Path) -> Printed:
    """Read a PDF."""
    reader = PdfReader(path)
    about, fonts = reader.metadata, set()
    assert about is not None
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            fonts.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return Printed(
        [" ".join(page.extract_text().split()) for page in reader.pages],
        {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages},
        str(about.title),
        str(about.author),
        str(reader.trailer["/Root"]["/Lang"]),  # type: ignore[index]
        fonts,
    )
