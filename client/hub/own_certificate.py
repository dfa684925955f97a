"""The certificate by which a device shows a hub that asks for one who it is, from the first byte on.

It holds the device's own key, which stays in the vault: the TLS library reads keys from files alone, so the key lies on
the disk for that moment, encrypted with a password that never leaves memory.
"""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from client.hub.vault import Vault

_NAME, _KEY = "certificate", "device-key"


class OwnCertificate:
    """The device's certificate in its vault; there is none until a hub has asked for it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, pem: str) -> None:
        """Keep what the hub has issued."""
        self._vault.put(_NAME, pem.encode())

    def forget(self) -> None:
        """The hub that issued it is no more, or knows it no more."""
        self._vault.forget(_NAME)

    def show_in(self, context: ssl.SSLContext) -> bool:
        """Have connections made from now on show it, if there is one that holds and is of the device's key."""
        pem = self._vault.get(_NAME)
        key = self._vault.get(_KEY) if pem else None
        if pem is None or key is None:
            return False
        from cryptography import x509  # where a hub asks for one: the start of the app need not wait for it

        try:
            if x509.load_pem_x509_certificate(pem).not_valid_after_utc <= datetime.now(UTC):
                return False
            _load(context, pem, key)
        except (ValueError, ssl.SSLError):  # of another key: the device was enrolled anew
            return False
        return True


def _load(context: ssl.SSLContext, pem: bytes, raw: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    password = token_hex(32)
    how = Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
    with tempfile.TemporaryDirectory(prefix="forecourt-") as folder:
        file = Path(folder) / "shown.pem"
        file.write_bytes(pem + Ed25519PrivateKey.from_private_bytes(raw).private_bytes(*how))
        context.load_cert_chain(file, password=password)
