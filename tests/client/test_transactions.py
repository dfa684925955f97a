"""One transaction: all of it or nothing, whatever ends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from client.replica.transactions import transaction
from shared_models import encrypted_sqlite
from shared_models.encrypted_sqlite import Connection


@pytest.fixture
def connection() -> Iterator[Connection]:
    with closing(encrypted_sqlite.connect(":memory:")) as opened:
        opened.execute("PRAGMA foreign_keys=ON")
        opened.execute("CREATE TABLE car (id TEXT PRIMARY KEY) WITHOUT ROWID")
        opened.execute("CREATE TABLE sale (car TEXT REFERENCES car (id) DEFERRABLE INITIALLY DEFERRED)")
        yield opened


def sales(connection: Connection) -> list[str]:
    assert not connection.in_transaction
    return [row[0] for row in connection.execute("SELECT car FROM sale ORDER BY car")]


def test_what_the_block_writes_stays(connection: Connection) -> None:
    with transaction(connection):
        connection.execute("INSERT INTO sale VALUES ('one')")
        connection.execute("INSERT INTO car VALUES ('one')")
    assert sales(connection) == ["one"]


@pytest.mark.parametrize("ending", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_block_that_ends_early_leaves_nothing_and_says_why(
    connection: Connection, ending: type[BaseException]
) -> None:
    def sell_half() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO car VALUES ('one')")
            connection.execute("INSERT INTO sale VALUES ('one')")
            raise ending("half way")

    with pytest.raises(ending, match="half way"):
        sell_half()
    assert sales(connection) == []


def test_a_commit_that_fails_leaves_nothing(connection: Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute("INSERT INTO sale VALUES ('no such car')")
    assert sales(connection) == []


def test_what_sqlite_has_taken_back_by_itself_is_not_taken_back_again(connection: Connection) -> None:
    connection.execute("INSERT INTO car VALUES ('one')")

    def sell_and_make_again() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO sale VALUES ('one')")
            connection.execute("INSERT OR ROLLBACK INTO car VALUES ('one')")

    with pytest.raises(sqlite3.IntegrityError):
        sell_and_make_again()
    assert sales(connection) == []
