"""Wrong tries: the first are free, then each wait is longer, then the lock; for all hubs on one database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from sync_server import attempts
from sync_server.attempts import Key, count, forgive, is_locked, lock, refusal_for, take_back
from sync_server.database import Database
from sync_server.sign_in_tables import ATTEMPT

ANN, BOB = Key("account", "acme ann"), Key("account", "acme bob")
DEVICE = Key("device", "d" * 32)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        yield connection


def wait_of(connection: Connection, now: int, key: Key = ANN) -> int:
    refusal = refusal_for(connection, [key], now)
    return int((refusal.headers or {})["Retry-After"]) if refusal is not None else 0


def test_the_sixth_try_in_a_minute_waits_then_the_wait_doubles_and_the_tenth_locks(connection: Connection) -> None:
    now = 1_000_000
    waits: list[int] = []
    for _ in range(10):
        now += wait_of(connection, now) * 1000
        tried = count(connection, [ANN], now)
        assert tried.refusal is None
        assert tried.locks == (("account",) if len(waits) == 9 else ())
        waits.append(wait_of(connection, now))
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 12 * 3600]
    assert is_locked(connection, ANN, now)
    assert wait_of(connection, now, BOB) == 0
    assert not is_locked(connection, ANN, now + 13 * 3600 * 1000)


def test_what_has_to_wait_is_not_counted(connection: Connection) -> None:
    for _ in range(5):
        count(connection, [ANN, DEVICE], 1_000)
    for _ in range(50):
        refused = count(connection, [ANN, DEVICE], 2_000).refusal
        assert refused is not None
        assert (refused.status_code, refused.code, refused.headers) == (429, "slow_down", {"Retry-After": "59"})
    assert wait_of(connection, 61_001) == 0
    assert wait_of(connection, 2_000, DEVICE) == 0


def test_a_right_try_forgives_and_takes_back(connection: Connection) -> None:
    for _ in range(5):
        count(connection, [ANN], 1_000)
    forgive(connection, ANN)
    assert wait_of(connection, 1_000) == 0
    for _ in range(50):
        assert count(connection, [DEVICE], 1_000).refusal is None
        take_back(connection, DEVICE)


def test_a_day_later_nothing_is_held_against_anybody(connection: Connection) -> None:
    for _ in range(4):
        count(connection, [ANN], 1_000)
    count(connection, [ANN], 25 * 3600 * 1000)
    assert wait_of(connection, 25 * 3600 * 1000) == 0


def test_locked_by_hand_is_for_good(connection: Connection) -> None:
    lock(connection, ANN, 1_000)
    refused = count(connection, [ANN], 10**13).refusal
    assert refused is not None
    assert refused.code == "locked_out"
    forgive(connection, ANN)
    assert count(connection, [ANN], 10**13).refusal is None


def test_another_hub_that_was_first_is_no_error(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a hub's look and its insert the other's row came in: the try is counted on that row."""
    count(connection, [ANN], 1_000)
    real, looks = attempts._one_more, iter([False])
    monkeypatch.setattr(attempts, "_one_more", lambda *told: next(looks, None) is None and real(*told))
    count(connection, [ANN], 1_000)
    assert connection.execute(select(ATTEMPT.c.failures)).scalars().all() == [2]


def test_the_table_names_nobody(connection: Connection) -> None:
    count(connection, [ANN, Key("address", "10.1.2.3")], 1_000)
    rows = connection.execute(select(ATTEMPT)).all()
    assert not any("ann" in str(row) or "10.1.2.3" in str(row) for row in rows)
