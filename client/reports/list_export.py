"""A list as a file: CSV for other programs, XLSX with typed cells, or PDF to print."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from client.reading.queries import Reader
from client.reports.cells import Cell, cells, guarded, headings, worded
from client.reports.list_pdf import write_pdf
from client.reports.list_xlsx import write_xlsx
from client.reports.listing import Answer, Listing
from client.reports.refusals import Told, unheeding
from client.reports.whole_file import whole_file
from client.text import reports as words

Writer = Callable[[Listing, Path, Told], None]


def export(listing: Listing, path: Path, told: Told = unheeding) -> int:
    """Write the list to ``path``, in the form its ending names; returns how many rows it had.

    Raises :class:`Refused` (in plain words) and :class:`Stopped`; then nothing was written. KeyError for an ending
    that is not offered.
    """
    write = WRITERS[path.suffix.lower().lstrip(".")]
    with whole_file(path) as draft:
        write(listing, draft, told)
    return len(listing.ordinals)


def export_answer(reader: Reader, answer: Answer, path: Path, told: Told) -> int:
    """The same for an answer as plain values: what a process beside the window is asked for."""
    return export(Listing(reader, answer), path, told)


def write_csv(listing: Listing, path: Path, told: Told) -> None:
    """UTF-8 with a byte order mark, so that spreadsheets know; ISO dates; amounts with a point. Raises OSError."""
    fields, zone = listing.all_fields(), listing.edition.zone
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(headings(fields, zone))
        for batch in listing.batches(worded(fields), told):
            for row in batch:
                sheet.writerow([_text(cell, zone) for cell in cells(fields, row.view.values, row.texts)])


def _text(cell: Cell, zone: tzinfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return words.YES if cell else words.NO
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    return guarded(cell)


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "pdf": write_pdf}
