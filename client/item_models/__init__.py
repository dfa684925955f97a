"""Any record type as rows of a Qt table, a million of them; and records in words for cards and pickers."""

from __future__ import annotations

from client.item_models.summaries import Summaries, Summary, columns_of, types_named
from client.item_models.table import RecordTableModel

__all__ = ["RecordTableModel", "Summaries", "Summary", "columns_of", "types_named"]
