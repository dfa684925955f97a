"""Rebuilding rows from documents when the schema has changed, and saving what can be saved of a damaged file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from client.replica import backups
from client.replica.database import create_record_tables, get_meta, schema_fingerprint
from client.replica.document_store import DocumentStore
from client.replica.file_keys import FileKeys, opened
from client.replica.replica_tables import PENDING
from client.replica.transactions import transaction
from shared_models.encrypted_sqlite import Connection, named

#: Called with how many documents are done and how many there are; return False to stop.
Progress = Callable[[int, int], bool]

_STEP = 500
#: Layout and schema change together: one backup is enough for both.
_SAME_UPGRADE = timedelta(minutes=10)

log = logging.getLogger(__name__)


class RebuildStopped(Exception):
    """The person stopped the rebuild; the replica is as it was and cannot be used by this version yet."""


def rebuild_if_needed(store: DocumentStore, progress: Progress | None = None) -> bool:
    """Rebuild all rows where the record tables are not those of this schema. All in one transaction.

    Raises RebuildStopped when ``progress`` says so. Returns whether anything was rebuilt.
    """
    connection = store.connection
    if get_meta(connection, "schema") == schema_fingerprint():
        return False
    _back_up(connection)
    with transaction(connection):
        _rebuild(store, progress or (lambda _done, _all: True))
    return True


def _back_up(connection: Connection) -> None:
    """The file as it was, unless a layout was raised just now and it was kept then.

    A disk too full for it stops nobody from working: only rows are made anew here, in one transaction.
    """
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    last = next((each for each in backups.listed(path) if each.reason == backups.UPGRADE), None)
    if last is not None and datetime.now(UTC) - last.made < _SAME_UPGRADE:
        return
    try:
        backups.make(path, backups.UPGRADE)
    except backups.BackupFailed as problem:
        log.warning("no backup before rows are made anew: %s", problem)


def _rebuild(store: DocumentStore, progress: Progress) -> None:
    connection = store.connection
    _drop_unknown_tables(connection)
    create_record_tables(connection)
    connection.execute("DELETE FROM search_blob")
    ids = [row[0] for row in connection.execute("SELECT id FROM document ORDER BY id")]
    for done, document in enumerate(ids):
        if done % _STEP == 0 and not progress(done, len(ids)):
            raise RebuildStopped
        held = store.held(document)
        if held is not None:
            store.write_row(held)
    progress(len(ids), len(ids))


def _drop_unknown_tables(connection: Connection) -> None:
    """Full-text tables hold on to their content table: they go first, also those of types that are no more."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE %_text USING fts5%'"
    )
    for (name,) in names.fetchall():
        connection.execute(f"DROP TABLE {name}")
        connection.execute(f"DROP TABLE IF EXISTS {name.removesuffix('_text')}")


def salvage(damaged: Path, keys: Sequence[bytes] | None = None) -> list[dict[str, Any]]:
    """Read the changes the hub never got out of a damaged replica, page by page, as far as they can be read.

    Each is a row for the table of changes, still pending. ``keys`` open it, those of its folder if none are given.
    """
    found: dict[bytes, dict[str, Any]] = {}
    try:
        with closing(opened(damaged, FileKeys.of(damaged.parent).all() if keys is None else keys)) as connection:
            for row in _readable_rows(connection):
                if row["state"] == PENDING and row["payload"] is not None:
                    found[row["hash"]] = {key: value for key, value in row.items() if key != "number"}
    except sqlite3.DatabaseError:
        pass  # what was read so far is what there is
    return list(found.values())


def _readable_rows(connection: Connection) -> Any:
    """Rows of the change log in their order, skipping the stretches SQLite cannot read."""
    last = _largest_number(connection)
    number = 0
    while number < last:
        try:
            asked = connection.execute("SELECT * FROM change WHERE number > ? ORDER BY number", (number,))
            for row in named(asked):
                number = row["number"]
                yield row
            return
        except sqlite3.DatabaseError:
            number += 1


def _largest_number(connection: Connection) -> int:
    try:
        return int(connection.execute("SELECT max(number) FROM change").fetchone()[0] or 0)
    except sqlite3.DatabaseError:
        return 10_000
