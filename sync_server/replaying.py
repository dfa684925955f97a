"""Putting a hub back to a moment: the backup before it, and what the archive of the log holds from then up to it.

What was erased before it was archived stands there as a remnant, its hash without content. It enters the log as such,
so that the chain holds, under the erasure that a notice further on in its space tells of; so it stays erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import Connection, insert

from shared_models import encrypted_sqlite
from shared_models.envelopes import unpack
from shared_models.erasures import NOTICE, REMNANT, read_notice
from shared_models.protocol import Entry
from shared_models.rekeyed_sqlite import key_of
from sync_server.admission import Admission
from sync_server.backups import BackupFailed, listed
from sync_server.database import SqliteDatabase
from sync_server.errors import SetupProblem
from sync_server.file_places import Place
from sync_server.generation import generation_of
from sync_server.log_archive import Row, archive_of, read
from sync_server.tables import ERASED_ENTRY, ERASURE_NOTICE
from sync_server.update_log import head_of

_AT_ONCE = 500
_EVER = 2**62


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


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many entries came from the archive, and the erasures by which some of them were erased."""

    entries: int = 0
    erasures: frozenset[str] = frozenset()


def replay(draft: Path, keys: Sequence[bytes], backups: Path, until_ms: int) -> Replayed:
    """Bring a copy of a backup, under the first of these keys, up to a moment.

    Every entry must follow the one before it with the chain hash that it was acknowledged with, else BackupFailed.
    """
    database = SqliteDatabase(draft, keys[0])
    try:
        with database.read() as connection:
            generation = generation_of(connection)
        archive = archive_of(backups, keys)
        rows, count, told = iter(read(archive, generation, until_ms)), 0, _Told(archive, generation)
        while some := list(islice(rows, _AT_ONCE)):
            count += _enter(database, some, told)
        return Replayed(count, frozenset(told.met))
    finally:
        database.close()


class _Told:
    """Which erasures the notices in an archive tell of, and where; it is read when the first remnant is met."""

    def __init__(self, archive: Place, generation: str) -> None:
        self._archive, self._generation = archive, generation
        self._places: dict[str, list[tuple[int, str]]] | None = None
        self.met: set[str] = set()

    def erasure_of(self, row: Row) -> str:
        """The erasure by which an entry became a remnant: it was told of later in the same space.

        It may be told of after the moment that is asked for: what is erased cannot come back. Raises BackupFailed.
        """
        if self._places is None:
            self._places = {}
            for each in read(self._archive, self._generation, _EVER):
                envelope = unpack(each.envelope)
                if envelope.type == NOTICE:
                    self._places.setdefault(each.space, []).append((each.seq, read_notice(envelope.payload)[0]))
        for seq, erasure in self._places.get(row.space, ()):
            if seq > row.seq:
                self.met.add(erasure)
                return erasure
        raise BackupFailed(f"{row.space}: entry {row.seq} was erased, and nothing in the archive tells by what")


def _enter(database: SqliteDatabase, rows: Iterable[Row], told: _Told) -> int:
    with database.write() as connection:
        admission, count, heads = Admission(connection, 0), 0, dict[str, int]()
        for space, theirs in groupby(rows, lambda row: row.space):
            for row in theirs:
                head = heads.setdefault(space, head_of(connection, space).seq)
                if row.seq <= head:
                    continue
                if row.seq != head + 1:
                    raise BackupFailed(f"{space}: entry {head + 1} is neither in the backup nor in the archive")
                if _entered(connection, admission, row, told).chain != row.chain:
                    raise BackupFailed(f"{space}: entry {row.seq} of the archive does not follow the backup's log")
                heads[space], count = row.seq, count + 1
        admission.finish()
    return count


def _entered(connection: Connection, admission: Admission, row: Row, told: _Told) -> Entry:
    """An entry as it stands in the log again, and what the hub knew of it if it is about an erasure."""
    envelope = unpack(row.envelope)
    if envelope.type == REMNANT:
        known = {"erasure": told.erasure_of(row), "hash": envelope.hash}
        connection.execute(insert(ERASED_ENTRY).values(space=row.space, seq=row.seq, **known))
        return admission.replay_remnant(envelope, row.envelope, row.stamp, row.received)
    if envelope.type == NOTICE:
        erasure, _ = read_notice(envelope.payload)
        connection.execute(insert(ERASURE_NOTICE).values(space=row.space, seq=row.seq, erasure=erasure))
    return admission.replay(envelope, row.envelope, row.stamp, row.received)


def counts(database: Path, keys: Sequence[bytes]) -> dict[str, int]:
    """How many entries, documents and changes a database file holds: the same of two that hold the same."""
    with closing(encrypted_sqlite.connect(database, key_of(database, keys), readonly=True)) as connection:
        return {
            name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
            for name in ("log", "document", "change")
        }
