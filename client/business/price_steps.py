"""New prices proposed for vehicles that stand: within floor and ceiling, learned from the house's own weeks.

The floor is the lowest price the house accepts, else what the vehicle cost; the ceiling lies ``CEILING`` over the
estimate, or is the price now where that is higher. A proposal moves a price by a twentieth at most (one below the floor
goes up to it at once) and strays from the best by a fiftieth at most, to learn; it is the same all week. Nothing is
changed here: a person approves. Called off the window's thread.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from client.business.price_approvals import latest_decisions
from client.business.price_proposals import price_values
from client.business.price_weeks import MOST, sold_on, weeks_of
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import prices as words
from shared_models.facts import TAKEN_BACK
from shared_models.money import Money, decimal_places

if TYPE_CHECKING:
    from ml_models.vehicle_price.pricing import Demand

CEILING = 1.12
#: What a week on the lot costs, as a share of the estimate; and the share of a price below which it stays.
WEEK_COSTS, LEAST_MOVE = 0.004, 0.005
#: Days in which nothing is proposed again for a vehicle that was decided about.
REST = 7
Why = Literal["no_price", "no_cost", "no_estimate", "decided", "no_room", "stays"]


@dataclass(frozen=True)
class PriceStep:
    """A new price for one vehicle. ``chance``: of a sale within a week; ``weeks``: how long it has stood."""

    view: RecordView
    title: str
    now: Money
    proposed: Money
    estimate: Money
    lowest: Money
    highest: Money
    chance_now: float
    chance: float
    weeks: int


@dataclass(frozen=True)
class PriceSteps:
    """Proposals, those that stand longest first; ``left``: how many vehicles have none, by the reason.

    ``learned``: of how many weeks of the house's vehicles; ``why`` there is nothing at all.
    """

    steps: tuple[PriceStep, ...] = ()
    left: tuple[tuple[Why, int], ...] = ()
    learned: int = 0
    sold: int = 0
    why: str = ""


def price_steps(reader: Reader, today: date) -> PriceSteps:
    """What is proposed today for the vehicles that are for sale."""
    from ml_models.signing import ModelFileBroken

    try:
        return _steps(reader, today)
    except (ImportError, ModelFileBroken):
        return PriceSteps(why=words.NO_MODEL)


def _steps(reader: Reader, today: date) -> PriceSteps:
    from ml_models.vehicle_price.pricing import Demand

    cars = reader.where("vehicle", [reader.column("vehicle", "status") == "available"], limit=2_000)
    if not cars:
        return PriceSteps(why=words.NOTHING_FOR_SALE)
    sold = sold_on(reader, today)
    gone = [view for view in reader.by_ids("vehicle", list(sold)[:MOST]) if view.id not in {car.id for car in cars}]
    estimates = _estimates(reader, [*cars, *gone], cars, today)
    if not estimates:
        return PriceSteps(why=words.NO_LEVEL)
    weeks = weeks_of(reader, [*gone, *cars], estimates, sold, today)
    demand, left, steps = Demand.learned(weeks), Counter[Why](), []
    costs, decided = _costs(reader), _decided(reader, today)
    for view in cars:
        found = _step(reader, view, estimates.get(view.id), costs.get(view.id), view.id in decided, demand, today)
        if isinstance(found, PriceStep):
            steps.append(found)
        else:
            left[found] += 1
    steps.sort(key=lambda each: (-each.weeks, each.view.id))
    return PriceSteps(tuple(steps), tuple(sorted(left.items())), len(weeks), sum(each.sold for each in weeks))


def _estimates(
    reader: Reader, wanted: Sequence[RecordView], standing: Sequence[RecordView], today: date
) -> dict[str, Money]:
    """By vehicle what the price model would ask, at the level of the house's own prices in the same currency."""
    from ml_models.vehicle_price import model

    file = file_in_use(reader, "vehicle_price")
    by: dict[str, list[RecordView]] = defaultdict(list)
    for view in wanted:
        if view.values["price"] is not None and view.values["price"].minor > 0:
            by[view.values["price"].currency].append(view)
    ids = {view.id for view in standing}
    found: dict[str, Money] = {}
    for currency, views in by.items():
        own = [(price_values(view), float(view.values["price"].minor)) for view in views if view.id in ids]
        level = model.level_of(own, today.year, file)
        if level.known:
            rows = [price_values(view) for view in views]
            prices = model.price_or_reason(rows, level, today.year, reasons=False, file=file)
            for view, price in zip(views, prices, strict=True):
                if not isinstance(price, str):
                    found[view.id] = Money(round(price.value), currency)
    return found


