"""What a tile answers: numbers in their units with the keys of what lies behind them; charts are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: ``money`` is in minor units of the answer's currency, ``percent`` of a hundred, ``rate`` per hundred of something.
Unit = Literal["count", "money", "percent", "rate", "index"]
Figure = int | float


@dataclass(frozen=True)
class Place:
    """A place along a chart: a step, an insurer, a cause. ``key`` is empty for what nothing lies behind."""

    key: str
    name: str


@dataclass(frozen=True)
class Line:
    """One figure for each place, in their order; None where nothing is known.

    ``low`` and ``high`` are the ends of its band, place by place; both empty where it has none.
    """

    key: str
    name: str
    figures: tuple[Figure | None, ...]
    low: tuple[Figure | None, ...] = ()
    high: tuple[Figure | None, ...] = ()


@dataclass(frozen=True)
class Spot:
    """One thing with two figures."""

    key: str
    name: str
    across: float
    up: float


@dataclass(frozen=True)
class Answer:
    """The figures of a tile.

    ``headline`` is the one figure that says most; None where there is nothing to count. ``rests_on`` is how many
    records were counted. ``currencies`` are all those that amounts came in, the one shown first. ``target`` is a figure
    to hold the headline against. ``left_out`` counts what there was no room to show.
    """

    unit: Unit = "count"
    headline: Figure | None = None
    rests_on: int = 0
    places: tuple[Place, ...] = ()
    lines: tuple[Line, ...] = ()
    spots: tuple[Spot, ...] = ()
    currencies: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def currency(self) -> str:
        """What amounts are in; empty where none are shown."""
        return self.currencies[0] if self.currencies else ""

    def figure(self, line: str, place: str) -> Figure | None:
        """One figure by the keys of its line and place. Raises KeyError."""
        for one in self.lines:
            if one.key == line:
                for at, figure in zip(self.places, one.figures, strict=True):
                    if at.key == place:
                        return figure
        raise KeyError((line, place))


@dataclass(frozen=True)
class Selection:
    """Records of one type: ``where`` is SQL over its table, with named parameters."""

    record_type: str
    where: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def narrowed(self, condition: str, **parameters: Any) -> Selection:
        """Those of them that meet one more condition."""
        return Selection(self.record_type, f"({self.where}) AND ({condition})", {**self.parameters, **parameters})


def share_of_two(counted: Mapping[Any, int], name: str, these: Place, others: Place) -> Answer:
    """How many per cent are ``these``, and both in numbers; ``counted`` by whether it holds (1 or 0)."""
    held, not_held = counted.get(1, 0), counted.get(0, 0)
    line = Line("", name, (held, not_held))
    return Answer("percent", share(held, held + not_held), held + not_held, (these, others), (line,))


def share(part: int, whole: int) -> float | None:
    """A part in per cent of the whole; None of nothing."""
    return 100 * part / whole if whole else None
