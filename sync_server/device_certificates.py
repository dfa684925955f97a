"""Client certificates of devices: the authority that signs them, and the middleware that asks for one.

The authority's key comes from the hub's own and its certificate is the same bytes at every start, so that several hubs
on one database are one authority. A certificate names a device and holds the key it was enrolled with: whoever shows it
holds that key, an access token is good only over a connection of its own device, and a device that was struck off is
refused whatever it shows, since each request looks at the device itself.

Without one there are only the ways by which a device comes to have one, asks whether it is trusted, or hands in what it
had when it was struck off; and the pages for browsers and for monitors, which are no devices.
"""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from starlette.types import ASGIApp, Receive, Scope, Send

from shared_models.identifiers import is_id
from sync_server.devices import Device
from sync_server.errors import HubError, unauthorised
from sync_server.threshold import refuse

#: Where the protocol puts whose certificate the connection showed (the device's identifier) and until when it holds.
SHOWN = "hub.certificate"
#: How long a certificate holds, and how long before its end a device is told to fetch another.
LIFE, RENEW_BEFORE = timedelta(days=90), timedelta(days=30)
_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_EARLY = timedelta(days=1)  # a device's clock may be behind
_WITHOUT = frozenset({
    "/v1/authority", "/v1/devices/enrol", "/v1/devices/request", "/v1/devices/claim", "/v1/devices/certificate",
    "/v1/session/challenge", "/v1/standing/device", "/v1/sync/salvage", "/v1/sync/salvage/file",
})  # fmt: skip
Shown = tuple[str, datetime]


class Authority:
    """Signs the certificates of devices, with a key of its own."""

    def __init__(self, hub_key: Ed25519PrivateKey) -> None:
        seed = hashlib.sha256(b"forecourt-device-authority-1\0" + hub_key.private_bytes_raw()).digest()
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        serial = int.from_bytes(hashlib.sha256(self._key.public_key().public_bytes_raw()).digest()[:16], "big") >> 1
        self._name = x509.Name([
            x509.NameAttribute(NameOID.COMMON_NAME, "Forecourt devices"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{serial:032x}"),
        ])  # fmt: skip
        begun = self._begun(self._name, self._key.public_key(), x509.BasicConstraints(ca=True, path_length=0))
        made = begun.serial_number(serial).not_valid_before(_FROM).not_valid_after(_UNTIL)
        #: Its certificate, for whoever checks certificates of devices.
        self.pem = made.sign(self._key, None).public_bytes(Encoding.PEM).decode()

    def certify(self, device: Device, now: datetime) -> str:
        """A certificate (PEM) for the key the device was enrolled with."""
        name = x509.Name([
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, device.tenant),
            x509.NameAttribute(NameOID.COMMON_NAME, device.id),
        ])  # fmt: skip
        begun = self._begun(name, device.key, x509.BasicConstraints(ca=False, path_length=None))
        made = begun.serial_number(x509.random_serial_number()).not_valid_before(now - _EARLY)
        made = made.not_valid_after(now + LIFE)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        return made.sign(self._key, None).public_bytes(Encoding.PEM).decode()

    def ask_in(self, context: ssl.SSLContext) -> None:
        """Have a hub's TLS ask for a certificate: one of another authority, or too old, ends the handshake."""
        context.load_verify_locations(cadata=self.pem)
        context.verify_mode = ssl.CERT_OPTIONAL  # whoever is to get one has none yet

    def _begun(self, name: x509.Name, key: Ed25519PublicKey, basic: x509.BasicConstraints) -> x509.CertificateBuilder:
        own = self._key.public_key()
        usage = x509.KeyUsage(
            digital_signature=not basic.ca, key_cert_sign=basic.ca, crl_sign=basic.ca, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        return (
            x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key)
            .add_extension(basic, critical=True).add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), critical=False)
        )  # fmt: skip


def shown_over(transport: Any) -> Shown | None:
    """The device whose certificate a connection showed in its handshake, which has checked it, and its end."""
    tls = transport.get_extra_info("ssl_object")
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    if not shown:
        return None
    read = x509.load_der_x509_certificate(shown)
    names = read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    device = str(names[0].value) if names else ""
    return (device, read.not_valid_after_utc) if is_id(device) else None


def needs_one(scope: Any, device: str, required: bool, now: datetime) -> bool:
    """Whether a device should fetch a certificate: it shows none of its own, or one that soon ends."""
    shown: Shown | None = scope.get(SHOWN)
    return required and (shown is None or shown[0] != device or shown[1] - now < RENEW_BEFORE)


def require_own(scope: Any, device: str, required: bool) -> None:
    """Raise HubError 401 where a token is used over a connection that showed another device's certificate."""
    shown: Shown | None = scope.get(SHOWN)
    if required and (shown is None or shown[0] != device):
        raise unauthorised("certificate_of_another", "This connection showed the certificate of another device.")


class CertificateAsked:
    """ASGI middleware: what devices alone ask is answered only to a device that shows its certificate."""

    def __init__(self, app: ASGIApp, required: bool) -> None:
        self._app, self._required = app, required

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a handshake in, or answer it."""
        if self._required and scope["type"] in ("http", "websocket") and self._is_closed(scope):
            await refuse(_missing(), scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_closed(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if not path.startswith("/v1/") or path in _WITHOUT:
            return False
        shown: Shown | None = scope.get(SHOWN)
        return shown is None or shown[1] < datetime.now(UTC)


def _missing() -> HubError:
    said = "This hub asks for the device's certificate. The device fetches it by itself when it next proves its key."
    return unauthorised("certificate_required", said)
