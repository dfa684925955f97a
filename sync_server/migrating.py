"""Bringing the hub's tables to the version of the program: at the start, by command, and tried on a copy before."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from sync_server import first_page_tables, model_tables  # noqa: F401  # every table has to be known here
from sync_server.config import HubConfig
from sync_server.errors import SetupProblem
from sync_server.migrations import HEAD
from sync_server.tables import HUB_TABLES

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script

    from sync_server.database import Database

FIRST = "0001"
_VERSION = "alembic_version"
_FOLDER = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True)
class TableCheck:
    """A table: its rows, and one checksum over all of them by the columns it had before."""

    name: str
    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration did or would do; ``changed``: tables whose rows are not what they were."""

    before: str
    after: str
    steps: tuple[str, ...]
    tables: tuple[TableCheck, ...]
    changed: tuple[str, ...]


def revision_of(connection: Connection) -> str:
    """The revision of a database; empty for one without tables of a hub."""
    there = inspect(connection).get_table_names()
    if _VERSION in there:
        return str(connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION}").scalar() or "")
    return FIRST if "log" in there else ""


def is_behind(revision: str) -> bool:
    """Whether a database lacks what this program needs; one of a newer hub does not."""
    return revision < HEAD


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables of an empty database, or expand those that are there; in the caller's transaction.

    A database of a newer hub that has only been expanded is left as it is: this one goes on beside the newer.
    """
    found = revision_of(connection)
    if found == HEAD and inspect(connection).has_table(_VERSION):
        return
    if not found:
        HUB_TABLES.create_all(connection)
        _stamp(connection, HEAD)
        return
    if not inspect(connection).has_table(_VERSION):
        _stamp(connection, found)
    for step in _pending(found):
        if step.module.phase != "expand":
            break
        _go(connection, "upgrade", step.revision)


def migrate(config: HubConfig, to: str = "", *, contract: bool = False) -> Migration:
    """Bring a database to a revision (the newest unless named), up or down, with every row checked.

    Raises SetupProblem for a revision that does not exist, for a contracting step that was not asked for, and where
    rows are no longer what they were; nothing is changed then.
    """
    from sync_server.database import database_of

    database = database_of(config)
    try:
        with database.read() as connection:
            found = revision_of(connection)
        if not found:
            database.create()
            return Migration("", HEAD, (f"made at {HEAD}",), (), ())
        with database.alone() as connection:
            done = _checked(connection, to, contract)
            if done.changed:
                raise SetupProblem(f"migrate: rows of {', '.join(done.changed)} would change; nothing was done")
            return done
    finally:
        database.close()


def dry_run(config: HubConfig, to: str = "", *, contract: bool = False) -> Migration:
    """What :func:`migrate` would do: on a copy of the file; on PostgreSQL in a transaction that is rolled back."""
    from sync_server.database import database_of

    with _copy(config) as copied:
        database = copied or database_of(config)
        try:
            with database.writing.connect() as connection:
                if not revision_of(connection):
                    return Migration("", HEAD, (f"would be made at {HEAD}",), (), ())
                done = _checked(connection, to, contract)
                connection.rollback()
                return done
        finally:
            database.close()


@contextmanager
def _copy(config: HubConfig) -> Iterator[Database | None]:
    """The database in a copy of its file; None where it has none to be copied."""
    from sync_server.backups import make_copy
    from sync_server.database import SqliteDatabase
    from sync_server.file_keys import file_keys

    if config.database or not config.database_file.exists():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="migrate-", dir=config.data) as folder:
        keys, copied = file_keys(config), Path(folder) / config.database_file.name
        make_copy(config.database_file, keys, copied)
        yield SqliteDatabase(copied, keys[0])


def _checked(connection: Connection, to: str, contract: bool) -> Migration:
    tables = _tables(connection)
    before, checks = revision_of(connection), [check(connection, table) for table in tables]
    steps = _path(before, to or HEAD)
    if not inspect(connection).has_table(_VERSION):
        _stamp(connection, before)
    for direction, step in steps:
        if direction == "upgrade" and step.module.phase == "contract" and not contract:
            raise SetupProblem(f"migrate: {step.revision} takes away what older hubs need; ask for it with --contract")
        _go(connection, direction, step.revision if direction == "upgrade" else str(step.down_revision or "base"))
    left = set(inspect(connection).get_table_names())
    again = {table.name: check(connection, table) for table in tables if table.name in left}
    changed = tuple(each.name for each in checks if again.get(each.name, each) != each)
    words = tuple(f"{direction} {step.revision}: {step.doc}" for direction, step in steps)
    return Migration(before, revision_of(connection), words, tuple(checks), changed)


def check(connection: Connection, table: Table) -> TableCheck:
    """Count and checksum of a table's rows, in the order of its key."""
    columns = sorted(table.columns, key=lambda column: column.name)
    digest = hashlib.sha256()
    asked = select(*columns).order_by(*table.primary_key.columns or columns)
    for row in connection.execution_options(yield_per=2_000).execute(asked):
        digest.update(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode())
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return TableCheck(table.name, count, digest.hexdigest()[:16])


def _tables(connection: Connection) -> list[Table]:
    """The hub's own tables as they are in the database, whatever this program thinks of them."""
    ours = {*HUB_TABLES.tables}
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in ours)
    return found.sorted_tables


def _path(found: str, to: str) -> list[tuple[str, Script]]:
    """The steps from one revision to another. Raises SetupProblem for one that does not exist."""
    line = _line()
    names = [step.revision for step in line]
    for name in (found, to):
        if name not in names:
            raise SetupProblem(f"migrate: there is no revision {name or 'yet'} here; known are {', '.join(names)}")
    here, there = names.index(found), names.index(to)
    if here <= there:
        return [("upgrade", step) for step in line[here + 1 : there + 1]]
    return [("downgrade", step) for step in reversed(line[there + 1 : here + 1])]


def _pending(found: str) -> list[Script]:
    """The steps beyond a revision; none when a newer hub made it, which this one does not know."""
    line = _line()
    names = [step.revision for step in line]
    return line[names.index(found) + 1 :] if found in names else []


def _line() -> list[Script]:
    """All revisions, the first one first."""
    from alembic.script import ScriptDirectory

    return list(reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())))


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _go(connection: Connection, direction: str, revision: str) -> None:
    from alembic import command

    commands: dict[str, Any] = {"upgrade": command.upgrade, "downgrade": command.downgrade}
    commands[direction](_config(connection), revision)


def _stamp(connection: Connection, revision: str) -> None:
    """Write the revision down as Alembic does, which a start need not load for it."""
    connection.exec_driver_sql(f"CREATE TABLE {_VERSION} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql(f"INSERT INTO {_VERSION} (version_num) VALUES ('{revision}')")
