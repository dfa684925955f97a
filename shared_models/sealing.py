"""Sealing single fields: text encrypted under a role's key, so that a copy of the database does not show it.

ChaCha20-Poly1305 with a random 12-byte nonce in front; the record and field are bound in as associated data, so a
sealed value cannot be moved to another record.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.errors import NotAllowed
from shared_models.kinds import Sealed
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write_field
from shared_models.schema import Record

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


def keys_for(role: str, tenant: str, master: bytes) -> dict[str, bytes]:
    """The keys a role is given: one for each record type with sealed fields that it may write.

    Derived from the tenant's master key (HKDF-SHA256), so that a role without the right has no way to the key.
    """
    types = [name for name, kind in RECORD_TYPES.items() if _writes_seals(role, kind)]
    return {name: _derive(master, f"forecourt-seal-1 {tenant} {name}") for name in types}


def _writes_seals(role: str, kind: type[Record]) -> bool:
    sealed = [name for name, field in kind.fields().items() if isinstance(field.kind, Sealed)]
    return any(may_write_field(role, kind, name) for name in sealed)


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(master)


@dataclass(frozen=True)
class Seals:
    """Opens and closes the sealed fields of one record type with the key a person holds."""

    key: bytes

    def seal(self, text: str, record: str, field: str) -> bytes:
        """Encrypt for the field of the record."""
        return seal(text, self.key, record, field)

    def unseal(self, sealed: bytes, record: str, field: str) -> str:
        """Decrypt. Raises NotAllowed where the key is another one."""
        return unseal(sealed, self.key, record, field)


def _bound(record: str, field: str) -> bytes:
    return f"forecourt-sealed-1 {record} {field}".encode()
