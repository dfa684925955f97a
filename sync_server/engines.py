"""What SQLite and PostgreSQL have to be told in different words; everything else is said in SQLAlchemy's.

``upsert`` is PostgreSQL's own insert: its ``ON CONFLICT`` is the one SQLite took over, and SQLAlchemy writes it for
both. A ``SELECT ... FOR UPDATE`` locks rows on PostgreSQL and says nothing on SQLite, where one writes at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sync_server.tables import CHANGE, DOCUMENT

__all__ = ["change_places", "insert_new", "next_ordinals", "upsert"]

_AT_ONCE = 300
_PLACE = f"ordinal, hash, seq, last_op FROM asked JOIN {CHANGE.name} USING (ordinal, hash)"
_UNNESTED = f"WITH asked(ordinal, hash) AS (SELECT * FROM unnest(%s::int[], %s::bytea[])) SELECT {_PLACE}"
_DRAWN = "SELECT nextval('document_ordinal_seq') FROM generate_series(1, %s)"


def is_postgres(connection: Connection) -> bool:
    """Whether this is PostgreSQL, where several hubs may write at once."""
    return connection.dialect.name == "postgresql"


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it is new."""
    put = upsert(table).values(**row).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(put).rowcount == 1


def next_ordinals(connection: Connection, count: int) -> Iterator[int]:
    """Ordinals for at most ``count`` new documents, in rising order."""
    if is_postgres(connection):
        return iter(connection.exec_driver_sql(_DRAWN, (count,)).scalars().all())
    last = connection.execute(select(func.max(DOCUMENT.c.ordinal))).scalar() or 0
    return iter(range(last + 1, last + 1 + count))


def change_places(connection: Connection, wanted: Sequence[tuple[int, bytes]]) -> Iterable[tuple[int, bytes, int, int]]:
    """Of these changes (document's ordinal, hash) those that are here: with their number and their last operation's."""
    if is_postgres(connection):
        asked = ([ordinal for ordinal, _ in wanted], [change for _, change in wanted])
        yield from (tuple(row) for row in connection.exec_driver_sql(_UNNESTED, asked))
        return
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        # A join: SQLite would read the whole table for a condition on pairs of columns.
        listed = f"WITH asked(ordinal, hash) AS (VALUES {', '.join(['(?, ?)'] * len(some))}) SELECT {_PLACE}"
        yield from (tuple(row) for row in connection.exec_driver_sql(listed, tuple(v for pair in some for v in pair)))
