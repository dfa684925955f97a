"""A place whose files lie encrypted with the keys of the hub's files; those who read and write them see plain bytes.

Form, version 2: the 12 bytes ``forecourt\\0f2``, 8 bytes that tell which key (the beginning of its SHA-256), 16 random
bytes, and then, piece by piece of 65,536 bytes, AES-256-GCM under a key made of those two and the file's name. A
piece's nonce is its number and whether it is the last: none can be left out, moved or cut off unseen; a part of a file
is read without the rest. A file without that beginning is as it was before files were encrypted, and is read as it is.
Names stay: a photo is found by the SHA-256 of its plain bytes.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync_server.file_places import Draft, Folder, Place, PlaceUnavailable

log = logging.getLogger("forecourt.hub")
MAGIC = b"forecourt\0f2"
_MARK, _SALT, _TAG = 8, 16, 16
_HEAD = len(MAGIC) + _MARK + _SALT
PIECE = 65_536


class FileClosed(PlaceUnavailable):
    """A file lies under a key that is not here, or is not what was written."""


class SealedPlace(Place):
    """Another place, with all that lies in it encrypted: written with the first of the keys, read with any."""

    def __init__(self, inner: Place, keys: Sequence[bytes]) -> None:
        self._inner, self._keys = inner, tuple(keys)

    def size(self, name: str) -> int | None:
        """Bytes of a file as it is read."""
        written = self._inner.size(name)
        if not written or not self._head(name).startswith(MAGIC):
            return written
        body = written - _HEAD
        return body - _TAG * -(-body // (PIECE + _TAG))

    def read(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A file, or a part of it. Raises FileClosed."""
        head = self._head(name)
        if not head.startswith(MAGIC):
            yield from self._inner.read(name, start, stop)
            return
        number, skip = divmod(start, PIECE)
        left = None if stop is None else stop - start
        pieces, end = _Pieces(self._key_of(name, head), name), _begin(-(-(stop or 0) // PIECE))
        for sealed in _in_pieces(self._inner.read(name, _begin(number), None if stop is None else end)):
            chunk = pieces.opened(number, sealed)[skip:][:left]
            number, skip, left = number + 1, 0, None if left is None else left - len(chunk)
            if chunk:
                yield chunk
        if start == 0 and stop is None:
            pieces.require_whole()

    def draft(self, name: str) -> Draft:
        """What is aside is encrypted, too."""
        return _SealedDraft(self._inner.draft(name), name, self._keys[0])

    def remove(self, name: str) -> None:
        """Let go of a file."""
        self._inner.remove(name)

    def remove_all(self, folder: str) -> None:
        """Let go of a folder."""
        self._inner.remove_all(folder)

    def names(self, folder: str = "") -> Iterator[str]:
        """All files that are whole."""
        return self._inner.names(folder)

    def require_ready(self) -> None:
        """Whether the place answers."""
        self._inner.require_ready()

    def clear_unfinished(self, *, shared: bool) -> None:
        """Remove what is half written."""
        self._inner.clear_unfinished(shared=shared)

    def seal_all(self, names: Iterable[str], *, plain_alone: bool = False) -> tuple[int, list[str]]:
        """Write anew those of these files that are not under the newest key (``plain_alone``: only what is under none).

        How many files, and the names of those that could not be; files may be read and added meanwhile. Each is written
        beside the former and then in its place: stopped at any point nothing is lost. What else lies in the place, as
        in a bucket that others use too, is none of the hub's.
        """
        done, unread = 0, []
        for name in names:
            try:
                if not self._head(name).startswith(MAGIC if plain_alone else MAGIC + _mark(self._keys[0])):
                    self.put(name, self.read(name))
                    done += 1
            except FileNotFoundError:
                continue  # removed meanwhile
            except (FileClosed, PermissionError) as error:
                log.error("a file could not be encrypted", extra={"file": name, "error": str(error)})
                unread.append(name)
        return done, unread

    def _head(self, name: str) -> bytes:
        return b"".join(self._inner.read(name, 0, _HEAD))

    def _key_of(self, name: str, head: bytes) -> AESGCM:
        mark, salt = head[len(MAGIC) :][:_MARK], head[len(MAGIC) + _MARK :]
        if (key := next((one for one in self._keys if _mark(one) == mark), None)) is None:
            raise FileClosed(f"{name} was written under a key that is not here")
        return _made(key, salt, name)


class _SealedDraft(Draft):
    """Encrypts what is written, a piece behind: the last one is known as such when the file is kept."""

    def __init__(self, inner: Draft, name: str, key: bytes) -> None:
        self._inner, self._number, self._waiting = inner, 0, bytearray()
        salt = os.urandom(_SALT)
        self._key = _made(key, salt, name)
        inner.write(MAGIC + _mark(key) + salt)

    def write(self, chunk: bytes) -> None:
        """Add to the file."""
        self._waiting += chunk
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def keep(self) -> None:
        """Put it in its place."""
        self._seal(bytes(self._waiting), last=True)
        self._inner.keep()

    def close(self) -> None:
        """Let go of what was not kept."""
        self._inner.close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._inner.write(self._key.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class _Pieces:
    """Opens the pieces of one file, from wherever."""

    def __init__(self, key: AESGCM, name: str) -> None:
        self._key, self._name, self._ended = key, name, False

    def opened(self, number: int, sealed: bytes) -> bytes:
        """The plain bytes of a piece. Raises FileClosed."""
        for last in (False, True):
            try:
                opened = self._key.decrypt(_nonce(number, last=last), sealed, None)
            except InvalidTag:
                continue
            self._ended = last
            return opened
        raise FileClosed(f"{self._name} is not what was written")

    def require_whole(self) -> None:
        """Raise FileClosed unless the last piece was opened."""
        if not self._ended:
            raise FileClosed(f"{self._name} was cut off")


def sealed(inner: Place | Path, keys: Sequence[bytes]) -> SealedPlace:
    """A place, or a folder, whose files lie encrypted."""
    return SealedPlace(Folder(inner) if isinstance(inner, Path) else inner, keys)


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE + _TAG:
            yield bytes(waiting[: PIECE + _TAG])
            del waiting[: PIECE + _TAG]
    if waiting:
        yield bytes(waiting)


def _begin(number: int) -> int:
    """Where a piece begins in the file as it lies."""
    return _HEAD + number * (PIECE + _TAG)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _made(key: bytes, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"forecourt hub file 2 " + name.encode()).derive(key))


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"forecourt file key" + key).digest()[:_MARK]
