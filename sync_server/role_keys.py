"""Keys of sealed fields, which the hub passes on and cannot open: who holds them, who lacks one, who makes the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from shared_models.rights import ROLES, Principal, may_keep_recovery_key
from shared_models.role_keys import RECOVERY, about, holder_holds, wrap_holds
from shared_models.sealing import sealed_types
from sync_server.audit import note
from sync_server.devices import find_device
from sync_server.engines import insert_new, upsert
from sync_server.errors import HubError, bad_request, forbidden
from sync_server.key_state import keys_stand_otherwise
from sync_server.role_key_tables import KEY_GENERATION, KEY_HOLDER, KEY_WRAP
from sync_server.tables import ACCOUNT, DEVICE, DEVICE_PERSON

#: How many wraps are asked of a device at once; the rest at its next look.
MOST_WANTED = 300
#: As long as there are fewer generations, a device that lacks the last makes the next, instead of waiting for its key.
FREELY_MADE = 30


@dataclass(frozen=True, slots=True)
class Wrap:
    """A generation's key, wrapped for a holder and signed by who gives it."""

    type: str
    number: int
    holder: str
    wrapped: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Asking:
    """The device and the person who ask, and the types to whose keys their role entitles them."""

    principal: Principal
    device: str

    @property
    def tenant(self) -> str:
        """The tenant of both."""
        return self.principal.tenant

    @property
    def types(self) -> list[str]:
        """Record types with sealed fields that the person may write."""
        return sealed_types(self.principal.role)


def standing(connection: Connection, asking: Asking) -> dict[str, dict[str, Any]]:
    """For each type the asking person is entitled to: its generations, this device's wraps, who lacks one, what is due.

    ``stale`` are generations that somebody knows who is no longer entitled: what is closed with them is to be closed
    with the last one, first of all by the device that made that (``maker``).

    ``due``: the last generation is known to somebody who is no longer entitled, or to nobody any more, or there is
    none; or this device lacks it and may make another.
    """
    return {name: _standing_of(connection, asking, name) for name in asking.types}


def _standing_of(connection: Connection, asking: Asking, name: str) -> dict[str, Any]:
    mine = KEY_GENERATION.c.tenant == asking.tenant, KEY_GENERATION.c.type == name
    made = list(connection.execute(select(KEY_GENERATION).where(*mine).order_by("number")))
    numbers = [row.number for row in made]
    held: dict[int, set[str]] = {number: set() for number in numbers}
    wraps = []
    theirs = KEY_WRAP.c.tenant == asking.tenant, KEY_WRAP.c.type == name
    for row in connection.execute(select(KEY_WRAP).where(*theirs)):
        held[row.number].add(row.holder)
        if row.holder == asking.device:
            wraps.append(row)
    entitled = entitled_holders(connection, asking.tenant, name)
    wanting = [
        (number, entitled[holder])
        for number in reversed(numbers)
        if asking.device in held[number]
        for holder in sorted(set(entitled) - held[number])
    ]
    last = held[numbers[-1]] - {RECOVERY} if numbers else set()
    due = not last & set(entitled) or bool(last - set(entitled))
    due = due or (asking.device not in last and len(numbers) < FREELY_MADE)
    given = {"last": numbers[-1] if numbers else 0, "due": due, "mine": wraps, "wanting": wanting[:MOST_WANTED]}
    stale = [number for number in numbers if held[number] - {RECOVERY} - set(entitled)]
    return given | {"holders": list(entitled.values()), "stale": stale, "maker": made[-1].maker if made else ""}


def public_key_of(connection: Connection, asking: Asking) -> bytes:
    """The asking device's key as the hub knows it; empty where it was not told."""
    key = {"tenant": asking.tenant, "holder": asking.device}
    return bytes(connection.execute(select(KEY_HOLDER.c.public).where(*_at(KEY_HOLDER, key))).scalar() or b"")


def entitled_holders(connection: Connection, tenant: str, name: str) -> dict[str, Any]:
    """Who may be given the keys of a type: devices in use by whom its rights name, and the recovery key."""
    roles = [role for role in ROLES if name in sealed_types(role)]
    asked = (
        select(KEY_HOLDER)
        .distinct()
        .join(DEVICE, DEVICE.c.id == KEY_HOLDER.c.holder)
        .join(DEVICE_PERSON, DEVICE_PERSON.c.device == DEVICE.c.id)
        .join(ACCOUNT, ACCOUNT.c.person == DEVICE_PERSON.c.person)
        .where(KEY_HOLDER.c.tenant == tenant, DEVICE.c.tenant == tenant, DEVICE.c.revoked.is_(None))
        .where(ACCOUNT.c.active, ACCOUNT.c.role.in_(roles))
    )
    found = {row.holder: row for row in connection.execute(asked)}
    recovery = select(KEY_HOLDER).where(KEY_HOLDER.c.tenant == tenant, KEY_HOLDER.c.holder == RECOVERY)
    return found | {row.holder: row for row in connection.execute(recovery)}


def keep_holder(connection: Connection, asking: Asking, public: bytes, signature: bytes, now_ms: int) -> None:
    """Note the public key of the asking device. What was wrapped for another key of its is of no use any more."""
    _note_holder(connection, asking, asking.device, public, signature, now_ms)


