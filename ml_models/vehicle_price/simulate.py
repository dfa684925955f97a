"""What dynamic pricing brings against a fixed markdown, on made buyers: `python -m ml_models.vehicle_price.simulate`.

Prints one JSON object. How buyers decide is drawn anew for every dealer and known to neither side. Made, not measured:
it shows that the way of pricing learns and stays within its bounds, not what a dealer will earn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ml_models.additive import logistic
from ml_models.vehicle_price.pricing import TRADE, Demand, Limits, Standing, Week, proposal

WEEKS = 40
CARS = 30
START = 1.03
"""Both ways begin with this over the estimate."""
MARKDOWN, EVERY = 0.03, 4
"""The fixed way: so much down, every so many weeks."""
STALE = 20
"""Weeks after which a car goes to the trade."""


def dealer(seed: int, learns: bool) -> tuple[float, bool]:
    """The margin per car of one dealer over a year, and whether every price stayed between floor and ceiling."""
    random, tries = np.random.default_rng(seed), np.random.default_rng(seed + 10_000)
    truth = np.array([random.uniform(-2.8, -1.6), random.uniform(-16, -5), random.uniform(-0.6, 0.1)])
    demand, history = Demand.prior(), list[Week]()
    cars = [_car(random) for _ in range(CARS)]
    margins, inside = [], True
    for week in range(WEEKS):
        luck, fresh = random.random(CARS), [_car(random) for _ in range(CARS)]
        for at, (car, limits) in enumerate(cars):
            car = replace(car, price=_price(car, limits, demand, learns, tries))
            inside &= limits.floor - 1e-6 <= car.price <= limits.ceiling + 1e-6
            ratio = car.price / car.estimate
            sold = bool(luck[at] < logistic(np.array(truth @ [1, np.log(ratio), car.weeks / 10])))
            history.append(Week(ratio, car.weeks, sold))
            older = replace(car, weeks=car.weeks + 1)
            if sold or older.weeks >= STALE:
                came = car.price if sold else TRADE * car.estimate
                margins.append(came - car.cost - car.weeks * car.week_costs)
                cars[at] = fresh[at]
            else:
                cars[at] = (older, limits)
        if learns and week % 4 == 3:
            demand = Demand.learned(history)
    return float(np.mean(margins)), inside


def _car(random: np.random.Generator) -> tuple[Standing, Limits]:
    estimate = float(random.uniform(8_000, 35_000))
    car = Standing(START * estimate, estimate, 0.88 * estimate, 0.0, 0.004 * estimate)
    return car, Limits(0.9 * estimate, 1.12 * estimate)


def _price(car: Standing, limits: Limits, demand: Demand, learns: bool, random: np.random.Generator) -> float:
    if learns:
        return proposal(car, limits, demand, random).price
    down = (1 - MARKDOWN) ** (car.weeks // EVERY)
    return float(np.clip(START * car.estimate * down, limits.floor, limits.ceiling))


def compare(dealers: int, seed: int = 0) -> dict[str, Any]:
    """The mean margin per car of both ways over the same made dealers, their ratio with a 95 % interval."""
    pairs = [(dealer(seed + at, learns=True), dealer(seed + at, learns=False)) for at in range(dealers)]
    ours, fixed = (np.array([pair[which][0] for pair in pairs]) for which in (0, 1))
    random = np.random.default_rng(seed)
    draws = [random.integers(0, dealers, dealers) for _ in range(400)]
    ratios = [ours[each].mean() / fixed[each].mean() for each in draws]
    return {
        "dealers": dealers, "cars_at_once": CARS, "weeks": WEEKS, "seed": seed,
        "margin_per_car": float(ours.mean()), "margin_per_car_fixed_markdown": float(fixed.mean()),
        "ratio": float(ours.mean() / fixed.mean()),
        "ratio_interval": [float(each) for each in np.percentile(ratios, [2.5, 97.5])],
        "within_bounds": all(pair[0][1] for pair in pairs),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.vehicle_price.simulate", description=__doc__)
    parser.add_argument("--dealers", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(compare(max(1, options.dealers), options.seed)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
