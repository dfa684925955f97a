"""Devices: how a new one is enrolled with a one-time code, and what the hub keeps of each."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from shared_models.identifiers import new_id
from shared_models.protocol import challenge_bytes
from sync_server.engines import insert_new
from sync_server.errors import HubError, SetupProblem, not_found, unauthorised
from sync_server.key_state import keys_stand_otherwise
from sync_server.prepared import Prepared
from sync_server.tables import DEVICE, DEVICE_PERSON, ENROL_CODE, REFRESH, TENANT

#: Letters and digits that cannot be taken for one another when read aloud; 32 of them, so 12 make 60 bits.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 12
_BY_ID = Prepared(select(DEVICE).where(DEVICE.c.id == bindparam("id")))
_PEOPLE = Prepared(select(DEVICE_PERSON.c.person).where(DEVICE_PERSON.c.device == bindparam("device")))


@dataclass(frozen=True, slots=True)
class Device:
    """A device that was enrolled; ``revoked`` once it may not be trusted any more."""

    id: str
    tenant: str
    key: Ed25519PublicKey
    revoked: bool


def new_enrol_code(connection: Connection, tenant: str, expires_ms: int) -> str:
    """A code that enrols one device until it expires; only its hash is kept. Raises SetupProblem."""
    if not connection.execute(select(TENANT.c.name).where(TENANT.c.name == tenant)).first():
        raise SetupProblem(f"tenant: there is none called '{tenant}'; run 'forecourt-hub init' first")
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    connection.execute(insert(ENROL_CODE).values(hash=_code_hash(letters), tenant=tenant, expires=expires_ms))
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def enrol(connection: Connection, code: str, name: str, public_key: bytes, app_version: str, now_ms: int) -> Device:
    """Turn a code into a device. Raises HubError 401 for a code that is unknown, used or expired."""
    wanted = select(ENROL_CODE).where(ENROL_CODE.c.hash == _code_hash(code)).with_for_update()  # it serves once
    known = connection.execute(wanted).first()
    if known is None or known.device is not None or known.expires < now_ms:
        raise HubError(
            401, "code_invalid", "This code is not known, was used already or has expired. Ask for a new one.", "code"
        )
    device = new_id()
    row = {"id": device, "tenant": known.tenant, "name": name, "public_key": public_key, "app_version": app_version}
    connection.execute(insert(DEVICE).values(**row, enrolled=now_ms))
    connection.execute(update(ENROL_CODE).where(ENROL_CODE.c.hash == known.hash).values(device=device))
    return Device(device, known.tenant, Ed25519PublicKey.from_public_bytes(public_key), False)


def find_device(connection: Connection, device: str) -> Device | None:
    """The device with this identifier."""
    row = _BY_ID.run(connection, {"id": device}).first()
    if row is None:
        return None
    return Device(row.id, row.tenant, _key_of(row.public_key), row.revoked is not None)


@lru_cache(maxsize=20_000)
def _key_of(raw: bytes) -> Ed25519PublicKey:
    """A device's key, which never changes."""
    return Ed25519PublicKey.from_public_bytes(raw)


def revoke(connection: Connection, device: str, now_ms: int) -> None:
    """Trust a device no more: it can neither sign in nor push. Raises SetupProblem when there is none."""
    if connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(revoked=now_ms)).rowcount != 1:
        raise SetupProblem(f"device: there is none called '{device}'")
    _keys_stand_otherwise(connection, device)
    end_sessions(connection, REFRESH.c.device == device)


def end_sessions(connection: Connection, *which: ColumnElement[bool]) -> None:
    """Forget refresh tokens. Those that another hub is just renewing are waited for, so that no successor survives."""
    connection.execute(select(REFRESH.c.hash).where(*which).with_for_update()).all()
    connection.execute(delete(REFRESH).where(*which))


def rename(connection: Connection, tenant: str, device: str, name: str) -> None:
    """Call a device of the tenant something else. Raises HubError 404."""
    known = (DEVICE.c.id == device, DEVICE.c.tenant == tenant)
    if connection.execute(update(DEVICE).where(*known).values(name=name)).rowcount != 1:
        raise not_found("There is no such device.", "unknown_device")


def remember_person(connection: Connection, device: str, person: str, now_ms: int) -> None:
    """Note that the person signed in on the device."""
    row = {"device": device, "person": person, "first": now_ms}
    if insert_new(connection, DEVICE_PERSON, row):
        _keys_stand_otherwise(connection, device)


def _keys_stand_otherwise(connection: Connection, device: str) -> None:
    if (known := find_device(connection, device)) is not None:
        keys_stand_otherwise(connection, known.tenant)


def people_of(connection: Connection, device: str) -> set[str]:
    """Everyone who ever signed in on the device."""
    return set(_PEOPLE.run(connection, {"device": device}).scalars())


def check_answer(device: Device | None, challenge: str, signature: str) -> Device:
    """The device, if it signed the challenge with its key. Raises HubError 401."""
    if device is None:
        raise unauthorised("device_unknown", "This device is not enrolled here. Enrol it with a code.")
    if device.revoked:
        raise unauthorised("device_revoked", "This device was locked out. Ask your administrator.")
    try:
        device.key.verify(from_base64(signature, "signature"), challenge_bytes(device.id, challenge))
    except InvalidSignature as error:
        raise unauthorised("signature_invalid", "The device's signature does not hold.") from error
    return device


def from_base64(text: str, field: str) -> bytes:
    """Bytes that travel as base64 in JSON. Raises HubError 400."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise HubError(400, "invalid_request", "This is not base64.", field) from error


def _code_hash(code: str) -> bytes:
    letters = "".join(letter for letter in code.upper() if letter in _ALPHABET)
    return hashlib.sha256(f"forecourt-enrol-1 {letters}".encode()).digest()
