"""Writing rows of record tables and their full-text indexes: prepared statements, one set per record type."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from client.database import full_text_columns, quoted
from shared_models.schema import Record

Row = Mapping[str, Any]


class RecordTable:
    """The statements of one record type's table. All run within the caller's transaction."""

    def __init__(self, record_type: type[Record]) -> None:
        self.record_type = record_type
        self.name = record_type.type_name()
        self.columns = [column.name for column in record_type.table().columns if column.name != "ordinal"]
        self._text_columns = full_text_columns(record_type)
        named = ", ".join(f":{column}" for column in self.columns)
        listed = ", ".join(map(quoted, self.columns))
        updates = ", ".join(
            f"{quoted(column)} = excluded.{quoted(column)}" for column in self.columns if column != "id"
        )
        self._in_order = itemgetter(*self.columns)
        places = ", ".join("?" * len(self.columns))
        self._insert_plain = f"INSERT INTO {self.name} ({listed}) VALUES ({places})"
        self._insert = f"INSERT INTO {self.name} ({listed}) VALUES ({named})"
        self._upsert = f"{self._insert} ON CONFLICT (id) DO UPDATE SET {updates} RETURNING ordinal"
        text = ", ".join(map(quoted, self._text_columns))
        texts = ", ".join(f":{column}" for column in self._text_columns)
        self._add_text = f"INSERT INTO {self.name}_text (rowid, {text}) VALUES (:ordinal, {texts})"
        self._drop_text = (
            f"INSERT INTO {self.name}_text ({self.name}_text, rowid, {text}) VALUES ('delete', :ordinal, {texts})"
        )
        self._read_text = (
            f"SELECT ordinal{''.join(', ' + quoted(c) for c in self._text_columns)} FROM {self.name} WHERE id = ?"
        )

    def write(self, connection: sqlite3.Connection, row: Row) -> int:
        """Insert or replace one row and bring its full-text entry in line; return its ordinal."""
        before = connection.execute(self._read_text, (row["id"],)).fetchone()
        ordinal = int(connection.execute(self._upsert, row).fetchone()[0])
        if not self._text_columns:
            return ordinal
        held = None if before is None else before[1:]
        wanted = tuple(row[column] for column in self._text_columns)
        if held == wanted:
            return ordinal
        if held is not None:
            connection.execute(self._drop_text, self._texts(ordinal, held))
        connection.execute(self._add_text, self._texts(ordinal, wanted))
        return ordinal

    def insert_many(self, connection: sqlite3.Connection, rows: Iterable[Row]) -> tuple[int, int]:
        """Insert rows known to be new, fast; return the first ordinal and the one behind the last."""
        first = self._next_ordinal(connection)
        connection.executemany(self._insert_plain, map(self._in_order, rows))
        end = self._next_ordinal(connection)
        if self._text_columns:
            text = ", ".join(map(quoted, self._text_columns))
            connection.execute(
                f"INSERT INTO {self.name}_text (rowid, {text}) SELECT ordinal, {text} FROM {self.name} "
                "WHERE ordinal >= ?",
                (first,),
            )
        return first, end

    def remove(self, connection: sqlite3.Connection, record_id: str) -> int:
        """Take a row and its full-text entry away (its document went); return the ordinal it had, 0 for none."""
        before = connection.execute(self._read_text, (record_id,)).fetchone()
        if before is None:
            return 0
        if self._text_columns:
            connection.execute(self._drop_text, self._texts(before[0], before[1:]))
        connection.execute(f"DELETE FROM {self.name} WHERE id = ?", (record_id,))
        return int(before[0])

    def _texts(self, ordinal: int, values: Iterable[Any]) -> dict[str, Any]:
        return {"ordinal": ordinal, **dict(zip(self._text_columns, values, strict=True))}

    def _next_ordinal(self, connection: sqlite3.Connection) -> int:
        return int(connection.execute(f"SELECT coalesce(max(ordinal), 0) + 1 FROM {self.name}").fetchone()[0])


@cache
def table_of(record_type: type[Record]) -> RecordTable:
    """The prepared statements of a record type."""
    return RecordTable(record_type)
