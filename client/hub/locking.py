"""A revoked device: it hands in what it had not sent, locks, wipes what it holds, and stays locked.

The same for a person whose account was closed, with what this device holds of that person. The hub's word alone wipes
nothing: it has to show a roster, signed with the key known from enrolment, in which device or person is struck off.
What was handed in lies in the hub's escrow inbox before anything is wiped; a mark on the disk tells that the device is
locked, so that a wipe cut short is finished at the next start.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from client.hub.causes import chain_of
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.session import Session
from client.replica import rebuilding
from shared_models.envelopes import Envelope
from shared_models.roster import Roster, read_roster
from shared_models.salvage import seal_salvage

log = logging.getLogger(__name__)

DEVICE, PERSON = "device", "person"
MARK = "locked.json"
_CODES = {"device_revoked": DEVICE, "account_closed": PERSON}
_PARCEL_BYTES = 3_000_000
_SECRETS = ("device-key", "exchange", "seals", "refresh-token")
_WIPE_STEP = 1_000_000


def struck_off(error: BaseException) -> str | None:
    """Who the hub says is struck off, out of what ended a conversation with it."""
    codes = [_CODES.get(one.code) for one in chain_of(error) if isinstance(one, HubRefused)]
    return next((each for each in codes if each is not None), None)


async def hand_in(connection: HubConnection, session: Session, who: str, waiting: Sequence[Envelope]) -> bool:
    """Give what waits, in all replicas that are concerned, and mark the device as locked.

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
    _write_mark(session.folder, who, standing.person, len(signed))
    return True


def mark_of(folder: Path) -> dict[str, Any] | None:
    """Whether, and why, what lies in a data folder is locked."""
    try:
        found: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def is_locked(folder: Path) -> bool:
    """Whether the device whose data lies in the folder was revoked."""
    return (mark_of(folder) or {}).get("who") == DEVICE


def wipe(session: Session) -> dict[str, Any] | None:
    """Wipe what the mark in the folder says, keys first; the replica must be closed. Returns the mark, or None.

    A device's mark stays for good; a person's goes with the wipe, so that others may sign in.
    """
    mark = mark_of(session.folder)
    if mark is None:
        return None
    for secret in _SECRETS if mark["who"] == DEVICE else _SECRETS[1:]:
        session.vault.forget(secret)
    stem = "replica-" if mark["who"] == DEVICE else f"replica-{mark['person']}"
    for path in _held(session.folder, stem, mark["who"] == DEVICE):
        _overwrite(path)
    if mark["who"] == DEVICE:
        session.forget_all()
    else:
        session.sign_out()
        (session.folder / MARK).unlink(missing_ok=True)
    return mark


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


def _write_mark(folder: Path, who: str, person: str, given: int) -> None:
    draft = folder / f"{MARK}.new"
    told = {"who": who, "person": person, "given": given, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MARK)


def _held(folder: Path, stem: str, everything: bool) -> Iterator[Path]:
    """Every file with somebody's work: replicas with their logs, backups, photos and papers; only what is ours."""
    yield from folder.glob(f"{stem}*")
    yield from (folder / "backups").glob(f"{stem}*")
    yield from (path for path in (folder / "files").rglob("*") if path.is_file())
    if everything:
        yield from (folder / name for name in ("secrets.json", "secrets.new") if (folder / name).exists())


def _overwrite(path: Path) -> None:
    """Overwrite a file, then remove it. Flash memory may keep copies below; what is encrypted has lost its key."""
    try:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                file.write(bytes(min(left, _WIPE_STEP)))
                left -= _WIPE_STEP
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.warning("could not overwrite %s: %s", path.name, error.strerror)
    path.unlink(missing_ok=True)
