"""New devices that ask to be let in (device authorization grant, RFC 8628): a code is shown, a person approves it.

The device keeps a long secret and shows a short code. Whoever looks after devices types the code at the hub's page,
approves it for a store, and the device, which has asked again and again meanwhile, is enrolled with its own key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, delete, func, insert, select, update

from shared_models.identifiers import new_id
from shared_models.protocol import claim_bytes
from sync_server.accounts import Account
from sync_server.audit import note
from sync_server.errors import HubError, bad_request, not_found, slow_down, unauthorised
from sync_server.sign_in_tables import DEVICE_REQUEST
from sync_server.tables import DEVICE
from sync_server.tokens import new_secret, secret_hash

#: Seconds until a request has run out; seconds between two questions of a device, more for one that asks too often.
LIFE, INTERVAL, SLOWER = 900, 5, 5
#: Consonants only, so that no word comes about by chance (RFC 8628, section 6.1); eight of them are 34 bits, and
#: whoever tries codes is signed in and counted.
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
_LETTERS = 8
_MOST_OPEN = 2_000
APPROVED, DENIED = "approved", "denied"


@dataclass(frozen=True, slots=True)
class Begun:
    """What the device keeps (``device_code``) and what it shows."""

    device_code: str
    user_code: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A device that asks, as whoever decides sees it."""

    hash: bytes
    name: str
    fingerprint: str
    decision: str | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A device that was let in: its identifier, tenant and store (if one was named)."""

    device: str
    tenant: str
    store: str | None


def begin(connection: Connection, name: str, public_key: bytes, app_version: str, now_ms: int) -> Begun:
    """Note that a device asks. Raises HubError 429 where too many do."""
    connection.execute(delete(DEVICE_REQUEST).where(DEVICE_REQUEST.c.expires < now_ms - LIFE * 1000))
    if connection.execute(select(func.count()).select_from(DEVICE_REQUEST)).scalar_one() >= _MOST_OPEN:
        raise slow_down("Many devices ask to be let in just now. Please try again.", 60)
    made = Begun(new_secret(), "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)))
    row: dict[str, Any] = {"hash": secret_hash(made.device_code), "user_hash": _user_hash(made.user_code), "name": name}
    row |= {"public_key": public_key, "app_version": app_version, "expires": now_ms + LIFE * 1000}
    connection.execute(insert(DEVICE_REQUEST).values(**row, interval=INTERVAL, polled=0))
    return Begun(made.device_code, f"{made.user_code[:4]}-{made.user_code[4:]}")


def find(connection: Connection, user_code: str, now_ms: int) -> Asking:
    """The device that shows a code. Raises HubError 404."""
    known = (DEVICE_REQUEST.c.user_hash == _user_hash(user_code), DEVICE_REQUEST.c.expires > now_ms)
    row = connection.execute(select(DEVICE_REQUEST).where(*known)).first()
    if row is None:
        raise not_found("No device shows this code now. Look at the device: the code may have run out.", "unknown_code")
    return Asking(row.hash, row.name, fingerprint(row.public_key), row.decision)


def decide(connection: Connection, asking: Asking, account: Account, decision: str, store: str | None) -> None:
    """Approve a device for the account's house, or deny it; what was decided before stays."""
    told = {"decision": decision, "tenant": account.tenant, "decided_by": account.person, "store": store}
    undecided = (DEVICE_REQUEST.c.hash == asking.hash, DEVICE_REQUEST.c.decision.is_(None))
    if connection.execute(update(DEVICE_REQUEST).where(*undecided).values(**told)).rowcount != 1:
        raise bad_request("decided_already", "Somebody has decided about this device already.")
    detail = {"store": store} if store else {}
    note(connection, account.tenant, account.person, "", f"device_{decision}", "", detail)


def claim(connection: Connection, device_code: str, signature: bytes, now_ms: int) -> Admitted | HubError:
    """Let a device in that was approved; what is not yet, or never, is answered as RFC 8628 has it (section 3.5).

    Answers are returned, not raised: that the device has asked must be written down.
    """
    row = connection.execute(select(DEVICE_REQUEST).where(DEVICE_REQUEST.c.hash == secret_hash(device_code))).first()
    if row is None or row.expires <= now_ms:
        return bad_request("expired_token", "The code has run out. Ask for a new one.")
    try:
        Ed25519PublicKey.from_public_bytes(row.public_key).verify(signature, claim_bytes(device_code))
    except InvalidSignature:
        return unauthorised("signature_invalid", "The device's signature does not hold.")
    early = now_ms < row.polled + row.interval * 1000
    asked: dict[str, Any] = {"polled": now_ms, "interval": row.interval + (SLOWER if early else 0)}
    connection.execute(update(DEVICE_REQUEST).where(DEVICE_REQUEST.c.hash == row.hash).values(**asked))
    if row.decision == DENIED:
        return bad_request("access_denied", "The device was not let in.")
    if row.decision is None:
        if early:
            return bad_request("slow_down", "Ask less often: five seconds more between two questions.")
        return bad_request("authorization_pending", "Nobody has approved the device yet.")
    return _admitted(connection, row, now_ms)


def fingerprint(public_key: bytes) -> str:
    """A key as people compare it."""
    digits = hashlib.sha256(public_key).hexdigest()[:12].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 12, 4))


def _admitted(connection: Connection, row: Any, now_ms: int) -> Admitted:
    """The device: enrolled now, or before, where the answer was lost."""
    if row.device is not None:
        return Admitted(row.device, row.tenant, row.store)
    device = new_id()
    told = {"id": device, "tenant": row.tenant, "name": row.name, "public_key": row.public_key}
    connection.execute(insert(DEVICE).values(**told, app_version=row.app_version, enrolled=now_ms))
    connection.execute(update(DEVICE_REQUEST).where(DEVICE_REQUEST.c.hash == row.hash).values(device=device))
    note(connection, row.tenant, row.decided_by, device, "device_enrolled", device)
    return Admitted(device, row.tenant, row.store)


def _user_hash(user_code: str) -> bytes:
    letters = "".join(letter for letter in user_code.upper() if letter in _ALPHABET)
    return hashlib.sha256(f"forecourt-user-code-1 {letters}".encode()).digest()
