"""The second place that copies of backups go to: another disk, which may be away, known again by a word in it."""

from __future__ import annotations

import os
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from client.care import sealed_copies
from client.care.backup_choices import BackupChoices
from client.care.sealed_copies import ENDING, About
from client.changes import Identity
from client.replica import backups
from client.replica.backups import Backup, BackupFailed, Progress
from client.replica.file_keys import FileKeys, key_of
from client.text import backups as words
from shared_models.errors import ForecourtError

#: The file by which a folder is known again, and the beginning of the names of the devices' own folders in it.
_MARK, _OWN = "forecourt-copies.txt", "forecourt-"

State = Literal["none", "here", "away", "trouble"]


class CannotUse(ForecourtError):
    """A folder that was chosen cannot be the second place."""

    code = "cannot_use_folder"


@dataclass(frozen=True)
class Place:
    """How the second place stands. ``newest`` copy (UTC), ``same_disk`` as the replica; the last ``trouble``."""

    state: State
    folder: str = ""
    newest: datetime | None = None
    same_disk: bool = False
    trouble: str = ""


class SecondPlace:
    """Copies of one replica's backups at the chosen folder. Nothing here is done on the window's thread."""

    def __init__(self, replica: Path, identity: Identity, choices: BackupChoices) -> None:
        self._replica, self._me, self._choices = replica, identity, choices
        self._trouble = ""

    def choose(self, folder: Path | None) -> None:
        """Use this folder from now on, or none. Raises CannotUse."""
        if folder is None:
            self._choices.change(second="", mark="")
            return
        if self._replica.parent.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise CannotUse(words.INSIDE.format(folder=folder))
        try:
            mark = _read_mark(folder) or uuid.uuid4().hex
            (folder / _MARK).write_text(mark, "utf-8")
            self._own(folder).mkdir(exist_ok=True)
        except OSError as error:
            raise CannotUse(words.CANNOT_USE.format(folder=folder, reason=error.strerror or error)) from error
        self._trouble = ""
        self._choices.change(second=str(folder), mark=mark)

    def standing(self) -> Place:
        """How it stands now."""
        chosen = self._choices.now
        if not chosen.second:
            return Place("none")
        folder = Path(chosen.second)
        if not self._is_there(folder):
            return Place("away", chosen.second)
        newest = next((copy.made for copy, device in self.copies() if not device), None)
        same = _disk(folder) == _disk(self._replica)
        return Place("trouble" if self._trouble else "here", chosen.second, newest, same, self._trouble)

    def copies(self) -> list[tuple[Backup, str]]:
        """The copies of this person's backups there, newest first, each with its device's mark (empty: this one)."""
        folder = Path(self._choices.now.second or os.devnull)
        if not self._choices.now.second or not self._is_there(folder):
            return []
        own = self._own(folder)
        try:
            found = [
                (copy, "" if each == own else each.name.removeprefix(_OWN))
                for each in folder.glob(f"{_OWN}*")
                if each.is_dir()
                for copy in backups.named(each, self._replica.stem, ENDING)
            ]
        except OSError:
            return []
        return sorted(found, key=lambda each: each[0].made, reverse=True)

    def drop(self, since: datetime) -> bool:
        """Remove this person's copies from before an instant; False where the place is chosen and away."""
        if not self._choices.now.second:
            return True
        if not self._is_there(Path(self._choices.now.second)):
            return False
        for copy, _device in self.copies():
            if copy.made <= since:
                copy.path.unlink(missing_ok=True)
        return True

    def lacking(self) -> list[Backup]:
        """Of each reason the newest backup, where the place is there and has no copy of it."""
        folder = Path(self._choices.now.second or os.devnull)
        if not self._choices.now.second or not self._is_there(folder):
            return []
        newest: dict[str, Backup] = {}
        for each in backups.listed(self._replica):
            newest.setdefault(each.reason, each)
        there = {copy.path.stem for copy, device in self.copies() if not device}
        return [each for each in newest.values() if each.path.stem not in there]

    def bring(self, made: Backup, key: bytes, progress: Progress = backups.unheeding) -> Path:
        """Copy a backup there, sealed, and see whether the copy is whole. Raises BackupFailed and BackupStopped."""
        own = self._own(Path(self._choices.now.second))
        target = own / (made.path.stem + ENDING)
        told = About(
            self._me.tenant,
            self._me.person,
            self._me.device,
            round(made.made.timestamp() * 1000),
            made.reason,
            made.size,
        )
        try:
            own.mkdir(exist_ok=True)
            file_key = key_of(made.path, FileKeys.of(self._replica.parent).all())
            sealed_copies.seal(made.path, target, key, told, progress, file_key)
            sealed_copies.unseal(target, None, key, progress)
            backups.prune([each for each, device in self.copies() if not device], made.reason, self._choices.now.kept)
            self._choices.found(target.name, True, datetime.now(UTC))
        except (OSError, BackupFailed, sqlite3.DatabaseError) as error:
            self._trouble = str(error)
            raise BackupFailed(words.SECOND_TROUBLE.format(folder=own.parent, reason=error)) from error
        self._trouble = ""
        return target

    def _own(self, folder: Path) -> Path:
        return folder / f"{_OWN}{self._me.device[:12]}"

    def _is_there(self, folder: Path) -> bool:
        """Whether this is the folder that was chosen: an empty one under the same name is where its disk was."""
        return _read_mark(folder) == self._choices.now.mark


def _read_mark(folder: Path) -> str:
    try:
        return (folder / _MARK).read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _disk(path: Path) -> int:
    try:
        return path.stat().st_dev
    except OSError:
        return -1
