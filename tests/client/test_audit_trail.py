"""The device's audit: gapless, chained, sent as facts; one altered byte is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from client.care.audit_check import verify
from client.commands import Create, Edit, Witness
from client.replica.worker import Replica, wait
from shared_models.identifiers import new_id
from shared_models.records import RECORD_TYPES
from shared_models.rights import ROLES, Principal, may_add_to, may_read_space, spaces_for
from tests.support.replicas import replica

__all__ = ["replica"]
_SECOND = "SELECT id, snapshot FROM document WHERE type = 'audit_entry' ORDER BY id LIMIT 1 OFFSET 1"


def checked(replica: Replica) -> list[str]:
    return wait(replica.write(lambda connection: list(verify(connection))))


@pytest.fixture
def written(replica: Replica) -> Replica:
    for n in range(3):
        wait(replica.execute(Witness("sealed_field_read", "customer", new_id(), "licence_number", {"n": n})))
    return replica


def test_rows_are_numbered_chained_and_wait_for_the_hub(written: Replica) -> None:
    assert checked(written) == []
    waiting = wait(written.pending(10))
    assert [(one.type, one.kind, one.space) for one in waiting] == [("audit_entry", "fact", "acme/trail")] * 3
    with written.database.engine.connect() as connection:
        table = RECORD_TYPES["audit_entry"].table()
        rows = connection.execute(table.select().order_by(table.c.number)).mappings().all()
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert {row["person"] for row in rows} == {written.identity.person}


def altered_fact(connection: sqlite3.Connection) -> None:
    name, payload = connection.execute(_SECOND).fetchone()
    changed = payload.replace(b"licence_number", b"licence_numbes")
    connection.execute("UPDATE document SET snapshot = ? WHERE id = ?", (changed, name))


def removed_row(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM document WHERE id = ?", connection.execute(_SECOND).fetchone()[:1])


def removed_end(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM document WHERE id = (SELECT max(id) FROM document WHERE type = 'audit_entry')")


@pytest.mark.parametrize(
    ("deed", "said"),
    [(altered_fact, "row 2 is not what"), (removed_row, "row 2 is missing"), (removed_end, "does not end with row 3")],
)
def test_a_row_that_was_tampered_with_is_named(
    written: Replica, deed: Callable[[sqlite3.Connection], None], said: str
) -> None:
    wait(written.write(deed))
    assert any(said in sentence for sentence in checked(written)), checked(written)


def test_a_record_whose_history_was_altered_is_named(replica: Replica) -> None:
    command = Create("customer", {"name": "Ada Example"})
    wait(replica.execute(command))
    wait(replica.execute(Edit("customer", command.id, {"town": None}, {"town": "Linz"})))
    assert checked(replica) == []

    def alter(connection: sqlite3.Connection) -> None:
        asked = "SELECT number, payload FROM change WHERE document = ? ORDER BY number DESC LIMIT 1"
        number, payload = connection.execute(asked, (command.id,)).fetchone()
        changed = (payload.replace(b"Linz", b"Graz"), number)
        assert connection.execute("UPDATE change SET payload = ? WHERE number = ?", changed).rowcount == 1

    wait(replica.write(alter))
    assert any(command.id in sentence for sentence in checked(replica))


def test_everybody_adds_and_few_read() -> None:
    readers = set()
    for role in ROLES:
        who = Principal(new_id(), "acme", role, new_id())
        assert may_add_to(who, "acme/trail", RECORD_TYPES)
        if may_read_space(who, "acme/trail", RECORD_TYPES):
            readers.add(role)
        assert ("acme/trail" in spaces_for(who, [], RECORD_TYPES)) == (role in readers)
    assert readers == {"head_office", "it_admin", "auditor"}
