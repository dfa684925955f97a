"""How far away stores are: what stands in stores can be narrowed to those within so many kilometres of one's own.

The distance is a filter over the facet of stores, not a column: no index knows it, and a store may move at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import asin, cos, radians, sin, sqrt

from client.finding.found import Chosen, FacetChoice, FacetGroup
from client.reading.queries import Reader
from client.text import catalogue as words
from shared_models.records import RECORD_TYPES

#: The name of the filter, beside the names of fields.
DISTANCE = "distance"
#: Kilometres.
BANDS = (10, 25, 50, 100, 250, 500, 1_000)
#: The Earth's mean radius in kilometres (IUGG).
_EARTH = 6_371.0088
#: The key of no store: what a filter means that lets nothing through.
_NOWHERE = frozenset({""})

Position = tuple[float, float]


def great_circle(one: Position, other: Position) -> float:
    """Kilometres between two places, each latitude and longitude in degrees (the haversine formula, on a sphere)."""
    (lat, lon), (other_lat, other_lon) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def label(band: int) -> str:
    """How people read one band."""
    return words.WITHIN.format(distance=f"{band:,}")


def labels() -> dict[tuple[str, str], str]:
    """The bands as (filter, key) and how people read them: also when no index has counted anything yet."""
    return {(DISTANCE, str(band)): label(band) for band in BANDS}


class Nearness:
    """The distances of all stores from the person's own, as far as it is known where they are."""

    def __init__(self, reader: Reader, own: Callable[[], str | None]) -> None:
        self._reader, self._own = reader, own
        self._known: tuple[str | None, dict[str, float]] | None = None

    def forget(self) -> None:
        """Stores have changed."""
        self._known = None

    def distances(self) -> dict[str, float]:
        """Kilometres by store; one's own is always there, none is for those who belong to no store."""
        own, known = self._own(), self._known
        if known is None or known[0] != own:
            self._known = known = (own, self._measured(own) if own else {})
        return known[1]

    def narrowed(self, type_name: str, chosen: Chosen) -> Chosen:
        """The same with the distance said in stores. Several distances are the largest of them."""
        keys = chosen.get(DISTANCE)
        if not keys:
            return chosen
        rest = {name: some for name, some in chosen.items() if name != DISTANCE}
        reference = RECORD_TYPES[type_name].about.near
        if not reference:
            return rest
        near = self._within(keys)
        picked = rest.get(reference)
        return {**rest, reference: frozenset(near & picked if picked else near) or _NOWHERE}

    def beside(self, type_name: str, groups: Sequence[FacetGroup], chosen: Chosen) -> list[FacetGroup]:
        """The facets with the distance behind the stores it is made of; each counts what choosing it would list."""
        reference = RECORD_TYPES[type_name].about.near
        if not reference:
            return list(groups)
        found: list[FacetGroup] = []
        for group in groups:
            if group.name == reference:
                found += [self._only_near(group, chosen), self._of_bands(group, chosen)]
            else:
                found.append(group)
        return found

    def _measured(self, own: str) -> dict[str, float]:
        stores = self._reader.columns("store", ["id", "latitude", "longitude"])
        places = {row[0]: (float(row[1]), float(row[2])) for row in stores if None not in (row[1], row[2])}
        here = places.get(own)
        away = {} if here is None else {store: great_circle(here, place) for store, place in places.items()}
        return away | {own: 0.0}

    def _within(self, keys: frozenset[str]) -> set[str]:
        limit = max((int(key) for key in keys if key.isdecimal()), default=0)
        return {store for store, distance in self.distances().items() if distance <= limit}

    def _only_near(self, group: FacetGroup, chosen: Chosen) -> FacetGroup:
        keys = chosen.get(DISTANCE)
        if not keys:
            return group
        near = self._within(keys)
        return FacetGroup(group.name, group.label, [each for each in group.values if each.key in near])

    def _of_bands(self, group: FacetGroup, chosen: Chosen) -> FacetGroup:
        """Bands as far as each reaches more than the one before it; those that are chosen in any case."""
        picked, taken = chosen.get(group.name), chosen.get(DISTANCE, frozenset())
        counts = {each.key: each.count for each in group.values if not picked or each.key in picked}
        choices, reached = [], -1
        for band in BANDS:
            count = sum(counts.get(store, 0) for store in self._within(frozenset({str(band)})))
            if count > max(reached, 0) or str(band) in taken:
                choices.append(FacetChoice(str(band), label(band), count))
                reached = count
        return FacetGroup(DISTANCE, words.DISTANCE, choices)
