"""Two devices prove to each other that they belong to one house (pattern: ``shared_models.neighbours``)."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.hub.session import Session
from client.roads.wire import Wire
from client.text import neighbours as words
from shared_models.errors import ForecourtError
from shared_models.neighbour_proof import Beginning, Identity, Transcript, house_tag, read_identity
from shared_models.neighbours import HANDSHAKE, MAX_FRAME, WELCOME, NeighbourRefused, refusal_in
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_read_space
from shared_models.roster import Enrolled, Roster, latest, read_roster


@dataclass(frozen=True)
class Papers:
    """What this device shows and checks with: its identity and key, its hub's key, and the keys of its spaces."""

    tenant: str
    hub_key: bytes
    identity: Identity
    key: Ed25519PrivateKey = field(repr=False)
    exchange_keys: dict[str, bytes] = field(repr=False)

    @property
    def tag(self) -> bytes:
        """The house's tag."""
        return house_tag(self.tenant, self.hub_key)


def papers_of(session: Session) -> Papers:
    """Read them out of the vault, which may take its time. Raises SignInNeeded."""
    me = session.identity()
    identity = Identity(me.device, me.person, os.urandom(16).hex())
    return Papers(me.tenant, session.hub_key(), identity, session.key(), session.exchange_keys())


@dataclass(frozen=True)
class Met:
    """A neighbour that has proven itself: its device and person, as the newest roster of both has them."""

    device: Enrolled
    person: Principal
    instance: str
    transcript: Transcript

    @property
    def first(self) -> bool:
        """Whether this side dialled."""
        return self.transcript.first


async def meet(
    wire: Wire, papers: Papers, roster: Roster, first: bool, keep: Callable[[Roster], Awaitable[object]]
) -> Met:
    """Shake hands; ``first``: this side dialled. ``keep`` gets the other's roster where that is the later one.

    Raises NeighbourRefused, ConnectionError, and RosterRefused for a roster that our hub has not signed.
    """
    try:
        async with asyncio.timeout(HANDSHAKE):
            transcript, issued = await _introduce(wire, papers, roster, first)
            return await _prove(wire, papers, transcript, roster, issued, keep)
    except TimeoutError as error:
        raise NeighbourRefused("silent") from error


async def _introduce(wire: Wire, papers: Papers, roster: Roster, first: bool) -> tuple[Transcript, int]:
    """Hellos, then who is who."""
    beginning = Beginning(papers.tag, roster.issued, first)
    if first:
        wire.post(beginning.hello)
    hello = await _frame(wire)
    sealing, hellos, issued = beginning.meet(hello)
    if not first:  # strangers to the house hear no hello from us
        wire.post(beginning.hello)
    wire.seal_with(sealing)
    wire.post(papers.identity.pack())
    other = read_identity(await _frame(wire))
    if other.device == papers.identity.device:
        raise NeighbourRefused("same_device")
    return Transcript(hellos, papers.tenant, papers.hub_key, papers.identity, other, first), issued


async def _frame(wire: Wire) -> bytes:
    """The next frame. Raises NeighbourRefused where the other side refuses us in its place."""
    frame = await wire.frame()
    refusal = refusal_in(frame)
    if refusal is not None:
        raise refusal
    return frame


async def _prove(
    wire: Wire, papers: Papers, transcript: Transcript, roster: Roster, issued: int,
    keep: Callable[[Roster], Awaitable[object]],
) -> Met:  # fmt: skip
    """Proofs, and rosters where one is later."""
    wire.post(transcript.proof(papers.key))
    proof = await _frame(wire)
    known = _is_welcome(transcript, roster, issued, proof)
    wire.allow(MAX_FRAME)
    if known:
        wire.say(WELCOME, roster.packed if issued < roster.issued else b"")
    name, parts = await wire.message()
    if name != WELCOME:
        raise NeighbourRefused("not_forecourt")
    if parts[0]:
        roster = latest(roster, read_roster(parts[0], papers.hub_key))
        await keep(roster)
    person = checked(transcript, roster, proof)
    if not known:
        wire.say(WELCOME, b"")
    return Met(roster.device(transcript.other.device), person, transcript.other.instance, transcript)


def _is_welcome(transcript: Transcript, roster: Roster, issued: int, proof: bytes) -> bool:
    """Whether our roster lets the other side in; False where only its own, later one may. Raises NeighbourRefused.

    A device may have been enrolled, and somebody may have signed in on it, since ours was made.
    """
    try:
        checked(transcript, roster, proof)
    except NeighbourRefused as refusal:
        if issued <= roster.issued or refusal.code not in ("device_unknown", "account_closed"):
            raise
        return False
    return True


def checked(transcript: Transcript, roster: Roster, proof: bytes | None = None) -> Principal:
    """The person of the other side, if the roster lets them and their device in. Raises NeighbourRefused.

    Without a ``proof``, which was checked before, this asks whether they still belong.
    """
    other = transcript.other
    device = roster.devices.get(other.device)
    if device is None or roster.tenant != transcript.tenant:
        raise NeighbourRefused("device_unknown")
    if proof is not None and not transcript.is_proven(proof, device.key):
        raise NeighbourRefused("proof_failed")
    if device.revoked:
        raise NeighbourRefused("device_revoked", device=other.device)
    person, active = roster.people.get(other.person, (None, False))
    if person is None or not active or other.person not in device.people:
        raise NeighbourRefused("account_closed", device=other.device)
    return person


class StruckOff(ForecourtError):
    """This device, or the person on it, belongs to the house no more."""

    code = "struck_off"


def require_own_place(papers: Papers, roster: Roster) -> None:
    """Raise StruckOff where the roster has locked out this device, or closed the account of who is signed in."""
    own = roster.devices.get(papers.identity.device)
    _, active = roster.people.get(papers.identity.person, (None, True))
    if (own is not None and own.revoked) or not active:
        raise StruckOff(words.STRUCK_OFF)


def shared_spaces(papers: Papers, met: Met, told: Mapping[str, tuple[int, bytes]]) -> dict[str, int]:
    """How far the other knows the hub's logs, by space: those that the roster lets them read and whose keys both have.

    ``told`` is what the other said of where it stands.
    """
    found = {}
    for space, key in papers.exchange_keys.items():
        seq, proof = told.get(space, (0, b""))
        good = hmac.compare_digest(proof, met.transcript.space_proof(key, space, own=False))
        if good and may_read_space(met.person, space, RECORD_TYPES):
            found[space] = seq
    return found
