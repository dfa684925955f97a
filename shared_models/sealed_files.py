"""Photos and papers as they lie on a disk: encrypted whole, and bound to the name they lie under.

Form, version 1: the 12 bytes ``forecourt\\0f1``, 8 bytes that tell which key (the beginning of its SHA-256), a random
nonce of 12 bytes, and AES-256-GCM over the bytes with the name bound in. A file without that beginning is as it was
before files were encrypted, and is read as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"forecourt\0f1"
_KEY_MARK, _NONCE, _TAG = 8, 12, 16
#: Bytes that an encrypted file has more than what is in it.
OVERHEAD = len(MAGIC) + _KEY_MARK + _NONCE + _TAG


class NotOpened(Exception):
    """None of the keys opens the file, or it is not what was written."""


def seal(data: bytes, key: bytes, name: str) -> bytes:
    """What is written for a file of this name. ``key`` has 32 bytes."""
    nonce = os.urandom(_NONCE)
    return MAGIC + _mark(key) + nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def unseal(written: bytes, keys: Sequence[bytes], name: str) -> bytes:
    """What is in a file of this name; one that is not encrypted is given as it is. Raises NotOpened."""
    if not written.startswith(MAGIC):
        return written
    start = len(MAGIC) + _KEY_MARK
    key = next((one for one in keys if _mark(one) == written[len(MAGIC) : start]), None)
    if key is None:
        raise NotOpened("no key for it")
    nonce, sealed = written[start : start + _NONCE], written[start + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, name.encode())
    except (InvalidTag, ValueError) as error:
        raise NotOpened("altered") from error


def is_sealed(begin: bytes, key: bytes | None = None) -> bool:
    """Whether a file that begins so is encrypted (with this key, where one is given)."""
    return begin.startswith(MAGIC + (b"" if key is None else _mark(key)))


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"forecourt file key" + key).digest()[:_KEY_MARK]
