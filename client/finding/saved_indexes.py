"""Search indexes as they are kept in the replica, so that a start loads them instead of reading every row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from client import __version__
from client.finding.naming import named_types, rows_naming
from client.finding.search_fields import facets, search_fields
from client.reading.queries import Reader
from client.replica.replica_tables import FIRST_PAGES, SET_ASIDE, change, search_blob
from client.replica.worker import Replica
from shared_models.encrypted_sqlite import Connection
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

#: How many changes were refused, how many pages of first syncs came in, and how many records were erased.
_OTHERWISE = f"""
SELECT (SELECT count(*) FROM change WHERE state = {SET_ASIDE}), (SELECT value FROM meta WHERE key = '{FIRST_PAGES}'),
    (SELECT count(*) FROM erased)
"""


class Mark(NamedTuple):
    """A moment in the life of a replica: the number of its last change, and what altered rows without one by then."""

    number: int
    otherwise: str


class SavedIndexes:
    """Reads and writes saved indexes, each with the number of the last change it had taken in.

    A refused change alters rows without a change of its own, and so does a page of a first sync: what was saved before
    does not fit any more.
    """

    def __init__(self, replica: Replica, reader: Reader) -> None:
        self._replica = replica
        self._reader = reader

    def read(self, type_name: str) -> tuple[int, bytes] | None:
        """The number of the last change in a type's saved index, and its bytes; None where there is none that fits."""
        query = select(search_blob.c.number, search_blob.c.fingerprint, search_blob.c.data)
        with self._reader.connect() as connection:
            row = connection.execute(query.where(search_blob.c.type == type_name)).first()
            otherwise = _otherwise(connection.exec_driver_sql(_OTHERWISE).one())
        if row is None or row[1] != _fitting(type_name, otherwise):
            return None
        return row[0], row[2]

    def mark(self) -> Future[Mark]:
        """Where the replica stands; whoever listens to it has heard of everything before then."""
        return self._replica.write(_mark)

    def keep(self, type_name: str, mark: Mark, data: bytes) -> Future[Any]:
        """Write the index of a type, which has taken in everything up to a mark."""
        row = (type_name, mark.number, _fitting(type_name, mark.otherwise), data)
        return self._replica.write(
            lambda writer: writer.execute("INSERT OR REPLACE INTO search_blob VALUES (?, ?, ?, ?)", row)
        )

    def stale_since(self, type_name: str, number: int) -> list[int]:
        """The ordinals of rows that an index saved then has otherwise: they changed, or a record they name did."""
        table = RECORD_TYPES[type_name].table()

        def changed(name: str) -> Any:
            return select(change.c.document).where(change.c.number > number, change.c.type == name)

        query = select(table.c.ordinal).where(or_(table.c.id.in_(changed(type_name)), rows_naming(type_name, changed)))
        with self._reader.connect() as connection:
            return list(connection.execute(query).scalars())


def _fitting(type_name: str, otherwise: str) -> str:
    return f"{_fingerprint(RECORD_TYPES[type_name])} {otherwise}"


def _otherwise(row: Sequence[Any]) -> str:
    refused, pages, erased = row
    return f"{refused} {int(pages or 0)} {erased}"


def _fingerprint(record_type: type[Record]) -> str:
    """Changes with whatever an index rests on besides the rows: the program, fields, facets, words and titles."""
    fields = record_type.fields().values()
    said: Sequence[Any] = [
        __version__, search_fields(record_type), facets(record_type),
        [(field.name, field.kind.name, getattr(field.kind, "options", ())) for field in fields],
        [(name, RECORD_TYPES[name].about.title) for name in sorted(named_types(record_type.type_name()))],
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _mark(writer: Connection) -> Mark:
    number = writer.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0]
    return Mark(number, _otherwise(writer.execute(_OTHERWISE).fetchone()))
