"""A hub's whole database as one SQLite file, whatever it stands on, and such a file put into PostgreSQL."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select

from shared_models import encrypted_sqlite
from shared_models.schema import Record
from sync_server.database import Database, SqliteDatabase
from sync_server.tables import DOCUMENT, ESCROW, HUB_TABLES

_ROWS = 1_000


def write_file(database: Database, draft: Path, key: bytes | None) -> None:
    """One state of the database, as SQLite keeps it, encrypted if a key is given; others may write meanwhile."""
    target = SqliteDatabase(draft, key)
    try:
        target.create()
        with database.read() as source, target.write() as connection:
            for table in tables():
                connection.execute(delete(table))
                _copy(source, connection, table)
    finally:
        target.close()
    with closing(encrypted_sqlite.connect(draft, key)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb+") as opened:
        os.fsync(opened.fileno())


def read_file(draft: Path, key: bytes, connection: Connection) -> None:
    """Put a file that :func:`write_file` made in the place of what is there.

    The file must have the tables of this hub (``Database.create``); all happens in the caller's transaction.
    """
    source = SqliteDatabase(draft, key)
    try:
        for table in reversed(tables()):
            connection.execute(delete(table))
        with source.read() as file:
            for table in tables():
                _copy(file, connection, table)
    finally:
        source.close()
    for table in (DOCUMENT, ESCROW):
        last = select(func.coalesce(func.max(table.c.ordinal), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(f"{table.name}_ordinal_seq", last, False)))


def tables() -> list[Table]:
    """All tables, each after those it refers to."""
    return [*HUB_TABLES.sorted_tables, *Record.metadata.sorted_tables]


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execution_options(yield_per=_ROWS).execute(select(table))
    for some in rows.partitions():
        target.execute(insert(table), [dict(row._mapping) for row in some])
