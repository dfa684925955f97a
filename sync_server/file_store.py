"""Photos and papers: kept on disk by the SHA-256 of their bytes, apart for each tenant."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from shared_models.identifiers import new_id
from sync_server.errors import HubError, bad_request, not_found, too_large

_PART, _PIECES = ".part", ".pieces"
#: Seconds after which nobody is still writing to a part.
_ABANDONED = 3600
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """A folder of files named by their content. A file that is there is whole: it is written aside, then moved."""

    def __init__(self, folder: Path, largest: int, *, shared: bool = True) -> None:
        """``shared``: other hubs may be taking files in in this folder at this moment."""
        self._folder = folder
        self.largest = largest
        for left in folder.glob(f"*/*/*{_PART}"):  # a hub was killed while they came
            with suppress(FileNotFoundError):
                if not shared or left.stat().st_mtime < time.time() - _ABANDONED:
                    left.unlink()

    def find(self, tenant: str, digest: str) -> Path:
        """Where the file is. Raises HubError 404 when it is not here, 400 when that is no digest."""
        path = self._path(tenant, digest)
        if not path.is_file():
            raise not_found("This file has not been sent to the hub yet.", "file_missing")
        return path

    def has(self, tenant: str, digest: str) -> bool:
        """Whether the whole file is here."""
        return self._path(tenant, digest).is_file()

    def remove(self, tenant: str, digest: str) -> None:
        """Let go of a file that nothing names any more."""
        self._path(tenant, digest).unlink(missing_ok=True)

    async def put(self, tenant: str, digest: str, chunks: AsyncIterator[bytes]) -> bool:
        """Take a file in; True when it is new.

        Raises HubError 413 beyond the limit and 400 when the bytes are not those of the digest; nothing is kept then.
        """
        path = self._path(tenant, digest)
        if path.is_file():  # whoever brings it shows that they have it: the name alone opens nothing
            found = hashlib.sha256()
            async for chunk in chunks:
                found.update(chunk)
            if found.hexdigest() != digest:
                raise _differs()
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{new_id()}{_PART}")
        try:
            await self._write(aside, digest, chunks)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        return True

    def put_piece(self, tenant: str, bringer: str, digest: str, total: int, offset: int, data: bytes) -> int:
        """Take in a piece of a file that a device brings bit by bit; how much of the file is here now, in bytes.

        A piece that does not begin where the last one ended is left out. Raises HubError 413 beyond the limit and 400
        where all the bytes together are not those of the digest: they are dropped then.
        """
        path = self._path(tenant, digest)
        if path.is_file():
            return total
        if total > self.largest:
            raise self._too_large()
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = path.with_name(f"{digest}.{hashlib.sha256(bringer.encode()).hexdigest()[:16]}{_PIECES}")
        with begun.open("ab") as file:
            held = begun.stat().st_size
            if held == offset and held + len(data) <= total:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                held += len(data)
        if held < total:
            return held
        whole = hashlib.sha256(begun.read_bytes()).hexdigest() == digest
        if whole:
            os.replace(begun, path)
            return held
        begun.unlink()
        raise _differs()

    async def _write(self, aside: Path, digest: str, chunks: AsyncIterator[bytes]) -> None:
        found, size = hashlib.sha256(), 0
        with aside.open("wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.largest:
                    raise self._too_large()
                found.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if found.hexdigest() != digest:
            raise _differs()

    def _too_large(self) -> HubError:
        return too_large(f"A file may have {self.largest:,} bytes at most.")

    def _path(self, tenant: str, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise bad_request("invalid_request", "A digest has 64 hex digits in lower case.", "digest")
        return self._folder / tenant / digest[:2] / digest


def _differs() -> HubError:
    return bad_request("digest_differs", "The bytes that arrived are not those of this digest. Please send it again.")
