"""Keys of sealed fields, passed from device to device by a hub that cannot open them.

Each record type with sealed fields has a key of 32 random bytes, made by a device on which somebody entitled to the
type works, in numbered *generations*: another is made when a device that holds the last one was revoked. For each
device that is entitled, whoever holds a key *wraps* it:

- a wrap is 32 bytes of an ephemeral X25519 public key, then ChaCha20-Poly1305 (12 zero bytes as nonce: each key serves
  once) of the key; its own key is HKDF-SHA256 of the shared secret, salted with both public keys, for
  ``b"forecourt-role-key-1"``; tenant, type, number and holder are bound in;
- the device signs (Ed25519) its own X25519 public key, and each wrap that it gives: the hub can make up neither in the
  name of a device whose key is known.

A *recovery key* is a holder like a device, without one: its private half lies where the house keeps such things.
"""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.errors import NotAllowed

KEY_BYTES, MARK_BYTES = 32, 8
#: The holder that is no device.
RECOVERY = "recovery"
_PURPOSE = b"forecourt-role-key-1"
_NONCE = bytes(12)
_GROUP = 4


def new_key() -> bytes:
    """A key for a new generation."""
    return os.urandom(KEY_BYTES)


def mark_of(key: bytes) -> bytes:
    """What tells one key from another without telling either."""
    return hashlib.sha256(_PURPOSE + b" mark\0" + key).digest()[:MARK_BYTES]


def about(tenant: str, record_type: str, number: int, holder: str) -> bytes:
    """What a wrap is for: bound into it, and signed with it."""
    return f"{tenant} {record_type} {number} {holder}".encode()


def wrap(key: bytes, public: bytes, bound: bytes) -> bytes:
    """Close a key for the holder of ``public``'s private half."""
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    derived = _derived(once.exchange(X25519PublicKey.from_public_bytes(public)), mine + public)
    return mine + ChaCha20Poly1305(derived).encrypt(_NONCE, key, bound)


def unwrap(wrapped: bytes, private: X25519PrivateKey, bound: bytes) -> bytes:
    """The key in a wrap. Raises NotAllowed where it was made for somebody or something else."""
    try:
        secret = private.exchange(X25519PublicKey.from_public_bytes(wrapped[:32]))
        derived = _derived(secret, wrapped[:32] + private.public_key().public_bytes_raw())
        key = ChaCha20Poly1305(derived).decrypt(_NONCE, wrapped[32:], bound)
    except (InvalidTag, ValueError) as error:
        raise NotAllowed("This key was wrapped for another device") from error
    if len(key) != KEY_BYTES:
        raise NotAllowed("This is no key of sealed fields")
    return key


def sign_holder(key: Ed25519PrivateKey, tenant: str, holder: str, public: bytes) -> bytes:
    """A device says that a public key is that of a holder."""
    return key.sign(_holder_bytes(tenant, holder, public))


def holder_holds(public_key: bytes, signature: bytes, tenant: str, holder: str, public: bytes) -> bool:
    """Whether a device with this Ed25519 key said so."""
    return _verified(public_key, signature, _holder_bytes(tenant, holder, public))


def sign_wrap(key: Ed25519PrivateKey, wrapped: bytes, bound: bytes) -> bytes:
    """A device says that it gave a wrap."""
    return key.sign(_wrap_bytes(wrapped, bound))


def wrap_holds(public_key: bytes, signature: bytes, wrapped: bytes, bound: bytes) -> bool:
    """Whether a device with this Ed25519 key gave the wrap."""
    return _verified(public_key, signature, _wrap_bytes(wrapped, bound))


def as_words(private: X25519PrivateKey) -> str:
    """A recovery key as it is printed: letters and digits in groups, with four to notice a slip."""
    raw = private.private_bytes_raw()
    letters = base64.b32encode(raw + hashlib.sha256(_PURPOSE + raw).digest()[:3]).decode().rstrip("=")
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def from_words(told: str) -> X25519PrivateKey:
    """The recovery key that was printed so. Raises NotAllowed for a slip."""
    letters = "".join(letter for letter in told.upper().replace("0", "O").replace("1", "I") if letter.isalnum())
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES + 3 or raw[KEY_BYTES:] != hashlib.sha256(_PURPOSE + raw[:KEY_BYTES]).digest()[:3]:
        raise NotAllowed("This is no recovery key, or there is a slip in it", "key")
    return X25519PrivateKey.from_private_bytes(raw[:KEY_BYTES])


def _holder_bytes(tenant: str, holder: str, public: bytes) -> bytes:
    return b"forecourt-role-holder-1\0" + f"{tenant} {holder}".encode() + b"\0" + public


def _wrap_bytes(wrapped: bytes, bound: bytes) -> bytes:
    return b"forecourt-role-wrap-1\0" + bound + b"\0" + hashlib.sha256(wrapped).digest()


def _verified(public_key: bytes, signature: bytes, said: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _derived(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, _PURPOSE).derive(secret)
