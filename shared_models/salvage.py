"""What a revoked device still gives: its unsent changes, sealed for the hub's escrow inbox and signed by its key.

Wire form, version 1 (``POST /v1/sync/salvage``, MessagePack): ``{"device", "challenge", "person", "sealed",
"signature"}`` -> ``{"roster": bytes, "kept": n}``.

- ``sealed``: 32 bytes of an ephemeral X25519 public key, then ChaCha20-Poly1305 (12 zero bytes as nonce: each key
  serves once) of a packed list of envelopes, oldest first. Its key is HKDF-SHA256 of the shared secret with the hub's
  salvage key (in the roster), salted with both public keys, for ``b"forecourt-salvage-1"``; the device's identifier is
  bound in. Empty bytes ask for the roster alone;
- ``signature``: Ed25519 by the device over ``b"forecourt-salvage-1\\0" + device + challenge + SHA-256(sealed)``; the
  challenge is the hub's, as for a sign-in;
- ``person``: empty when the device was revoked; else whose account was closed: then only that person's work is given.

The hub takes it only from a device that was revoked, or for a person whose account was closed, and answers with its
signed roster: a device that does not find itself (or the person) struck off there wipes nothing, whoever told it to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.errors import EnvelopeRefused

_NONCE = bytes(12)
_PURPOSE = b"forecourt-salvage-1"


def seal_salvage(salvage_key: bytes, device: str, envelopes: Sequence[bytes]) -> bytes:
    """Seal envelopes for the hub that holds the private half of ``salvage_key``."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    key = _derived(once.exchange(X25519PublicKey.from_public_bytes(salvage_key)), public + salvage_key)
    return public + ChaCha20Poly1305(key).encrypt(_NONCE, bytes(msgpack.packb(list(envelopes))), device.encode())


def open_salvage(key: X25519PrivateKey, device: str, sealed: bytes) -> list[bytes]:
    """The envelopes in a sealed parcel. Raises EnvelopeRefused."""
    try:
        secret = key.exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
        derived = _derived(secret, sealed[:32] + key.public_key().public_bytes_raw())
        plain = ChaCha20Poly1305(derived).decrypt(_NONCE, sealed[32:], device.encode())
        envelopes = msgpack.unpackb(plain, max_array_len=100_000)
    except (InvalidTag, ValueError, msgpack.exceptions.UnpackException) as error:
        raise EnvelopeRefused("the sealed parcel cannot be opened") from error
    if not isinstance(envelopes, list) or not all(isinstance(each, bytes) for each in envelopes):
        raise EnvelopeRefused("the sealed parcel does not hold changes")
    return envelopes


def salvage_bytes(device: str, challenge: str, sealed: bytes) -> bytes:
    """What the device signs."""
    return _PURPOSE + b"\0" + device.encode() + challenge.encode() + hashlib.sha256(sealed).digest()


def _derived(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, _PURPOSE).derive(secret)
