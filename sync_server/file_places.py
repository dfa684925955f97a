"""Where files lie: the seam between what the hub keeps as files and the folder or bucket that holds them.

A name is a relative path with slashes, made by the hub itself. A file that is there is whole.
"""

from __future__ import annotations

import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from shared_models.identifiers import new_id

PART = ".part"
#: Seconds after which nobody is still writing to a part.
_ABANDONED = 3600
_CHUNK = 262_144


class PlaceUnavailable(OSError):
    """The store of the files does not answer, or does not let the hub in."""


class Place(ABC):
    """Files by name. Every method may raise OSError: PlaceUnavailable where the store cannot be reached."""

    @abstractmethod
    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""

    @abstractmethod
    def read(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A file, or its bytes from ``start`` up to ``stop`` without it. Raises FileNotFoundError."""

    @abstractmethod
    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file: whole and durable when this returns, else not there; in the place of one that is there."""

    @abstractmethod
    def take(self, name: str, aside: Path) -> None:
        """Like :meth:`put`, of a file on this machine that is gone afterwards (see :meth:`aside`)."""

    @abstractmethod
    def aside(self, name: str) -> Path:
        """Where on this machine a file may be written, of a name of its own, before :meth:`take`."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Let go of a file, if it is there."""

    @abstractmethod
    def names(self, folder: str = "") -> Iterator[str]:
        """The names of all files beneath a folder, in any order."""

    @abstractmethod
    def require_ready(self) -> None:
        """Raise PlaceUnavailable unless the store answers."""

    def remove_all(self, folder: str) -> None:
        """Let go of everything beneath a folder."""
        for name in list(self.names(folder)):
            self.remove(name)

    @abstractmethod
    def clear_unfinished(self, *, shared: bool) -> None:
        """Remove what a hub that was killed left half written; others write here too where it is ``shared``."""


class Folder(Place):
    """Files in a folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        path = self.root / name
        return path.stat().st_size if path.is_file() else None

    def read(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A file, or a part of it."""
        with (self.root / name).open("rb") as file:
            file.seek(start)
            left = None if stop is None else stop - start
            while chunk := file.read(_CHUNK if left is None else min(_CHUNK, left)):
                left = None if left is None else left - len(chunk)
                yield chunk

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file aside, then move it."""
        aside = self.aside(name)
        try:
            write_durably(aside, chunks)
            os.replace(aside, self.root / name)
        finally:
            aside.unlink(missing_ok=True)

    def take(self, name: str, aside: Path) -> None:
        """Move a file here."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(aside, self.root / name)

    def aside(self, name: str) -> Path:
        """Beside the file that it will be."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(f"{new_id()}{PART}")

    def remove(self, name: str) -> None:
        """Let go of a file."""
        (self.root / name).unlink(missing_ok=True)

    def remove_all(self, folder: str) -> None:
        """Let go of a folder."""
        shutil.rmtree(self.root / folder, ignore_errors=True)

    def names(self, folder: str = "") -> Iterator[str]:
        """All files that are whole."""
        for path in sorted((self.root / folder).rglob("*")):
            if path.suffix != PART and path.is_file():
                yield path.relative_to(self.root).as_posix()

    def require_ready(self) -> None:
        """A folder that is not there yet is made when the first file comes."""
        if self.root.exists() and not os.access(self.root, os.W_OK):
            raise PlaceUnavailable(f"{self.root} cannot be written to")

    def clear_unfinished(self, *, shared: bool) -> None:
        """Remove parts."""
        for left in self.root.glob(f"*/*/*{PART}"):
            with suppress(FileNotFoundError):
                if not shared or left.stat().st_mtime < time.time() - _ABANDONED:
                    left.unlink()


def place_of(where: Path | str, scratch: Path) -> Place:
    """The folder or bucket that a setting names (see ``file_bucket`` for its URL); ``scratch`` is a folder of one's
    own for files on their way to a bucket. Raises SetupProblem for a URL that makes no sense."""
    if isinstance(where, Path):
        return Folder(where)
    from sync_server.file_bucket import Bucket  # its client is loaded only where a bucket is named

    return Bucket(where, scratch)


def write_durably(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file and have it on the disk."""
    with path.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
