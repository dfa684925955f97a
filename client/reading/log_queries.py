"""Reads of the change log for screens: what waits, what was refused, what is safe where, and the imports made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgpack
from sqlalchemy import RowMapping, func, select

from client.reading.queries import Reader
from client.replica.histories import document_with_changes
from client.replica.replica_tables import ACCEPTED, PENDING, SET_ASIDE, chain_break, change, deed, set_aside
from shared_models.clock import instant_of
from shared_models.protocol import DeviceStanding
from shared_models.schema import Record

#: The name under which the replica keeps what the devices are called.
DEVICE_NAMES = "device_names"
#: The same of when breaks of a log were acknowledged last, in milliseconds since 1970 UTC.
BREAKS_SEEN = "chain_breaks_seen"


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


class Safety(Enum):
    """Where the last word on a record is: on this device alone, on the hub, or in the hub's backup as well."""

    HERE = "here"
    HUB = "hub"
    BACKUP = "backup"


@dataclass(frozen=True)
class Refusal:
    """A change the hub refused and nobody has decided about, with what built on it.

    ``was`` and ``wanted`` map the fields it touched to what documents hold (None: nothing). ``cause`` is its hash.
    """

    cause: bytes
    record_type: str
    record: str
    kind: str
    space: str
    code: str
    field: str
    reason: str
    at: datetime
    was: Mapping[str, Any]
    wanted: Mapping[str, Any]

    @property
    def birth(self) -> bool:
        """Whether the record itself was refused, so that there is none now."""
        return self.kind != "fact" and bool(self.wanted) and all(value is None for value in self.was.values())


@dataclass(frozen=True)
class Accounts:
    """What became of the changes made on this device: with a receipt, waiting, set aside; the rest must be none."""

    receipts: int
    waiting: int
    set_aside: int
    unaccounted: int


def refusals(reader: Reader) -> list[Refusal]:
    """What waits for a decision, oldest first."""
    return [_refusal(row) for row in reader.refused()]


def _refusal(row: RowMapping) -> Refusal:
    was, wanted = (msgpack.unpackb(row[name]) if row[name] else {} for name in ("was", "wanted"))
    return Refusal(
        bytes(row["hash"]), row["type"], row["document"], row["kind"] or "merge", row["space"] or "", row["code"],
        row["field"], row["detail"], instant_of(row["stamp"]), was, wanted,
    )  # fmt: skip


def safety_of(reader: Reader, record: str) -> Safety:
    """Where the record's last word is."""
    with reader.connect() as connection:
        told = document_with_changes(connection, record)
    changes = [] if told is None else [each for each in told.changes if each["state"] != SET_ASIDE]
    if any(each["state"] == PENDING for each in changes):
        return Safety.HERE
    reach: Mapping[str, int] = msgpack.unpackb(reader.meta("backed_up") or b"\x80")
    kept = bool(changes) and all((each["seq"] or 2**63) <= reach.get(each["space"], 0) for each in changes)
    return Safety.BACKUP if kept else Safety.HUB


def accounts(reader: Reader, device: str) -> Accounts:
    """What became of every change made on this device."""
    has_receipt = (change.c.state == ACCEPTED) & change.c.seq.is_not(None)
    waiting = (change.c.state == PENDING) & change.c.payload.is_not(None)
    aside = change.c.hash.in_(select(set_aside.c.hash)) & (change.c.state == SET_ASIDE)
    counted = [func.count().filter(each) for each in (has_receipt, waiting, aside, ~(has_receipt | waiting | aside))]
    with reader.connect() as connection:
        row = connection.execute(select(*counted).where(change.c.device == device)).one()
    return Accounts(*map(int, row))


def chain_breaks(reader: Reader) -> list[tuple[str, int, datetime]]:
    """Where the hub's log did not go on from what it had shown: space, number, and when that was found (UTC).

    Those a person has acknowledged are told no more; they stay written down, and in the support file.
    """
    since = int(reader.meta(BREAKS_SEEN) or b"0")
    with reader.connect() as connection:
        asked = select(chain_break).where(chain_break.c.found > since).order_by(chain_break.c.found)
        rows = connection.execute(asked).all()
    return [(row.space, row.seq, datetime.fromtimestamp(row.found / 1000, UTC)) for row in rows]


def devices_heard(reader: Reader) -> tuple[datetime | None, list[DeviceStanding]]:
    """The devices as the hub last told of them, and when that was (UTC)."""
    kept = reader.meta("hub_devices")
    if kept is None:
        return None, []
    told, devices = msgpack.unpackb(kept)
    return datetime.fromtimestamp(told / 1000, UTC), [DeviceStanding(**one) for one in devices]


def device_names(reader: Reader) -> Mapping[str, str]:
    """What the devices of the house are called, by identifier, as the hub last told; empty before it did."""
    kept = reader.meta(DEVICE_NAMES)
    names: Mapping[str, str] = msgpack.unpackb(kept) if kept else {}
    return names
