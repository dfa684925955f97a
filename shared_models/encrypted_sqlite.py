"""SQLite files that cannot be read without their key, by way of the Python database API that ``sqlite3`` has.

SQLite3 Multiple Ciphers (package apsw-sqlite3mc) encrypts each page of a file, its log and its journal with AEGIS-256
and sees whether a page was altered. A key has 32 random bytes and is used as it is; without one a file is plain. What
APSW raises can be caught as what ``sqlite3`` raises: its error classes are given those as bases, once, here.
Connections are always in ``isolation_level=None``: whoever wants a transaction begins it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import apsw

KEY_BYTES = 32
#: The first bytes of a plain file.
_PLAIN = b"SQLite format 3\0"
#: What follows at byte 21, in an encrypted file too: how full the pages of trees may be.
_FRACTIONS, _HEAD = b"\x40\x20\x20", 24
#: Milliseconds that a statement waits for another connection's.
_PATIENCE = 5_000
#: Statements whose columns a connection remembers.
_DESCRIBED = 500
_AS_SQLITE3: dict[type[sqlite3.Error], tuple[type[apsw.Error], ...]] = {
    sqlite3.OperationalError: (
        apsw.SQLError, apsw.PermissionsError, apsw.AbortError, apsw.BusyError, apsw.LockedError, apsw.ReadOnlyError,
        apsw.InterruptError, apsw.IOError, apsw.FullError, apsw.CantOpenError, apsw.ProtocolError, apsw.EmptyError,
        apsw.SchemaChangeError, apsw.NoMemError,
    ),
    sqlite3.IntegrityError: (apsw.ConstraintError, apsw.MismatchError),
    sqlite3.DataError: (apsw.TooBigError,),
    sqlite3.DatabaseError: (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.AuthError, apsw.NoLFSError),
    sqlite3.InternalError: (apsw.InternalError, apsw.NotFoundError),
    sqlite3.ProgrammingError: (
        apsw.MisuseError, apsw.RangeError, apsw.BindingsError, apsw.ThreadingViolationError, apsw.CursorClosedError,
        apsw.ConnectionClosedError, apsw.IncompleteExecutionError, apsw.ConnectionNotClosedError,
    ),
}  # fmt: skip
for _base, _kinds in _AS_SQLITE3.items():
    for _kind in _kinds:
        _kind.__bases__ = (apsw.Error, _base)

# --- what PEP 249 has a module say ---
apilevel, threadsafety, paramstyle = "2.0", 1, "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
Binary = memoryview
Error, DatabaseError, InterfaceError = sqlite3.Error, sqlite3.DatabaseError, sqlite3.InterfaceError
OperationalError, IntegrityError, DataError = sqlite3.OperationalError, sqlite3.IntegrityError, sqlite3.DataError
ProgrammingError, InternalError = sqlite3.ProgrammingError, sqlite3.InternalError
NotSupportedError, Warning = sqlite3.NotSupportedError, sqlite3.Warning

_run, _run_many, _end = apsw.Cursor.execute, apsw.Cursor.executemany, apsw.Cursor.close


class Cursor(apsw.Cursor):
    """A cursor as PEP 249 has it. Rows are tuples."""

    if TYPE_CHECKING:  # what a column holds is for its reader to know

        def fetchone(self) -> Any: ...
        def fetchall(self) -> list[Any]: ...
        def __iter__(self) -> Any: ...
        def __next__(self) -> Any: ...

    arraysize = 1
    _sql: str = ""
    _bindings: Any = ()
    _many: int = -1

    def execute(self, statements: str, bindings: Any = (), **_: Any) -> Self:
        """Carry a statement out."""
        self._sql, self._bindings, self._many = statements, bindings, -1
        _run(self, statements, bindings)
        return self

    def executemany(self, statements: str, sequenceofbindings: Iterable[Any], **_: Any) -> Self:
        """Carry a statement out once for each of the bindings."""
        before = self.connection.total_changes()
        self._sql = statements
        _run_many(self, statements, sequenceofbindings)
        self._many = self.connection.total_changes() - before
        return self

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """At most so many of the rows that are left."""
        return list(islice(self, size or self.arraysize))

    @property
    def description(self) -> Any:  # type: ignore[override]
        """The columns, also where there was no row; None for a statement that gives none."""
        if self._many >= 0:
            return None
        try:
            return _columns(self.get_description())
        except apsw.ExecutionCompleteError:
            return self.connection.described(self._sql, self._bindings)  # type: ignore[attr-defined]

    @property
    def rowcount(self) -> int:
        """How many rows were changed; -1 where rows are read."""
        if self._many >= 0:
            return self._many
        return -1 if self._sql.lstrip()[:6].upper() in ("SELECT", "PRAGMA", "WITH") else self.connection.changes()

    @property
    def lastrowid(self) -> int:
        """The number of the row that was put in last on this connection."""
        return self.connection.last_insert_rowid()

    def close(self, force: bool = True) -> None:
        """Be done with it, whatever rows are left."""
        _end(self, force)


class Connection(apsw.Connection):
    """A connection as ``sqlite3`` has it, as far as it is used here. May go from thread to thread, one at a time."""

    if TYPE_CHECKING:

        def cursor(self) -> Cursor: ...
        def execute(self, statements: str, bindings: Any = (), **_: Any) -> Cursor: ...
        def executemany(self, statements: str, sequenceofbindings: Iterable[Any], **_: Any) -> Cursor: ...

    isolation_level = None

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.cursor_factory = Cursor
        self._known: dict[str, Any] = {}

    def commit(self) -> None:
        """End a transaction, where one was begun."""
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Take a transaction back, where one was begun."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, narg: int, func: Callable[..., Any], *, deterministic: bool = False) -> None:
        """Have SQL call a function."""
        self.create_scalar_function(name, func, narg, deterministic=deterministic)

    def described(self, sql: str, bindings: Any) -> Any:
        """The columns that a statement gives, which is not carried out; None for one that gives none."""
        if sql not in self._known:
            if len(self._known) > _DESCRIBED:
                self._known.clear()
            self._known[sql] = self._describe(sql, bindings)
        return self._known[sql]

    def _describe(self, sql: str, bindings: Any) -> Any:
        found: list[Any] = []

        def look(cursor: apsw.Cursor, _sql: str, _bindings: Any) -> bool:
            found.extend(cursor.get_description())
            return False

        asking = apsw.Cursor(self)
        asking.exec_trace = look
        try:
            asking.execute(sql, bindings)
        except apsw.ExecTraceAbort:
            return _columns(found)
        finally:
            asking.close(True)
        return None


def _columns(told: Iterable[Sequence[Any]]) -> Any:
    return tuple((each[0], None, None, None, None, None, None) for each in told) or None


def connect(
    path: Path | str, key: bytes | None = None, *, readonly: bool = False, cached_statements: int = 128
) -> Connection:
    """Open a file, or make one; without a key it is a plain one. A wrong key shows at the first statement."""
    access = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = Connection(str(path), access | apsw.SQLITE_OPEN_URI, None, cached_statements)
    connection.set_busy_timeout(_PATIENCE)
    if key is not None:
        for pragma in ("cipher='aegis'", f"key='raw:{_checked(key).hex()}'"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("PRAGMA secure_delete=FAST").fetchall()
    return connection


def is_plain(path: Path) -> bool:
    """Whether a file can be read without a key. One that is empty cannot be read at all. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) == _PLAIN


