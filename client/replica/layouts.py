"""How a replica file of an older layout becomes one of this version's, step by step, in one transaction.

A layout is a number in SQLite's ``user_version``. To change a table of ``replica_tables``, change it there, and add
here under the next number the statements that turn a file of the number before into the new form. A file made afresh
has the newest form at once; steps are never edited after they were released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from client.replica.transactions import transaction
from shared_models.encrypted_sqlite import Connection

FIRST = 1

#: For each layout after the first, what is done to a file of the layout before it.
STEPS: Mapping[int, Sequence[str]] = {
    2: (
        "ALTER TABLE set_aside ADD COLUMN cause BLOB",
        "ALTER TABLE set_aside ADD COLUMN kind VARCHAR",
        "ALTER TABLE set_aside ADD COLUMN space VARCHAR",
        "ALTER TABLE set_aside ADD COLUMN author VARCHAR(32)",
        "ALTER TABLE set_aside ADD COLUMN was BLOB",
        "ALTER TABLE set_aside ADD COLUMN wanted BLOB",
        "ALTER TABLE set_aside ADD COLUMN decision VARCHAR",
        "ALTER TABLE set_aside ADD COLUMN decided BIGINT",
        "ALTER TABLE set_aside ADD COLUMN decided_by VARCHAR(32)",
        "ALTER TABLE set_aside ADD COLUMN note TEXT",
        (
            "CREATE TABLE chain_break (space VARCHAR NOT NULL, seq BIGINT NOT NULL, ours BLOB NOT NULL, "
            "shown BLOB NOT NULL, found BIGINT NOT NULL, PRIMARY KEY (space, seq)) WITHOUT ROWID"
        ),
    ),
    # A document's snapshot is what the hub has; it was the whole, with what the hub has beside it as "accepted".
    3: (
        """CREATE TABLE document_2 (id VARCHAR(32) NOT NULL, type VARCHAR NOT NULL, kind VARCHAR NOT NULL,
        space VARCHAR NOT NULL, heads BLOB NOT NULL, forked BOOLEAN NOT NULL, snapshot BLOB NOT NULL,
        PRIMARY KEY (id)) WITHOUT ROWID""",
        """INSERT INTO document_2 SELECT id, type, kind, space, heads, forked,
        CASE kind WHEN 'fact' THEN snapshot ELSE coalesce(accepted, snapshot) END FROM document ORDER BY id""",
        "DROP TABLE document",
        "ALTER TABLE document_2 RENAME TO document",
        "DROP INDEX change_document",
        "CREATE INDEX change_document ON change (document, state, stamp)",
    ),
    4: (
        """CREATE TABLE deed (number INTEGER NOT NULL PRIMARY KEY, id VARCHAR(32) NOT NULL UNIQUE,
        root VARCHAR(32) NOT NULL, person VARCHAR(32) NOT NULL, at BIGINT NOT NULL, kind VARCHAR NOT NULL,
        type VARCHAR NOT NULL, record VARCHAR(32) NOT NULL, records INTEGER NOT NULL, about TEXT NOT NULL,
        batch VARCHAR(32), hashes BLOB)""",
        "CREATE INDEX deed_root ON deed (root)",
    ),
    5: ("ALTER TABLE document ADD COLUMN history BLOB",),
    6: (
        "ALTER TABLE change ADD COLUMN signature BLOB",
        """CREATE TABLE awaiting (hash BLOB NOT NULL, document VARCHAR(32) NOT NULL, envelope BLOB NOT NULL,
        arrived BIGINT NOT NULL, PRIMARY KEY (hash)) WITHOUT ROWID""",
        "CREATE INDEX ix_awaiting_document ON awaiting (document)",
    ),
    7: (
        """CREATE TABLE erased (document VARCHAR(32) NOT NULL, erasure VARCHAR(32) NOT NULL,
        PRIMARY KEY (document)) WITHOUT ROWID""",
    ),
}


def newest(steps: Mapping[int, Sequence[str]] = STEPS) -> int:
    """The layout of a file made by this version."""
    return max(steps, default=FIRST)


def raise_layout(connection: Connection, layout: int, steps: Mapping[int, Sequence[str]] = STEPS) -> None:
    """Bring a file from ``layout`` to the newest: all steps or none. Raises what SQLite raises."""
    with transaction(connection):
        for number in range(layout + 1, newest(steps) + 1):
            for statement in steps[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
