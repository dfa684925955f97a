"""Putting a hub back to a moment: the backup before it, and what the archive of the log holds from then up to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from shared_models import encrypted_sqlite
from shared_models.envelopes import unpack
from shared_models.erasures import REMNANT
from shared_models.rekeyed_sqlite import key_of
from sync_server.admission import Admission
from sync_server.backups import BackupFailed, listed
from sync_server.database import SqliteDatabase
from sync_server.errors import SetupProblem
from sync_server.generation import generation_of
from sync_server.log_archive import Row, archive_of, read
from sync_server.update_log import head_of

_AT_ONCE = 500


def instant(text: str) -> int:
    """``2026-11-22T10:15:00Z`` in milliseconds since 1970 UTC. Raises SetupProblem; a time without a zone is none."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise SetupProblem(f"to: '{text}' is no instant such as 2026-11-22T10:15:00Z") from error
    if told.tzinfo is None:
        raise SetupProblem(f"to: '{text}' does not say its time zone; write {text}Z for UTC")
    return int(told.timestamp() * 1000)


def backup_before(folder: Path, until_ms: int) -> Path:
    """The newest backup in a folder that was made before a moment. Raises SetupProblem where there is none."""
    if until_ms > datetime.now(UTC).timestamp() * 1000:
        raise SetupProblem("to: this moment is still to come")
    made = [each for each in listed(folder) if each.made.timestamp() * 1000 <= until_ms]
    if not made:
        raise SetupProblem(f"There is no backup in {folder} that was made before that moment")
    return made[0].path


def replay(draft: Path, keys: Sequence[bytes], backups: Path, until_ms: int) -> int:
    """Bring a copy of a backup, under the first of these keys, up to a moment; how many entries came from the archive.

    Every entry must follow the one before it with the chain hash that it was acknowledged with, else BackupFailed.
    """
    database = SqliteDatabase(draft, keys[0])
    try:
        with database.read() as connection:
            generation = generation_of(connection)
        rows = iter(read(archive_of(backups, keys), generation, until_ms))
        count = 0
        while some := list(islice(rows, _AT_ONCE)):
            count += _enter(database, some)
        return count
    finally:
        database.close()


def _enter(database: SqliteDatabase, rows: Iterable[Row]) -> int:
    with database.write() as connection:
        admission, count, heads = Admission(connection, 0), 0, dict[str, int]()
        for space, theirs in groupby(rows, lambda row: row.space):
            for row in theirs:
                head = heads.setdefault(space, head_of(connection, space).seq)
                if row.seq <= head:
                    continue
                if row.seq != head + 1:
                    raise BackupFailed(f"{space}: entry {head + 1} is neither in the backup nor in the archive")
                envelope = unpack(row.envelope)
                if envelope.type == REMNANT:
                    raise BackupFailed(f"{space}: entry {row.seq} was erased; choose a moment before or a later backup")
                entry = admission.replay(envelope, row.envelope, row.stamp, row.received)
                if entry.chain != row.chain:
                    raise BackupFailed(f"{space}: entry {row.seq} of the archive does not follow the backup's log")
                heads[space], count = row.seq, count + 1
        admission.finish()
    return count


def counts(database: Path, keys: Sequence[bytes]) -> dict[str, int]:
    """How many entries, documents and changes a database file holds: the same of two that hold the same."""
    with closing(encrypted_sqlite.connect(database, key_of(database, keys), readonly=True)) as connection:
        return {
            name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
            for name in ("log", "document", "change")
        }
