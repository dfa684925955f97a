"""Photos and papers on this device: kept by the SHA-256 of their bytes, sent to the hub and fetched from it by name.

What lies on the disk is encrypted with the key of the data folder; files of before are encrypted in passing.
"""

from __future__ import annotations

import hashlib
import logging
import mimetypes
import os
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from client.replica.file_keys import FileKeys
from client.text import photos as words
from shared_models import sealed_files
from shared_models.kinds import FileRef
from shared_models.sealed_files import NotOpened

log = logging.getLogger(__name__)
#: How often a file may come damaged before it is said where people look for trouble.
TRIES = 5


class FileState(Enum):
    """How a file stands on this device."""

    HERE = "here"
    UNSENT = "unsent"
    AWAITED = "awaited"
    DAMAGED = "damaged"
    REFUSED = "refused"


class FileStore:
    """The files of one replica. A file is whole or absent: it is written beside and renamed.

    ``changed`` are called with the digest of a file that now stands otherwise, on whatever thread noticed;
    ``work`` when there is something to send or to fetch.
    """

    def __init__(self, folder: Path, keys: FileKeys | None = None) -> None:
        """``keys``: those of the data folder, in which the store lies."""
        self.folder = folder
        self._keys = keys or FileKeys.of(folder.parent)
        self._known: tuple[bytes, ...] = ()
        self._outbox = folder / "outbox"
        self._refused = folder / "refused"
        for part in (self._outbox, self._refused):
            part.mkdir(parents=True, exist_ok=True)
        self._wanted: set[str] = set()
        self._damaged: set[str] = set()
        self._failed: dict[str, int] = {}
        self.changed: list[Callable[[str], None]] = []
        self.work: list[Callable[[], None]] = []

    def path(self, digest: str) -> Path:
        """Where a file is, or would be."""
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether the file's bytes are here."""
        return self.path(digest).exists()

    def size(self, digest: str) -> int:
        """Bytes of a file that is here; 0 for one that is not."""
        try:
            with self.path(digest).open("rb") as file:
                begin = file.read(len(sealed_files.MAGIC))
            return self.path(digest).stat().st_size - (sealed_files.OVERHEAD if sealed_files.is_sealed(begin) else 0)
        except FileNotFoundError:
            return 0

    def state(self, digest: str) -> FileState:
        """How a file stands."""
        if (self._refused / digest).exists():
            return FileState.REFUSED
        if self.has(digest):
            return FileState.UNSENT if (self._outbox / digest).exists() else FileState.HERE
        return FileState.DAMAGED if digest in self._damaged else FileState.AWAITED

    def refusal(self, digest: str) -> str:
        """Why the hub does not have a file that was refused; empty when it was not."""
        try:
            return (self._refused / digest).read_text("utf-8")
        except FileNotFoundError:
            return ""

    def add(self, source: Path) -> FileRef:
        """Take a file in (a photo just made); it goes to the hub at the next chance. Raises OSError."""
        return self.add_bytes(source.read_bytes(), source.name)

    def add_bytes(self, data: bytes, name: str) -> FileRef:
        """Take in bytes under a name; a file once refused or damaged is given another chance."""
        digest = hashlib.sha256(data).hexdigest()
        self._write(digest, data)
        (self._outbox / digest).touch()
        (self._refused / digest).unlink(missing_ok=True)
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._stands_otherwise(digest)
        self._call_for_work()
        return FileRef(digest, name, media_type, len(data))

    def want(self, digest: str) -> None:
        """Have a file fetched that a screen would like to show."""
        if not self.has(digest) and digest not in self._wanted:
            self._wanted.add(digest)
            self._call_for_work()

    def wanted(self) -> list[str]:
        """Digests of files that screens wait for."""
        return sorted(self._wanted)

    def unsent(self) -> list[str]:
        """Digests of files the hub does not have yet."""
        return sorted(path.name for path in self._outbox.iterdir())

    def found_damaged(self, digest: str) -> None:
        """The bytes here are not those of the digest: away with them. Either the hub has the file, or it is said."""
        self.path(digest).unlink(missing_ok=True)
        self._damaged.add(digest)
        if (self._outbox / digest).exists():
            self.refuse(digest, words.DAMAGED_HERE)
        else:
            self._stands_otherwise(digest)
            self.want(digest)

    def send_again(self, digest: str) -> None:
        """What lies at the hub is damaged: it is sent once more, where it is whole here."""
        if self.read(digest) is not None and not (self._refused / digest).exists():
            (self._outbox / digest).touch()
            self._stands_otherwise(digest)
            self._call_for_work()

    def given_up(self) -> list[str]:
        """Digests of the files that came damaged, or not at all since the hub's is damaged, time after time."""
        return sorted(digest for digest, count in self._failed.copy().items() if count >= TRIES)

    def failures(self, digest: str) -> int:
        """How often in a row a file has come damaged."""
        return self._failed.get(digest, 0)

    def sent(self, digest: str) -> None:
        """The hub has it."""
        (self._outbox / digest).unlink(missing_ok=True)
        self._stands_otherwise(digest)

    def take(self, digest: str, data: bytes) -> None:
        """Take in what the hub sent; bytes that are not those of the digest are not kept, and the file stays wanted."""
        if _digest(data) == digest:
            self._write(digest, data)
            self._wanted.discard(digest)
            self._damaged.discard(digest)
            self._failed.pop(digest, None)
        else:
            self._failed[digest] = self.failures(digest) + 1
            if digest in self._damaged and self._failed[digest] != TRIES:
                return
            log.warning("a file arrived damaged")
            self._damaged.add(digest)
        self._stands_otherwise(digest)

    def read(self, digest: str) -> bytes | None:
        """The bytes of a file, or None when they are gone or are not what was taken in."""
        try:
            data = self.opened(self.path(digest), digest)
        except (FileNotFoundError, NotOpened):
            return None
        return data if _digest(data) == digest else None

    def remove(self, digest: str) -> None:
        """Let go of a file for good, with all that was made of it: no record here names it any more."""
        for path in (self.path(digest), self._outbox / digest, self._refused / digest):
            path.unlink(missing_ok=True)
        for picture in (self.folder / "thumbnails").glob(f"{digest}-*"):
            picture.unlink(missing_ok=True)
        self._wanted.discard(digest)
        self._failed.pop(digest, None)
        self._stands_otherwise(digest)

    def opened(self, path: Path, name: str) -> bytes:
        """What is in a file of this store that is called so. Raises FileNotFoundError and NotOpened."""
        written = path.read_bytes()
        try:
            return sealed_files.unseal(written, self._known, name)
        except NotOpened:
            self._known = self._keys.all()  # a new key since, or the first file that is read
            return sealed_files.unseal(written, self._known, name)

    def closed(self, data: bytes, name: str) -> bytes:
        """How bytes are to lie in this store under a name. Raises KeyLost."""
        if not self._known:
            self._keys.newest()
            self._known = self._keys.all()
        return sealed_files.seal(data, self._known[0], name)

    def encrypt_all(self) -> int:
        """Encrypt with the newest key what lies here plain or under an older one; how many could not be read."""
        newest = self._keys.newest()
        self._known = self._keys.all()
        unread = 0
        for path in (each for each in self.folder.rglob("*") if each.is_file() and not each.name.endswith(".new")):
            if path.parent in (self._outbox, self._refused):
                continue
            try:
                with path.open("rb") as file:
                    begin = file.read(sealed_files.OVERHEAD)
                if not sealed_files.is_sealed(begin, newest):
                    _replace(path, sealed_files.seal(self.opened(path, path.name), newest, path.name))
            except FileNotFoundError:
                continue  # pruned meanwhile
            except NotOpened:
                unread += 1
        return unread

    def refuse(self, digest: str, why: str) -> None:
        """The hub will not get it: kept here, with the reason, and not offered again until it is added anew."""
        log.warning("a file is not on the hub and will not be sent")
        (self._refused / digest).write_text(why, "utf-8")
        (self._outbox / digest).unlink(missing_ok=True)
        self._stands_otherwise(digest)

    def _stands_otherwise(self, digest: str) -> None:
        for told in list(self.changed):
            told(digest)

    def _call_for_work(self) -> None:
        for called in list(self.work):
            called()

    def _write(self, digest: str, data: bytes) -> None:
        """Synced before it is renamed: a record that names a file is never on the disk before the file."""
        target = self.path(digest)
        if target.exists():
            return
        target.parent.mkdir(exist_ok=True)
        _replace(target, self.closed(data, digest))


def _replace(target: Path, written: bytes) -> None:
    draft = target.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