def _costs(reader: Reader) -> dict[str, RecordView]:
    return {view.values["vehicle"]: view for view in reader.find("vehicle_cost", order="ordinal")}


def _decided(reader: Reader, today: date) -> set[str]:
    """Vehicles about whose price somebody decided within the last week; a decision that was taken back is none."""
    return {
        vehicle for vehicle, view in latest_decisions(reader).items()
        if view.values["decision"] != TAKEN_BACK and (today - view.created.date()).days < REST
    }  # fmt: skip


def _step(
    reader: Reader, view: RecordView, estimate: Money | None, cost: RecordView | None, decided: bool, demand: Demand,
    today: date,
) -> PriceStep | Why:  # fmt: skip
    price = view.values["price"]
    if price is None or price.minor <= 0:
        return "no_price"
    if decided:
        return "decided"
    if estimate is None:
        return "no_estimate"
    lowest, spent = _floor(cost, price.currency)
    if lowest is None:
        return "no_cost"
    highest = max(round(estimate.minor * CEILING), price.minor)  # one above the ceiling comes down step by step
    if lowest > highest:
        return "no_room"
    return _moved(reader, view, estimate, lowest, highest, spent, demand, today)


def _floor(cost: RecordView | None, currency: str) -> tuple[int | None, int]:
    """The lowest price and what the vehicle cost, in minor units; None where neither is known in the currency."""
    held = cost.values if cost is not None else {}
    parts = [held.get(name) for name in ("purchase_price", "preparation", "transport")]
    spent = sum(each.minor for each in parts if each is not None and each.currency == currency)
    own = held.get("floor_price")
    known = held.get("purchase_price") is not None and held["purchase_price"].currency == currency
    if own is not None and own.currency == currency:
        return own.minor, spent if known else own.minor
    return (spent, spent) if known else (None, 0)


def _moved(
    reader: Reader,
    view: RecordView,
    estimate: Money,
    lowest: int,
    highest: int,
    spent: int,
    demand: Demand,
    today: date,
) -> PriceStep | Why:
    import numpy as np

    from ml_models.vehicle_price.pricing import Limits, Standing, proposal

    price, weeks = view.values["price"], max(0, (today - view.created.date()).days // 7)
    standing = Standing(price.minor, estimate.minor, spent, weeks, WEEK_COSTS * estimate.minor)
    found = proposal(standing, Limits(lowest, highest), demand, np.random.default_rng(_seed(view.id, today)))
    proposed = _whole(found.price, lowest, highest, 10 ** decimal_places(price.currency))
    if abs(proposed - price.minor) < LEAST_MOVE * price.minor:
        return "stays"
    currency = price.currency
    ratios, stood = np.array([price.minor, proposed]) / estimate.minor, np.full(2, float(weeks))
    now, then = demand.chance(ratios, stood).tolist()
    return PriceStep(
        view, reader.title_of(view), price, Money(proposed, currency), estimate, Money(lowest, currency),
        Money(highest, currency), now, then, weeks,
    )  # fmt: skip


def _seed(vehicle: str, today: date) -> int:
    """The same all week, on every device: what is tried does not change while people talk about it."""
    year, week, _ = today.isocalendar()
    return int.from_bytes(sha256(f"{vehicle} {year} {week}".encode()).digest()[:8], "big")


def _whole(price: float, lowest: int, highest: int, unit: int) -> int:
    """A price without cents, still between the bounds."""
    whole = unit * round(price / unit)
    if whole < lowest:
        whole = unit * -(-lowest // unit)
    if whole > highest:
        whole = unit * (highest // unit)
    return min(max(whole, lowest), highest)
