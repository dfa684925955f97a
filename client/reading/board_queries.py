"""What stands in each column of a board: ordinals in order, and sums by currency; one query for a whole board."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from client.reading.queries import Reader
from client.replica.database import quoted
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

#: Days from today by bucket, both ends included; None: however long ago. The same as the facet of the list.
BUCKETS: Mapping[str, tuple[int | None, int]] = {
    "overdue": (None, -1), "7": (0, 7), "30": (8, 30), "60": (31, 60), "90": (61, 90),
}  # fmt: skip

_LEADS = """
SELECT lead.ordinal, lead.status, coalesce(lead.budget, vehicle.price),
       iif(lead.budget IS NULL, vehicle.price_currency, lead.budget_currency)
FROM lead LEFT JOIN vehicle ON vehicle.id = lead.vehicle
WHERE lead.archived = 0 AND lead.status IN ({places}) {mine}
ORDER BY lead.next_step IS NULL, lead.next_step, lead.ordinal
"""
_LEADS_BY = """
SELECT coalesce({field}, ''), count(*), sum(next_step IS NOT NULL AND next_step < ?) AS late FROM lead
WHERE archived = 0 AND status IN ({places}) GROUP BY 1 ORDER BY late DESC, 2 DESC, 1
"""
#: Grouped by day: handing over a row for each of 30,000 policies would cost half as much again.
_POLICIES = """
SELECT group_concat(ordinal), expires_on, sum(premium), premium_currency FROM policy
WHERE archived = 0 AND expires_on <= ? AND status IN ({places}) GROUP BY expires_on, premium_currency
ORDER BY expires_on
"""


@dataclass(frozen=True)
class Standing:
    """One column: the ordinals of its records in order (8 bytes each), and what they are worth, by currency."""

    ordinals: array[int] = field(default_factory=lambda: array("q"))
    sums: tuple[Money, ...] = ()

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.ordinals)


def leads_by_stage(reader: Reader, stages: Sequence[str], owner: str = "") -> dict[str, Standing]:
    """The leads of each stage, the next step due first; worth their budget, else the price of the car in question.

    ``owner`` leaves the leads of one salesperson.
    """
    mine = "AND lead.owner = ?" if owner else ""
    query = _LEADS.format(places=", ".join("?" * len(stages)), mine=mine)
    rows = _rows(reader, query, (*stages, *([owner] if owner else [])))
    return _sorted_out(stages, ((row[1], row) for row in rows))


@dataclass(frozen=True)
class LeadsOf:
    """The open leads of one salesperson or store (empty: of nobody), and how many have a next step that is overdue."""

    record: str
    open: int
    late: int


def leads_by(reader: Reader, field: str, today: date) -> list[LeadsOf]:
    """Open leads by ``owner`` or ``store``, the most overdue first."""
    statuses = tuple(RECORD_TYPES["lead"].about.default_filters["status"])
    query = _LEADS_BY.format(field=quoted(field), places=", ".join("?" * len(statuses)))
    return [LeadsOf(*row) for row in _rows(reader, query, (today.isoformat(), *statuses))]


def policies_by_bucket(reader: Reader, today: date) -> dict[str, Standing]:
    """The policies in force that end within 90 days or have ended, by bucket: the first to end comes first."""
    statuses = tuple(RECORD_TYPES["policy"].about.default_filters["status"])
    ends = {key: (today + timedelta(days=high)).isoformat() for key, (_, high) in BUCKETS.items()}
    query = _POLICIES.format(places=", ".join("?" * len(statuses)))
    rows = _rows(reader, query, (max(ends.values()), *statuses))

    def bucket(expires: str) -> str:
        return next(key for key, end in ends.items() if expires <= end)

    return _sorted_out(tuple(BUCKETS), ((bucket(row[1]), row) for row in rows))


def within(column: ColumnElement[Any], buckets: Iterable[str], today: date) -> ColumnElement[bool]:
    """That a day lies in one of some buckets; ``later`` is what comes after the last of them."""
    chosen: list[ColumnElement[bool]] = []
    for key in buckets:
        low, high = BUCKETS.get(key, (max(high for _, high in BUCKETS.values()) + 1, None))
        bounds = [] if low is None else [column >= (today + timedelta(days=low)).isoformat()]
        bounds += [] if high is None else [column <= (today + timedelta(days=high)).isoformat()]
        chosen.append(and_(*bounds))
    return or_(*chosen)


def _rows(reader: Reader, query: str, given: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
    with reader.connect() as connection:
        return connection.exec_driver_sql(query, given).all()


def _sorted_out(keys: Iterable[str], rows: Iterable[tuple[str, Sequence[Any]]]) -> dict[str, Standing]:
    """Rows are one ordinal, or several in one text; of the same day the older record comes first."""
    ordinals: dict[str, array[int]] = {key: array("q") for key in keys}
    sums: dict[str, dict[str, int]] = {key: {} for key in ordinals}
    for key, (some, _, minor, currency) in rows:
        ordinals[key].extend(sorted(map(int, some.split(","))) if isinstance(some, str) else (some,))
        if minor is not None:
            sums[key][currency] = sums[key].get(currency, 0) + minor
    return {
        key: Standing(held, tuple(Money(total, of) for of, total in sorted(sums[key].items())))
        for key, held in ordinals.items()
    }


def together(standings: Iterable[Standing]) -> Standing:
    """Several columns as one: how many in all and what they are worth."""
    ordinals, sums = array("q"), dict[str, int]()
    for standing in standings:
        ordinals.extend(standing.ordinals)
        for money in standing.sums:
            sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return Standing(ordinals, tuple(Money(total, of) for of, total in sorted(sums.items())))
