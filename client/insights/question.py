"""What is asked of every tile (days, store, insurer, currency) and the reading that answers it, in few statements."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from client.insights.answers import Place, Selection
from client.insights.periods import Period
from client.reading.queries import Reader

_DAY = timedelta(days=1)
_QUARTER_HOUR_MS = 900_000


@dataclass(frozen=True)
class Question:
    """``today`` and ``zone`` are those of the person's store; ``zones`` name other stores' zones by their identifier.

    ``store`` and ``insurer`` narrow what is counted where it has such a thing; ``currency`` is the one wanted for
    amounts. All may be empty.
    """

    period: Period
    today: date
    zone: tzinfo
    role: str
    store: str = ""
    insurer: str = ""
    currency: str = ""
    zones: tuple[tuple[str, tzinfo], ...] = ()


class Counting:
    """Answers of one question. Not on the window's thread; tiles that ask for the same titles share them."""

    def __init__(self, reader: Reader, question: Question) -> None:
        self.reader, self.asked = reader, question
        self._zones = dict(question.zones)
        self._titles: dict[str, dict[str, str]] = {}

    @property
    def period(self) -> Period:
        """The days asked for."""
        return self.asked.period

    # --- statements ---

    def rows(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What a statement gives."""
        with self.reader.connect() as connection:
            return connection.exec_driver_sql(statement, dict(parameters)).all()

    def groups(self, chosen: Selection, *by: str, measures: str = "count(*)") -> Sequence[Sequence[Any]]:
        """What the records of each group are grouped by, and their ``measures``."""
        group = ", ".join(str(at + 1) for at in range(len(by)))
        statement = (
            f"SELECT {', '.join(by)}, {measures} FROM {chosen.record_type} WHERE {chosen.where} GROUP BY {group}"
        )
        return self.rows(statement, chosen.parameters)

    def counted(self, chosen: Selection, by: str) -> dict[Any, int]:
        """How many records each group has."""
        return {row[0]: int(row[1]) for row in self.groups(chosen, by)}

    def count(self, chosen: Selection) -> int:
        """How many records."""
        found = self.rows(f"SELECT count(*) FROM {chosen.record_type} WHERE {chosen.where}", chosen.parameters)
        return int(found[0][0])

    def ordinals(self, chosen: Selection) -> list[int]:
        """The ordinals of the records, newest first."""
        order = f"{chosen.record_type}.ordinal"
        statement = f"SELECT {order} FROM {chosen.record_type} WHERE {chosen.where} ORDER BY {order} DESC"
        return [int(row[0]) for row in self.rows(statement, chosen.parameters)]

    # --- days ---

    def dated(self, chosen: Selection, column: str, first: date | None = None, last: date | None = None) -> Selection:
        """Records whose date is in the period (or between these days)."""
        begin, end = first or self.period.first, last or self.period.last
        return chosen.narrowed(
            f"{column} >= :first AND {column} <= :last", first=begin.isoformat(), last=end.isoformat()
        )

    def timed(
        self, chosen: Selection, column: str, first: date | None = None, last: date | None = None, store: str = ""
    ) -> Selection:
        """Records whose moment (an SQL expression, milliseconds since 1970 UTC) is on one of the period's days.

        Days begin at midnight of the person's store, or of the record's own store where ``store`` names its column.
        """
        begin, end = first or self.period.first, (last or self.period.last) + _DAY
        usual = {"first_ms": _midnight(begin, self.asked.zone), "end_ms": _midnight(end, self.asked.zone)}
        own = f"{column} >= :first_ms AND {column} < :end_ms"
        if not store or not self._zones:
            return chosen.narrowed(own, **usual)
        parts, elsewhere = [], json.dumps(list(self._zones))
        for number, (zone, stores) in enumerate(self._stores_by_zone().items()):
            mark = f"zone_{number}"
            parts.append(
                f"{store} IN (SELECT value FROM json_each(:{mark})) AND {column} >= :{mark}_first "
                f"AND {column} < :{mark}_end"
            )
            usual |= {f"{mark}_first": _midnight(begin, zone), f"{mark}_end": _midnight(end, zone)}
            usual[mark] = json.dumps(stores)  # type: ignore[assignment]
        there = f"coalesce({store}, '') NOT IN (SELECT value FROM json_each(:elsewhere)) AND {own}"
        condition = " OR ".join(f"({part})" for part in [there, *parts])
        return chosen.narrowed(condition, **usual, elsewhere=elsewhere)

    def by_day(
        self, chosen: Selection, column: str, measures: str = "count(*)", store: str = "''"
    ) -> list[tuple[date, Sequence[Any]]]:
        """``measures`` by the local day of a moment: SQL groups by quarters of an hour, which no zone divides."""
        found = self.groups(chosen, store, f"{column} / {_QUARTER_HOUR_MS}", measures=measures)
        return [(self._day(row[1] * _QUARTER_HOUR_MS, row[0]), row[2:]) for row in found]

    def day_of(self, moment: datetime, store: str | None) -> date:
        """The local day of a moment, by the clock of a store."""
        return moment.astimezone(self._zones.get(store or "", self.asked.zone)).date()

    def _day(self, milliseconds: int, store: str | None) -> date:
        zone = self._zones.get(store or "", self.asked.zone)
        return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(zone).date()

    def _stores_by_zone(self) -> dict[tzinfo, list[str]]:
        found: dict[tzinfo, list[str]] = {}
        for store, zone in self._zones.items():
            found.setdefault(zone, []).append(store)
        return found

    def places(self) -> tuple[Place, ...]:
        """The steps of the period."""
        return tuple(Place(start.isoformat(), self.period.name(start)) for start in self.period.starts())

    def along(self, figures: Iterable[tuple[date, int]]) -> tuple[int, ...]:
        """Figures of days summed into the steps of the period."""
        sums = dict.fromkeys(self.period.starts(), 0)
        for day, figure in figures:
            sums[self.period.start(day)] += figure
        return tuple(sums.values())

    def step(self, key: str) -> tuple[date, date]:
        """The days of the step that a place stands for, within the period."""
        start = date.fromisoformat(key)
        return max(start, self.period.first), self.period.end(start)

    # --- words ---

    def titles(self, record_type: str, ids: Iterable[str | None]) -> dict[str, str]:
        """How people call records, by identifier; those that are not on this device are missing."""
        known = self._titles.setdefault(record_type, {})
        missing = {one for one in ids if one} - set(known)
        known.update(self.reader.titles(record_type, missing))
        return known

    # --- money ---

    def currency(self, found: Iterable[tuple[str | None, int]]) -> tuple[str, ...]:
        """Of (currency, records) pairs all currencies, the one asked for or else the most usual first."""
        counted: Counter[str] = Counter()
        for currency, records in found:
            if currency:
                counted[currency] += records
        usual = sorted(counted, key=lambda one: (one != self.asked.currency, -counted[one], one))
        return tuple(usual)


def _midnight(day: date, zone: tzinfo) -> int:
    """The first moment of a day at a place, in milliseconds since 1970 UTC."""
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
