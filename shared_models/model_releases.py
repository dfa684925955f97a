"""What device and hub agree on about released models: who gets one in which ring, and the certificate of the key."""

from __future__ import annotations

import hashlib

_CERTIFICATE = b"forecourt-model-key-1"


def certificate_bytes(tenant: str, public_key: bytes) -> bytes:
    """What the hub's key signs to say that this key (raw Ed25519, public) signs the tenant's models."""
    return b"\n".join((_CERTIFICATE, tenant.encode(), public_key.hex().encode()))


def in_ring(file: str, device: str, share: int) -> bool:
    """Whether a device is among the ``share`` per cent that get a release first; for each file other ones.

    Who is in a ring is in every wider one of the same file.
    """
    place = int.from_bytes(hashlib.sha256(f"{file}/{device}".encode()).digest()[:4], "big") % 100
    return place < share
