"""Another key for what a hub's data folder holds, in one command while no hub serves it.

The new key is put before the others and everything is written anew under it, file by file, each beside the former and
then in its place: killed at any point nothing is lost, and the command is run again. Older keys stay, wrapped like the
new one, so that backups which lie elsewhere can still be put back; such a folder is brought under the newest key by
itself when it is at hand, also while the hub serves.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from shared_models.rekeyed_sqlite import brought_under
from sync_server.backups import folder_of, kept_files, listed
from sync_server.config import HubConfig
from sync_server.database import Database, keys_of_files, open_database
from sync_server.engines import insert_new
from sync_server.erasure_register import register_place
from sync_server.errors import SetupProblem
from sync_server.file_keys import add_file_key, encrypt_database, keys_beside, write_beside
from sync_server.file_store import FileStore, open_files
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
    if (folder := folder_of(config)).is_dir():
        _keys_beside_all(config, keys, folder)
    more, unread = _databases_under(_kept(config), keys)
    files, left = _files_under(_places(config, keys))
    return Rekeyed(len(done) + more, (*unread, *left), files)


def bring_backups(config: HubConfig, folder: Path) -> Rekeyed:
    """Bring the backups of this hub in another folder, with all that lies beside them, under its newest key.

    The hub may serve meanwhile. What none of its keys opens stays as it is, and is named.
    Raises SetupProblem and OSError.
    """
    if folder.resolve() == folder_of(config).resolve():
        raise SetupProblem(f"backups: {folder} is the hub's own folder of backups; rotate-key alone reaches it, too")
    if not (there := listed(folder)):
        raise SetupProblem(f"backups: there is no backup in {folder}. Name the folder in which hub-TIME.sqlite lies")
    _require_own(folder)
    beside = (key for one in there for key in keys_beside(config, one.path))
    keys = tuple(dict.fromkeys((*keys_of_files(config), *beside)))
    _keys_beside_all(config, keys, folder)
    databases, unread = _databases_under((one.path for one in there), keys)
    files, left = _files_under(_places_beside(config, keys, folder))
    return Rekeyed(databases, (*unread, *left), files)


def _require_own(folder: Path) -> None:
    """Raise SetupProblem where a link leads out of a folder: it may lie where others can write, and nothing but what is
    in it is to be read or written."""
    for where, folders, names in os.walk(folder):
        for path in (Path(where, name) for name in (*folders, *names)):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                raise SetupProblem(
                    f"backups: {path} is a link to {path.resolve()}, outside of {folder}. Nothing was done: take the "
                    "link away, or lay there what it leads to"
                )


def _keys_beside_all(config: HubConfig, keys: Sequence[bytes], folder: Path) -> None:
    """Lay the keys beside the backups, and into what was copied with any: before anything is written under them."""
    write_beside(config, keys, folder)
    for one in listed(folder):
        if one.keys.is_dir():
            write_beside(config, keys, one.keys)


def _databases_under(paths: Iterable[Path], keys: Sequence[bytes]) -> tuple[int, list[Path]]:
    """Bring databases under the first of the keys: how many are, and which could not be."""
    done, unread = 0, []
    for path in paths:
        try:
            if not path.stat().st_size or brought_under(path, keys) is None:
                unread.append(path)
            else:
                done += 1
        except sqlite3.DatabaseError:
            unread.append(path)
    return done, unread


def _files_under(places: Iterable[tuple[SealedPlace, list[str]]]) -> tuple[int, list[str]]:
    """Bring files under the first key of their place: how many had to be written anew, and which could not be."""
    files, unread = 0, list[str]()
    for place, names in places:
        count, left = place.seal_all(names)
        files, unread = files + count, [*unread, *left]
    return files, unread


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
    """Where the hub's files lie, and which they are: its own, and those beside its backups."""
    yield _own(open_files(config, keys))
    yield from _places_beside(config, keys, folder_of(config))


def _places_beside(config: HubConfig, keys: Sequence[bytes], folder: Path) -> Iterator[tuple[SealedPlace, list[str]]]:
    """The same of a folder of backups: copies of files, the archive of the log, the register of erasures."""
    yield _own(kept_files(config, folder, keys))
    archive = archive_of(folder, keys)
    yield archive, segments(archive)
    yield register_place(folder, keys)


def _own(store: FileStore) -> tuple[SealedPlace, list[str]]:
    assert isinstance(store.place, SealedPlace)
    return store.place, list(store.own_names())


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
