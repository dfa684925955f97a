"""What a change did, in words: one line for each field, word, row or cell it touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from client.formatting import shown
from client.reading.record_history import Happened
from client.text import records as words
from client.text import values
from shared_models.documents import ARCHIVED_KEY
from shared_models.history import difference
from shared_models.kinds import Rows, WordSet
from shared_models.schema import Field

TitleOf = Callable[[str, str], str]
_MOST_CELLS = 3


def line(happened: Happened, zone: tzinfo, title_of: TitleOf) -> str:
    """The step as people would say it; sealed values stay sealed."""
    if happened.path[0] == ARCHIVED_KEY:
        return words.HISTORY_PUT_AWAY if happened.after else words.HISTORY_BROUGHT_BACK
    label = happened.field.label if happened.field else happened.path[0]
    if happened.deed == "set":
        return _given(happened, label, zone, title_of)
    if happened.deed == "rewritten":
        return _rewritten(label, happened.before, happened.after)
    what = _member(happened, zone, title_of)
    return (words.HISTORY_ADDED if happened.deed == "added" else words.HISTORY_REMOVED).format(label=label, what=what)


def _given(happened: Happened, label: str, zone: tzinfo, title_of: TitleOf) -> str:
    entry = happened.field
    if len(happened.path) == 3 and entry is not None and isinstance(entry.kind, Rows):
        entry = entry.kind.field(happened.path[2])
        label = words.HISTORY_CELL.format(label=label, cell=entry.label if entry else happened.path[2])
    before, after = (_said(entry, value, zone, title_of) for value in (happened.before, happened.after))
    if before == after:
        return words.HISTORY_CHOSEN.format(label=label, value=after)
    if happened.after is None:
        return words.HISTORY_CLEARED.format(label=label, before=before)
    pattern = words.HISTORY_FIELD if happened.before is None else words.HISTORY_CHANGED
    return pattern.format(label=label, value=after, before=before)


def _said(entry: Field | None, value: Any, zone: tzinfo, title_of: TitleOf) -> str:
    if entry is not None:
        return shown(entry, value, zone, title_of)
    return values.NOTHING if value is None else str(value)


def _rewritten(label: str, before: str, after: str) -> str:
    old, new = difference(before, after)
    if not before or not after:
        pattern = words.HISTORY_TEXT_WRITTEN if after else words.HISTORY_TEXT_EMPTIED
        return pattern.format(label=label, text=new or old)
    return words.HISTORY_TEXT_CHANGED.format(label=label, before=old, value=new)


def _member(happened: Happened, zone: tzinfo, title_of: TitleOf) -> str:
    """A word as the field calls it, or a row by its first cells."""
    kind = happened.field.kind if happened.field else None
    if isinstance(kind, WordSet):
        return dict(kind.options).get(happened.path[1], happened.path[1])
    cells = happened.after if happened.deed == "added" else happened.before
    if not isinstance(kind, Rows) or not isinstance(cells, Mapping):
        return happened.path[1]
    told = [shown(cell, cells[cell.name], zone, title_of) for cell in kind.fields if cells.get(cell.name) is not None]
    return words.BETWEEN_CELLS.join(told[:_MOST_CELLS]) if told else words.HISTORY_EMPTY_ROW
