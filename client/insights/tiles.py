"""Every tile there is, defined once: how it is counted, drawn and opened, who may see it, and what moves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from client.insights import claims, compliance, demand, driving, feedback, leads, policies, sales
from client.insights.answers import Answer, Selection
from client.insights.question import Counting
from client.text import insights as words
from shared_models.rights import EXTERNAL, may_read

Kind = Literal["bar", "line", "heatmap", "pie", "radar", "scatter", "gauge", "progress", "funnel"]
Width = Literal["half", "full"]
#: What of the question changes the answer.
Asked = Literal["period", "step", "store", "insurer", "currency"]
Count = Callable[[Counting], Answer]
Behind = Callable[[Counting, str, str], Selection]


@dataclass(frozen=True)
class Tile:
    """One tile. ``counts`` are the record types it counts: who may read them all may see it.

    ``moved_by`` are further types whose changes move it. ``behind`` gives, for the keys of a line and a place, the
    records that were counted there; where that is always one, ``opens`` is its type.
    ``scored``: it also moves when scores do.
    """

    key: str
    kind: Kind
    counts: tuple[str, ...]
    count: Count
    behind: Behind
    asks: frozenset[Asked] = frozenset()
    moved_by: tuple[str, ...] = ()
    width: Width = "half"
    scored: bool = False
    opens: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return words.TITLES[self.key]

    @property
    def how(self) -> str:
        """How it is counted, in words."""
        return words.HOW[self.key]

    def may_see(self, role: str) -> bool:
        """Whether the role may read everything it counts, and is of the house.

        An insurer's people have a part of the policies, so that their count would pass for the house's and be wrong.
        """
        return role not in EXTERNAL and all(may_read(role, name) for name in self.counts)

    def concerns(self, touched: frozenset[str]) -> bool:
        """Whether changes of these record types may move it."""
        return not touched.isdisjoint((*self.counts, *self.moved_by))


def _asks(*names: Asked) -> frozenset[Asked]:
    return frozenset(names)


_SALES, _STOCK = ("sale",), ("vehicle",)
_STAKES = ("release", "hold", "deposit", "case_closure")
_OVER_TIME = _asks("period", "step", "store")
_CLAIMED = _asks("period", "step", "insurer")

TILES: Mapping[str, Tile] = {
    tile.key: tile
    for tile in (
        Tile("sales", "line", _SALES, sales.daily, sales.daily_behind, _OVER_TIME, _STAKES, "full"),
        Tile("conversion", "gauge", ("lead",), leads.conversion, leads.conversion_behind, _asks("period", "store")),
        Tile("sellers", "bar", _SALES, sales.sellers, sales.sellers_behind, _asks("period", "store"),
             (*_STAKES, "person")),
        Tile("takings", "bar", _SALES, sales.takings, sales.takings_behind, _OVER_TIME | {"currency"}, _STAKES),
        Tile("ways", "pie", _SALES, sales.ways, sales.ways_behind, _asks("period", "store"), _STAKES),
        Tile("funnel", "funnel", ("lead",), leads.funnel, leads.funnel_behind, _asks("period", "store")),
        Tile("sources", "bar", ("lead",), leads.sources, leads.sources_behind, _asks("period", "store")),
        Tile("lost", "pie", ("lead",), leads.lost, leads.lost_behind, _asks("period", "store")),
        Tile("drives", "line", ("test_drive",), leads.drives, leads.drives_behind, _OVER_TIME),
        Tile("demand", "line", ("sale", "vehicle"), demand.expected, demand.expected_behind, _asks("store"), _STAKES,
             "full"),
        Tile("mood", "line", ("test_drive",), feedback.mood, feedback.mood_behind, _OVER_TIME, ("customer",), "full"),
        Tile("stock", "pie", _STOCK, leads.stock, leads.stock_behind, _asks("store"), ("sale", *_STAKES)),
        Tile("active", "bar", ("policy",), policies.active, policies.active_behind, _asks("insurer"), ("insurer",)),
        Tile("premiums", "bar", ("policy",), policies.premiums, policies.premiums_behind,
             _asks("insurer", "currency"), ("insurer",)),
        Tile("expiry", "heatmap", ("policy",), policies.expiry, policies.expiry_behind, _asks("insurer"),
             ("insurer",), "full"),
        Tile("causes", "pie", ("claim",), claims.causes, claims.causes_behind, _asks("period", "insurer")),
        Tile("claims", "line", ("claim",), claims.trend, claims.trend_behind, _CLAIMED, ("policy",)),
        Tile("cost", "bar", ("claim",), claims.cost, claims.cost_behind, _CLAIMED | {"currency"}, ("policy",)),
        Tile("frequency", "line", ("claim", "policy"), claims.frequency, claims.frequency_behind, _CLAIMED),
        Tile("fraud", "gauge", ("claim",), claims.fraud, claims.fraud_behind, _asks("period", "insurer"), ("policy",)),
        Tile("fraud_trend", "line", ("claim",), claims.fraud_trend, claims.fraud_trend_behind, _CLAIMED, ("policy",)),
        Tile("behaviour", "radar", ("telematics_day", "driver", "claim"), driving.behaviour, driving.behaviour_behind,
             _asks("period"), opens="driver"),
        Tile("spread", "scatter", ("telematics_day", "vehicle"), driving.spread, driving.spread_behind,
             _asks("period"), scored=True, opens="vehicle"),
        Tile("risk", "bar", ("vehicle", "telematics_day"), driving.distribution, driving.distribution_behind,
             scored=True),
        Tile("renewals", "gauge", ("policy",), compliance.renewals, compliance.renewals_behind,
             _asks("period", "insurer")),
        Tile("instalments", "progress", ("policy",), compliance.instalments, compliance.instalments_behind,
             _asks("period", "insurer")),
    )
}  # fmt: skip

#: The boards as they come, by their key: tiles in their order. What stands on them is the person's own affair.
BOARDS: Mapping[str, tuple[str, ...]] = {
    "sales": ("sales", "conversion", "sellers", "takings", "ways", "demand"),
    "leads": ("funnel", "sources", "drives", "stock", "lost", "mood"),
    "policies": ("active", "premiums", "expiry"),
    "claims": ("claims", "causes", "cost", "frequency", "fraud", "fraud_trend"),
    "risk": ("risk", "spread", "behaviour"),
    "compliance": ("renewals", "instalments"),
}
#: Which boards each app has, the first one shown first.
BOARDS_OF: Mapping[str, tuple[str, ...]] = {
    "showroom": ("sales", "leads"),
    "fleet": ("policies", "claims", "risk", "compliance"),
}


def seen_by(role: str) -> tuple[Tile, ...]:
    """The tiles a role may see."""
    return tuple(tile for tile in TILES.values() if tile.may_see(role))


def boards_of(mode: str, role: str) -> tuple[str, ...]:
    """The boards of an app on which the role sees anything."""
    return tuple(board for board in BOARDS_OF[mode] if any(TILES[key].may_see(role) for key in BOARDS[board]))
