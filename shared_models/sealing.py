"""Sealing single fields: text encrypted under a role's key, so that a copy of the database does not show it.

ChaCha20-Poly1305 with a random 12-byte nonce in front; the record and field are bound in as associated data, so a
sealed value cannot be moved to another record.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from shared_models.errors import NotAllowed

KEY_BYTES = 32
_NONCE_BYTES = 12


def seal(text: str, key: bytes, record: str, field: str) -> bytes:
    """Encrypt ``text`` for the field of the record (identifier). ``key`` has 32 bytes."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, text.encode(), _bound(record, field))


def unseal(sealed: bytes, key: bytes, record: str, field: str) -> str:
    """Decrypt. Raises NotAllowed when the key is not the one it was sealed with, or the bytes were altered."""
    try:
        plain = ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(record, field))
    except InvalidTag as error:
        raise NotAllowed("This value is sealed for another role", field) from error
    return plain.decode()


def _bound(record: str, field: str) -> bytes:
    return f"forecourt-sealed-1 {record} {field}".encode()
