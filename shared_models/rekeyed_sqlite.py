"""SQLite files brought under another key, whatever happens meanwhile; and which of several keys opens one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from shared_models import encrypted_sqlite

#: What a file is called while it is written anew under another key.
_DRAFT = ".under-key"


class WrongKey(sqlite3.DatabaseError):
    """No key that is here opens the file, or its beginning is damaged."""


def key_of(path: Path, keys: Sequence[bytes]) -> bytes | None:
    """The key that opens a file, None for a plain one. Raises WrongKey where none fits."""
    if not encrypted_sqlite.is_encrypted(path):
        return None
    for key in keys:
        if encrypted_sqlite.opens(path, key):
            return key
    raise WrongKey("encrypted with another key, or not a database")


def brought_under(path: Path, keys: Sequence[bytes]) -> bool | None:
    """Encrypt a file that is plain, or under an older key, with the first; whether it had to be written anew for it.

    Nobody else may have it open. The new file is written beside, looked through and synced before it takes the old
    one's place, so that being killed at any point leaves one of them whole. None where it is no database at all.
    Raises WrongKey, and what else SQLite raises.
    """
    if not path.exists() or path.stat().st_size == 0:
        return False
    if not (encrypted_sqlite.is_plain(path) or encrypted_sqlite.is_encrypted(path)):
        return None
    current = key_of(path, keys)
    if current == keys[0]:
        return False
    _write_anew(path, current, keys[0])
    return True


def _write_anew(path: Path, current: bytes | None, newest: bytes) -> None:
    """The log goes into the file first, and away: it must not be taken for that of the file in its place."""
    draft = path.with_name(path.name + _DRAFT)
    draft.unlink(missing_ok=True)
    with closing(encrypted_sqlite.connect(path, current)) as source:
        if source.execute("PRAGMA journal_mode=DELETE").fetchall() != [("delete",)]:
            raise sqlite3.OperationalError("the file is open elsewhere")
        encrypted_sqlite.copy(source, draft, newest)
    with closing(encrypted_sqlite.connect(draft, newest, readonly=True)) as written:
        verdict = written.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    draft.replace(path)
