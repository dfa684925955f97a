"""Another key for what a hub's data folder holds, in one command while no hub serves it.

The new key is put before the others and everything is written anew under it, file by file, each beside the former and
then in its place: killed at any point nothing is lost, and the command is run again. Older keys stay, wrapped like the
new one, so that backups which lie elsewhere can still be put back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from shared_models.rekeyed_sqlite import brought_under
from sync_server.backups import folder_of, kept_files, listed
from sync_server.config import HubConfig
from sync_server.database import Database, open_database
from sync_server.engines import insert_new
from sync_server.errors import SetupProblem
from sync_server.file_keys import add_file_key, encrypt_database, write_beside
from sync_server.file_store import open_files
from sync_server.log_archive import archive_of, segments
from sync_server.sealed_places import SealedPlace
from sync_server.tables import SETTING

#: The setting that says that no file of the hub lies plain any more.
_SEALED = "files_sealed"


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many databases (the hub's own, backups, those kept aside) and files (photos, papers, segments of the archive,
    copies beside the backups) were brought under the new key; and which could not be."""

    databases: int
    unread: tuple[Path | str, ...]
    files: int = 0


def rotate(config: HubConfig) -> Rekeyed:
    """Write everything anew under a new key; nobody may serve the folder. Raises SetupProblem and OSError."""
    keys = _new_key(config)
    if not config.database:
        encrypt_database(config, keys)
    done = [config.database_file] if config.database_file.exists() else []
    unread: list[Path | str] = []
    for path in _kept(config):
        try:
            (unread if brought_under(path, keys) is None else done).append(path)
        except sqlite3.DatabaseError:
            unread.append(path)
    if (folder := folder_of(config)).is_dir():
        write_beside(config, keys, folder)
    files = 0
    for place, names in _places(config, keys):
        count, left = place.seal_all(names)
        files, unread = files + count, [*unread, *left]
    return Rekeyed(len(done), tuple(unread), files)


def seal_files_of_before(config: HubConfig, database: Database, keys: Sequence[bytes]) -> None:
    """Encrypt, once in the life of a hub, what lies plain since a hub that did not encrypt files. Raises OSError."""
    if _was_done(database):
        return
    with database.turn("seal-files") as mine:
        if mine and not _was_done(database):
            sealing = (place.seal_all(names, plain_alone=True) for place, names in _places(config, keys))
            left = [name for _, unread in sealing for name in unread]
            if not left:
                with database.write() as connection:
                    insert_new(connection, SETTING, {"name": _SEALED, "value": "1"})


def _was_done(database: Database) -> bool:
    with database.read() as connection:
        return connection.execute(select(SETTING.c.name).where(SETTING.c.name == _SEALED)).first() is not None


def _places(config: HubConfig, keys: Sequence[bytes]) -> Iterator[tuple[SealedPlace, list[str]]]:
    """Where the hub's files lie, and which they are: its own, copies beside its backups, the archive of the log."""
    folder = folder_of(config)
    for store in (open_files(config, keys), kept_files(config, folder, keys)):
        assert isinstance(store.place, SealedPlace)
        yield store.place, list(store.own_names())
    archive = archive_of(folder, keys)
    yield archive, segments(archive)


def _new_key(config: HubConfig) -> tuple[bytes, ...]:
    if not config.database:
        return add_file_key(config)
    database = open_database(config)
    try:
        if others := database.others():
            raise SetupProblem(f"database: {others} connections of hubs are open. Stop all hubs on this database first")
        with database.alone() as connection:
            return add_file_key(config, connection)
    finally:
        database.close()


def _kept(config: HubConfig) -> Iterator[Path]:
    """Databases that are not the hub's present one."""
    yield from (backup.path for backup in listed(folder_of(config)))
    yield from sorted(config.data.glob(f"before-restore-*/{config.database_file.name}"))
