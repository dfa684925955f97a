"""What a list can be narrowed by: the kinds of facet, what a filter holds, and what a count says."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

Value = str | int
"""A value of a facet: what a filter holds and a count is of."""

OVERDUE = "overdue"
LATER = "later"
"""The buckets before the first and after the last of a `Buckets` facet."""


class Range(NamedTuple):
    """From one number or day to another, both included; None leaves that end open."""

    low: int | date | None = None
    high: int | date | None = None


Filters = Mapping[str, Set[Value] | Range]
"""By facet: any of some values (an empty set filters nothing), or a range of numbers or days."""

Ends = tuple[int | date | None, int | date | None]


class FacetCount(NamedTuple):
    """How many rows clicking a value would list, the other facets' filters staying as they are.

    label is the value itself for `Terms`. For `Bands` it is where the band starts and where the next one does; for
    `Buckets` its first and last day. None is an open end.
    """

    value: Value
    label: Value | Ends
    rows: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Words or whole numbers as they are; a row may have several (its features)."""

    name: str


@dataclass(frozen=True, slots=True)
class Bands:
    """Numbers in bands that share no value. The band of a value is how many edges are at or below it.

    Edges 20,000 and 40,000 make band 0 below 20,000, band 1 from 20,000 to 39,999 and band 2 from 40,000 on.
    """

    name: str
    edges: tuple[int, ...]

    def __post_init__(self) -> None:
        _require_ascending(self.name, self.edges)


@dataclass(frozen=True, slots=True)
class Buckets:
    """Days by how far they are ahead of today: overdue, within so many days (and more than the last), later.

    The value of a bucket is its number of days. With 7 and 30: `OVERDUE` before today, 7 from today to 7 days
    ahead, 30 from 8 to 30 days ahead, `LATER`.
    """

    name: str
    days: tuple[int, ...] = (7, 30, 60, 90)

    def __post_init__(self) -> None:
        _require_ascending(self.name, (0, *self.days))

    def values(self) -> list[Value]:
        """All buckets, in order."""
        return [OVERDUE, *self.days, LATER]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Numbers or days that are only filtered by a `Range`, not counted."""

    name: str


Facet = Terms | Bands | Buckets | Ranges


def _require_ascending(name: str, numbers: tuple[int, ...]) -> None:
    if any(low >= high for low, high in pairwise(numbers)):
        raise ValueError(f"the numbers of facet {name!r} must rise: {numbers}")
