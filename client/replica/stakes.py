"""Who holds what on this device: the stakes of all facts with the verdict about each, kept in step with the facts.

Disposable like the record tables: made anew from the facts when ``VERSION`` (of this form, or of the rule in
``shared_models.claims``) is another. Each transaction that brings, changes or takes away a fact that bears on a thing
decides about that thing anew; a case is a stake that has lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Index, MetaData, Table

from client.changes import Touched
from client.replica.database import create_tables, get_meta, set_meta
from client.replica.replica_tables import SET_ASIDE
from client.replica.transactions import transaction
from shared_models.claims import BEARING, Made, Stake, decide, ended_by, stake_of
from shared_models.columns import ending_columns, stake_columns
from shared_models.encrypted_sqlite import Connection
from shared_models.facts import decode_fact
from shared_models.projection import values_of
from shared_models.records import RECORD_TYPES

VERSION = b"2"

metadata = MetaData()

#: One row per stake that stands or has ended.
stake = Table("stake", metadata, *stake_columns(numbered=False), Index("stake_thing", "thing"), sqlite_with_rowid=False)
Index("stake_lost", stake.c.lost_to, sqlite_where=stake.c.lost_to != "")
Index("stake_last", stake.c.last)
stake_end = Table("stake_end", metadata, *ending_columns(), sqlite_with_rowid=False)

_BEARING_FACTS = """
SELECT d.id, d.type, d.snapshot, c.author, c.device, c.stamp, c.offline, c.seq
FROM document AS d JOIN change AS c ON c.document = d.id AND c.state <> :aside
WHERE d.kind = 'fact' AND d.id IN (SELECT value FROM json_each(:ids))
ORDER BY d.id, c.stamp DESC
"""
_STANDING = """
SELECT kind, thing, party, first, last, secured, fact, author, device, stamp, offline, seq, confirmed, lost_to, ended,
    EXISTS (SELECT 1 FROM stake_end WHERE stake_end.stake = stake.fact) FROM stake WHERE thing = ?
"""
_PUT = f"INSERT OR REPLACE INTO stake VALUES ({', '.join('?' * 15)})"


def bears(type_name: str) -> bool:
    """Whether facts of this type bear on who holds what."""
    return type_name in BEARING


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables anew from the facts where another version made them. In a transaction of its own."""
    if get_meta(connection, "stakes") == VERSION:
        return
    with transaction(connection):
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        create_tables(connection, metadata)
        types = json.dumps(sorted(BEARING))
        facts = connection.execute("SELECT id FROM document WHERE type IN (SELECT value FROM json_each(?))", (types,))
        settle(connection, [row[0] for row in facts.fetchall()])
        set_meta(connection, "stakes", VERSION)


def settle(connection: Connection, facts: Iterable[str]) -> list[Touched]:
    """Bring stakes and verdicts in line with these facts, which came, changed or went.

    Returns the vehicles and the other facts for which something is different now.
    """
    ids = sorted(set(facts))
    if not ids:
        return []
    things = _things_of(connection, ids)
    listed = json.dumps(ids)
    for table in ("stake", "stake_end"):
        connection.execute(f"DELETE FROM {table} WHERE fact IN (SELECT value FROM json_each(?))", (listed,))
    for row in connection.execute(_BEARING_FACTS, {"ids": listed, "aside": SET_ASIDE}).fetchall():
        _put(connection, row)
    things |= _things_of(connection, ids)
    touched: list[Touched] = []
    for thing in sorted(things):
        touched += _decide(connection, thing)
    return touched


def _things_of(connection: Connection, facts: list[str]) -> set[str]:
    """The things that these facts, or the stakes they end, are about."""
    rows = connection.execute(
        "SELECT thing FROM stake WHERE fact IN (SELECT value FROM json_each(:ids)) OR fact IN "
        "(SELECT stake FROM stake_end WHERE fact IN (SELECT value FROM json_each(:ids)))",
        {"ids": json.dumps(facts)},
    )
    return {row[0] for row in rows}


def _put(connection: Connection, row: tuple[str, str, bytes, str, str, int, int, int | None]) -> None:
    fact, kind, snapshot, author, device, stamp, offline, seq = row
    values = values_of(RECORD_TYPES[kind], decode_fact(snapshot))
    ending = ended_by(kind, values)
    if ending:
        connection.execute("INSERT OR REPLACE INTO stake_end VALUES (?, ?)", (fact, ending))
        return
    found = stake_of(kind, values, Made(fact, author, device, stamp, bool(offline), seq))
    if found is not None:
        where = (found.thing, found.party, found.first, found.last, found.secured)
        connection.execute(_PUT, (fact, kind, *where, author, device, stamp, offline, seq, False, False, ""))


def _decide(connection: Connection, thing: str) -> list[Touched]:
    """Write the verdicts about a thing; tell what is different from before."""
    before, stakes, ended = {}, [], set()
    for row in connection.execute(_STANDING, (thing,)).fetchall():
        kind, _, party, first, last, secured, fact, author, device, stamp, offline, seq, *verdict = row
        made = Made(fact, author, device, stamp, bool(offline), seq)
        stakes.append(Stake(kind, thing, party, first, last, bool(secured), made))
        before[fact] = (kind, tuple(verdict[:3]))
        if verdict[3]:
            ended.add(fact)
    after = {v.stake.id: (int(v.confirmed), v.lost_to, 0) for v in decide(stakes, ended)}
    after |= dict.fromkeys(ended, (0, "", 1))
    changed = [fact for fact, (_, verdict) in before.items() if verdict != after[fact]]
    connection.executemany(
        "UPDATE stake SET confirmed = ?, lost_to = ?, ended = ? WHERE fact = ?",
        [(*after[fact], fact) for fact in changed],
    )
    touched = [Touched(before[fact][0], fact, 0) for fact in changed]
    kind, _, name = thing.partition(":")
    return [*touched, _vehicle(connection, name)] if kind == "vehicle" else touched


def _vehicle(connection: Connection, vehicle: str) -> Touched:
    """A vehicle whose status (``vehicle_status``) may be another now, so that lists read its row anew."""
    row = connection.execute("SELECT ordinal FROM vehicle WHERE id = ?", (vehicle,)).fetchone()
    return Touched("vehicle", vehicle, row[0] if row else 0)
