"""The replica's SQLite file: opened once, written by one connection, read by many; and what to do when it is ill.

Writes use ``journal_mode=WAL`` with ``synchronous=FULL``: SQLite syncs the log to the disk before a commit returns
(and with ``fullfsync`` macOS empties the drive's cache too), so what a person was told is saved survives a power cut.
Only what the hub has told us is committed under NORMAL: a power cut may take the last of it, whole and with its cursor.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from client.replica import backups, layouts, replica_tables
from client.replica.file_keys import FileKeys, brought_under_newest
from client.replica.transactions import transaction
from client.text import replica as words
from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import Connection
from shared_models.errors import ForecourtError
from shared_models.kinds import Line, Prose
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record
from shared_models.vehicle_status import tell_the_time

_DIALECT = dialect()
#: Pages (4 kB each) in the write-ahead log before SQLite moves them into the file.
CHECKPOINT_PAGES = 4_000
#: The writer's cache (kB); and while very much is written at once, lest pages be put into the log time and again.
_CACHE, _ROOMY_CACHE = 32_000, 128_000

#: All that is needed to open a replica's file for reading.
Opening = tuple[Path, bytes | None]


class ReplicaInUse(ForecourtError):
    """Another program holds the replica open."""

    code = "replica_in_use"


class ReplicaTooNew(ForecourtError):
    """The file was written by a newer version of the program."""

    code = "replica_too_new"


class ReplicaDamaged(ForecourtError):
    """SQLite cannot read the file; it is kept aside, never overwritten."""

    code = "replica_damaged"


class ReplicaUnwritable(ForecourtError):
    """The folder or disk does not let the replica be written."""

    code = "replica_unwritable"


class DiskFull(ForecourtError):
    """The disk is full; the change was not saved and nothing else was harmed."""

    code = "disk_full"


class Database:
    """One open replica file. ``writer`` belongs to the replica's worker alone; ``engine`` reads and cannot write."""

    def __init__(self, path: Path, keys: FileKeys | None = None) -> None:
        """Open or create the file, encrypted with the newest of ``keys`` (its folder's, where none are given).

        Raises one of this module's errors or KeyLost; nothing is changed then.
        """
        self.path = path
        self.keys = keys or FileKeys.of(path.parent)
        self._lock = _locked(path)
        with ExitStack() as unless_ready:
            unless_ready.callback(self._lock.release)
            with translated(path):
                key = brought_under_newest(path, self.keys)
            self.writer = _open_writer(path, key)
            #: With what the other processes of this program open the file for reading (see :class:`ReadDatabase`).
            self.opening: Opening = (path, key)
            self.engine = _reading_engine(*self.opening)
            unless_ready.pop_all()

    def close(self) -> None:
        """Close cleanly and let others open the file."""
        self.engine.dispose()
        with translated(self.path):
            set_meta(self.writer, "clean", b"1")
            self.writer.commit()
            self.writer.close()
        self._lock.release()

    def abandon(self) -> None:
        """Close without a further write, for a file that is ill."""
        self.engine.dispose()
        self.writer.close()
        self._lock.release()


class ReadDatabase:
    """The file of a replica that another process of this program has open; it is read only, and opened when it is."""

    def __init__(self, opening: Opening) -> None:
        self.opening, self.path = opening, opening[0]
        self.engine = _reading_engine(*opening)

    def close(self) -> None:
        """Close the file until it is read again."""
        self.engine.dispose()


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Let nobody open the file meanwhile. Raises ReplicaInUse and ReplicaUnwritable."""
    lock = _locked(path)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into those a person can act upon."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "full" in text or "disk I/O" in text:
            raise DiskFull(words.DISK_FULL.format(folder=path.parent)) from error
        if "readonly" in text or "unable to open" in text:
            raise ReplicaUnwritable(words.UNWRITABLE.format(folder=path.parent)) from error
        raise
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our own mistake, not an ill file
    except sqlite3.DatabaseError as error:
        raise ReplicaDamaged(words.DAMAGED.format(path=path)) from error


@contextmanager
def roomy_cache(connection: Connection) -> Iterator[None]:
    """Give the writer more memory for a while."""
    connection.execute(f"PRAGMA cache_size=-{_ROOMY_CACHE}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size=-{_CACHE}")


def keep_aside(path: Path) -> Path:
    """Move a damaged replica (with its log) out of the way; return where it is now."""
    aside = path.with_name(f"{path.stem}.damaged-{time.strftime('%Y%m%dT%H%M%S')}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = aside.with_name(f"{aside.stem}-{number}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def get_meta(connection: Connection, key: str) -> bytes | None:
    """One of the replica's own values."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else bytes(row[0])


