"""The hub's audit as a file for other programs: every row that was asked for, fetched page by page."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path

from client.reading.hub_audit import AuditRow
from client.reports.cells import guarded
from client.reports.refusals import Refused, Told, tell
from client.reports.whole_file import whole_file
from client.text import hub_audit as words
from shared_models.errors import ForecourtError

#: The rows below a number (None: the newest), at most so many of them.
Fetch = Callable[[int | None, int], Sequence[AuditRow]]
#: Rows that are fetched at once: the most the hub gives.
PAGE = 1_000


def write_audit(fetch: Fetch, zone: tzinfo, path: Path, told: Told) -> int:
    """Write UTF-8 with a byte order mark, instants in ISO 8601; how many rows there were.

    Progress is told in numbers of rows of the audit. Raises :class:`Refused`, also where the hub falls silent, and
    :class:`Stopped`; then there is no file.
    """
    count, before, newest = 0, None, 0
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(words.CSV_COLUMNS)
        while True:
            rows = _fetched(fetch, before)
            sheet.writerows(_cells(row, zone) for row in rows)
            count += len(rows)
            if len(rows) < PAGE:
                return count
            before, newest = rows[-1].number, newest or rows[0].number
            tell(told, newest - before + 1, newest)


def _fetched(fetch: Fetch, before: int | None) -> Sequence[AuditRow]:
    try:
        return fetch(before, PAGE)
    except ForecourtError as error:
        raise Refused(str(error)) from error


def _cells(row: AuditRow, zone: tzinfo) -> list[str]:
    at = row.at.astimezone(zone).isoformat(timespec="seconds")
    texts = (row.who, row.by, row.what, row.code, row.about, row.record, row.device, row.details)
    return [str(row.number), at, *(guarded(text) for text in texts)]
