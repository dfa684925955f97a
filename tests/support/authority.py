"""An authority of a house that signs certificates for a hub on this machine."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_KEY = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Authority:
    """One that signs certificates for this machine."""

    def __init__(self, file: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, file.stem)])
        self.pem = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0), 1)
        self.file = file
        file.write_text(self.pem, "ascii")

    def certify(self, chain: Path, key: Path, serial: int) -> None:
        """Write a certificate for this machine, and its key."""
        own = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
        key.write_bytes(own.private_bytes(*_KEY))
        chain.write_text(self._signed(name, own, x509.BasicConstraints(ca=False, path_length=None), serial), "ascii")

    def _signed(self, name: x509.Name, key: Any, basic: x509.BasicConstraints, serial: int) -> str:
        now = datetime.now(UTC)
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
            .serial_number(serial).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
            .add_extension(basic, critical=True).add_extension(here, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(issuer_key, critical=False)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip
        return made.public_bytes(Encoding.PEM).decode()
