"""The keys that open what a data folder holds, kept in the vault; and how a replica's file comes under the newest one.

All files of a folder are encrypted with 32 random bytes: replicas with their logs and backups by
``shared_models.encrypted_sqlite``, photos by ``shared_models.sealed_files``. A new key is put before the older ones,
which stay until nothing needs them: a rotation cut short at any point has lost nothing and is gone on with.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from client.hub.vault import Vault
from client.text import replica as words
from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import KEY_BYTES, Connection
from shared_models.errors import ForecourtError
from shared_models.rekeyed_sqlite import WrongKey, brought_under, key_of

#: What they are called in the vault.
NAME = "file-keys"
log = logging.getLogger(__name__)
__all__ = ["NAME", "FileKeys", "KeyLost", "WrongKey", "brought_under_newest", "key_of", "opened"]


class KeyLost(ForecourtError):
    """The keyring has no key for files that are encrypted; they stay as they are."""

    code = "file_key_lost"


class FileKeys:
    """The keys of one data folder, newest first."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self._vault, self._folder = vault, folder

    @classmethod
    def of(cls, folder: Path) -> FileKeys:
        """Those of a folder, as its vault keeps them."""
        return cls(Vault(folder), folder)

    def all(self) -> tuple[bytes, ...]:
        """Every key that may still open something, the newest first."""
        held = self._vault.get(NAME)
        return tuple(base64.b64decode(one) for one in json.loads(held)) if held else ()

    def newest(self) -> bytes:
        """The key for what is written now; made at first. Raises KeyLost where there is none and files need one."""
        held = self.all()
        if held:
            return held[0]
        if any(encrypted_sqlite.is_encrypted(path) for path in self._folder.glob("*.sqlite")):
            raise KeyLost(words.KEY_LOST.format(folder=self._folder))
        return self.add()

    def add(self) -> bytes:
        """A new key; the others still open what was written under them."""
        made = os.urandom(KEY_BYTES)
        self._put((made, *self.all()))
        return made

    def keep_newest_only(self) -> None:
        """Nothing needs the older ones any more."""
        self._put(self.all()[:1])

    def _put(self, keys: Sequence[bytes]) -> None:
        self._vault.put(NAME, json.dumps([base64.b64encode(key).decode() for key in keys]).encode())
        if self.all() != tuple(keys):
            raise KeyLost(words.KEY_NOT_KEPT)


def opened(path: Path, keys: Sequence[bytes], cached_statements: int = 128) -> Connection:
    """Open a file for reading, with the key that fits. Raises WrongKey where none does."""
    return encrypted_sqlite.connect(path, key_of(path, keys), readonly=True, cached_statements=cached_statements)


def brought_under_newest(path: Path, keys: FileKeys) -> bytes | None:
    """Encrypt a file that is plain, or under an older key, with the newest; returns the key to open it with.

    Nobody else may have it open. Being killed at any point leaves it whole. None where it is no database at all.
    """
    newest = keys.newest()
    done = brought_under(path, keys.all())
    if done:
        log.info("a file of this device is encrypted with its newest key now")
    return None if done is None else newest
