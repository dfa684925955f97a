"""Statements compiled once: the same rows as by the ordinary way, one or many at a time."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.prepared import Prepared
from sync_server.tables import ESCROW, SPACE


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


def test_many_rows_of_any_value_replace_and_change_those_that_are_there(database: Database) -> None:
    """Arrays of PostgreSQL take nothing, quotes, braces, backslashes and zero bytes as single rows do."""
    odd = {"detail": '{"a", \\n} NULL', "bringer": "it's", "envelope": b'\x00\\{},"', "decision": None, "decided": None}
    rows = [
        {
            "ordinal": n, "hash": bytes([n]) * 32, "tenant": "acme", "received": 2**40 + n, "space": "acme/ü",
            "document": f"d{n}", "decided": None, "decided_by": None if n % 2 else "x", **odd,
        }
        for n in range(4)
    ]  # fmt: skip
    put = upsert(ESCROW)
    replace = Prepared(put.on_conflict_do_update(index_elements=["ordinal"], set_={"detail": put.excluded.detail}))
    of = ESCROW.c.ordinal == bindparam("of")
    change = Prepared(update(ESCROW).where(of).values(decided=bindparam("decided"), detail=bindparam("detail")))
    with database.write() as connection:
        replace.run(connection, rows)
        replace.run(connection, [{**rows[1], "detail": "again"}])
        change.run(
            connection, [{"of": n, "decided": n or None, "detail": None if n == 3 else str(n)} for n in (0, 2, 3)]
        )
        found = connection.execute(select(ESCROW).order_by(ESCROW.c.ordinal)).mappings().all()
    after = [(None, "0"), (None, "again"), (2, "2"), (3, None)]
    assert [dict(row) for row in found] == [
        {**row, "decided": decided, "detail": detail} for row, (decided, detail) in zip(rows, after, strict=True)
    ]
