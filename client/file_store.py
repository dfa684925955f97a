"""Photos and papers on this device: kept by the SHA-256 of their bytes, sent to the hub and fetched from it by name."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
from collections.abc import Callable
from pathlib import Path

from client.hub.hub_connection import HubConnection, HubRefused
from shared_models.kinds import FileRef

log = logging.getLogger(__name__)


class FileStore:
    """The files of one replica. A file is whole or absent: it is written beside and renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._outbox = folder / "outbox"
        self._outbox.mkdir(parents=True, exist_ok=True)
        self._wanted: set[str] = set()
        self.arrived: list[Callable[[str], None]] = []

    def path(self, digest: str) -> Path:
        """Where a file is, or would be."""
        return self._folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether the file's bytes are here."""
        return self.path(digest).exists()

    def add(self, source: Path) -> FileRef:
        """Take a file in (a photo just made); it goes to the hub at the next chance. Raises OSError."""
        return self.add_bytes(source.read_bytes(), source.name)

    def add_bytes(self, data: bytes, name: str) -> FileRef:
        """Take in bytes under a name."""
        digest = hashlib.sha256(data).hexdigest()
        self._write(digest, data)
        (self._outbox / digest).touch()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return FileRef(digest, name, media_type, len(data))

    def want(self, digest: str) -> None:
        """Have a file fetched that a screen would like to show."""
        if not self.has(digest):
            self._wanted.add(digest)

    def unsent(self) -> list[str]:
        """Digests of files the hub does not have yet."""
        return sorted(path.name for path in self._outbox.iterdir())

    async def send(self, connection: HubConnection, token: str) -> None:
        """Hand over what the hub lacks."""
        for digest in self.unsent():
            await connection.upload(token, digest, self.path(digest).read_bytes())
            (self._outbox / digest).unlink(missing_ok=True)

    async def fetch(self, connection: HubConnection, token: str) -> None:
        """Fetch what screens have asked for; what the hub does not have is asked for again another time."""
        for digest in sorted(self._wanted):
            try:
                data = await connection.download(token, digest)
            except HubRefused as refusal:
                log.info("file not fetched: %s", refusal.code)
                continue
            finally:
                self._wanted.discard(digest)
            if hashlib.sha256(data).hexdigest() == digest:
                self._write(digest, data)
                for told in list(self.arrived):
                    told(digest)

    def _write(self, digest: str, data: bytes) -> None:
        target = self.path(digest)
        if target.exists():
            return
        target.parent.mkdir(exist_ok=True)
        draft = target.with_suffix(".new")
        draft.write_bytes(data)
        draft.replace(target)