def is_encrypted(path: Path) -> bool:
    """Whether a file is a database under a key: beside them, only what SQLite needs first is to be seen in it."""
    with path.open("rb") as file:
        begin = file.read(_HEAD)
    return not begin.startswith(_PLAIN) and begin[len(_PLAIN) + 5 :] == _FRACTIONS


def opens(path: Path, key: bytes | None) -> bool:
    """Whether a file that is there opens with a key. Raises sqlite3.OperationalError where it cannot be reached."""
    connection = connect(path, key, readonly=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def copy(source: Connection, target: Path, key: bytes | None) -> None:
    """Write all of a file into another, which is new, under its own key (None: the same), and sync it to the disk."""
    source.execute("VACUUM INTO ?", (address(target, key),))
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def address(path: Path, key: bytes | None) -> str:
    """What a statement names a file by, such as ``ATTACH``; a key in it is not asked for again."""
    told = quote(path.resolve().as_posix())
    sealed = "" if key is None else f"?cipher=aegis&key=raw:{_checked(key).hex()}"
    return f"file:{told if told.startswith('/') else '/' + told}{sealed}"


def back_up(source: Connection, target: Connection, pages: int, progress: Callable[[int, int], None]) -> None:
    """Copy page by page into a connection that has a key if the source has one; ``progress``: left, and of all."""
    with target.backup("main", source, "main") as running:
        while not running.done:
            running.step(pages)
            progress(running.remaining, running.page_count)


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key


def named(cursor: Any) -> Iterator[dict[str, Any]]:
    """The rows of a cursor, each as a map of column to value."""
    names = [column[0] for column in cursor.description or ()]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
