"""What a list's search answers: pages of records, and facets with their counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The keys chosen in each facet, by its field.
Chosen = Mapping[str, frozenset[str]]
NO_FILTERS: Chosen = {}


@dataclass(frozen=True)
class Found:
    """A page of what was found; ``corrections`` pairs what was typed with what it was taken for."""

    total: int
    ordinals: list[int]
    corrections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FacetChoice:
    """One value of a facet: its key in filters, how people read it, how many records choosing it would list."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class FacetGroup:
    """One facet of a list with its values."""

    name: str
    label: str
    values: list[FacetChoice]
