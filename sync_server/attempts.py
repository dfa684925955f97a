"""Wrong tries at a door, counted in the database for all hubs on it: who guesses waits, ever longer, then is locked.

Keys that exist and those that do not are counted alike, so that waiting tells nothing. A try is counted before it is
checked and forgiven when it was right: many tries at once do not outrun the count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sync_server.errors import HubError, locked_out, slow_down
from sync_server.sign_in_tables import ATTEMPT

_HOUR = 3600
#: Until when somebody is locked out who is let in again by hand only.
FOR_GOOD = 2**62


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong tries are free, the first wait and the longest (seconds); from ``lock_at`` on the lock holds
    ``lock`` seconds. The count is forgotten ``forget`` seconds after the last."""

    free: int
    first: int = 60
    longest: int = 900
    lock_at: int = 1_000_000
    lock: int = _HOUR
    forget: int = 24 * _HOUR


#: An account is locked for half a day: without an administrator somebody may work again after the night. A device is
#: used by many people, and behind an address there may be a whole house.
LIMITS = {
    "account": Limit(5, lock_at=10, lock=12 * _HOUR),
    "device": Limit(15, lock_at=40, forget=_HOUR),
    "address": Limit(100, lock_at=300, forget=_HOUR),
    "code": Limit(5, forget=_HOUR),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted: an account, a device, an address, or tries at codes from an address."""

    kind: str
    name: str

    @property
    def hash(self) -> str:
        """Under which it is kept: the table names nobody."""
        return hashlib.sha256(f"forecourt-attempt-1 {self.kind} {self.name}".encode()).hexdigest()


def account_key(tenant: str, login: str) -> Key:
    """The key of an account, whether there is one or not; the login is in its normal form."""
    return Key("account", f"{tenant} {login}")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of counting a try: the refusal where it is not taken, and the kinds of keys it locks if it is wrong."""

    refusal: HubError | None = None
    locks: tuple[str, ...] = ()


def count(connection: Connection, keys: Sequence[Key], now_ms: int) -> Tried:
    """Count a try for each key; where one of them has to wait none is counted, and the answer says how long."""
    refusal = refusal_for(connection, keys, now_ms)
    if refusal is not None:
        return Tried(refusal)
    locks = []
    for key in sorted(keys, key=lambda one: (one.kind, one.hash)):  # one order for all hubs: no two wait for each other
        row = _counted(connection, key, now_ms)
        if row.locked:
            locks.append(key.kind)
    return Tried(None, tuple(locks))


def refusal_for(connection: Connection, keys: Sequence[Key], now_ms: int) -> HubError | None:
    """What is answered where one of the keys has to wait; None where none has."""
    held = [row for key in keys if (row := _row(connection, key)) is not None and row.until > now_ms]
    return _refusal(max(held, key=lambda row: int(row.until)), now_ms) if held else None


def forgive(connection: Connection, key: Key) -> None:
    """The count of the key begins anew."""
    connection.execute(delete(ATTEMPT).where(*_is(key)))


def take_back(connection: Connection, key: Key) -> None:
    """The try was right: it is not counted, but those before it are."""
    back = {"failures": ATTEMPT.c.failures - 1, "until": 0, "locked": False}
    connection.execute(update(ATTEMPT).where(*_is(key), ATTEMPT.c.failures > 0).values(**back))


def lock(connection: Connection, key: Key, now_ms: int) -> None:
    """Nobody comes in by this key until it is forgiven."""
    forgive(connection, key)
    row = {"kind": key.kind, "key": key.hash, "failures": 0, "last": now_ms}
    connection.execute(insert(ATTEMPT).values(**row, until=FOR_GOOD, locked=True))


def is_locked(connection: Connection, key: Key, now_ms: int) -> bool:
    """Whether the key is locked out now."""
    row = _row(connection, key)
    return row is not None and bool(row.locked) and row.until > now_ms


def _counted(connection: Connection, key: Key, now_ms: int) -> Any:
    """The key's row with one try more, and with the wait that follows it."""
    limit = LIMITS[key.kind]
    stale = (*_is(key), ATTEMPT.c.last < now_ms - limit.forget * 1000, ATTEMPT.c.until <= now_ms)
    connection.execute(delete(ATTEMPT).where(*stale))
    if not _one_more(connection, key, now_ms):
        first = {"kind": key.kind, "key": key.hash, "failures": 1, "last": now_ms, "until": 0, "locked": False}
        try:
            with connection.begin_nested():
                connection.execute(insert(ATTEMPT).values(**first))
        except IntegrityError:  # another hub was first
            _one_more(connection, key, now_ms)
    failures = int(_row(connection, key).failures)
    locked, wait = failures >= limit.lock_at, _wait_after(limit, failures)
    held = {"until": now_ms + wait * 1000 if wait else 0, "locked": locked}
    connection.execute(update(ATTEMPT).where(*_is(key)).values(**held))
    return _row(connection, key)


def _one_more(connection: Connection, key: Key, now_ms: int) -> bool:
    more = update(ATTEMPT).where(*_is(key)).values(failures=ATTEMPT.c.failures + 1, last=now_ms)
    return bool(connection.execute(more).rowcount)


def _wait_after(limit: Limit, failures: int) -> int:
    """Seconds to wait after so many wrong tries."""
    if failures >= limit.lock_at:
        return limit.lock
    return min(limit.first * 2 ** min(failures - limit.free, 20), limit.longest) if failures >= limit.free else 0


def _refusal(row: Any, now_ms: int) -> HubError:
    seconds = (row.until - now_ms + 999) // 1000
    if row.locked:
        return locked_out(min(seconds, 12 * _HOUR))
    return slow_down("Too many failed attempts. Please wait before you try again.", seconds)


def _row(connection: Connection, key: Key) -> Any:
    return connection.execute(select(ATTEMPT).where(*_is(key))).first()


def _is(key: Key) -> tuple[Any, ...]:
    return ATTEMPT.c.kind == key.kind, ATTEMPT.c.key == key.hash
