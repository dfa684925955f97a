"""Writing rows of record tables and their full-text indexes: prepared statements, one set per record type."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from client.replica.database import full_text_columns, quoted
from shared_models.encrypted_sqlite import Connection
from shared_models.schema import Record

Row = Mapping[str, Any]
#: Rows in one statement: each step of a statement costs as much as several of its rows.
_TOGETHER = 50
_life = itemgetter("updated", "author")


class _Differing:
    """What is to be written: by the places of their columns, values and ordinals; ordinals, texts before and after."""

    def __init__(self) -> None:
        self.columns: defaultdict[tuple[int, ...], list[tuple[Any, ...]]] = defaultdict(list)
        self.texts: list[tuple[int, list[Any], list[Any]]] = []


class RecordTable:
    """The statements of one record type's table. All run within the caller's transaction."""

    def __init__(self, record_type: type[Record]) -> None:
        self.record_type = record_type
        self.name = record_type.type_name()
        self.columns = [column.name for column in record_type.table().columns if column.name != "ordinal"]
        self._text_columns = full_text_columns(record_type)
        listed = ", ".join(map(quoted, self.columns))
        self._in_order = itemgetter(*self.columns)
        self._place = {name: at for at, name in enumerate(self.columns)}
        self._id_at = 1 + self._place["id"]
        self._texts_at = [self.columns.index(column) for column in self._text_columns]
        self._text_places = frozenset(self._texts_at)
        places = ", ".join("?" * len(self.columns))
        self._insert = f"INSERT INTO {self.name} ({listed}) VALUES ({places})"
        text = ", ".join(map(quoted, self._text_columns))
        texts = ", ".join("?" * (len(self._text_columns) + 1))
        self._add_text = f"INSERT INTO {self.name}_text (rowid, {text}) VALUES ({texts})"
        self._drop_text = f"INSERT INTO {self.name}_text ({self.name}_text, rowid, {text}) VALUES ('delete', {texts})"
        read = ", ".join(("id", "ordinal", *map(quoted, self._text_columns)))
        self._read_texts = f"SELECT {read} FROM {self.name} WHERE id IN (SELECT value FROM json_each(?))"
        self._read = f"SELECT ordinal, {listed} FROM {self.name} WHERE id IN (SELECT value FROM json_each(?))"

    @property
    def has_texts(self) -> bool:
        """Whether the type has a full-text table beside it."""
        return bool(self._text_columns)

    def write_many(self, connection: Connection, rows: Sequence[Row]) -> dict[str, int]:
        """Insert rows, or write what differs of those that are here, full text included; return their ordinals."""
        ids = json.dumps([row["id"] for row in rows])
        here = {held[self._id_at]: held for held in connection.execute(self._read, (ids,))}
        new = {row["id"]: row for row in rows if row["id"] not in here}
        first, _ = self.insert_many(connection, list(new.values())) if new else (0, 0)
        ordinals = {record_id: ordinal for ordinal, record_id in enumerate(new, start=first)}
        self._update(connection, [(here[row["id"]], self._in_order(row)) for row in rows if row["id"] in here])
        return ordinals | {record_id: held[0] for record_id, held in here.items()}

    def _update(self, connection: Connection, rows: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> None:
        """Write the columns in which rows differ from what is here: an index on any other costs nothing then."""
        differing = _Differing()
        for (ordinal, *held), wanted in rows:
            places = tuple(at for at, value in enumerate(wanted) if value != held[at])
            differing.columns[places].append((*(wanted[at] for at in places), ordinal))
            if not self._text_places.isdisjoint(places):
                differing.texts.append((ordinal, self._texts_in(held), self._texts_in(wanted)))
        self._write(connection, differing)

    def alter_many(self, connection: Connection, rows: Mapping[str, Row]) -> dict[str, int]:
        """Write some columns, ``updated`` and ``author`` among them, of rows by their identifiers.

        A row that is not here, or whose last change may be a later one, is left alone. Returns the others' ordinals.
        """
        alike: dict[tuple[str, ...], list[str]] = {}
        for record_id, row in rows.items():
            alike.setdefault(tuple(row), []).append(record_id)
        ordinals: dict[str, int] = {}
        differing = _Differing()
        for columns, ids in alike.items():
            for held in self._read_some(connection, columns, ids):
                row = rows[held["id"]]
                if held["updated"] < row["updated"] or _life(held) == _life(row):
                    ordinals[held["id"]] = held["ordinal"]
                    self._compare(held, row, differing)
        self._write(connection, differing)
        return ordinals

    def _read_some(self, connection: Connection, columns: tuple[str, ...], ids: Sequence[str]) -> list[Row]:
        """Some columns of the rows that are here; those of the full text too, where one of these is among them."""
        names, one, many = self._reading(columns)
        found = connection.execute(one, ids) if len(ids) == 1 else connection.execute(many, (json.dumps(ids),))
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @cache  # noqa: B019 (there are as many tables as record types, and they live as long as the program)
    def _reading(self, columns: tuple[str, ...]) -> tuple[Sequence[str], str, str]:
        text = [] if set(columns).isdisjoint(self._text_columns) else self._text_columns
        names = list(dict.fromkeys(("id", "ordinal", *columns, *text)))
        select = f"SELECT {', '.join(map(quoted, names))} FROM {self.name} WHERE id"
        return names, f"{select} = ?", f"{select} IN (SELECT value FROM json_each(?))"

    def _compare(self, held: Row, row: Row, differing: _Differing) -> None:
        names = [name for name, value in row.items() if value != held[name]]
        places = tuple(self._place[name] for name in names)
        differing.columns[places].append((*(row[name] for name in names), held["ordinal"]))
        if not self._text_places.isdisjoint(places):
            before = [held[name] for name in self._text_columns]
            after = [row.get(name, held[name]) for name in self._text_columns]
            differing.texts.append((held["ordinal"], before, after))

    def _write(self, connection: Connection, differing: _Differing) -> None:
        for places, values in differing.columns.items():
            if places:
                columns = ", ".join(f"{quoted(self.columns[at])} = ?" for at in places)
                connection.executemany(f"UPDATE {self.name} SET {columns} WHERE ordinal = ?", values)
        if differing.texts:
            connection.executemany(self._drop_text, [(ordinal, *before) for ordinal, before, _ in differing.texts])
            connection.executemany(self._add_text, [(ordinal, *after) for ordinal, _, after in differing.texts])

    def _texts_in(self, values: Sequence[Any]) -> list[Any]:
        return [values[at] for at in self._texts_at]

    def insert_many(self, connection: Connection, rows: Iterable[Row]) -> tuple[int, int]:
        """Insert rows known to be new, fast; return the first ordinal and the one behind the last."""
        return self.insert_in_order(connection, map(self._in_order, rows))

    def insert_in_order(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> tuple[int, int]:
        """The same for rows whose values come in the order of ``columns``."""
        first = self._next_ordinal(connection)
        insert_all(connection, self._insert, list(rows))
        end = self._next_ordinal(connection)
        if self._text_columns:
            text = ", ".join(map(quoted, self._text_columns))
            connection.execute(
                f"INSERT INTO {self.name}_text (rowid, {text}) SELECT ordinal, {text} FROM {self.name} "
                "WHERE ordinal >= ?",
                (first,),
            )
        return first, end

    def remove(self, connection: Connection, record_id: str) -> int:
        """Take a row and its full-text entry away (its document went); return the ordinal it had, 0 for none."""
        before = connection.execute(self._read_texts, (json.dumps([record_id]),)).fetchone()
        if before is None:
            return 0
        if self._text_columns:
            connection.execute(self._drop_text, before[1:])
        connection.execute(f"DELETE FROM {self.name} WHERE id = ?", (record_id,))
        return int(before[1])

    def _next_ordinal(self, connection: Connection) -> int:
        return int(connection.execute(f"SELECT coalesce(max(ordinal), 0) + 1 FROM {self.name}").fetchone()[0])


def insert_all(connection: Connection, insert: str, rows: Sequence[Sequence[Any]]) -> None:
    """What ``executemany`` does with an INSERT whose places are its last word, by fewer and larger steps."""
    whole = len(rows) - len(rows) % _TOGETHER
    some = (chain.from_iterable(rows[at : at + _TOGETHER]) for at in range(0, whole, _TOGETHER))
    connection.executemany(_several(insert), map(tuple, some))
    connection.executemany(insert, rows[whole:])


@cache
def _several(insert: str) -> str:
    head, values, places = insert.rpartition(" VALUES ")
    return head + values + ", ".join([places] * _TOGETHER)


@cache
def table_of(record_type: type[Record]) -> RecordTable:
    """The prepared statements of a record type."""
    return RecordTable(record_type)
