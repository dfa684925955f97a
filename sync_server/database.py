"""The hub's database on its embedded default, SQLite: how it is opened, read and made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from shared_models.records import RECORD_TYPES
from shared_models.schema import Record
from shared_models.vehicle_status import tell_the_time
from sync_server.errors import SetupProblem
from sync_server.sign_in_tables import KEPT_AT_RESTORE
from sync_server.tables import HUB_TABLES

#: Raised with every change of the tables that an older hub could not live with.
FORMAT = 1
_BUSY_SECONDS = 30


class Database:
    """One SQLite file: one connection that writes, a pool of connections that only read.

    Durability: WAL with ``synchronous=FULL``, so what was committed survives a power cut. Without
    ``checkpoints_itself`` somebody else moves the WAL into the file (``checkpoints``).
    """

    def __init__(self, path: Path, *, checkpoints_itself: bool = True) -> None:
        self.path = path
        self.writing = _engine(path, pool_size=1, write=True, checkpoints_itself=checkpoints_itself)
        self.reading = _engine(path, pool_size=8, write=False, checkpoints_itself=False)
        self._by_key = _engine(path, pool_size=1, write=False, checkpoints_itself=False)

    def create(self) -> None:
        """Make what is missing: file, tables, indexes. Raises SetupProblem for a file that cannot be used."""
        try:
            with self.writing.begin() as connection:
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if found > FORMAT:
                    raise SetupProblem(
                        f"{self.path} was written by a newer hub (format {found}); please update this one"
                    )
                assert KEPT_AT_RESTORE
                HUB_TABLES.create_all(connection)
                assert RECORD_TYPES
                Record.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
        except DatabaseError as error:
            raise SetupProblem(f"The database {self.path} cannot be opened: {error.orig}") from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database and cannot change it."""
        with self.reading.begin() as connection:
            yield connection

    @contextmanager
    def look_up(self) -> Iterator[Connection]:
        """A connection kept for reads by key on the event loop's own thread, which must never wait for the pool."""
        with self._by_key.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction of one's own, for commands; the running hub writes through its ``GroupWriter``."""
        with self.writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.reading.dispose()
        self._by_key.dispose()
        self.writing.dispose()


def _engine(path: Path, *, pool_size: int, write: bool, checkpoints_itself: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        tell_the_time(connection)
        connection.isolation_level = None  # transactions begin where "begin" below says so
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size={-64_000 if write else -8_000}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not write:
            connection.execute("PRAGMA query_only=ON")
        if not checkpoints_itself:
            connection.execute("PRAGMA wal_autocheckpoint=0")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
