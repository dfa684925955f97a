"""Putting a hub's backup back: checked first, what was there is kept aside, and the hub begins another generation.

Who may sign in, on which devices, who was locked out since, and what such devices have left in escrow, is taken over
from the database that gives way, as long as that can be read: putting back yesterday's work must not let a stolen
tablet in again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from shared_models import encrypted_sqlite
from shared_models.clock import system_milliseconds
from shared_models.rekeyed_sqlite import key_of
from sync_server.audit import OPERATOR, note
from sync_server.backups import checked, copy_files, folder_of, kept_files, listed, make_copy
from sync_server.config import HubConfig
from sync_server.copying import read_file, write_file
from sync_server.database import FORMAT, SqliteDatabase, keys_of_files, open_database
from sync_server.erasing import Erased, erase_again, known_erasures
from sync_server.erasure_register import enter, known_in, read_register, tell_again
from sync_server.errors import SetupProblem
from sync_server.file_keys import can_be_opened, keep_keys, keys_beside, put_shared
from sync_server.file_store import open_files
from sync_server.generation import begin_generation
from sync_server.keys import KEY_FILES, load_key
from sync_server.replaying import Replayed, replay
from sync_server.role_key_tables import ROLE_KEYS
from sync_server.sign_in_tables import KEPT_AT_RESTORE
from sync_server.standing import note_backup
from sync_server.tables import (
    ACCOUNT,
    AGREED_COPY,
    AGREED_FIELD,
    AUDIT,
    AUDIT_HEAD,
    DAMAGED_FILE,
    DEVICE,
    DEVICE_PERSON,
    DEVICE_STANDING,
    ENROL_CODE,
    ERASED_DOCUMENT,
    ERASURE,
    ERASURE_HEEDED,
    ESCROW,
    REFRESH,
    SPACE,
    SPENT_CHALLENGE,
    TENANT,
)

_WHO = (TENANT, ACCOUNT, ENROL_CODE, DEVICE, DEVICE_PERSON, REFRESH, SPENT_CHALLENGE, DEVICE_STANDING, ESCROW)
#: What was done since the backup stays written down too; but not where in the log, for the log is the backup's.
_KEPT = (
    *_WHO, AUDIT, AUDIT_HEAD, AGREED_FIELD, ERASURE, ERASED_DOCUMENT, ERASURE_HEEDED, *KEPT_AT_RESTORE, *ROLE_KEYS,
    DAMAGED_FILE,
)  # fmt: skip
#: Which copy an insurer has of which record is in no log: of those that came from the archive it is taken over.
_COPIES = (
    "INSERT OR REPLACE INTO main.agreed_copy (source, copy) SELECT source, copy FROM present.agreed_copy "
    "WHERE source IN (SELECT id FROM main.document) AND copy IN (SELECT id FROM main.document)"
)
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: how far each log reaches now, where the former data is, what there is to say about
    it, how many entries came from the archive of the log, and how many files could not be opened."""

    heads: dict[str, int]
    aside: Path | None
    accounts_kept: bool
    keys_missing: tuple[str, ...]
    replayed: int = 0
    files_unread: int = 0


def restore(config: HubConfig, backup: Path, until_ms: int | None = None) -> Restored:
    """Put a backup in place, with what the archive beside it holds up to a moment (milliseconds since 1970 UTC), if one
    is given; nobody may serve the folder meanwhile. Raises BackupFailed, ArchiveDamaged or SetupProblem."""
    if not backup.is_file():
        raise SetupProblem(f"There is no backup {backup}")
    config.make_folder()
    missing = _put_back_keys(backup, config.data)
    known = keys_beside(config, backup)
    if can_be_opened(config):
        known = (*keys_of_files(config), *known)
    heads = checked(backup, known)
    keys = tuple(dict.fromkeys((*keys_of_files(config), *known)))
    draft = config.database_file.with_name("hub.sqlite.new")
    _away(draft)
    try:
        make_copy(backup, keys, draft)
        _require_format(draft, keys[0], backup)
        _make_tables(draft, keys[0])
        done = _erasures_in(draft, keys[0])
        replayed = Replayed()
        if until_ms is not None:
            replayed = replay(draft, keys, backup.parent, until_ms)
        aside = _written_aside(config, keys[0]) if config.database else None
        kept = _take_over_accounts(aside if config.database else config.database_file, draft, keys)
        registered = _registered(config, backup, keys)
        erased = _begin(
            config, draft, keys[0], int(backup.stat().st_mtime * 1000), (done, replayed.erasures), registered
        )
        heads = checked(draft, keys)
        if config.database:
            _put_into_server(config, draft, keys)
        else:
            keep_keys(config, keys)
            aside = _keep_aside(config, keys)
            draft.replace(config.database_file)
    finally:
        _away(draft)
    gone = {digest for one in registered for digest in one["files"]} | {file for one in erased for file in one.files}
    left = copy_files(kept_files(config, backup.parent, keys), open_files(config, keys), without=gone)
    return Restored(heads, aside, kept, missing, replayed.entries, len(left))


