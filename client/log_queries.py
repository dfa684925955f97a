"""Reads of the change log for screens: what waits for the hub, record by record, and the imports made here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from client.queries import Reader
from client.replica.replica_tables import PENDING, change, deed
from shared_models.clock import instant_of
from shared_models.schema import Record


@dataclass(frozen=True)
class Waiting:
    """A record with changes that the hub lacks: how many, and when the oldest was made (UTC)."""

    record_type: str
    record: str
    since: datetime
    changes: int


@dataclass(frozen=True)
class PastImport:
    """An import made on this device: how many records it touched, how many of them are still there."""

    batch: str
    at: datetime
    author: str
    records: int
    left: int


def waiting_records(reader: Reader, most: int) -> tuple[list[Waiting], int]:
    """The records whose changes wait for the hub, oldest first, ``most`` of them; and how many there are in all."""
    oldest, changes = func.min(change.c.stamp).label("oldest"), func.count().label("changes")
    grouped = select(change.c.document, change.c.type, oldest, changes).where(change.c.state == PENDING)
    grouped = grouped.group_by(change.c.document, change.c.type).order_by(oldest)
    with reader.connect() as connection:
        found = connection.execute(grouped.limit(most)).all()
        total = connection.execute(select(func.count()).select_from(grouped.subquery())).scalar_one()
    return [Waiting(one.type, one.document, instant_of(one.oldest), one.changes) for one in found], int(total)


def past_imports(reader: Reader, record_type: type[Record], most: int = 20) -> list[PastImport]:
    """The newest imports of a record type. Belongs in the background."""
    name, table = record_type.type_name(), record_type.table()
    counted = func.count(change.c.document.distinct())
    there = func.count(func.iif(table.c.archived.is_(False), change.c.document, None).distinct())
    many_at_once = select(deed.c.batch).where(deed.c.kind == "bulk", deed.c.batch.is_not(None))
    query = (
        select(change.c.batch, func.min(change.c.stamp), func.min(change.c.author), counted, there)
        .join(table, table.c.id == change.c.document)
        .where(change.c.batch.is_not(None), change.c.type == name, change.c.batch.not_in(many_at_once))
        .group_by(change.c.batch)
        .order_by(func.min(change.c.stamp).desc())
        .limit(most)
    )
    with reader.connect() as connection:
        rows = connection.execute(query).all()
    authors = {person: reader.title("person", person) for person in {row[2] for row in rows}}
    return [PastImport(row[0], instant_of(row[1]), authors[row[2]], row[3], row[4]) for row in rows]
