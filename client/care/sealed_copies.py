"""Copies of backups for places that may be lost or stolen: sealed with a key that the hub gives to their person alone.

Wire form, version 2: the 17 bytes ``forecourt backup\\n``, one byte with the version, four bytes (big endian) with the
length of the head, the head, then pieces. The head is a MessagePack map of ``tenant``, ``person``, ``device``, ``made``
(milliseconds since 1970 UTC), ``reason``, ``size``, ``salt`` and ``file_key``. Each piece is ChaCha20-Poly1305 over at
most 1 MiB of the backup; its nonce is its number (12 bytes, big endian), bound are the SHA-256 of the head and one byte
that tells the last piece from the others. The key is HKDF-SHA256 of the exchange key of the person's private space,
with ``salt`` and ``b"forecourt-backup-1"``. The backup is itself encrypted with its device's own key: ``file_key`` is
that one, sealed alike (``b"forecourt-backup-key-1"``, nonce 0, bound to ``salt``), or empty for a plain backup, as in
version 1. A device that is revoked forgets the exchange key; whoever finds the disk never had it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from client.replica.backups import BackupStopped, Progress, need_room
from client.replica.restoring import NotABackup
from client.text import backups as words

MAGIC = b"forecourt backup\n"
VERSION = 2
ENDING = ".forecourt-backup"
_PIECE, _TAG = 1 << 20, 16
_LONGEST_HEAD = 4_096


@dataclass(frozen=True)
class About:
    """What a copy says of itself, unsealed. ``made`` in milliseconds since 1970 UTC, ``size`` in bytes."""

    tenant: str
    person: str
    device: str
    made: int
    reason: str
    size: int


def is_sealed(path: Path) -> bool:
    """Whether a file is a sealed copy, by its first bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal(
    source: Path, target: Path, key: bytes, about: About, progress: Progress, file_key: bytes | None = None
) -> None:
    """Write the sealed copy of a backup, and in it what opens that: ``file_key``.

    Raises OSError, BackupFailed and BackupStopped; nothing half-made stays.
    """
    need_room(target.parent, about.size)
    draft = target.with_suffix(".part")
    salt = os.urandom(32)
    sealed_key = b"" if file_key is None else _key_cipher(key, salt).encrypt(_nonce(0), file_key, salt)
    head = bytes(msgpack.packb({**about.__dict__, "salt": salt, "file_key": sealed_key}))
    try:
        with source.open("rb") as plain, draft.open("wb") as file:
            file.write(MAGIC + bytes([VERSION]) + len(head).to_bytes(4, "big") + head)
            cipher, bound = _cipher(key, salt), hashlib.sha256(head).digest()
            for number, (piece, last) in enumerate(_pieces(plain, _PIECE)):
                file.write(cipher.encrypt(_nonce(number), piece, bound + bytes([last])))
                _tell(progress, (number + 1) * _PIECE, about.size)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def about(path: Path) -> About:
    """What a copy says of itself. Raises NotABackup and OSError."""
    with path.open("rb") as file:
        return _head(path, file)[0]


def unseal(path: Path, target: Path | None, key: bytes, progress: Progress) -> bytes | None:
    """Open a copy into ``target``, or (None) only see whether it is whole; returns what opens the backup itself.

    Raises NotABackup for one that is damaged or sealed with another key, OSError, and BackupStopped; nothing stays.
    """
    whole = False
    try:
        with path.open("rb") as file, (target or Path(os.devnull)).open("wb") as plain:
            told, head, salt, sealed_key = _head(path, file)
            file_key = _key_cipher(key, salt).decrypt(_nonce(0), sealed_key, salt) if sealed_key else None
            cipher, bound = _cipher(key, salt), hashlib.sha256(head).digest()
            for number, (piece, last) in enumerate(_pieces(file, _PIECE + _TAG)):
                plain.write(cipher.decrypt(_nonce(number), piece, bound + bytes([last])))
                _tell(progress, (number + 1) * _PIECE, told.size)
        whole = True
        return file_key
    except InvalidTag as error:
        raise NotABackup(words.DAMAGED.format(path=path)) from error
    finally:
        if target is not None and not whole:
            target.unlink(missing_ok=True)


def _head(path: Path, file: BinaryIO) -> tuple[About, bytes, bytes, bytes]:
    begin = file.read(len(MAGIC) + 5)
    if not begin.startswith(MAGIC) or len(begin) != len(MAGIC) + 5:
        raise NotABackup(words.NOT_A_BACKUP.format(path=path))
    if begin[len(MAGIC)] not in (1, VERSION):
        raise NotABackup(words.TOO_NEW.format(path=path))
    length = int.from_bytes(begin[len(MAGIC) + 1 :], "big")
    try:
        head = file.read(min(length, _LONGEST_HEAD))
        told: dict[str, Any] = msgpack.unpackb(head)
        names = ("tenant", "person", "device", "reason")
        found = About(made=int(told["made"]), size=int(told["size"]), **{name: str(told[name]) for name in names})
        return found, head, bytes(told["salt"]), bytes(told.get("file_key", b""))
    except (ValueError, TypeError, LookupError, msgpack.exceptions.UnpackException) as error:
        raise NotABackup(words.DAMAGED.format(path=path)) from error


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """The rest of a file in pieces, each with whether it is the last; there is always one."""
    piece = file.read(size)
    while True:
        following = file.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"forecourt-backup-1").derive(key))


def _key_cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"forecourt-backup-key-1").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _tell(progress: Progress, done: int, everything: int) -> None:
    if not progress(min(done, everything), everything):
        raise BackupStopped(words.STOPPED)
