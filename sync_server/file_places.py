"""Where files lie: the seam between what the hub keeps as files and the folder or bucket that holds them.

A name is a relative path with slashes, made by the hub itself. A file that is there is whole.
"""

from __future__ import annotations

import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from shared_models.identifiers import new_id

PART = ".part"
#: Seconds after which nobody is still writing to a part.
_ABANDONED = 3600
_CHUNK = 262_144


class PlaceUnavailable(OSError):
    """The store of the files does not answer, or does not let the hub in."""


class Draft:
    """A file on its way, as a context: in its place when :meth:`keep` returns, gone where the block ends without."""

    def __init__(self, aside: Path, take: Callable[[Path], None]) -> None:
        """``aside``: where it is written; ``take`` puts that in its place."""
        self._aside, self._take = aside, take
        self._file = aside.open("wb")

    def write(self, chunk: bytes) -> None:
        """Add to the file."""
        self._file.write(chunk)

    def keep(self) -> None:
        """Put it in its place: whole and durable when this returns, instead of one that is there."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._take(self._aside)

    def close(self) -> None:
        """Let go of what was not kept."""
        self._file.close()
        self._aside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Place(ABC):
    """Files by name. Every method may raise OSError: PlaceUnavailable where the store cannot be reached."""

    @abstractmethod
    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""

    @abstractmethod
    def read(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A file, or its bytes from ``start`` up to ``stop`` without it. Raises FileNotFoundError."""

    @abstractmethod
    def draft(self, name: str) -> Draft:
        """A file of this name to be written, apart from others of the same name until it is kept."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file: whole and durable when this returns, else not there; in the place of one that is there."""
        with self.draft(name) as draft:
            for chunk in chunks:
                draft.write(chunk)
            draft.keep()

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

    def draft(self, name: str) -> Draft:
        """Beside the file that it will be, then moved."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return Draft(path.with_name(f"{new_id()}{PART}"), lambda aside: os.replace(aside, path))

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
