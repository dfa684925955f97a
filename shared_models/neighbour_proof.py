"""How two neighbours prove to each other who they are, and what seals their frames (pattern: ``neighbours``)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import msgpack
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.identifiers import is_id
from shared_models.neighbours import MAGIC, VERSION, NeighbourRefused, read_array

_PREFIX = b"forecourt-neighbour-1\0"
_FIRST, _SECOND = b"first", b"second"
_KEY = 32


def house_tag(tenant: str, hub_key: bytes) -> bytes:
    """The same for all devices of one house at one hub; who does not know the hub's key learns no name from it."""
    return hashlib.sha256(_PREFIX + b"house" + hub_key + tenant.encode()).digest()


@dataclass(frozen=True)
class Identity:
    """Which device it is, who is signed in there, and the random name under which it announces itself."""

    device: str
    person: str
    instance: str

    def pack(self) -> bytes:
        """The bytes that travel."""
        return bytes(msgpack.packb([self.device, self.person, self.instance]))


def read_identity(data: bytes) -> Identity:
    """Raises NeighbourRefused."""
    parts = read_array(data)
    if len(parts) != 3 or not all(is_id(each) for each in parts):
        raise NeighbourRefused("not_forecourt")
    return Identity(*parts)


class Beginning:
    """One side's half of a handshake, new for each connection."""

    def __init__(self, tag: bytes, issued: int, first: bool) -> None:
        self._key = X25519PrivateKey.generate()
        self._tag, self.first = tag, first
        self.hello = bytes(msgpack.packb([MAGIC, VERSION, tag, self._key.public_key().public_bytes_raw(), issued]))

    def meet(self, hello: bytes) -> tuple[Sealing, bytes, int]:
        """Out of the other's hello: what seals the frames, the transcript so far, and ``issued`` of its roster.

        Raises NeighbourRefused.
        """
        public, issued = _read_hello(hello, self._tag)
        if hello == self.hello:
            raise NeighbourRefused("same_device")
        both = (self.hello, hello) if self.first else (hello, self.hello)
        transcript = hashlib.sha256(_PREFIX + b"".join(hashlib.sha256(each).digest() for each in both)).digest()
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(public))
        except ValueError as error:  # a point that would make the secret known to everybody
            raise NeighbourRefused("not_forecourt") from error
        keys = HKDF(SHA256(), 64, transcript, _PREFIX + b"keys").derive(shared)
        halves = (keys[:32], keys[32:]) if self.first else (keys[32:], keys[:32])
        return Sealing(*halves), transcript, issued


def _read_hello(hello: bytes, tag: bytes) -> tuple[bytes, int]:
    parts = read_array(hello)
    if len(parts) != 5 or parts[0] != MAGIC or not isinstance(parts[1], int):
        raise NeighbourRefused("not_forecourt")
    _, version, told, public, issued = parts
    if version != VERSION:
        raise NeighbourRefused("newer_version" if version > VERSION else "older_version")
    if told != tag:
        raise NeighbourRefused("another_house")
    if not (isinstance(public, bytes) and len(public) == _KEY and isinstance(issued, int)):
        raise NeighbourRefused("not_forecourt")
    return public, issued


class Sealing:
    """Seals the frames that leave and opens those that arrive, each in its turn."""

    def __init__(self, leaving: bytes, arriving: bytes) -> None:
        self._leaving, self._arriving = ChaCha20Poly1305(leaving), ChaCha20Poly1305(arriving)
        self._sent = self._received = 0

    def seal(self, frame: bytes) -> bytes:
        """The next frame that leaves."""
        self._sent += 1
        return self._leaving.encrypt(self._sent.to_bytes(12, "big"), frame, None)

    def open(self, frame: bytes) -> bytes:
        """The next frame that arrived. Raises NeighbourRefused."""
        self._received += 1
        try:
            return self._arriving.decrypt(self._received.to_bytes(12, "big"), frame, None)
        except InvalidTag as error:
            raise NeighbourRefused("damaged") from error


@dataclass(frozen=True)
class Transcript:
    """What both sides have said of themselves, seen from one of them."""

    hellos: bytes
    tenant: str
    hub_key: bytes
    own: Identity
    other: Identity
    first: bool

    def proof(self, key: Ed25519PrivateKey) -> bytes:
        """This side's signature over all of it."""
        return key.sign(self._said(self.first))

    def is_proven(self, proof: bytes, public_key: bytes) -> bool:
        """Whether the other side's signature over all of it holds."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(proof, self._said(not self.first))
        except (InvalidSignature, ValueError):
            return False
        return True

    def space_proof(self, exchange_key: bytes, space: str, own: bool) -> bytes:
        """What shows that a side holds the exchange key of a space, in this conversation alone."""
        said = self._said(self.first if own else not self.first) + b"space" + space.encode()
        return hmac.digest(exchange_key, said, "sha256")

    def _said(self, first: bool) -> bytes:
        both = (self.own, self.other) if self.first else (self.other, self.own)
        parts = [_FIRST if first else _SECOND, self.hellos, self.tenant, self.hub_key, *(each.pack() for each in both)]
        return _PREFIX + bytes(msgpack.packb(parts))
