"""Statements compiled once: on the paths that every change takes, building SQL anew would cost more than running it."""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Insert, Select, Update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from shared_models import encrypted_sqlite

Values = Mapping[str, Any]
_RowMaker = Callable[[Sequence[Any]], Any]


class Rows:
    """All rows that a statement gave on SQLite, as SQLAlchemy's result would give them."""

    __slots__ = ("_make", "_rows")

    def __init__(self, rows: list[Any], make: _RowMaker) -> None:
        self._rows, self._make = rows, make

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._rows)

    def fetchall(self) -> list[Any]:
        """Every row."""
        return [self._make(row) for row in self._rows]

    def first(self) -> Any:
        """The first row, or None."""
        return self._make(self._rows[0]) if self._rows else None

    def one(self) -> Any:
        """The only row."""
        (row,) = self._rows
        return self._make(row)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in self._rows]


Answer = Rows | CursorResult[Any]
_Run = Callable[[Connection, Values | Sequence[Values]], Answer]
_PARAMETER = re.compile(r"%\((\w+)\)s(?:::(?:DOUBLE PRECISION|[A-Z]+)(?:\(\d+\))?)?")
_VALUES = re.compile(r"VALUES \(([^()]*)\)")


class Prepared:
    """A statement whose parameters all have names (columns of an insert, ``bindparam`` elsewhere).

    Values go to the driver as they are: text, numbers, bytes, None and booleans, which come back as 0 and 1.

    On PostgreSQL many rows are one statement, whose parameters are the columns as arrays: sent one by one, each row
    would be a statement with its own answer, which costs the hub more than deciding about the change. On SQLite the
    driver is asked directly, within the transaction that the connection has begun: what SQLAlchemy does around a
    statement costs more than the statement.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._prepared: dict[type[Any], _Run] = {}

    def run(self, connection: Connection, values: Values | Sequence[Values]) -> Answer:
        """Execute with one set of values, or with many."""
        driver = _driver(connection).__class__
        run = self._prepared.get(driver)
        if run is None:
            dialect = connection.dialect
            compiled = cast(SQLCompiler, self._statement.compile(dialect=cast(DefaultDialect, dialect)))
            run = _each(compiled)
            if driver is encrypted_sqlite.Connection and compiled.positiontup is not None:
                run = _directly(self._statement, compiled.string, compiled.positiontup)
            if dialect.name == "postgresql" and isinstance(self._statement, Insert | Update):
                run = _at_once(compiled.string, compiled, run)
            self._prepared[driver] = run
        return run(connection, values)


def _each(compiled: SQLCompiler) -> _Run:
    text, names = compiled.string, compiled.positiontup

    def run(connection: Connection, values: Values | Sequence[Values]) -> Answer:
        if names is None:
            return connection.exec_driver_sql(text, cast(Any, values))
        if isinstance(values, Mapping):
            return connection.exec_driver_sql(text, tuple(values[name] for name in names))
        return connection.exec_driver_sql(text, [tuple(one[name] for name in names) for one in values])

    return run


def _directly(statement: ClauseElement, text: str, names: Sequence[str]) -> _Run:
    make = row_of(*statement.selected_columns.keys()) if isinstance(statement, Select) else tuple

    def run(connection: Connection, values: Values | Sequence[Values]) -> Answer:
        if isinstance(values, Mapping):
            return asked(connection, text, [values[name] for name in names], make)
        many = [[one[name] for name in names] for one in values]
        try:
            _driver(connection).executemany(text, many)
        except sqlite3.Error as error:
            raise _told(text, error) from error
        return Rows([], make)

    return run


def asked(connection: Connection, text: str, values: Sequence[Any], make: _RowMaker = tuple) -> Rows:
    """The rows of one statement in SQLite's own words. Raises what SQLAlchemy would."""
    try:
        return Rows(_driver(connection).execute(text, values).fetchall(), make)
    except sqlite3.Error as error:
        raise _told(text, error) from error


def row_of(*names: str) -> _RowMaker:
    """Makes rows whose values have these names."""
    named: Any = namedtuple  # the names are known only here
    return cast(_RowMaker, named("Row", names, rename=True)._make)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _told(text: str, error: sqlite3.Error) -> BaseException:
    return DBAPIError.instance(text, None, error, sqlite3.Error)


def _at_once(text: str, compiled: SQLCompiler, one_by_one: _Run) -> _Run:
    names = list(compiled.binds)
    quoted = [f'"{name}"' for name in names]
    arrays = ", ".join(f"%b::{_plain(compiled, name)}[]" for name in names)
    rows = f"FROM unnest({arrays}) AS v({', '.join(quoted)})"
    text = _PARAMETER.sub(lambda found: f'v."{found[1]}"', text)
    if text.startswith("INSERT"):
        text = _VALUES.sub(lambda found: f"SELECT {found[1]} {rows}", text)
    else:
        text = text.replace(" WHERE ", f" {rows} WHERE ", 1)

    def run(connection: Connection, values: Values | Sequence[Values]) -> Answer:
        if isinstance(values, Mapping):
            return one_by_one(connection, values)
        return connection.exec_driver_sql(text, tuple([one[name] for one in values] for name in names))

    return run


def _plain(compiled: SQLCompiler, name: str) -> str:
    """A parameter's type without its length: a cast to ``varchar(60)`` would cut what the column would refuse."""
    return compiled.binds[name].type.compile(compiled.dialect).partition("(")[0]
