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
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from client.hub.vault import Vault
from client.text import replica as words
from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import KEY_BYTES, Connection
from shared_models.errors import ForecourtError

#: What they are called in the vault.
NAME = "file-keys"
#: What a file is called while it is written anew under another key.
_DRAFT = ".under-key"
log = logging.getLogger(__name__)


class KeyLost(ForecourtError):
    """The keyring has no key for files that are encrypted; they stay as they are."""

    code = "file_key_lost"


class WrongKey(sqlite3.DatabaseError):
    """No key that is here opens the file, or its beginning is damaged."""


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


def key_of(path: Path, keys: Sequence[bytes]) -> bytes | None:
    """The key that opens a file, None for a plain one. Raises WrongKey where none fits."""
    if not encrypted_sqlite.is_encrypted(path):
        return None
    for key in keys:
        if encrypted_sqlite.opens(path, key):
            return key
    raise WrongKey("encrypted with another key, or not a database")


def brought_under_newest(path: Path, keys: FileKeys) -> bytes | None:
    """Encrypt a file that is plain, or under an older key, with the newest; returns the key to open it with.

    Nobody else may have it open. The new file is written beside, looked through and synced before it takes the old
    one's place, so that being killed at any point leaves one of them whole. None where it is no database at all.
    """
    newest = keys.newest()
    draft = path.with_name(path.name + _DRAFT)
    draft.unlink(missing_ok=True)
    if not path.exists() or path.stat().st_size == 0:
        return newest
    if not (encrypted_sqlite.is_plain(path) or encrypted_sqlite.is_encrypted(path)):
        return None
    current = key_of(path, keys.all())
    if current != newest:
        _write_anew(path, current, draft, newest)
        log.info("a file of this device is encrypted with its newest key now")
    return newest


def _write_anew(path: Path, current: bytes | None, draft: Path, newest: bytes) -> None:
    """The log goes into the file first, and away: it must not be taken for that of the file in its place."""
    with closing(encrypted_sqlite.connect(path, current)) as source:
        if source.execute("PRAGMA journal_mode=DELETE").fetchall() != [("delete",)]:
            raise sqlite3.OperationalError("the file is open elsewhere")
        encrypted_sqlite.copy(source, draft, newest)
    with closing(encrypted_sqlite.connect(draft, newest, readonly=True)) as written:
        verdict = written.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    draft.replace(path)
