"""Backups of the hub, made while it serves: a checked copy of the database, and the files that devices sent.

Each is one SQLite file, also of a hub on PostgreSQL: what was backed up on the one can be put back on the other.

All are encrypted with the keys of the hub's files, which lie beside them wrapped under the hub's key (``file_keys``).
In the folder of backups stand ``hub-TIME.sqlite``, one for each backup, and ``files``, which all of them share: a file
is named by its content and never changes. Keys are copied only when asked for, into ``hub-TIME.keys``: whoever has
them can speak as the hub and read sealed fields.
"""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from shared_models import encrypted_sqlite
from shared_models.errors import ForecourtError
from shared_models.rekeyed_sqlite import WrongKey, key_of
from sync_server.config import HubConfig
from sync_server.copying import write_file
from sync_server.damaged_files import DamagedFiles
from sync_server.database import database_of
from sync_server.erasure_register import drop_files, write_register
from sync_server.file_keys import NAME, file_keys, shared_file_keys, write_beside
from sync_server.file_store import FileStore, open_files
from sync_server.keys import KEY_FILES
from sync_server.log_archive import archive_of, drop_before
from sync_server.sealed_places import FileClosed, sealed
from sync_server.tables import SPACE
from sync_server.update_log import BadEntry, verify

log = logging.getLogger("forecourt.hub")
_NAME = re.compile(r"hub-(\d{8}T\d{12}Z)\.sqlite")
_MADE = "%Y%m%dT%H%M%S%fZ"


class BackupFailed(ForecourtError):
    """No backup could be made, or what is there is not whole."""

    code = "backup_failed"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its file, when it was made (UTC), its size in bytes, and how far it holds each space's log."""

    path: Path
    made: datetime
    size: int
    heads: dict[str, int]

    @property
    def keys(self) -> Path:
        """Where the keys lie that were copied with it, if any were."""
        return self.path.with_suffix(".keys")


def folder_of(config: HubConfig) -> Path:
    """Where the backups of a hub lie."""
    return config.backup_folder or config.data / "backups"


