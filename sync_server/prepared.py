"""Statements compiled once: on the paths that every change takes, building SQL anew would cost more than running it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Insert, Update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]
_Run = Callable[[Connection, Values | Sequence[Values]], CursorResult[Any]]
_PARAMETER = re.compile(r"%\((\w+)\)s(?:::(?:DOUBLE PRECISION|[A-Z]+)(?:\(\d+\))?)?")
_VALUES = re.compile(r"VALUES \(([^()]*)\)")


class Prepared:
    """A statement whose parameters all have names (columns of an insert, ``bindparam`` elsewhere).

    Values go to the driver as they are: text, numbers, bytes, None and booleans, which come back as 0 and 1.

    On PostgreSQL many rows are one statement, whose parameters are the columns as arrays: sent one by one, each row
    would be a statement with its own answer, which costs the hub more than deciding about the change.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._prepared: dict[str, _Run] = {}

    def run(self, connection: Connection, values: Values | Sequence[Values]) -> CursorResult[Any]:
        """Execute with one set of values, or with many."""
        dialect = connection.dialect
        run = self._prepared.get(dialect.name)
        if run is None:
            compiled = cast(SQLCompiler, self._statement.compile(dialect=cast(DefaultDialect, dialect)))
            run = _each(compiled)
            if dialect.name == "postgresql" and isinstance(self._statement, Insert | Update):
                run = _at_once(compiled.string, compiled, run)
            self._prepared[dialect.name] = run
        return run(connection, values)


def _each(compiled: SQLCompiler) -> _Run:
    text, names = compiled.string, compiled.positiontup

    def run(connection: Connection, values: Values | Sequence[Values]) -> CursorResult[Any]:
        if names is None:
            return connection.exec_driver_sql(text, cast(Any, values))
        if isinstance(values, Mapping):
            return connection.exec_driver_sql(text, tuple(values[name] for name in names))
        return connection.exec_driver_sql(text, [tuple(one[name] for name in names) for one in values])

    return run


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

    def run(connection: Connection, values: Values | Sequence[Values]) -> CursorResult[Any]:
        if isinstance(values, Mapping):
            return one_by_one(connection, values)
        return connection.exec_driver_sql(text, tuple([one[name] for one in values] for name in names))

    return run


def _plain(compiled: SQLCompiler, name: str) -> str:
    """A parameter's type without its length: a cast to ``varchar(60)`` would cut what the column would refuse."""
    return compiled.binds[name].type.compile(compiled.dialect).partition("(")[0]
