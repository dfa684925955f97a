"""One record of any type on paper, out of the schema: heading, fields, texts, small tables, and where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from reportlab.platypus import Spacer

from client.formatting import shown
from client.item_models.summaries import Summaries
from client.reading.queries import Reader, RecordView
from client.reports.edition import Edition
from client.reports.paper import BODY, HEADING, SMALL, TITLE, Sheet
from client.reports.refusals import Refused
from client.reports.whole_file import whole_file
from client.text import reports as words
from client.text import values
from shared_models.kinds import Day, File, Line, Number, Price, Prose, Reference, Rows, Sealed, WordSet
from shared_models.schema import Field

#: Up to so many signs a value stands beside others; a longer one has lines of its own.
_SHORT = 90


def write_record_sheet(reader: Reader, type_name: str, record_id: str, edition: Edition, path: Path) -> None:
    """Write the sheet as PDF. Raises :class:`Refused` in plain words; then nothing was written."""
    view = reader.record(type_name, record_id)
    if view is None:
        raise Refused(words.GONE)
    sheet = _RecordSheet(reader, view, edition)
    with whole_file(path) as draft:
        sheet.made().write(draft)


class _RecordSheet:
    def __init__(self, reader: Reader, view: RecordView, edition: Edition) -> None:
        self._reader, self._view, self._edition = reader, view, edition
        self._summaries = Summaries(reader, edition.zone)
        self._summary = self._summaries.of([view], list(view.record_type.fields()))[0]
        self._fields = [f for f in view.record_type.fields().values() if _is_entered(view.values[f.name])]

    def made(self) -> Sheet:
        """The paper with everything on it."""
        about = self._view.record_type.about
        sheet = Sheet(f"{about.label} {self._summary.title}", self._edition, self._edition.line())
        sheet.add(about.label, SMALL)
        sheet.add(self._summary.title, TITLE)
        if self._summary.subtitle:
            sheet.add(self._summary.subtitle)
        if self._view.archived:
            sheet.add(words.ARCHIVED, SMALL)
        self._add_values(sheet)
        for field in self._fields:
            if isinstance(field.kind, Rows):
                self._add_rows(sheet, field, field.kind)
        self._add_provenance(sheet)
        return sheet

    def _add_values(self, sheet: Sheet) -> None:
        plain = [field for field in self._fields if not isinstance(field.kind, Rows)]
        long = [f for f in plain if isinstance(f.kind, Prose | WordSet) or len(self._text(f)) > _SHORT]
        sheet.add(words.DETAILS, HEADING)
        short = [(field.label, self._text(field)) for field in plain if field not in long]
        if short:
            sheet.add_pairs(short, columns=3)
        for field in long:
            sheet.story.append(Spacer(0, 4))
            sheet.add(field.label, SMALL)
            sheet.add(self._text(field), BODY)
        if not self._fields:
            sheet.add(words.NOTHING_ENTERED)

    def _text(self, field: Field) -> str:
        return words.SEALED if isinstance(field.kind, Sealed) else self._summary.texts[field.name]

    def _add_rows(self, sheet: Sheet, field: Field, kind: Rows) -> None:
        rows = _in_order(kind, list(self._view.values[field.name].values()))
        columns = [c for c in kind.fields if any(_is_entered(row.get(c.name)) for row in rows)]
        if columns:
            sheet.add(words.ROWS_OF.format(label=field.label, count=len(rows)), HEADING)
            texts = [[self._cell(column, row.get(column.name)) for column in columns] for row in rows]
            sheet.add_table([column.label for column in columns], texts, [_share(column) for column in columns])

    def _cell(self, field: Field, value: Any) -> str:
        if isinstance(field.kind, Sealed):
            return words.SEALED if value is not None else values.NOTHING
        return shown(field, value, self._edition.zone, self._summaries.title, exact=isinstance(field.kind, Price))

    def _add_provenance(self, sheet: Sheet) -> None:
        view, zone = self._view, self._edition.zone
        who = self._summaries.title("person", view.author)
        created, updated = values.moment(view.created, zone), values.moment(view.updated, zone)
        parts = [
            words.CREATED.format(
                created=created, updated=updated, who=words.SOMEBODY if who == values.NOTHING else who
            ),
            words.ONLY_HERE if self._reader.only_here(view.id) else words.ON_HUB,
        ]
        labels = {field.name: field.label for field in view.record_type.fields().values()}
        disputed = {labels.get(one.path[0], one.path[0]) for one in self._reader.disagreements(view.id)}
        if disputed:
            parts.append(words.DISAGREE.format(fields=", ".join(sorted(disputed))))
        sheet.story.append(Spacer(0, 18))
        sheet.add(" ".join(parts), SMALL)


def _is_entered(value: Any) -> bool:
    return value is not None and value not in ("", frozenset(), {})


def _in_order(kind: Rows, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a date by their first one; those without it last."""
    day = next((column.name for column in kind.fields if isinstance(column.kind, Day)), "")
    return sorted(rows, key=lambda row: row.get(day) or date.max)


def _share(field: Field) -> float:
    """How broad a column of a small table is, against the others."""
    return (
        1.5 if isinstance(field.kind, Line | Reference | File) else 1.0 if not isinstance(field.kind, Number) else 0.7
    )
