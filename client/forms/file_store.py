"""The files of records: photos and papers, each kept once under its digest in a folder beside the replica."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path

from client.formatting import size as shown_size
from client.text import forms as words
from shared_models.errors import ForecourtError
from shared_models.kinds import FileRef

#: Bytes one file may have.
LARGEST = 50_000_000


class FileRefused(ForecourtError):
    """The file cannot be read or is too large to be kept."""

    code = "file_refused"


@dataclass(frozen=True)
class FileStore:
    """Files by the SHA-256 of their content; the same file twice is kept once."""

    folder: Path

    @classmethod
    def beside(cls, replica: Path) -> FileStore:
        """The store of a replica."""
        return cls(replica.with_name(f"{replica.stem}.files"))

    def add(self, path: Path) -> FileRef:
        """Keep a copy of a file. Raises FileRefused; nothing is kept then."""
        try:
            count = path.stat().st_size
            if count > LARGEST:
                raise FileRefused(
                    words.FILE_TOO_LARGE.format(name=path.name, size=shown_size(count), most=shown_size(LARGEST))
                )
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            self._keep(digest, content)
        except OSError as error:
            raise FileRefused(words.FILE_UNREADABLE.format(name=path.name, why=error.strerror or error)) from error
        media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FileRef(digest, path.name[-200:], media, len(content))

    def path_of(self, reference: FileRef) -> Path | None:
        """Where the file is, or None when it has not arrived on this device."""
        path = self._path(reference.digest)
        return path if path.is_file() else None

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def _keep(self, digest: str, content: bytes) -> None:
        """Written beside and moved into place, so that half a file never bears a whole one's name."""
        target = self._path(digest)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)
