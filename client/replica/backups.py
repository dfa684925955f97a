"""Backups of a replica on the device itself: made while people work, checked, kept for a while, found again.

A backup is a whole replica file, made page by page by SQLite's own online copy. It is checked before it counts, and it
is never written over: to put one back is to merge it in (``restoring``).
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from client.replica.file_keys import FileKeys, key_of, opened
from client.text import backups as words
from shared_models import encrypted_sqlite
from shared_models.errors import ForecourtError

#: How many backups of each reason are kept, the newest, where nobody chose another number.
KEPT = 7
DAILY, UPGRADE, REPAIR, ASKED = "daily", "upgrade", "repair", "asked"
#: Called with how much is done and how much there is (0: nobody knows); returns False to stop.
Progress = Callable[[int, int], bool]
_NAME = re.compile(r"(?P<stem>.+)-(?P<made>\d{8}T\d{12}Z)-(?P<reason>[a-z]+)(?P<ending>\.[a-z-]+)")
_MADE = "%Y%m%dT%H%M%S%fZ"
_PAGES = 2_000
#: SQLite asks whether to go on after so many steps of its machine.
_STEPS = 50_000
#: Bytes that stay free on a disk: the work itself needs room too.
_SPARE = 20_000_000


class BackupFailed(ForecourtError):
    """No backup could be made, or what was made is not whole."""

    code = "backup_failed"


class BackupStopped(ForecourtError):
    """The person wanted no more of it; nothing half-made stays."""

    code = "backup_stopped"


@dataclass(frozen=True)
class Backup:
    """One backup: its file, when it was made (UTC), why, and its size in bytes."""

    path: Path
    made: datetime
    reason: str
    size: int


def unheeding(_done: int, _all: int) -> bool:
    """For work that nobody watches."""
    return True


def folder_of(replica: Path) -> Path:
    """Where the backups of a replica lie: beside it, unless somebody has moved the folder to another disk."""
    return replica.parent / "backups"


def make(replica: Path, reason: str, kept: int = KEPT, progress: Progress = unheeding) -> Backup:
    """Make a backup while others go on writing, check it, and drop those of the same reason beyond ``kept``.

    Raises BackupFailed and BackupStopped; nothing half-made stays.
    """
    folder = folder_of(replica)
    made = datetime.now(UTC)
    path = folder / f"{replica.stem}-{made:{_MADE}}-{reason}.sqlite"
    draft = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        need_room(folder, replica.stat().st_size)
        keys = FileKeys.of(replica.parent).all()
        _copy(replica, draft, keys, progress)
        check(draft, keys, progress)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise BackupFailed(words.FAILED.format(folder=folder, reason=error)) from error
    except ForecourtError:
        draft.unlink(missing_ok=True)
        raise
    prune(listed(replica), reason, kept)
    return Backup(path, made, reason, path.stat().st_size)


def need_room(folder: Path, size: int) -> None:
    """Raise BackupFailed where a disk has no room for a file of so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        needed = (size + _SPARE) // 1_000_000
        raise BackupFailed(words.NO_ROOM.format(folder=folder, needed=needed, free=free // 1_000_000))


def prune(backups: list[Backup], reason: str, kept: int) -> None:
    """Drop those of a reason beyond the newest ``kept``; ``backups`` has the newest first."""
    for old in [each for each in backups if each.reason == reason][kept:]:
        old.path.unlink(missing_ok=True)


def _copy(replica: Path, draft: Path, keys: Sequence[bytes], progress: Progress) -> None:
    def told(remaining: int, pages: int) -> None:
        if not progress(pages - remaining, pages):
            raise BackupStopped(words.STOPPED)

    with (
        closing(opened(replica, keys)) as source,
        closing(encrypted_sqlite.connect(draft, key_of(replica, keys))) as target,
    ):
        source.execute("BEGIN")  # what others write meanwhile does not make it begin anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        encrypted_sqlite.back_up(source, target, _PAGES, told)
        target.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def check(path: Path, keys: Sequence[bytes], progress: Progress = unheeding) -> None:
    """Raise sqlite3.DatabaseError unless the file is whole and one of ``keys`` opens it; and BackupStopped."""
    stopped: list[bool] = []

    def ask() -> bool:
        if not progress(0, 0):
            stopped.append(True)
        return bool(stopped)

    with closing(opened(path, keys)) as connection:
        connection.set_progress_handler(ask, _STEPS)
        try:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if stopped:
                raise BackupStopped(words.STOPPED) from error
            raise
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def listed(replica: Path) -> list[Backup]:
    """The backups of a replica, the newest first. Files of other names are nobody's business."""
    return named(folder_of(replica), replica.stem, ".sqlite")


def named(folder: Path, stem: str, ending: str) -> list[Backup]:
    """The files of a folder that are called as backups of a replica are, the newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        parts = _NAME.fullmatch(path.name)
        if parts is not None and parts["stem"] == stem and parts["ending"] == ending:
            made = datetime.strptime(parts["made"], _MADE).replace(tzinfo=UTC)
            found.append(Backup(path, made, parts["reason"], path.stat().st_size))
    return sorted(found, key=lambda each: each.made, reverse=True)


def due(replica: Path, now: datetime, hours: float = 24) -> bool:
    """Whether the last backup by schedule is too old."""
    last = next((each for each in listed(replica) if each.reason == DAILY), None)
    return last is None or (now - last.made).total_seconds() >= hours * 3600
