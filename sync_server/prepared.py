"""Statements compiled once: on the paths that every change takes, building SQL anew would cost more than running it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement


class Prepared:
    """A statement whose parameters all have names (columns of an insert, ``bindparam`` elsewhere).

    Values go to the driver as they are: text, numbers, bytes, None and booleans, which come back as 0 and 1.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, SQLCompiler] = {}

    def run(self, connection: Connection, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
        """Execute with one set of values, or with many."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            made = self._statement.compile(dialect=cast(DefaultDialect, dialect))
            compiled = self._compiled[dialect.name] = cast(SQLCompiler, made)
        names = compiled.positiontup
        if names is None:
            return connection.exec_driver_sql(compiled.string, cast(Any, values))
        if isinstance(values, Mapping):
            return connection.exec_driver_sql(compiled.string, tuple(values[name] for name in names))
        return connection.exec_driver_sql(compiled.string, [tuple(one[name] for name in names) for one in values])