def make(config: HubConfig, folder: Path | None = None, *, with_keys: bool = False) -> Backup:
    """Make a backup, check it, and drop the oldest beyond ``backup_keep``; others may write meanwhile.

    Raises BackupFailed; nothing half-made stays.
    """
    folder = folder or folder_of(config)
    made = datetime.now(UTC)
    path = folder / f"hub-{made:{_MADE}}.sqlite"
    draft = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = _copy_out(config, draft)
        heads = checked(draft, keys)
        _note_erasures(config, folder, keys)
        write_beside(config, keys, folder)
        if left := copy_files(open_files(config, keys), kept_files(config, folder, keys)):
            log.error("files are not in the backup, they cannot be opened", extra={"count": len(left)})
            _note_damaged(config, left)
        if with_keys:
            _copy_keys(config, keys, path.with_suffix(".keys"))
        draft.replace(path)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise BackupFailed(f"The backup in {folder} could not be made: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    for old in listed(folder)[config.backup_keep :]:
        old.path.unlink(missing_ok=True)
        shutil.rmtree(old.keys, ignore_errors=True)
    oldest = int(min(each.made.timestamp() for each in listed(folder)) * 1000)
    drop_before(archive_of(folder, keys), oldest)
    drop_files(folder, oldest, keys)
    return Backup(path, made, path.stat().st_size, heads)


def _note_erasures(config: HubConfig, folder: Path, keys: Sequence[bytes]) -> None:
    database = database_of(config)
    try:
        with database.read() as connection:
            write_register(connection, folder, keys)
    finally:
        database.close()


def _note_damaged(config: HubConfig, names: Sequence[str]) -> None:
    """Have devices asked for what cannot be opened, before anybody misses it."""
    database = database_of(config)
    damaged = DamagedFiles(database)
    try:
        for name in names:
            tenant, _, digest = name.split("/")
            damaged.add(tenant, digest)
    finally:
        database.close()


def _copy_out(config: HubConfig, draft: Path) -> tuple[bytes, ...]:
    """Write the draft; returns the keys of the hub's files, under the first of which it is."""
    if not config.database:
        keys = file_keys(config)
        make_copy(config.database_file, keys, draft)
        return keys
    database = database_of(config)
    try:
        with database.write() as connection:
            keys = shared_file_keys(config, connection)
        write_file(database, draft, keys[0])
        return keys
    finally:
        database.close()


def listed(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first; how far they reach is not looked up."""
    found = [
        Backup(path, datetime.strptime(named[1], _MADE).replace(tzinfo=UTC), path.stat().st_size, {})
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (named := _NAME.fullmatch(path.name)) and path.is_file()
    ]
    return sorted(found, key=lambda each: each.made, reverse=True)


def due(config: HubConfig, now: datetime, restored_ms: int = 0) -> bool:
    """Whether the next backup by schedule is due; after the hub was put back one is due at once."""
    last = next(iter(listed(folder_of(config))), None)
    hours = config.backup_every
    if hours <= 0 or last is None:
        return hours > 0
    made = last.made.timestamp() * 1000
    return made < restored_ms or (now - last.made).total_seconds() >= hours * 3600


def checked(path: Path, keys: Sequence[bytes]) -> dict[str, int]:
    """How far a backup holds each space's log. Raises BackupFailed unless the file and every chain in it are whole."""
    try:
        key = key_of(path, keys)
        with closing(encrypted_sqlite.connect(path, key, readonly=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise BackupFailed(f"{path} is damaged: {verdict}")
        return _checked_logs(path, key)
    except WrongKey as error:
        raise BackupFailed(
            f"{path} is no backup of a hub, or is encrypted with a key that is not here. Put {NAME}, which lies beside "
            "backups, into its folder, and give this hub that one's key: seal.key, FORECOURT_HUB_KEY or key_file"
        ) from error
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(f"{path} is no backup of a hub: {error}") from error


def _checked_logs(path: Path, key: bytes | None) -> dict[str, int]:
    def connect() -> encrypted_sqlite.Connection:
        return encrypted_sqlite.connect(path, key, readonly=True)

    engine = create_engine("sqlite://", module=encrypted_sqlite, creator=connect, poolclass=NullPool)
    with engine.connect() as connection:
        for found in verify(connection):
            if isinstance(found, BadEntry):
                raise BackupFailed(f"{path}: {found.space}, entry {found.seq}: {found.reason}")
        return {row.name: row.seq for row in connection.execute(select(SPACE))}


def make_copy(database: Path, keys: Sequence[bytes], draft: Path) -> None:
    """One state of a database under the first of the keys, read in one go: others may write meanwhile.

    Raises WrongKey where none of the keys opens it.
    """
    with closing(encrypted_sqlite.connect(database, key_of(database, keys), readonly=True)) as source:
        encrypted_sqlite.copy(source, draft, keys[0])


def kept_files(config: HubConfig, folder: Path, keys: Sequence[bytes]) -> FileStore:
    """The files beside the backups in a folder, under the keys of the hub's files."""
    return FileStore(sealed(folder / "files", keys), config.max_file)


def copy_files(source: FileStore, target: FileStore, without: Collection[str] = ()) -> list[str]:
    """Every file that is whole and not there yet, ``without`` those of these digests; the names of those that cannot be
    opened, and are left out."""
    there, left = set(target.whole_names()), []
    for name in source.whole_names():
        if name not in there and name.rpartition("/")[2] not in without:
            try:
                target.place.put(name, source.place.read(name))
            except FileClosed:
                left.append(name)
    return left


def _copy_keys(config: HubConfig, keys: Sequence[bytes], folder: Path) -> None:
    folder.mkdir(mode=0o700)
    write_beside(config, keys, folder)
    for name in KEY_FILES:
        if (config.data / name).exists():
            shutil.copy2(config.data / name, folder / name)
