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

Photos and papers that the hub lacks follow in pieces (``POST /v1/sync/salvage/file``, the same body): ``sealed`` then
holds two parts, the packed array ``[digest, offset, total]`` and the piece. The answer, ``{"held": n}``, says how much
of that file the hub has; an empty piece asks for it, so that a transfer that was cut goes on. They are kept under
their digest like any other file: nothing shows one until a change that names it is applied.

The hub takes it only from a device that was revoked, or for a person whose account was closed, and answers with its
signed roster: a device that does not find itself (or the person) struck off there wipes nothing, whoever told it to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Piece:
    """Some bytes of a file from ``offset`` on; the whole has ``total``, and its SHA-256 is ``digest`` in hex."""

    digest: str
    offset: int
    total: int
    data: bytes


def seal_piece(salvage_key: bytes, device: str, piece: Piece) -> bytes:
    """Seal a piece of a file, as :func:`seal_salvage` does changes."""
    head = bytes(msgpack.packb([piece.digest, piece.offset, piece.total]))
    return seal_salvage(salvage_key, device, [head, piece.data])


def open_piece(key: X25519PrivateKey, device: str, sealed: bytes) -> Piece:
    """The piece in a sealed parcel. Raises EnvelopeRefused."""
    try:
        head, data = open_salvage(key, device, sealed)
        digest, offset, total = msgpack.unpackb(head, max_array_len=3)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise EnvelopeRefused("the sealed parcel does not hold a piece of a file") from error
    numbered = all(isinstance(each, int) and not isinstance(each, bool) for each in (offset, total))
    if not isinstance(digest, str) or not numbered or not 0 <= offset <= offset + len(data) <= total:
        raise EnvelopeRefused("the sealed parcel does not hold a piece of a file")
    return Piece(digest, offset, total, data)


def salvage_bytes(device: str, challenge: str, sealed: bytes) -> bytes:
    """What the device signs."""
    return _PURPOSE + b"\0" + device.encode() + challenge.encode() + hashlib.sha256(sealed).digest()


def _derived(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, _PURPOSE).derive(secret)
