"""Another key for what a data folder holds: rotation while the program is closed, and beginning anew without a key.

A rotation puts a new key before the old ones and writes every file anew under it; only when none needs an old key any
more are those forgotten. Killed at any point, it is gone on with by the same command, or by the next start.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from client.care.backup_choices import BackupChoices, digest
from client.file_store import FileStore
from client.replica.database import exclusively, translated
from client.replica.file_keys import FileKeys, brought_under_newest

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rotated:
    """How many files are under the new key, and how many could not be read and stay under an old one."""

    files: int
    unread: int


def rotate(folder: Path) -> Rotated:
    """Write everything in a data folder anew under a new key. Raises ReplicaInUse, DiskFull, KeyLost and OSError."""
    keys = FileKeys.of(folder)
    replicas = sorted(path for path in folder.glob("replica*.sqlite") if ".damaged-" not in path.name)
    with ExitStack() as held:
        for replica in replicas:
            held.enter_context(exclusively(replica))
        keys.newest()  # a folder whose key is lost gets no other
        keys.add()
        for replica in replicas:
            with translated(replica):
                brought_under_newest(replica, keys)
        kept = [path for path in _aside(folder) if not _encrypted(path, keys, None)]
        files = FileStore(folder / "files", keys)
        unread = files.encrypt_all() + encrypt_backups(folder, keys) + len(kept)
        if not unread:
            keys.keep_newest_only()
    return Rotated(len(replicas), unread)


def encrypt_backups(folder: Path, keys: FileKeys) -> int:
    """Put backups under the newest key that are not; how many could not be read. What was found of them stays known."""
    choices, unread = BackupChoices(folder), 0
    for path in (folder / "backups").glob("*.sqlite"):
        unread += not _encrypted(path, keys, choices)
    return unread


def start_again(folder: Path) -> Path:
    """Put aside what no key opens, whole and unchanged, so that everything comes from the hub; returns where it is."""
    aside = folder / f"without-key-{time.strftime('%Y%m%dT%H%M%S')}"
    aside.mkdir()
    for path in sorted(folder.iterdir()):
        if path.name in ("backups", "files") or (path.name.startswith("replica") and not path.name.endswith(".lock")):
            path.rename(aside / path.name)
    return aside


def _aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("replica*.damaged-*.sqlite"))


def _encrypted(path: Path, keys: FileKeys, choices: BackupChoices | None) -> bool:
    """Whether a file is under the newest key now; a damaged one stays as it is."""
    was = "" if choices is None else choices.digest_of(path.name)
    was_whole = bool(was) and was == digest(path)
    try:
        if brought_under_newest(path, keys) is None:
            return False
    except sqlite3.Error as problem:
        log.warning("a file could not be encrypted anew: %s", type(problem).__name__)
        return False
    if choices is not None and was_whole and (now := digest(path)) != was:
        choices.found(path.name, True, datetime.now(UTC), now)
    return True
