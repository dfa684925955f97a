"""What a device holds for weeks without its hub: photos named by records, document numbers left, dates of cover."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select

from client.reading.queries import Reader
from client.replica.numbering import numbered_types
from shared_models.clock import system_milliseconds
from shared_models.document_numbers import DAYS, series_of
from shared_models.kinds import File, Rows
from shared_models.records import RECORD_TYPES

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY_MS = 86_400_000
#: Policies in these states give no cover, whatever their dates.
_NO_COVER = ("draft", "lapsed", "cancelled")


@dataclass(frozen=True)
class NumbersLeft:
    """Of one series: how many numbers this device may still give out, how many it gave out in the last four weeks."""

    numbered: str
    left: int
    used: int

    @property
    def days(self) -> int | None:
        """How long they last at that pace; None where none was used."""
        return self.left * DAYS // self.used if self.used else None


def is_whole(reader: Reader) -> bool:
    """Whether SQLite finds the replica in order."""
    with reader.connect() as connection:
        return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok")


def photos_named(reader: Reader) -> set[str]:
    """The digests of all photos and papers that records name."""
    found: set[str] = set()
    for kind in RECORD_TYPES.values():
        table = kind.table()
        for field in kind.fields().values():
            files = isinstance(field.kind, File)
            if files or (isinstance(field.kind, Rows) and any(isinstance(one.kind, File) for one in field.kind.fields)):
                column = cast(table.c[field.name], String)
                with reader.connect() as connection:
                    for (text,) in connection.execute(select(column).where(table.c[field.name].is_not(None))):
                        found.update(_DIGEST.findall(str(text)))
    return found


def numbers_left(reader: Reader, device: str, store: str) -> list[NumbersLeft]:
    """Of each series of the store: what is left in the blocks this device may draw from, and its pace."""
    writer, found = (reader.meta("actor") or b"").hex(), []
    since = system_milliseconds() - DAYS * _DAY_MS
    with reader.connect() as connection:
        for name, numbered in numbered_types().items():
            blocks = connection.exec_driver_sql(
                "SELECT s.fact, s.first, s.last FROM stake AS s JOIN number_block AS b ON b.id = s.fact "
                "WHERE s.thing = ? AND b.writer = ? AND NOT s.ended AND s.lost_to = ''",
                (f"numbers:{series_of(numbered, store)}", writer),
            ).all()
            left = sum(max(0, last - int(reader.meta(f"drawn {fact}") or first)) for fact, first, last in blocks)
            used = connection.exec_driver_sql(
                f"SELECT count(*) FROM {name} AS fact WHERE store = ? AND created >= ? "
                "AND EXISTS (SELECT 1 FROM change WHERE change.document = fact.id AND change.device = ?)",
                (store, since, device),
            ).scalar_one()
            found.append(NumbersLeft(numbered, left, int(used)))
    return found


def policies_without_dates(reader: Reader) -> tuple[int, int]:
    """How many policies could give cover, and how many of those tell no day on which it ends."""
    table = RECORD_TYPES["policy"].table()
    query = select(func.count(), func.count().filter(table.c.expires_on.is_(None)))
    query = query.where(table.c.archived.is_(False), func.coalesce(table.c.status, "").not_in(_NO_COVER))
    with reader.connect() as connection:
        every, without = connection.execute(query).one()
    return int(every), int(without)