def _registered(config: HubConfig, backup: Path, keys: Sequence[bytes]) -> list[dict[str, Any]]:
    """The erasures that the folder of the backup knows of, and that of the hub's own backups: by their registers, and
    by the newer backups that lie there."""
    here = folder_of(config)
    mine = (*keys, *keys_beside(config, here / backup.name))
    found = [*read_register(backup.parent, keys), *read_register(here, mine)]
    named = {one["id"] for one in found}
    newer = (one.path for place in (backup.parent, here) for one in listed(place) if one.path.name > backup.name)
    for path in dict.fromkeys(newer):
        found += [one for one in known_in(path, (*mine, *keys_beside(config, path))) if one["id"] not in named]
        named |= {one["id"] for one in found}
    return found


def _require_format(draft: Path, key: bytes, backup: Path) -> None:
    with closing(encrypted_sqlite.connect(draft, key)) as connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > FORMAT:
        raise SetupProblem(f"{backup} was written by a newer hub (format {found}); please update this one")


def _make_tables(draft: Path, key: bytes) -> None:
    """A backup of an older hub lacks some of this one's tables."""
    database = SqliteDatabase(draft, key)
    try:
        database.create()
    finally:
        database.close()


def _written_aside(config: HubConfig, key: bytes) -> Path | None:
    """What a server holds now, as a file; None where it holds nothing. Raises SetupProblem while hubs use it."""
    database = open_database(config)
    try:
        if others := database.others():
            raise SetupProblem(f"database: {others} connections of hubs are open. Stop all hubs on this database first")
        with database.read() as connection:
            if connection.execute(select(TENANT.c.name)).first() is None:
                return None
        aside = _folder_aside(config) / config.database_file.name
        write_file(database, aside, key)
        return aside
    finally:
        database.close()


def _put_into_server(config: HubConfig, draft: Path, keys: Sequence[bytes]) -> None:
    database = open_database(config)
    try:
        with database.alone() as connection:
            read_file(draft, keys[0], connection)
            put_shared(config, connection, keys)
    finally:
        database.close()


def _take_over_accounts(present: Path | None, draft: Path, keys: Sequence[bytes]) -> bool:
    """Accounts, devices and sessions as they are now; False where the present database cannot be read."""
    if present is None or not present.is_file():
        return False
    with closing(encrypted_sqlite.connect(draft, keys[0])) as connection:
        try:
            key = key_of(present, keys)
            plain = "KEY ''" if key is None else ""
            connection.execute(f"ATTACH ? AS present {plain}", (encrypted_sqlite.address(present, key),))
            connection.execute("BEGIN")
            there = {row[0] for row in connection.execute("SELECT name FROM present.sqlite_master")}
            for table in (table for table in _KEPT if table.name in there):
                names = ", ".join(column.name for column in table.columns)
                connection.execute(
                    f"INSERT OR REPLACE INTO main.{table.name} ({names}) SELECT {names} FROM present.{table.name}"
                )
            if AGREED_COPY.name in there:
                connection.execute(_COPIES)
            connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return False
    return True


def _erasures_in(draft: Path, key: bytes) -> set[str]:
    """The erasures that were done when the backup was made."""
    database = SqliteDatabase(draft, key)
    try:
        with database.read() as connection:
            return known_erasures(connection)
    finally:
        database.close()


def _begin(
    config: HubConfig,
    draft: Path,
    key: bytes,
    made: int,
    erasures: tuple[set[str], frozenset[str]],
    registered: list[dict[str, Any]],
) -> list[Erased]:
    """Begin another generation, do again the erasures that the backup has not done, and leave nothing of them.

    ``erasures``: those it has done, and those that the archive had remnants of.
    """
    done, remnants = erasures
    database = SqliteDatabase(draft, key)
    try:
        now = system_milliseconds()
        with database.write() as connection:
            heads = {row.name: row.seq for row in connection.execute(select(SPACE))}
            begin_generation(connection, now, made, heads)
            note_backup(connection, heads, now)
            enter(connection, registered)
            erased = erase_again(connection, load_key(config.data), done, now)
            tell_again(connection, remnants)
            for tenant in connection.execute(select(TENANT.c.name).order_by(TENANT.c.name)).scalars().all():
                note(connection, tenant, OPERATOR, "", "hub_restored", "", {"made": made})
        with database.writing.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            if erased:
                connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()
    return erased


def _keep_aside(config: HubConfig, keys: Sequence[bytes]) -> Path | None:
    """The present database under another name, with what has not been moved into its file yet."""
    if not config.database_file.exists():
        return None
    _settle(config.database_file, keys)
    kept = _folder_aside(config) / config.database_file.name
    shutil.copy2(config.database_file, kept)  # a copy: were this to stop here, the hub would still have its database
    for ending in _BESIDE:
        beside = config.database_file.with_name(config.database_file.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    return kept


def _folder_aside(config: HubConfig) -> Path:
    folder = config.data / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _settle(database: Path, keys: Sequence[bytes]) -> None:
    """Move the write-ahead log into the file, as far as the file can be read at all."""
    try:
        with closing(encrypted_sqlite.connect(database, key_of(database, keys))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return


def _put_back_keys(backup: Path, data: Path) -> tuple[str, ...]:
    """Keys that are missing here come out of the backup; those that are in neither are named."""
    missing = []
    for name in KEY_FILES:
        kept = backup.with_suffix(".keys") / name
        if (data / name).exists():
            continue
        if kept.exists():
            shutil.copy2(kept, data / name)
        else:
            missing.append(name)
    return tuple(missing)


def _away(path: Path) -> None:
    for ending in ("", *_BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)
