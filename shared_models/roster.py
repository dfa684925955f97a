"""The roster: which devices and people of a house are to be believed, signed by the hub, valid without it.

Wire form, version 1: a MessagePack array ``[body, signature]``. ``body`` is the packed array
``[1, tenant, issued, salvage_key, devices, people]``:

- ``issued``: milliseconds since 1970 UTC; of two rosters the later one counts, whoever brought it: the hub, another
  device or a file. So a revocation travels without the hub too;
- ``salvage_key``: the hub's X25519 public key, 32 bytes, to which a revoked device seals what it had not sent;
- ``devices``: ``[device, name, public key (Ed25519), revoked, [person]]``: the people who have signed in on it;
- ``people``: ``[person, role, store or nil, active]``, as the hub's accounts say, not as a record says;
- ``signature``: Ed25519 by the hub over ``b"forecourt-roster-1\\0"`` and ``body``. Devices know the hub's key from
  their enrolment.

A device proves itself to another by its roster and a signature of its own key: no certificate of its own is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared_models.envelopes import Envelope, verify
from shared_models.erasures import hub_writes_as
from shared_models.errors import EnvelopeRefused, ForecourtError, Refusal
from shared_models.identifiers import is_id
from shared_models.rights import HUB, Principal

VERSION = 1
#: Bytes of a roster: some ten thousand devices.
MAX_ROSTER = 4_000_000
_PREFIX = b"forecourt-roster-1\0"


class RosterRefused(ForecourtError):
    """Bytes that are no roster of this house."""

    code = "roster_refused"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device of the house: its key, whether it was revoked, and who has signed in on it."""

    device: str
    name: str
    key: bytes
    revoked: bool
    people: frozenset[str]


@dataclass(frozen=True)
class Roster:
    """Devices and people of a tenant as the hub saw them at ``issued``; ``packed`` is the signed whole."""

    tenant: str
    issued: int
    salvage_key: bytes
    devices: dict[str, Enrolled]
    people: dict[str, tuple[Principal, bool]]
    packed: bytes = field(repr=False)
    hub_key: bytes = field(repr=False)

    def device(self, device: str) -> Enrolled:
        """A device that may be believed. Raises Refusal for one that is unknown or was revoked."""
        found = self.devices.get(device)
        if found is None:
            raise Refusal("device_unknown", "the device is not known to this house (yet)")
        if found.revoked:
            raise Refusal("device_revoked", "the device was locked out")
        return found

    def author_of(self, envelope: Envelope) -> Principal:
        """On whose behalf an envelope was made.

        Raises EnvelopeRefused where hash or signature do not hold, and Refusal where device or author count no more.
        """
        if envelope.device == hub_writes_as(self.tenant):
            verify(envelope, Ed25519PublicKey.from_public_bytes(self.hub_key))
            return Principal(envelope.author, self.tenant, HUB)
        device = self.devices.get(envelope.device)
        if device is not None:
            verify(envelope, Ed25519PublicKey.from_public_bytes(device.key))
        device = self.device(envelope.device)
        author, active = self.people.get(envelope.author, (None, False))
        if author is None or envelope.author not in device.people:
            raise Refusal("author_unknown", "the author never signed in on the device that signed the change")
        if not active:
            raise Refusal("account_closed", "the author's account is closed")
        return author


def body_of(tenant: str, issued: int, salvage_key: bytes, devices: Sequence[Any], people: Sequence[Any]) -> bytes:
    """The body of a roster, ready to be signed; ``devices`` and ``people`` as in the module's header."""
    return bytes(msgpack.packb([VERSION, tenant, issued, salvage_key, list(devices), list(people)]))


def sign(body: bytes, key: Ed25519PrivateKey) -> bytes:
    """The roster as it travels."""
    return bytes(msgpack.packb([body, key.sign(_PREFIX + body)]))


def read_roster(packed: bytes, hub_key: bytes) -> Roster:
    """A roster that arrived. Raises RosterRefused unless the hub with this public key signed it."""
    try:
        if len(packed) > MAX_ROSTER:
            raise ValueError("too large")
        body, signature = msgpack.unpackb(packed, max_array_len=2)
        Ed25519PublicKey.from_public_bytes(hub_key).verify(signature, _PREFIX + body)
        version, tenant, issued, salvage_key, devices, people = msgpack.unpackb(body, max_array_len=100_000)
    except (ValueError, TypeError, InvalidSignature, msgpack.exceptions.UnpackException) as error:
        raise RosterRefused("This comes from another house, or was altered: its hub is not ours.") from error
    if version != VERSION:
        raise RosterRefused("This was made by a newer version of Forecourt. Please update this device.")
    try:
        known = {d[0]: Enrolled(d[0], d[1], d[2], bool(d[3]), frozenset(d[4])) for d in devices if is_id(d[0])}
        who = {p[0]: (Principal(p[0], tenant, p[1], p[2]), bool(p[3])) for p in people}
    except (TypeError, LookupError) as error:
        raise RosterRefused(
            "This list of devices and people is not what a hub writes. Please update the hub."
        ) from error
    return Roster(tenant, issued, salvage_key, known, who, packed, hub_key)


def fingerprint(packed: bytes) -> str:
    """Equal for rosters that say the same, whenever they were made: of a roster that was found good."""
    body, _ = msgpack.unpackb(packed)
    version, tenant, _, *said = msgpack.unpackb(body)
    return hashlib.sha256(bytes(msgpack.packb([version, tenant, *said]))).hexdigest()


def latest(first: Roster | None, second: Roster | None) -> Roster:
    """The later of two rosters of one house. Raises EnvelopeRefused when there is none."""
    both = [each for each in (first, second) if each is not None]
    if not both:
        raise EnvelopeRefused("this device has not heard from its hub yet who belongs to the house")
    return max(both, key=lambda each: each.issued)