def keep_recovery(connection: Connection, asking: Asking, public: bytes, signature: bytes, now_ms: int) -> None:
    """Note the public half of the house's recovery key. Raises HubError 403."""
    if not may_keep_recovery_key(asking.principal.role):
        raise forbidden("Managers say with which recovery key sealed fields can be read.")
    _note_holder(connection, asking, RECOVERY, public, signature, now_ms)
    note(connection, asking.tenant, asking.principal.person, asking.device, "recovery_key_set", "")


def _note_holder(
    connection: Connection, asking: Asking, holder: str, public: bytes, signature: bytes, now_ms: int
) -> None:
    if not holder_holds(_key_of(connection, asking.device), signature, asking.tenant, holder, public):
        raise bad_request("signature_invalid", "The device's signature of this key does not hold.", "signature")
    key = {"tenant": asking.tenant, "holder": holder}
    known = connection.execute(select(KEY_HOLDER.c.public).where(*_at(KEY_HOLDER, key))).scalar()
    if known is not None and bytes(known) != public:
        connection.execute(delete(KEY_WRAP).where(*_at(KEY_WRAP, key)))
    told = {"public": public, "signature": signature, "signer": asking.device, "at": now_ms}
    put = upsert(KEY_HOLDER).values(**key, **told)
    connection.execute(put.on_conflict_do_update(index_elements=list(key), set_=told))
    keys_stand_otherwise(connection, asking.tenant)


def begin_generation(
    connection: Connection, asking: Asking, name: str, number: int, mark: bytes, wraps: list[Wrap], now_ms: int
) -> None:
    """Note a generation with its first wraps. Raises HubError 403, 400, and 409 where another device was first."""
    if name not in asking.types:
        raise forbidden("The keys of this type are for who may write its sealed fields.")
    last = _standing_of(connection, asking, name)["last"]
    row = {"tenant": asking.tenant, "type": name, "number": number, "mark": mark, "maker": asking.device, "at": now_ms}
    if number != last + 1 or not insert_new(connection, KEY_GENERATION, row):
        raise HubError(409, "generation_taken", "Another device has made this generation. Ask again how things stand.")
    if asking.device not in {wrap.holder for wrap in wraps if (wrap.type, wrap.number) == (name, number)}:
        raise bad_request("invalid_request", "Who makes a key keeps it too.", "wraps")
    _keep_wraps(connection, asking, wraps, now_ms)
    told = {"type": name, "number": number}
    note(connection, asking.tenant, asking.principal.person, asking.device, "sealing_key_made", "", told)


def keep_wraps(connection: Connection, asking: Asking, wraps: list[Wrap], now_ms: int) -> None:
    """Note wraps that a device gives of keys that it holds, or says to have (recovered). Raises HubError 403, 400."""
    for name, number, own in sorted({(wrap.type, wrap.number, wrap.holder == asking.device) for wrap in wraps}):
        key = {"tenant": asking.tenant, "type": name, "number": number}
        table, which = (KEY_GENERATION, key) if own else (KEY_WRAP, key | {"holder": asking.device})
        if name not in asking.types or not connection.execute(select(table.c.at).where(*_at(table, which))).first():
            raise forbidden("Only who holds a key passes it on.")
    _keep_wraps(connection, asking, wraps, now_ms)


def _keep_wraps(connection: Connection, asking: Asking, wraps: list[Wrap], now_ms: int) -> None:
    key, entitled, new = _key_of(connection, asking.device), dict[str, set[str]](), 0
    for wrap in wraps:
        if wrap.type not in entitled:
            entitled[wrap.type] = set(entitled_holders(connection, asking.tenant, wrap.type))
        if wrap.holder not in entitled[wrap.type]:
            continue  # struck off meanwhile
        if not wrap_holds(key, wrap.signature, wrap.wrapped, about(asking.tenant, wrap.type, wrap.number, wrap.holder)):
            raise bad_request("signature_invalid", "The device's signature of this wrap does not hold.", "signature")
        row = {"tenant": asking.tenant, "type": wrap.type, "number": wrap.number, "holder": wrap.holder}
        told = {"wrapped": wrap.wrapped, "signature": wrap.signature, "giver": asking.device, "at": now_ms}
        if not insert_new(connection, KEY_WRAP, {**row, **told}):
            continue
        new += 1
        if wrap.holder != asking.device:
            given = {"type": wrap.type, "number": wrap.number}
            person = asking.principal.person
            note(connection, asking.tenant, person, asking.device, "sealing_key_given", wrap.holder, given)
    if new:
        keys_stand_otherwise(connection, asking.tenant)


def recovery_wraps(connection: Connection, asking: Asking) -> list[Any]:
    """What was wrapped for the recovery key, of the types the person is entitled to."""
    theirs = (KEY_WRAP.c.tenant == asking.tenant, KEY_WRAP.c.holder == RECOVERY, KEY_WRAP.c.type.in_(asking.types))
    return list(connection.execute(select(KEY_WRAP).where(*theirs)))


def keys_of_devices(connection: Connection, devices: set[str]) -> dict[str, bytes]:
    """The Ed25519 keys by which devices are believed."""
    rows = connection.execute(select(DEVICE.c.id, DEVICE.c.public_key).where(DEVICE.c.id.in_(devices)))
    return {row.id: bytes(row.public_key) for row in rows}


def _key_of(connection: Connection, device: str) -> bytes:
    known = find_device(connection, device)
    if known is None:
        raise forbidden("This device is not known.")
    return known.key.public_bytes_raw()


def _at(table: Any, key: dict[str, Any]) -> list[Any]:
    return [table.c[name] == value for name, value in key.items()]
