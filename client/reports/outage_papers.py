"""The papers of an outage: the readiness report of a device, and the report of a drill that was held."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from client.reports.edition import Edition
from client.reports.paper import BODY, HEADING, SMALL, STRONG_BODY, TITLE, Sheet
from client.reports.whole_file import whole_file
from client.text import drills as drill_words
from client.text import readiness as words

Pairs = Sequence[tuple[str, str]]


def write_readiness(rows: Sequence[tuple[str, str, str, str]], result: str, edition: Edition, path: Path) -> None:
    """Write it as PDF: ``rows`` of point, state, what was found, what to do. Raises Refused."""
    sheet = Sheet(words.TITLE, edition, edition.line())
    sheet.add(words.TITLE, TITLE)
    sheet.add(result, STRONG_BODY)
    sheet.add(words.LIST, HEADING)
    head = (words.COLUMN_POINT, words.COLUMN_STATE, words.COLUMN_SENTENCE, words.COLUMN_DO)
    sheet.add_table(head, rows, (2, 1.3, 3.5, 3))
    with whole_file(path) as draft:
        sheet.write(draft)


def write_drill(parts: Sequence[tuple[str, Pairs]], result: str, edition: Edition, path: Path) -> None:
    """Write the report of a drill as PDF: ``parts`` of a heading and its facts. Raises Refused."""
    sheet = Sheet(drill_words.REPORT_TITLE, edition, edition.line())
    sheet.add(drill_words.REPORT_TITLE, TITLE)
    sheet.add(result, STRONG_BODY)
    for heading, pairs in parts:
        sheet.add(heading, HEADING)
        sheet.add_pairs(pairs, columns=3)
    sheet.add(drill_words.EXPLAIN, SMALL if parts else BODY)
    with whole_file(path) as draft:
        sheet.write(draft)
