"""Files of an older layout are brought up to date whole, or stay as they were."""

from __future__ import annotations

import sqlite3

import pytest

from client.replica.layouts import newest, raise_layout
from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import Connection


@pytest.fixture
def old() -> Connection:
    connection = encrypted_sqlite.connect(":memory:")
    connection.execute("CREATE TABLE kept (word TEXT)")
    connection.execute("INSERT INTO kept VALUES ('here')")
    connection.execute("PRAGMA user_version = 1")
    return connection


def layout(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_every_step_between_is_taken_in_order(old: Connection) -> None:
    steps = {2: ["ALTER TABLE kept ADD COLUMN number INTEGER"], 3: ["UPDATE kept SET number = 7"]}
    raise_layout(old, 1, steps)
    assert layout(old) == newest(steps) == 3
    assert old.execute("SELECT word, number FROM kept").fetchall() == [("here", 7)]


def test_a_step_that_fails_leaves_the_file_as_it_was(old: Connection) -> None:
    with pytest.raises(sqlite3.OperationalError):
        raise_layout(old, 1, {2: ["ALTER TABLE kept ADD COLUMN number INTEGER"], 3: ["UPDATE missing SET number = 7"]})
    assert layout(old) == 1
    assert old.execute("SELECT * FROM kept").fetchall() == [("here",)]
