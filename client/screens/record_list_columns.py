"""How wide the columns of a list are at first: as its first rows need."""

from __future__ import annotations

from accessibility.widgets import DataTable, look
from client.item_models import RecordTableModel
from client.screens.record_list_query import FIRST

#: Widths in pixels at text scale 1.
_NARROWEST, _WIDEST = 88, 300
_CELL_PADDING = 32


def fit_columns(table: DataTable, model: RecordTableModel) -> bool:
    """Fit them by the rows that are there first: asking all of a million would take seconds. False: no rows yet."""
    rows = range(min(model.rowCount(), FIRST))
    measure, head = table.fontMetrics().horizontalAdvance, table.horizontalHeader()
    for column, field in enumerate(model.fields if rows else ()):
        texts = [model.index(row, column).data() for row in rows]
        widest = max(measure(field.label) + look().px(16), *(measure(text) for text in texts)) + _CELL_PADDING
        head.resizeSection(column, min(max(widest, look().px(_NARROWEST)), look().px(_WIDEST)))
    return bool(rows)
