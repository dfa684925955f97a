"""A hub's encrypted files as a test opens them behind its back, with the keys of its data folder."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import Connection
from shared_models.rekeyed_sqlite import key_of
from sync_server.config import load_config
from sync_server.database import SqliteDatabase
from sync_server.file_keys import file_keys


def opened_file(data: Path, path: Path | None = None) -> Connection:
    """The database file of the hub in this folder, or another file under the keys of that hub."""
    path = path or data / "hub.sqlite"
    connection = encrypted_sqlite.connect(path, key_of(path, file_keys(load_config({"data": data}, {}))))
    connection.set_busy_timeout(30_000)
    return connection


def opened_database(data: Path) -> SqliteDatabase:
    """The same as the hub itself has it."""
    config = load_config({"data": data}, {})
    return SqliteDatabase(config.database_file, file_keys(config)[0])


def dumped(data: Path) -> str:
    """All that is in a hub's database (see :func:`all_of`)."""
    with closing(opened_file(data)) as connection:
        return all_of(connection)


def plainly(path: Path, data: Path) -> bytes:
    """The bytes of a file of a hub; of an encrypted database those of all its pages, free ones too, under its key."""
    if path.suffix == ".sqlite" and encrypted_sqlite.is_encrypted(path):
        with closing(opened_file(data, path)) as connection:
            return bytes(connection.serialize("main"))
    return path.read_bytes()


def all_of(connection: Connection) -> str:
    """Every row of every table, text and numbers as they are, bytes as text and in hex."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    rows = [row for (name,) in tables for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()]
    return "\n".join(_shown(value) for row in rows for value in row)


def _shown(value: object) -> str:
    return f"{value.decode('latin-1')} {value.hex()}" if isinstance(value, bytes) else str(value)
