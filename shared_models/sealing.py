"""Sealing single fields: text encrypted under a role's key, so that a copy of the database does not show it.

ChaCha20-Poly1305 with a random 12-byte nonce in front; the record and field are bound in as associated data, so a
sealed value cannot be moved to another record. Values closed with a key that devices pass on (``role_keys``) begin with
four bytes of their own and the key's mark.
"""

from __future__ import annotations

import hmac
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
from shared_models.role_keys import MARK_BYTES, mark_of
from shared_models.schema import Record

KEY_BYTES = 32
_NONCE_BYTES = 12
#: How a value begins that was closed with a key of ``role_keys``; its mark follows.
FORM = b"\0fs2"
_HEAD = len(FORM) + MARK_BYTES


def seal(text: str, key: bytes, record: str, field: str) -> bytes:
    """Encrypt ``text`` for the field of the record (identifier). ``key`` has 32 bytes."""
    return _closed(text, key, os.urandom(_NONCE_BYTES), record, field)


def _closed(text: str, key: bytes, nonce: bytes, record: str, field: str) -> bytes:
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, text.encode(), _bound(record, field))


def unseal(sealed: bytes, key: bytes, record: str, field: str) -> str:
    """Decrypt. Raises NotAllowed when the key is not the one it was sealed with, or the bytes were altered."""
    try:
        plain = ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(record, field))
    except InvalidTag as error:
        raise NotAllowed("This value is sealed for another role", field) from error
    return plain.decode()


def sealed_types(role: str) -> list[str]:
    """The record types whose sealed fields a role is given keys for: those it may write."""
    return [name for name, kind in RECORD_TYPES.items() if _writes_seals(role, kind)]


def keys_for(role: str, tenant: str, master: bytes) -> dict[str, bytes]:
    """The keys a role was given of values sealed before devices passed keys on: one for each of its types.

    Derived from the tenant's master key at the hub (HKDF-SHA256), so that a role without the right has no way to them.
    """
    return {name: _derive(master, f"forecourt-seal-1 {tenant} {name}") for name in sealed_types(role)}


def _writes_seals(role: str, kind: type[Record]) -> bool:
    sealed = [name for name, field in kind.fields().items() if isinstance(field.kind, Sealed)]
    return any(may_write_field(role, kind, name) for name in sealed)


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(master)


@dataclass(frozen=True)
class Seals:
    """Opens and closes the sealed fields of one record type with the keys a person holds.

    ``key`` is that of values from before devices passed keys on, None where there is none; ``ring`` the generations
    that are held (``role_keys``), the newest first. With ``waits`` there are such, and none is here yet: nothing is
    closed then. ``stale`` are the marks of those that somebody knows who is no longer entitled.
    """

    key: bytes | None
    ring: tuple[bytes, ...] = ()
    waits: bool = False
    stale: frozenset[bytes] = frozenset()

    @property
    def can_seal(self) -> bool:
        """Whether a value may be closed here now."""
        return bool(self.ring) or (self.key is not None and not self.waits)

    def seal(self, text: str, record: str, field: str) -> bytes:
        """Encrypt for the field of the record. Raises NotAllowed where no key for it is here (yet)."""
        if self.ring:
            return FORM + mark_of(self.ring[0]) + seal(text, self.ring[0], record, field)
        if self.key is None or self.waits:
            raise NotAllowed("The key of sealed fields has not arrived on this device yet", field)
        return seal(text, self.key, record, field)

    def unseal(self, sealed: bytes, record: str, field: str) -> str:
        """Decrypt. Raises NotAllowed where the key is another one, or is still on its way from another device."""
        if sealed.startswith(FORM):
            passed_on = self._passed_on(sealed)
            if passed_on is None:
                raise NotAllowed("The key of this value has not arrived on this device yet", field)
            return unseal(sealed[_HEAD:], passed_on, record, field)
        if self.key is None:
            raise NotAllowed("This value is sealed with a key that is not on this device", field)
        return unseal(sealed, self.key, record, field)

    def awaits(self, sealed: bytes) -> bool:
        """Whether a value is closed with a key that devices pass on and that has not arrived here."""
        return sealed.startswith(FORM) and self._passed_on(sealed) is None

    def _passed_on(self, sealed: bytes) -> bytes | None:
        mark = sealed[len(FORM) : _HEAD]
        return next((key for key in self.ring if mark_of(key) == mark), None)

    def is_of_before(self, sealed: bytes) -> bool:
        """Whether a value is closed with a key that the hub has, though there is a better one here."""
        return bool(self.ring) and not sealed.startswith(FORM)

    @property
    def can_renew(self) -> bool:
        """Whether the newest key here is one that only those have who are entitled."""
        return bool(self.ring) and mark_of(self.ring[0]) not in self.stale

    @property
    def outdated_heads(self) -> tuple[bytes, ...]:
        """How values begin that are to be closed anew, beside those that do not begin with :data:`FORM`."""
        return tuple(FORM + mark_of(key) for key in self.ring[1:] if mark_of(key) in self.stale)

    def is_outdated(self, sealed: bytes) -> bool:
        """Whether a value is closed with a key that others have than those who may, and can be closed with a better."""
        if not self.can_renew:
            return False
        return self.is_of_before(sealed) or sealed[len(FORM) : _HEAD] in self.stale

    def renewed(self, sealed: bytes, record: str, field: str) -> bytes:
        """The same value closed with the newest key: byte for byte the same on whichever device does it.

        Devices that do so at once, unaware of each other, are then of one mind. The nonce is made of key and value.
        Raises NotAllowed where the value cannot be opened here.
        """
        text, newest = self.unseal(sealed, record, field), self.ring[0]
        said = b"forecourt-sealed-anew " + _bound(record, field) + b" " + text.encode()
        nonce = hmac.digest(newest, said, "sha256")[:_NONCE_BYTES]
        return FORM + mark_of(newest) + _closed(text, newest, nonce, record, field)

    def same(self, one: bytes, other: bytes, record: str, field: str) -> bool:
        """Whether two sealed values are the same text, as far as it can be told here."""
        try:
            return self.unseal(one, record, field) == self.unseal(other, record, field)
        except NotAllowed:
            return False


def _bound(record: str, field: str) -> bytes:
    return f"forecourt-sealed-1 {record} {field}".encode()
