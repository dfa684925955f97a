"""Another key for what a hub's data folder holds, in one command while no hub serves it.

The new key is put before the others and everything is written anew under it, file by file, each beside the former and
then in its place: killed at any point nothing is lost, and the command is run again. Older keys stay, wrapped like the
new one, so that backups which lie elsewhere can still be put back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared_models.rekeyed_sqlite import brought_under
from sync_server.backups import folder_of, listed
from sync_server.config import HubConfig
from sync_server.database import open_database
from sync_server.errors import SetupProblem
from sync_server.file_keys import add_file_key, encrypt_database, write_beside


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many databases (the hub's own, backups, those kept aside) are under the new key; and which could not be."""

    databases: int
    unread: tuple[Path, ...]


def rotate(config: HubConfig) -> Rekeyed:
    """Write everything anew under a new key; nobody may serve the folder. Raises SetupProblem and OSError."""
    keys = _new_key(config)
    if not config.database:
        encrypt_database(config, keys)
    done = [config.database_file] if config.database_file.exists() else []
    unread: list[Path] = []
    for path in _kept(config):
        try:
            (unread if brought_under(path, keys) is None else done).append(path)
        except sqlite3.DatabaseError:
            unread.append(path)
    if (folder := folder_of(config)).is_dir():
        write_beside(config, keys, folder)
    return Rekeyed(len(done), tuple(unread))


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
