"""Keys of tenants that sign model files, made for a test and gone with it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ml_models.signing import Trusted, sign


def signed_for(tenant: str, *paths: Path) -> Trusted:
    """Sign these model files with a new key of a tenant; whose signature is good then."""
    key = Ed25519PrivateKey.generate()
    for path in paths:
        sign(path, key, tenant)
    return Trusted(tenant, (key.public_key().public_bytes_raw(),))
