"""The hub's database on PostgreSQL, which several hubs may share: how it is opened, made, and written by many."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import errors
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from shared_models.identifiers import new_id
from shared_models.protocol import GENESIS
from sync_server.database import FORMAT, Database, create_tables
from sync_server.engines import upsert
from sync_server.errors import SetupProblem
from sync_server.tables import SETTING

log = logging.getLogger("forecourt.hub")
_CONNECT_SECONDS = 5
_PROGRAM = "forecourt-hub"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name LIKE %s AND application_name <> %s"
)
_OLDEST = 15
#: How often a table is tried that somebody uses, and the pause between, in seconds.
_FEW_TRIES, _PAUSE = 10, 0.2
_FORMAT = "format"
#: The advisory lock of whoever deals with the database as a whole.
_WHOLE = 4_679_021
#: A hub that froze within a transaction must not hold up the others for ever.
_PATIENCE = ("SET lock_timeout = '20s'", "SET idle_in_transaction_session_timeout = '60s'")
_READ_ONLY = ("SET default_transaction_read_only = on",)
#: Deadlock, serialisation failure, and a row of the same key that another hub wrote first.
_COLLISIONS = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
_HOLD = "SELECT name FROM space WHERE name = ANY(%s::text[]) ORDER BY name FOR UPDATE"
_NEW_SPACES = (
    "INSERT INTO space (name, seq, chain) SELECT n, 0, %s::bytea FROM unnest(%s::text[]) AS n ORDER BY n "
    "ON CONFLICT DO NOTHING"
)
_NOW_MS = """CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint $$"""


class PostgresDatabase(Database):
    """A database by its URL, ``postgresql://user@host/name``; durable as far as the server is set up to be."""

    def __init__(self, url: str) -> None:
        self._made: set[str] = set()
        self._name = f"{_PROGRAM} {new_id()[-8:]}"
        super().__init__(
            writing=_engine(url, self._name, 1, "READ COMMITTED", _PATIENCE),
            reading=_engine(url, self._name, 8, "REPEATABLE READ", _READ_ONLY),
            by_key=_engine(url, self._name, 1, "AUTOCOMMIT", _READ_ONLY),
        )

    def create(self) -> None:
        """Make the tables that are missing. Raises SetupProblem for a server that cannot be used."""
        try:
            with self.alone() as connection:
                _require_recent(connection)
                create_tables(connection)
                connection.exec_driver_sql(_NOW_MS)
                _require_format(connection)
                _warn_if_careless(connection)
        except SQLAlchemyError as error:
            told = error.orig if isinstance(error, DBAPIError) else error
            raise SetupProblem(f"database: PostgreSQL cannot be used: {str(told).strip()}") from error

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction during which nobody else writes to any log: all begin by locking rows of ``space``."""
        with self.write() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WHOLE})")
            if connection.exec_driver_sql("SELECT to_regclass('space')").scalar() is not None:
                connection.exec_driver_sql("LOCK TABLE space IN EXCLUSIVE MODE")
            yield connection

    def lock(self, connection: Connection, spaces: Collection[str]) -> None:
        """Lock the rows of the spaces in the order of their names, so that no two writers wait for each other.

        With the row of its space a transaction holds all that admission decides about in it; the numbers of a log are
        gapless, and whoever sees one sees all before it. Rows that are missing are made first, in the same order.
        """
        names = sorted(spaces)
        if not names:
            return
        if missing := [name for name in names if name not in self._made]:
            connection.exec_driver_sql(_NEW_SPACES, (GENESIS, missing))
        if len(connection.exec_driver_sql(_HOLD, (names,)).all()) < len(names):  # the transaction that made one failed
            connection.exec_driver_sql(_NEW_SPACES, (GENESIS, names))
            connection.exec_driver_sql(_HOLD, (names,))
        self._made.update(names)

    def collided(self, error: BaseException) -> bool:
        """Whether the transaction failed only because another one was in its way, and may be tried again."""
        return isinstance(error, DBAPIError) and isinstance(error.orig, _COLLISIONS)

    @contextmanager
    def turn(self, task: str) -> Iterator[bool]:
        """An advisory lock of the session: it goes with the connection, however the hub ends."""
        with self.reading.connect() as connection:
            own = connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = bool(own.exec_driver_sql("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_WHOLE, task)).scalar())
            try:
                yield taken
            finally:
                if taken:
                    own.exec_driver_sql("SELECT pg_advisory_unlock(%s, hashtext(%s))", (_WHOLE, task))

    def others(self) -> int:
        """How many connections other hubs and commands have to it."""
        with self.look_up() as connection:
            return int(connection.exec_driver_sql(_OTHERS, (f"{_PROGRAM}%", self._name)).scalar_one())

    def write_anew(self, *tables: Table) -> bool:
        """Each table; the server's own write-ahead log and its archives are its operator's, and go as they rotate.

        Without this, what was deleted stays in its pages until something else needs the room.
        """
        left = [table.name for table in tables]
        with self.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for tries_left in reversed(range(_FEW_TRIES)):
                left = [name for name in left if not _written_anew(connection, name)]
                if not left or not tries_left:
                    break
                time.sleep(_PAUSE)
            connection.exec_driver_sql(_PATIENCE[0])
        return not left


def _written_anew(connection: Connection, table: str) -> bool:
    """Write a table anew; False where somebody has been using it for long: others are not to wait behind us."""
    connection.exec_driver_sql("SET lock_timeout = '2s'")
    try:
        connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')
    except DBAPIError as error:
        if isinstance(error.orig, errors.LockNotAvailable | errors.DeadlockDetected):
            return False
        raise
    return True


def _require_recent(connection: Connection) -> None:
    found = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if found < _OLDEST:
        raise SetupProblem(f"database: PostgreSQL {found} is too old; the hub needs {_OLDEST} or newer")


def _require_format(connection: Connection) -> None:
    written = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _FORMAT)).scalar()
    if int(written or 0) > FORMAT:
        raise SetupProblem(f"database: it was written by a newer hub (format {written}); please update this one")
    put = upsert(SETTING).values(name=_FORMAT, value=str(FORMAT))
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": str(FORMAT)}))


def _warn_if_careless(connection: Connection) -> None:
    """Say so where the server is set up to lose what it has acknowledged."""
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off":
            log.warning("PostgreSQL is set up to lose acknowledged work", extra={"error": f"{name} = off"})


def _engine(url: str, name: str, pool_size: int, isolation: Any, settings: tuple[str, ...]) -> Engine:
    try:
        named = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise SetupProblem("database: this is not a URL such as postgresql://user:password@host/name") from error
    engine = create_engine(
        named,
        isolation_level=isolation,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": name},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        for setting in settings:
            connection.execute(setting)
        connection.autocommit = before

    return engine
