"""The signed envelope in which every change travels, by hub, by LAN or in a file.

Layout, version 1: a MessagePack array
``[1, kind, space, document, type, author, device, stamp, offline, version, hash, payload, signature]``

- ``kind``: ``"merge"`` (payload is an uncompressed Automerge change) or ``"fact"`` (payload is a fact's JSON);
- ``space``, ``type``: text; ``document``, ``author``, ``device``: identifiers, 32 hex digits;
- ``stamp``: hybrid logical time of the device; ``offline``: the hub was not reachable when it was made;
- ``version``: of the program that made it; ``hash``: 32 bytes, see ``change_chunk`` and ``facts``;
- ``signature``: Ed25519 by the device over ``b"forecourt-envelope-1\\0"`` and the MessagePack array of the ten
  entries from ``kind`` to ``hash``. The payload is covered by its hash.

The hash is the idempotency key: the same change is stored once, however often and by whatever road it comes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import msgpack
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from shared_models.change_chunk import MAX_CHANGE_BYTES, ChangeHead, read_head
from shared_models.errors import DocumentDamaged, EnvelopeRefused, TooLarge
from shared_models.facts import fact_hash
from shared_models.identifiers import is_id

VERSION = 1
_SIGNED_PREFIX = b"forecourt-envelope-1\0"
_SIGNATURE_BYTES = 64
_MAX_ENVELOPE_BYTES = MAX_CHANGE_BYTES + 4_096


@dataclass(frozen=True, slots=True)
class Envelope:
    """One change with who made it, where and when. See the module's header for each field."""

    kind: Literal["merge", "fact"]
    space: str
    document: str
    type: str
    author: str
    device: str
    stamp: int
    offline: bool
    version: str
    hash: bytes
    payload: bytes
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """What the signature is made over."""
        made: list[Any] = [self.stamp, self.offline, self.version, self.hash]
        return _SIGNED_PREFIX + bytes(
            msgpack.packb([self.kind, self.space, self.document, self.type, self.author, self.device, *made])
        )

    def signed(self, key: Ed25519PrivateKey) -> Envelope:
        """The envelope with the device's signature; Ed25519 is deterministic, so signing again changes nothing."""
        return replace(self, signature=key.sign(self.signed_bytes()))

    def pack(self) -> bytes:
        """The bytes that travel."""
        head = [VERSION, self.kind, self.space, self.document, self.type, self.author, self.device]
        return bytes(
            msgpack.packb([*head, self.stamp, self.offline, self.version, self.hash, self.payload, self.signature])
        )


def unpack(data: bytes) -> Envelope:
    """Read an envelope; the form is checked, hash and signature are not yet (:func:`verify`).

    Raises EnvelopeRefused, or TooLarge.
    """
    if len(data) > _MAX_ENVELOPE_BYTES:
        raise TooLarge(f"an envelope may have {_MAX_ENVELOPE_BYTES:,} bytes at most")
    try:
        parts = msgpack.unpackb(data, max_array_len=16, max_map_len=0)
    except (ValueError, msgpack.exceptions.UnpackException, UnicodeDecodeError) as error:
        raise EnvelopeRefused("these bytes are not an envelope") from error
    if not isinstance(parts, list) or len(parts) != 13 or parts[0] != VERSION:
        raise EnvelopeRefused("this envelope is of a form that this version does not know; please update")
    envelope = Envelope(*parts[1:])
    if not _well_formed(envelope):
        raise EnvelopeRefused("a field of the envelope is not what it should be")
    return envelope


def document_of(data: bytes) -> tuple[str, str]:
    """The document, and its type, of an envelope out of a log: read at a tenth of the cost, for nothing is checked."""
    parts = msgpack.unpackb(data)
    return parts[3], parts[4]


def _well_formed(e: Envelope) -> bool:
    texts: tuple[Any, ...] = (e.space, e.type, e.version)
    return (
        e.kind in ("merge", "fact")
        and all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts)
        and all(is_id(i) for i in (e.document, e.author, e.device))
        and isinstance(e.stamp, int)
        and not isinstance(e.stamp, bool)
        and 0 <= e.stamp < 2**63
        and isinstance(e.offline, bool)
        and all(isinstance(b, bytes) for b in (e.hash, e.payload, e.signature))
        and len(e.hash) == 32
        and len(e.signature) in (0, _SIGNATURE_BYTES)
    )


def payload_hash(kind: str, payload: bytes) -> bytes:
    """The hash a payload is known by. Raises TooLarge or DocumentDamaged for a merge payload that is no change."""
    return read_head(payload).hash if kind == "merge" else fact_hash(payload)


def verify(envelope: Envelope, device_key: Ed25519PublicKey) -> ChangeHead | None:
    """Raise EnvelopeRefused unless the payload has the stated hash and the device signed it.

    Returns the head that was read for it; None for a fact.
    """
    try:
        head = read_head(envelope.payload) if envelope.kind == "merge" else None
        genuine = (fact_hash(envelope.payload) if head is None else head.hash) == envelope.hash
    except (DocumentDamaged, TooLarge) as error:
        raise EnvelopeRefused(str(error)) from error
    if not genuine:
        raise EnvelopeRefused("the content does not have the hash that the envelope states")
    if not _is_signed(envelope, device_key):
        raise EnvelopeRefused("the device's signature does not hold")
    return head


def _is_signed(envelope: Envelope, key: Ed25519PublicKey) -> bool:
    """Whether the signature holds. By libsodium: half of OpenSSL's time, and other threads go on."""
    if len(envelope.signature) != _SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(envelope.signature + envelope.signed_bytes(), key.public_bytes_raw())
    except BadSignatureError:
        return False
    return True
