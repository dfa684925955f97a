"""Backups as a person deals with them: which there are, making, checking, looking into and putting one back."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from client.care import sealed_copies
from client.care.backup_choices import BackupChoices, digest
from client.care.rekeying import encrypt_backups
from client.care.second_place import Place, SecondPlace
from client.replica import backups, restoring
from client.replica.backups import Backup, BackupFailed, BackupStopped, Progress, unheeding
from client.replica.restoring import NotABackup, Preview, Restored
from client.replica.worker import Replica, wait
from client.text import backups as words

__all__ = ["Backup", "BackupFailed", "BackupStopped", "Inventory", "Kept", "Preview", "Restored", "Safekeeping"]

#: Putting back may take as long as it takes.
_DAYS = 86_400.0


@dataclass(frozen=True)
class Kept:
    """A backup or a copy of one. ``whole``: as it was found when it was ``checked`` (UTC), None: never checked.

    ``away``: it lies at the second place, put there by ``device`` where that is another. ``both``: here and there.
    """

    backup: Backup
    whole: bool | None
    checked: datetime | None
    away: bool = False
    device: str = ""
    both: bool = False


@dataclass(frozen=True)
class Inventory:
    """All of it, the newest first, and how the second place stands."""

    here: tuple[Kept, ...]
    away: tuple[Kept, ...]
    place: Place
    kept: int


class Safekeeping:
    """The backups of one replica. Everything takes its time: call it off the window's thread."""

    def __init__(self, replica: Replica, key: Callable[[], bytes | None] = lambda: None) -> None:
        """``key`` tells what seals copies for other places, None as long as the hub has not given it."""
        self._replica, self._key = replica, key
        self._path = replica.database.path
        self.choices = BackupChoices(self._path.parent)
        self.second = SecondPlace(self._path, replica.identity, self.choices)

    def use_key(self, key: Callable[[], bytes | None]) -> None:
        """From now on this tells what seals copies."""
        self._key = key

    def inventory(self) -> Inventory:
        """Which there are."""
        copies = self.second.copies()
        there = {copy.path.stem for copy, device in copies if not device}
        here = tuple(self._kept(each, both=each.path.stem in there) for each in backups.listed(self._path))
        away = tuple(self._kept(copy, away=True, device=device) for copy, device in copies)
        return Inventory(here, away, self.second.standing(), self.choices.now.kept)

    def _kept(self, backup: Backup, away: bool = False, device: str = "", both: bool = False) -> Kept:
        found = self.choices.now.checked.get(backup.path.name)
        whole, at = (found[0], datetime.fromisoformat(found[1])) if found else (None, None)
        return Kept(backup, whole, at, away, device, both)

    def make(self, reason: str = backups.ASKED, progress: Progress = unheeding) -> Backup:
        """Make one, checked, here. Raises BackupFailed and BackupStopped."""
        made = backups.make(self._path, reason, self.choices.now.kept, progress)
        self.choices.found(made.path.name, True, datetime.now(UTC), digest(made.path))
        return made

    def encrypt(self) -> None:
        """Put backups under the newest key that were made before there was one."""
        encrypt_backups(self._path.parent, self._replica.database.keys)

    def bring_copies(self, progress: Progress = unheeding) -> int:
        """Copy to the second place what it lacks, where it is connected; how many were copied. Raises BackupFailed."""
        key, copied = self._key(), 0
        for each in self.second.lacking() if key is not None else ():
            self.second.bring(each, key or b"", progress)
            copied += 1
        return copied

    @property
    def path(self) -> Path:
        """The replica's file."""
        return self._path

    def drop_copies(self, since: datetime) -> bool:
        """Remove the copies at the second place from before an instant; False where that is away just now."""
        return self.second.drop(since)

    def waits_for_key(self) -> bool:
        """Whether copies cannot be sealed yet."""
        return self._key() is None

    def check(self, path: Path, progress: Progress = unheeding) -> bool:
        """Whether a backup or copy is whole; kept for the list. Raises NotABackup (gone, no key) and BackupStopped."""
        whole = True
        try:
            key = self._sealing_key(path) if sealed_copies.is_sealed(path) else None
        except OSError as error:
            raise NotABackup(words.GONE.format(path=path)) from error
        try:
            if key is None:
                backups.check(path, self._keys(), progress)
                whole = self.choices.digest_of(path.name) in ("", digest(path))
            else:
                sealed_copies.unseal(path, None, key, progress)
        except (OSError, sqlite3.DatabaseError, NotABackup):
            whole = False
        self.choices.found(path.name, whole, datetime.now(UTC))
        return whole

    def preview(self, path: Path, progress: Progress = unheeding) -> Preview:
        """What putting it back would bring. Raises NotABackup with the reason in words, and BackupStopped."""
        with self._plain(path, progress) as (plain, key):
            keys = (*self._keys(), *((key,) if key else ()))
            return restoring.preview(plain, self._path, self._replica.identity, keys, path)

    def put_back(self, path: Path, progress: Progress = unheeding) -> Restored:
        """Merge it in, all or nothing. Raises NotABackup, BackupStopped, DiskFull."""
        with self._plain(path, progress) as (plain, key):
            running: Future[Restored] = self._replica.restore(plain, progress, path, key)
            return wait(running, _DAYS)

    @contextmanager
    def _plain(self, path: Path, progress: Progress) -> Iterator[tuple[Path, bytes | None]]:
        """The backup as it was made: a sealed copy is opened into a file that is gone afterwards, with its key."""
        try:
            if not sealed_copies.is_sealed(path):
                yield path, None
                return
            told = sealed_copies.about(path)
            me = self._replica.identity
            if told.tenant != me.tenant:
                raise NotABackup(words.OTHER_HOUSE.format(path=path))
            if told.person != me.person:
                raise NotABackup(words.OTHER_PERSON.format(path=path))
            folder = backups.folder_of(self._path)
            folder.mkdir(parents=True, exist_ok=True)
            backups.need_room(folder, told.size)
            plain = folder / f"{self._path.stem}-opened-{uuid.uuid4().hex}.part"
            key = sealed_copies.unseal(path, plain, self._sealing_key(path), progress)
            try:
                yield plain, key
            finally:
                plain.unlink(missing_ok=True)
        except OSError as error:
            raise NotABackup(words.GONE.format(path=path)) from error

    def _keys(self) -> tuple[bytes, ...]:
        return self._replica.database.keys.all()

    def _sealing_key(self, path: Path) -> bytes:
        key = self._key()
        if key is None:
            raise NotABackup(words.SEALED_FOR_OTHERS.format(path=path))
        return key
