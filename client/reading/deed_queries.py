"""Reads of the person's own deeds on this device: the next to undo or to do again, and the list of them all."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select

from client.reading.queries import Reader
from client.replica.replica_tables import deed
from shared_models.records import RECORD_TYPES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PastDeed:
    """Something the person did: its sort, when (UTC), its (first) record and title, how many records it touched.

    ``fields`` are the labels of the fields changed, ``other`` the title of a record merged into the first;
    ``undone`` says whether it stands taken back now.
    """

    id: str
    kind: str
    at: datetime
    record_type: str
    record: str
    title: str
    records: int
    fields: tuple[str, ...]
    other: str
    undone: bool


def newest_done(reader: Reader, person: str, but: Collection[str] = ()) -> str | None:
    """The deed done last among those that stand."""
    number = func.min(deed.c.number)
    return _first(reader, person, but, func.count() % 2 == 1, number)


def newest_undone(reader: Reader, person: str, but: Collection[str] = ()) -> str | None:
    """The deed taken back last, unless something else was done since."""
    number = func.max(deed.c.number)
    newest = select(func.max(deed.c.number)).where(deed.c.person == person, deed.c.id == deed.c.root)
    return _first(reader, person, but, (func.count() % 2 == 0) & (number > newest.scalar_subquery()), number)


def _first(
    reader: Reader, person: str, but: Collection[str], condition: ColumnElement[bool], number: ColumnElement[Any]
) -> str | None:
    query = select(deed.c.root).where(deed.c.person == person, deed.c.root.not_in(but))
    with reader.connect() as connection:
        found: str | None = connection.execute(
            query.group_by(deed.c.root).having(condition).order_by(number.desc()).limit(1)
        ).scalar()
    return found


def past_deeds(reader: Reader, person: str, most: int = 200) -> list[PastDeed]:
    """What the person did, newest first. Belongs in the background."""
    times = select(deed.c.root, func.count().label("times")).group_by(deed.c.root).subquery()
    query = (
        select(deed, times.c.times)
        .join(times, times.c.root == deed.c.id)
        .where(deed.c.person == person)
        .order_by(deed.c.number.desc())
        .limit(most)
    )
    with reader.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [_past(reader, row) for row in rows if row["type"] in RECORD_TYPES]


def _past(reader: Reader, row: RowMapping) -> PastDeed:
    about, fields = json.loads(row["about"]), RECORD_TYPES[row["type"]].fields()
    return PastDeed(
        row["id"], row["kind"], _EPOCH + timedelta(milliseconds=row["at"]), row["type"], row["record"],
        reader.title(row["type"], row["record"]), row["records"],
        tuple(fields[name].label for name in about.get("fields", ()) if name in fields),
        reader.title(row["type"], about.get("other")), row["times"] % 2 == 0,
    )  # fmt: skip
