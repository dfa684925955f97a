"""Moving a price while a vehicle stands: bounds that always hold, demand that is learned, margin against a markdown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_models.vehicle_price.pricing import Demand, Limits, Standing, Week, proposal
from ml_models.vehicle_price.simulate import compare

CAR = Standing(10_300, 10_000, 8_800, 2, 40)
LIMITS = Limits(9_000, 11_200)
SHARE = st.floats(0.3, 3.0)


@settings(max_examples=60)
@given(now=SHARE, floor=SHARE, above=st.floats(1.0, 2.0), weeks=st.floats(0, 60), seed=st.integers(0, 99))
def test_no_proposal_is_below_the_floor_or_above_the_ceiling(
    now: float, floor: float, above: float, weeks: float, seed: int
) -> None:
    limits = Limits(10_000 * floor, 10_000 * floor * above)
    standing = Standing(10_000 * now, 10_000, 9_000, weeks, 30)
    found = proposal(standing, limits, Demand.prior(), np.random.default_rng(seed))
    assert limits.floor <= found.price <= limits.ceiling
    inside = float(np.clip(standing.price, limits.floor, limits.ceiling))
    assert abs(found.price - inside) <= max(abs(standing.price - inside), limits.most * standing.price) + 1e-6


def test_a_dearer_car_never_sells_faster_and_one_that_stands_long_comes_down() -> None:
    chances = Demand.prior().chance(np.linspace(0.7, 1.4, 40), np.zeros(40))
    assert (np.diff(chances) < 0).all()
    rising = Demand.learned([Week(1 + 0.01 * (at % 20), 3, at % 20 > 10) for at in range(400)])  # dearer sold more
    assert (np.diff(rising.chance(np.linspace(0.7, 1.4, 40), np.zeros(40))) < 0).all()
    slow = Demand.learned([Week(1.05, 5, False)] * 400)
    assert proposal(CAR, LIMITS, slow).price < CAR.price


def test_exploration_is_bounded_and_absent_when_nothing_may_be_tried() -> None:
    best = proposal(CAR, LIMITS, Demand.prior())
    assert best.price == best.best
    tried = {proposal(CAR, LIMITS, Demand.prior(), np.random.default_rng(seed)).price for seed in range(20)}
    assert len(tried) > 1
    assert all(abs(price / best.best - 1) <= LIMITS.stray + 1e-9 for price in tried)


def test_demand_is_learned_from_weeks() -> None:
    random = np.random.default_rng(1)
    ratios, weeks = random.uniform(0.85, 1.15, 4_000), random.integers(0, 20, 4_000).astype(float)
    chance = 1 / (1 + np.exp(-(-2.0 - 12 * np.log(ratios) - 0.3 * weeks / 10)))
    found = Demand.learned(
        [
            Week(float(ratio), float(week), bool(sold))
            for ratio, week, sold in zip(ratios, weeks, random.random(4_000) < chance, strict=True)
        ]
    )
    assert found.mean == pytest.approx([-2.0, -12.0, -0.3], abs=1.2)
    assert found.weeks == 4_000
    assert np.diag(found.covariance) == pytest.approx([0, 0, 0], abs=1)


@pytest.mark.parametrize("limits", [(0, 1), (2, 1), (-1, 5)])
def test_a_floor_above_the_ceiling_is_refused(limits: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="floor"):
        Limits(*limits)


def test_over_made_dealers_it_brings_more_than_a_fixed_markdown_within_its_bounds() -> None:
    found = compare(3, seed=5)
    assert found["within_bounds"]
    assert found["margin_per_car"] > found["margin_per_car_fixed_markdown"]
