"""The hub's database: how it is read and written, and its embedded default, SQLite."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from shared_models import encrypted_sqlite
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record
from shared_models.vehicle_status import tell_the_time
from sync_server.config import HubConfig
from sync_server.errors import SetupProblem
from sync_server.file_keys import encrypt_database, file_keys, shared_file_keys
from sync_server.migrating import bring_up_to_date
from sync_server.role_key_tables import ROLE_KEYS
from sync_server.sign_in_tables import KEPT_AT_RESTORE

#: Raised with every change of the tables that an older hub could not live with.
FORMAT = 1
_BUSY_MS = 30_000
#: Statements that a connection keeps prepared.
_STATEMENTS = 512
#: How often the write-ahead log of a busy file is tried, and the pause between, in seconds.
_TRIES, _PAUSE = 50, 0.2


class Occupied(Exception):
    """Somebody else writes just now, or it cannot be known without waiting."""


class Database(ABC):
    """One connection that writes, a pool of connections that only read, and one for reads by key."""

    def __init__(self, writing: Engine, reading: Engine, by_key: Engine) -> None:
        self.writing, self.reading, self._by_key = writing, reading, by_key

    @abstractmethod
    def create(self) -> None:
        """Make what is missing: file, tables, indexes. Raises SetupProblem for a database that cannot be used."""

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

    def write_at_once(self) -> AbstractContextManager[Connection]:
        """A short transaction on the event loop's own thread, where nobody has to be waited for. Raises Occupied."""
        raise Occupied

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction during which nobody else writes to any log, for what concerns the database as a whole."""
        with self.write() as connection:
            yield connection

    def lock(self, connection: Connection, spaces: Collection[str]) -> None:
        """Let nobody else write to the logs of these spaces until the transaction ends; once, at its beginning.

        Where there is one writer at a time, there is nothing to be done.
        """
        return

    def collided(self, error: BaseException) -> bool:
        """Whether the transaction failed only because another one was in its way, and may be tried again."""
        return False

    @contextmanager
    def turn(self, task: str) -> Iterator[bool]:
        """Whether it is this hub's turn at what only one of several may do at a time; it is until the block ends."""
        yield True

    def others(self) -> int:
        """How many connections others have to it, as far as it can be known."""
        return 0

    @abstractmethod
    def write_anew(self, *tables: Table) -> bool:
        """Leave nothing of what was deleted in free pages of the tables; False where somebody kept them busy.

        Takes as long as they are large and holds up who writes meanwhile.
        """

    def close(self) -> None:
        """Let go of it."""
        for engine in (self.reading, self._by_key, self.writing):
            engine.dispose()


class SqliteDatabase(Database):
    """One SQLite file.

    Durability: WAL with ``synchronous=FULL``, so what was committed survives a power cut. Without
    ``checkpoints_itself`` somebody else moves the WAL into the file (``checkpoints``).
    """

    def __init__(self, path: Path, key: bytes | None, *, checkpoints_itself: bool = True) -> None:
        """``key``: that which the file is encrypted with; None for a plain one."""
        self.path, self.key = path, key
        super().__init__(
            writing=_engine(path, key, pool_size=1, write=True, checkpoints_itself=checkpoints_itself),
            reading=_engine(path, key, pool_size=8, write=False, checkpoints_itself=False),
            by_key=_engine(path, key, pool_size=1, write=False, checkpoints_itself=False, alone=True),
        )
        self._at_once = _engine(path, key, pool_size=1, write=True, checkpoints_itself=False, patience=0)
        self._kept: dict[Engine, Connection] = {}
        self._looking = threading.RLock()

    @contextmanager
    def look_up(self) -> Iterator[Connection]:
        """One connection that stays open: to take it out of the pool and put it back costs as much as to read."""
        with self._looking:
            connection = self._keep(self._by_key)
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write_at_once(self) -> Iterator[Connection]:
        """By a connection of its own, so that nobody who has the other can hold up the loop. Raises Occupied."""
        connection = self._keep(self._at_once)
        try:
            begun = connection.begin()
        except OperationalError as error:
            raise Occupied from error
        with begun:
            yield connection

    def _keep(self, engine: Engine) -> Connection:
        if engine not in self._kept:
            self._kept[engine] = engine.connect()
        return self._kept[engine]

    def close(self) -> None:
        """Let go of the file."""
        for connection in self._kept.values():
            connection.close()
        self._kept.clear()
        self._at_once.dispose()
        super().close()

    def create(self) -> None:
        """Make what is missing: file, tables, indexes. Raises SetupProblem for a file that cannot be used."""
        try:
            with self.writing.begin() as connection:
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if found > FORMAT:
                    raise SetupProblem(
                        f"{self.path} was written by a newer hub (format {found}); please update this one"
                    )
                create_tables(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
        except DatabaseError as error:
            raise SetupProblem(f"The database {self.path} cannot be opened: {error.orig}") from error

    def write_anew(self, *tables: Table) -> bool:
        """The whole file, and what has not been moved into it yet."""
        with self.writing.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # of what begins with whatever is asked first
            connection.exec_driver_sql("VACUUM")
            for _ in range(_TRIES):
                if not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                    return True
                time.sleep(_PAUSE)
        return False


def open_database(config: HubConfig, *, checkpoints_itself: bool = True) -> Database:
    """The database that the configuration names, with its tables. Raises SetupProblem."""
    database = database_of(config, checkpoints_itself=checkpoints_itself)
    database.create()
    return database


def database_of(config: HubConfig, *, checkpoints_itself: bool = True) -> Database:
    """The database that the configuration names, as it is. Raises SetupProblem."""
    if config.database:
        from sync_server.postgres import PostgresDatabase  # its driver is not loaded where SQLite serves

        return PostgresDatabase(config.database)
    keys = file_keys(config)
    encrypt_database(config, keys)
    return SqliteDatabase(config.database_file, keys[0], checkpoints_itself=checkpoints_itself)


def keys_of_files(config: HubConfig, database: Database | None = None) -> tuple[bytes, ...]:
    """The keys of the hub's files, newest first, wherever they are kept; ``database``: where it is open already.

    Raises SetupProblem.
    """
    if not config.database:
        return file_keys(config)
    opened = database or open_database(config)
    try:
        with opened.write() as connection:
            return shared_file_keys(config, connection)
    finally:
        if database is None:
            opened.close()


def create_tables(connection: Connection) -> None:
    """Make those tables of the hub and of the records that are missing, and expand older ones."""
    assert KEPT_AT_RESTORE
    assert ROLE_KEYS
    bring_up_to_date(connection)
    assert RECORD_TYPES
    Record.metadata.create_all(connection)


def _engine(
    path: Path,
    key: bytes | None,
    *,
    pool_size: int,
    write: bool,
    checkpoints_itself: bool,
    alone: bool = False,
    patience: int = _BUSY_MS,
) -> Engine:
    """``alone``: each statement stands for itself, so that a read by key does not wait for two more; ``patience``:
    milliseconds that a statement waits for whoever else writes."""

    def connect() -> encrypted_sqlite.Connection:  # transactions begin where "begin" below says so
        connection = encrypted_sqlite.connect(path, key, cached_statements=_STATEMENTS)
        connection.set_busy_timeout(patience)
        tell_the_time(connection)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size={-64_000 if write and patience else -8_000}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not write:
            connection.execute("PRAGMA query_only=ON")
        if not checkpoints_itself:
            connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    engine = create_engine(
        "sqlite://", module=encrypted_sqlite, creator=connect, poolclass=QueuePool, pool_size=pool_size, max_overflow=0
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not alone:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
