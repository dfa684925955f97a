"""Statements compiled once: the same rows as by the ordinary way, one or many at a time."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from sync_server.database import Database
from sync_server.prepared import Prepared
from sync_server.tables import SPACE


def test_one_and_many(database: Database) -> None:
    put = Prepared(insert(SPACE))
    get = Prepared(select(SPACE).where(SPACE.c.name == bindparam("wanted")))
    with database.write() as connection:
        put.run(connection, {"seq": 1, "chain": b"a", "name": "one"})
        put.run(connection, [{"name": f"many {n}", "seq": n, "chain": b"b"} for n in range(3)])
        assert get.run(connection, {"wanted": "one"}).one() == ("one", 1, b"a")
        found = [get.run(connection, {"wanted": f"many {n}"}).one().seq for n in range(3)]
        assert found == [0, 1, 2]
        assert get.run(connection, {"wanted": "none"}).first() is None
        assert connection.execute(select(SPACE).order_by(SPACE.c.name)).all() == [
            ("many 0", 0, b"b"), ("many 1", 1, b"b"), ("many 2", 2, b"b"), ("one", 1, b"a"),
        ]  # fmt: skip
