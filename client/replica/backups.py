"""Backups of a replica on the device itself: made while people work, checked, kept for a while, found again.

A backup is a whole replica file, made page by page by SQLite's own online copy. It is checked before it counts, and it
is never written over: to put one back is to merge it in (``restoring``).
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from client.text import backups as words
from shared_models.errors import ForecourtError

#: How many backups of each reason are kept, the newest.
KEPT = 7
DAILY, UPGRADE, REPAIR, ASKED = "daily", "upgrade", "repair", "asked"
_NAME = re.compile(r"(?P<stem>.+)-(?P<made>\d{8}T\d{12}Z)-(?P<reason>[a-z]+)\.sqlite")
_MADE = "%Y%m%dT%H%M%S%fZ"
_PAGES = 2_000


class BackupFailed(ForecourtError):
    """No backup could be made, or what was made is not whole."""

    code = "backup_failed"


@dataclass(frozen=True)
class Backup:
    """One backup: its file, when it was made (UTC), why, and its size in bytes."""

    path: Path
    made: datetime
    reason: str
    size: int


def folder_of(replica: Path) -> Path:
    """Where the backups of a replica lie: beside it, unless somebody has moved the folder to another disk."""
    return replica.parent / "backups"


def make(replica: Path, reason: str, kept: int = KEPT) -> Backup:
    """Make a backup while others go on writing, check it, and drop those of the same reason beyond ``kept``.

    Raises BackupFailed; nothing half-made stays.
    """
    folder = folder_of(replica)
    made = datetime.now(UTC)
    path = folder / f"{replica.stem}-{made:{_MADE}}-{reason}.sqlite"
    draft = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(replica, draft)
        _check(draft)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise BackupFailed(words.FAILED.format(folder=folder, reason=error)) from error
    for old in [each for each in listed(replica) if each.reason == reason][kept:]:
        old.path.unlink(missing_ok=True)
    return Backup(path, made, reason, path.stat().st_size)


def _copy(replica: Path, draft: Path) -> None:
    with (
        closing(sqlite3.connect(f"{replica.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(draft, isolation_level=None)) as target,
    ):
        source.backup(target, pages=_PAGES)
        target.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _check(path: Path) -> None:
    """Raise sqlite3.DatabaseError unless the file is whole."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def listed(replica: Path) -> list[Backup]:
    """The backups of a replica, the newest first. Files of other names are nobody's business."""
    found = []
    folder = folder_of(replica)
    for path in folder.iterdir() if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named is not None and named["stem"] == replica.stem:
            made = datetime.strptime(named["made"], _MADE).replace(tzinfo=UTC)
            found.append(Backup(path, made, named["reason"], path.stat().st_size))
    return sorted(found, key=lambda each: each.made, reverse=True)


def due(replica: Path, now: datetime, hours: float = 24) -> bool:
    """Whether the last backup by schedule is too old."""
    last = next((each for each in listed(replica) if each.reason == DAILY), None)
    return last is None or (now - last.made).total_seconds() >= hours * 3600