def set_meta(connection: Connection, key: str, value: bytes) -> None:
    """Write one of the replica's own values, within the caller's transaction."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def schema_fingerprint() -> bytes:
    """Changes whenever a record table or its full-text index changes its form; rows are rebuilt then."""
    statements = [statement for kind in RECORD_TYPES.values() for statement in _statements(kind)]
    return hashlib.sha256("\n".join(statements).encode()).digest()


def _statements(record_type: type[Record]) -> list[str]:
    """What creates a type's table, its indexes and its full-text index."""
    table = record_type.table()
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    made: list[ExecutableDDLElement] = [CreateTable(table), *(CreateIndex(index) for index in indexes)]
    full_text = full_text_table(record_type)
    return [str(each.compile(dialect=_DIALECT)) for each in made] + ([full_text] if full_text else [])


def full_text_columns(record_type: type[Record]) -> list[str]:
    """The columns of a type that its full-text index holds: searchable lines and prose."""
    return [
        name for name, field in record_type.fields().items() if field.boost and isinstance(field.kind, Line | Prose)
    ]


def full_text_table(record_type: type[Record]) -> str:
    """The statement that creates a type's full-text index, or an empty string where it has nothing to index."""
    columns = full_text_columns(record_type)
    if not columns:
        return ""
    name = record_type.type_name()
    return (
        f"CREATE VIRTUAL TABLE {name}_text USING fts5({', '.join(map(quoted, columns))}, content='{name}', "
        f"content_rowid='ordinal', tokenize='unicode61 remove_diacritics 2', detail='column')"
    )


def quoted(name: str) -> str:
    """A column's name as SQL takes it, also where it is a word of SQL itself."""
    return f'"{name}"'


def create_record_tables(connection: Connection) -> None:
    """Create the record tables, their indexes and full-text indexes, within the caller's transaction."""
    for kind in RECORD_TYPES.values():
        connection.execute(f"DROP TABLE IF EXISTS {kind.type_name()}")
        connection.execute(f"DROP TABLE IF EXISTS {kind.type_name()}_text")
        for statement in _statements(kind):
            connection.execute(statement)
    set_meta(connection, "schema", schema_fingerprint())


def _locked(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ReplicaInUse(words.IN_USE.format(path=path)) from error
    except OSError as error:
        raise ReplicaUnwritable(words.UNWRITABLE.format(folder=path.parent)) from error
    return lock


def _open_writer(path: Path, key: bytes | None) -> Connection:
    with translated(path), ExitStack() as unless_ready:
        connection = encrypted_sqlite.connect(path, key, cached_statements=512)
        unless_ready.callback(connection.close)
        _prepare(connection, path)
        unless_ready.pop_all()
    return connection


def _prepare(connection: Connection, path: Path) -> None:
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout > layouts.newest():
        raise ReplicaTooNew(words.TOO_NEW.format(path=path))
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=1", "checkpoint_fullfsync=1"):
        connection.execute(f"PRAGMA {pragma}")
    for pragma in ("temp_store=MEMORY", f"cache_size=-{_CACHE}", f"wal_autocheckpoint={CHECKPOINT_PAGES}"):
        connection.execute(f"PRAGMA {pragma}")
    if layout == 0:
        _create(connection)
    else:
        if get_meta(connection, "clean") != b"1":
            _check(connection, path)
        if layout < layouts.newest():
            backups.make(path, backups.UPGRADE)
            layouts.raise_layout(connection, layout)
    connection.execute("DELETE FROM meta WHERE key = 'clean'")


def _create(connection: Connection) -> None:
    with transaction(connection):
        create_tables(connection, replica_tables.metadata)
        create_record_tables(connection)
        connection.execute(f"PRAGMA user_version = {layouts.newest()}")


def create_tables(connection: Connection, tables: MetaData) -> None:
    """Create tables and their indexes, within the caller's transaction."""
    for table in tables.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=_DIALECT)))
        for index in table.indexes:
            connection.execute(str(CreateIndex(index).compile(dialect=_DIALECT)))


def _check(connection: Connection, path: Path) -> None:
    """The last run did not close the file: make sure it is whole before anyone builds on it."""
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise ReplicaDamaged(words.DAMAGED.format(path=path))


def _reading_engine(path: Path, key: bytes | None) -> Engine:
    def connect() -> Connection:
        connection = encrypted_sqlite.connect(path, key, readonly=True)
        tell_the_time(connection)
        connection.execute("PRAGMA query_only=1")
        connection.execute("PRAGMA mmap_size=0")
        return connection

    return create_engine("sqlite://", module=encrypted_sqlite, creator=connect, poolclass=QueuePool, pool_size=8)
