"""What a struck-off device still gives, sealed for the hub's escrow inbox: unsent changes, and photos the hub lacks.

The hub's word alone makes it give or wipe nothing: it has to show a roster, signed with the key known from enrolment,
in which device or person is struck off. Photos are sent in pieces, the smallest first, and go on where a cut left
them; what is damaged, too large for the hub, or beyond ``_MOST_FILE_BYTES`` in all is left behind and counted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.file_store import FileStore
from client.hub.hub_connection import HubConnection, HubRefused, unreachable
from client.hub.locking import DEVICE, PERSON, struck_off, wipe, write_mark
from client.hub.session import Session
from client.replica import rebuilding
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.roster import Roster, read_roster
from shared_models.salvage import Piece, seal_piece, seal_salvage

log = logging.getLogger(__name__)

_PARCEL_BYTES = 3_000_000
_PIECE_BYTES = 2_000_000
#: A lost device is to be wiped soon, whatever it has photographed.
_MOST_FILE_BYTES = 500_000_000


async def hand_in(connection: HubConnection, session: Session, who: str, waiting: Sequence[Envelope]) -> bool:
    """Give what waits, in all replicas that are concerned, with the photos, and mark the device as locked.

    False where the hub's roster strikes nobody off: then nothing happens. Raises what the connection raises.
    """
    standing, key = session.standing, session.key()
    person = standing.person if who == PERSON else ""
    told = await connection.salvage(standing.device, key, person, b"")
    roster = read_roster(told, session.hub_key())
    if not _is_struck_off(roster, standing.device, person):
        log.warning("the hub says this %s is struck off, but its roster does not", who)
        return False
    others = _of_others(session, standing.person) if who == DEVICE else iter(())
    vouched = [each for each in (*waiting, *others) if each.signature or each.device == standing.device]
    signed = [each if each.signature else each.signed(key) for each in vouched]
    for parcel in _parcels(signed):
        sealed = seal_salvage(roster.salvage_key, standing.device, [each.pack() for each in parcel])
        await connection.salvage(standing.device, key, person, sealed)
    photos, left = await _Files(connection, session, key, person, roster.salvage_key).hand_in()
    write_mark(session.folder, who, standing.person, {"given": len(signed), "photos": photos, "photos_left": left})
    return True


def lock_if_revoked(session: Session) -> bool:
    """Ask the hub by the device's key alone, while nobody is signed in and no replica is open; blocks for seconds.

    True once a device that was revoked has handed in what it had not sent and is wiped. False where it is trusted
    still, and where the hub cannot be asked now.
    """
    return session.enrolled and asyncio.run(_lock_if_revoked(session))


async def _lock_if_revoked(session: Session) -> bool:
    connection = session.connection()
    try:
        try:
            await connection.prove(session.standing.device, session.key())
        except HubRefused as refusal:
            if struck_off(refusal) != DEVICE or not await hand_in(connection, session, DEVICE, ()):
                return False
            wipe(session)
            return True
    except ForecourtError as error:
        log.info("could not ask whether the device is trusted: %s", type(error).__name__)
    except unreachable() as error:
        log.info("could not ask whether the device is trusted: %s", type(error).__name__)
    finally:
        await connection.close()
    return False


class _Files:
    """Hands in the photos and papers that the hub does not have yet, whoever of the device's people took them."""

    def __init__(
        self, connection: HubConnection, session: Session, key: Ed25519PrivateKey, person: str, salvage_key: bytes
    ) -> None:
        self._connection, self._key, self._person, self._salvage_key = connection, key, person, salvage_key
        self._device = session.standing.device
        self._store = FileStore(session.folder / "files")

    async def hand_in(self) -> tuple[int, int]:
        """How many were given, and how many are left behind. Raises what the connection raises when the hub is gone."""
        given = left = size = 0
        waiting = self._store.unsent()
        for digest in sorted(waiting, key=self._store.size):
            data = self._store.read(digest)
            size += len(data or b"")
            if data is None or size > _MOST_FILE_BYTES or not await self._one(digest, data):
                left += 1
                continue
            self._store.sent(digest)
            given += 1
        if left:
            log.warning("%d photos are left behind", left)
        return given, left

    async def _one(self, digest: str, data: bytes) -> bool:
        """Whether the hub has the file now; it says no to one that is too large."""
        try:
            held = await self._piece(Piece(digest, 0, len(data), b""))
            while held < len(data):
                more = await self._piece(Piece(digest, held, len(data), data[held : held + _PIECE_BYTES]))
                if more <= held:
                    return False
                held = more
        except HubRefused as refusal:
            log.warning("the hub does not take a photo: %s", refusal.code)
            return False
        return True

    async def _piece(self, piece: Piece) -> int:
        sealed = seal_piece(self._salvage_key, self._device, piece)
        return await self._connection.salvage_piece(self._device, self._key, self._person, sealed)


def _is_struck_off(roster: Roster, device: str, person: str) -> bool:
    if person:
        return person in roster.people and not roster.people[person][1]
    return device in roster.devices and roster.devices[device].revoked


def _of_others(session: Session, person: str) -> Iterator[Envelope]:
    """What waits in the replicas of people who are not signed in now."""
    for path in sorted(session.folder.glob("replica-*.sqlite")):
        if person and path.name == f"replica-{person}.sqlite":
            continue
        for row in rebuilding.salvage(path):
            names = ("kind", "space", "document", "type", "author", "device", "stamp")
            said: list[Any] = [*(row[name] for name in names), bool(row["offline"]), row["version"]]
            said += [row["hash"], row["payload"], row.get("signature") or b""]
            yield Envelope(*said)


def _parcels(envelopes: Sequence[Envelope]) -> Iterator[list[Envelope]]:
    parcel: list[Envelope] = []
    size = 0
    for envelope in envelopes:
        size += len(envelope.payload) + 500
        if parcel and size > _PARCEL_BYTES:
            yield parcel
            parcel, size = [], len(envelope.payload) + 500
        parcel.append(envelope)
    if parcel:
        yield parcel
