"""What SQLite and PostgreSQL have to be told in different words; everything else is said in SQLAlchemy's.

``upsert`` is PostgreSQL's own insert: its ``ON CONFLICT`` is the one SQLite took over, and SQLAlchemy writes it for
both. A ``SELECT ... FOR UPDATE`` locks rows on PostgreSQL and says nothing on SQLite, where one writes at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sync_server.prepared import asked, row_of
from sync_server.tables import CHANGE, DOCUMENT, ERASED_DOCUMENT

__all__ = ["change_places", "documents_named", "erased_among", "insert_new", "next_ordinals", "upsert"]

_AT_ONCE = 300
_PLACE = f"ordinal, hash, seq, last_op FROM asked JOIN {CHANGE.name} USING (ordinal, hash)"
_UNNESTED = f"WITH asked(ordinal, hash) AS (SELECT * FROM unnest(%s::int[], %s::bytea[])) SELECT {_PLACE}"
_DOCUMENTS = f"SELECT {', '.join(DOCUMENT.c.keys())} FROM {DOCUMENT.name} WHERE id"
_ERASED = f"SELECT id FROM {ERASED_DOCUMENT.name} WHERE id"
_LISTED, _ANY = " IN (SELECT value FROM json_each(?))", " = ANY(%s)"
_DOCUMENT_ROW = row_of(*DOCUMENT.c.keys())
_DRAWN = "SELECT nextval('document_ordinal_seq') FROM generate_series(1, %s)"


def is_postgres(connection: Connection) -> bool:
    """Whether this is PostgreSQL, where several hubs may write at once."""
    return connection.dialect.name == "postgresql"


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it is new."""
    put = upsert(table).values(**row).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(put).rowcount == 1


def next_ordinals(connection: Connection, count: int, above: int = 0) -> Iterator[int]:
    """Ordinals for at most ``count`` new documents, in rising order; ``above``: given already, but not written yet."""
    if is_postgres(connection):
        return iter(connection.exec_driver_sql(_DRAWN, (count,)).scalars().all())
    last = connection.execute(select(func.max(DOCUMENT.c.ordinal))).scalar() or 0
    begin = max(last, above) + 1
    return iter(range(begin, begin + count))


def documents_named(connection: Connection, names: Sequence[str]) -> Iterable[Any]:
    """The rows of ``document`` of these identifiers, as many as there are."""
    if is_postgres(connection):
        return map(_DOCUMENT_ROW, connection.exec_driver_sql(_DOCUMENTS + _ANY, (list(names),)))
    return asked(connection, _DOCUMENTS + _LISTED, [json.dumps(names)], _DOCUMENT_ROW)


def erased_among(connection: Connection, names: Sequence[str]) -> Iterable[str]:
    """Those of the identifiers whose records were erased once."""
    if is_postgres(connection):
        return connection.exec_driver_sql(_ERASED + _ANY, (list(names),)).scalars()
    return asked(connection, _ERASED + _LISTED, [json.dumps(names)]).scalars()


def change_places(connection: Connection, wanted: Sequence[tuple[int, bytes]]) -> Iterable[tuple[int, bytes, int, int]]:
    """Of these changes (document's ordinal, hash) those that are here: with their number and their last operation's."""
    if is_postgres(connection):
        pairs = ([ordinal for ordinal, _ in wanted], [change for _, change in wanted])
        yield from (tuple(row) for row in connection.exec_driver_sql(_UNNESTED, pairs))
        return
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        # A join: SQLite would read the whole table for a condition on pairs of columns.
        listed = f"WITH asked(ordinal, hash) AS (VALUES {', '.join(['(?, ?)'] * len(some))}) SELECT {_PLACE}"
        yield from asked(connection, listed, [value for pair in some for value in pair])
