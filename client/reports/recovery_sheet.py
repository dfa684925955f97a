"""The sheet with the recovery key of sealed fields, to be printed and locked away."""

from __future__ import annotations

from pathlib import Path

from client.reports.edition import Edition
from client.reports.paper import HEADING, TITLE, Sheet
from client.reports.whole_file import whole_file
from client.text import role_keys as words

_IN_A_LINE = 5


def write_recovery_sheet(made: str, edition: Edition, path: Path) -> None:
    """Write it as PDF. Raises OSError."""
    sheet = Sheet(words.SHEET, edition, edition.line())
    sheet.add(words.SHEET, TITLE)
    sheet.add(words.SHEET_TEXT)
    groups = made.split("-")
    for at in range(0, len(groups), _IN_A_LINE):
        sheet.add("-".join(groups[at : at + _IN_A_LINE]), HEADING)
    with whole_file(path) as draft:
        sheet.write(draft)
