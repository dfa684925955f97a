"""What two devices of a house say to each other in one network, without the hub. Version 1.

Finding. A device that waits for neighbours announces ``_forecourt._tcp`` by multicast DNS under a name that is random
at each start. Its text record holds ``h``, the first half of the house's tag (``neighbour_proof``) in hex, and ``v``,
the version: no name of a house, person or device. Whoever cannot be found is dialled by address.

Frames. TCP; each is its length in four bytes, big endian, and as many bytes. The side that dialled is the *first*.

Handshake: SIGMA (Krawczyk 2003; the pattern of IKEv2 and TLS 1.3): an ephemeral Diffie-Hellman exchange, then each
side's identity and its signature over the transcript under keys of that exchange. Forward secret: the device keys sign
and never encrypt. Both sides say the same three things; the second answers each.

1. *Hello*, clear: ``[MAGIC, version, house tag, X25519 key, issued]``; ``issued`` is that of the newest roster known.
   From here on frames are ChaCha20-Poly1305 under one key for each direction, HKDF-SHA256 of the shared secret with the
   SHA-256 of both hellos as salt; the nonce counts the frames of a direction, so none is dropped, repeated or moved.
2. *Identity*: ``[device, person, instance]``: who is signed in there, and the name it announces.
   *Proof*: Ed25519 by the device over prefix, side, SHA-256 of both hellos, tenant, the hub's public key and both
   identities. A recorded handshake is worth nothing: the key of the other side is new each time.
3. *Welcome*: ``[WELCOME, roster or empty]``. A device believes a proof that the roster's key for that device verifies,
   unless the roster says that the device was revoked, or the person never signed in on it or has a closed account. The
   later roster of the two counts: who has it sends it here, to a device that has proven itself, and one that does not
   know the other waits for it.
``[REFUSED, code]`` takes the place of any frame and ends the conversation; :data:`CODES` lists them.

Exchange, both ways at once; ``hashes`` are 32 bytes each, joined:

- ``[STAND, generation, {space: [seq, proof]}]``, first: how far the hub's logs are known, for spaces that both may
  read. ``proof`` is HMAC-SHA256, under the space's exchange key (``bundles``), of the session and the side: the
  person really is one to whom the hub has given that key. A space counts when the roster and the proof agree.
- ``[OFFER, hashes]``: what waits here for the hub, was brought here, or is in a log beyond the other's number, of
  spaces that count, each after what it builds on. First once, empty where there is nothing, then whatever is new.
- ``[WANT, hashes]``: some of what was offered; one at a time. ``[GIVEN, envelopes, last]`` answers, in as many frames
  as it takes; what is not waiting any more is left out.
- ``[KEPT, n]``: of all that was offered so far, the first ``n`` hashes were dealt with.
- ``[ALIVE]`` every ``BREATH`` seconds, whatever else is said.

Each envelope enters by the rules of ``client.replica.carried``, as if it had come in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgpack

from shared_models.change_chunk import MAX_CHANGE_BYTES
from shared_models.errors import ForecourtError
from shared_models.roster import MAX_ROSTER

MAGIC, VERSION = "forecourt neighbour", 1
SERVICE = "_forecourt._tcp.local."
#: Tried first, so that an address once noted stays good.
PORT = 47474
#: Bytes of a frame before both sides are proven, and after; hashes in one message; bytes of changes in one message.
MAX_EARLY, MAX_FRAME, MAX_HASHES, GIVEN_BYTES = 1_000, MAX_ROSTER + MAX_CHANGE_BYTES, 10_000, 250_000
#: Seconds between two signs of life, until a silent side counts as gone, for a whole handshake.
BREATH, SILENCE, HANDSHAKE = 10.0, 35.0, 15.0
WELCOME, REFUSED, STAND, OFFER = "welcome", "refused", "stand", "offer"
WANT, GIVEN, KEPT, ALIVE = "want", "given", "kept", "alive"

_DIGEST = 32
#: Why a conversation is refused or ends.
CODES = frozenset({
    "not_forecourt", "another_house", "newer_version", "older_version", "device_unknown", "device_revoked",
    "account_closed", "proof_failed", "same_device", "damaged", "too_large", "too_fast", "not_offered", "forged",
    "silent", "busy", "already", "leaving", "unreachable",
})  # fmt: skip


class NeighbourRefused(ForecourtError):
    """A neighbour that is not to be talked to, or not any more; ``code`` is one of :data:`CODES`.

    ``told``: the other side said so, of us. ``device``: which one it is, where that was proven.
    """

    def __init__(self, code: str, told: bool = False, device: str = "") -> None:
        self.code = code if code in CODES else "not_forecourt"
        self.told, self.device = told, device
        super().__init__(f"refused by the neighbour: {self.code}" if told else f"the neighbour is refused: {self.code}")


def pack_message(name: str, *parts: Any) -> bytes:
    """A message of the exchange as it travels."""
    return bytes(msgpack.packb([name, *parts]))


def read_message(data: bytes) -> tuple[str, list[Any]]:
    """Name and parts of a message; the parts are what the header says they are. Raises NeighbourRefused."""
    name, *parts = read_array(data) or [""]
    fits = _FORMS.get(name) if isinstance(name, str) else None
    if fits is None or not fits(parts):
        raise NeighbourRefused("not_forecourt")
    if name == REFUSED:
        raise NeighbourRefused(parts[0], told=True)
    return name, parts


def refusal_in(frame: bytes) -> NeighbourRefused | None:
    """What a frame of the handshake says instead of what was expected, if it refuses us."""
    try:
        parts = read_array(frame)
    except NeighbourRefused:
        return None
    told = len(parts) == 2 and parts[0] == REFUSED and _is_text(parts[1])
    return NeighbourRefused(parts[1], told=True) if told else None


def join_hashes(hashes: Sequence[bytes]) -> bytes:
    """Hashes as they travel."""
    return b"".join(hashes)


def split_hashes(joined: bytes) -> list[bytes]:
    """The hashes of a message that was read."""
    return [joined[at : at + _DIGEST] for at in range(0, len(joined), _DIGEST)]


def read_array(data: bytes) -> list[Any]:
    """The parts of a frame. Raises NeighbourRefused."""
    try:
        parts = msgpack.unpackb(data, max_array_len=MAX_HASHES, max_map_len=MAX_HASHES, max_ext_len=0)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise NeighbourRefused("not_forecourt") from error
    if not isinstance(parts, list):
        raise NeighbourRefused("not_forecourt")
    return parts


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _are_hashes(parts: list[Any]) -> bool:
    joined = parts[0] if len(parts) == 1 else None
    return isinstance(joined, bytes) and len(joined) % _DIGEST == 0 and len(joined) <= MAX_HASHES * _DIGEST


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _is_place(told: Any) -> bool:
    return isinstance(told, list) and len(told) == 2 and _is_number(told[0]) and isinstance(told[1], bytes)


def _is_stand(parts: list[Any]) -> bool:
    if len(parts) != 2 or not _is_text(parts[0]) or not isinstance(parts[1], dict):
        return False
    return all(_is_text(space) and _is_place(told) for space, told in parts[1].items())


def _is_given(parts: list[Any]) -> bool:
    if len(parts) != 2 or not isinstance(parts[0], list) or not isinstance(parts[1], bool):
        return False
    return all(isinstance(each, bytes) for each in parts[0])


_FORMS: Mapping[str, Callable[[list[Any]], bool]] = {
    WELCOME: lambda parts: len(parts) == 1 and isinstance(parts[0], bytes),
    REFUSED: lambda parts: len(parts) == 1 and _is_text(parts[0]),
    STAND: _is_stand,
    OFFER: _are_hashes,
    WANT: _are_hashes,
    GIVEN: _is_given,
    KEPT: lambda parts: len(parts) == 1 and _is_number(parts[0]),
    ALIVE: lambda parts: not parts,
}
