"""Axes, blocks and their sums."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ml_models.additive import AdditiveModel, Axis, Block, category, logistic, number, points

AGE = Axis("age", "number", edges=(25.0, 60.0))
FUEL = Axis("fuel", "category", categories=("diesel", "petrol"))
MODEL = AdditiveModel(
    (AGE, FUEL),
    (
        Block((0,), np.array([0.0, 1.0, -0.5, 0.25])),
        Block((1,), np.array([0.0, -0.2, 0.2])),
        Block((0, 1), np.arange(12.0).reshape(4, 3) / 10),
    ),
    -1.0,
    (3.0, 1.0),
)


def test_a_value_on_an_edge_belongs_above_it() -> None:
    assert AGE.slots([24.999, 25, 59, 60, 1e300, -1e300]).tolist() == [1, 2, 2, 3, 3, 1]


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, "", "young", object(), [1], 10**400])
def test_what_is_no_finite_number_is_not_known(value: object) -> None:
    assert AGE.slots([value]).tolist() == [0]


def test_categories_are_compared_without_case_or_spaces_and_unseen_ones_are_not_known() -> None:
    assert FUEL.slots([" Diesel ", "PETROL", "hydrogen", None, math.nan, 3]).tolist() == [1, 2, 0, 0, 0, 0]
    assert category(True) == "yes"
    assert number(np.float64(2)) == 2


def test_contributions_of_all_features_add_up_and_shared_cells_are_split_evenly() -> None:
    slots = MODEL.slots([{"age": 30, "fuel": "petrol"}, {}])
    found = MODEL.contributions(slots)
    assert found.tolist() == [[-0.5 + 0.4, 0.2 + 0.4], [0.0, 0.0]]
    assert MODEL.known_share(slots).tolist() == [1.0, 0.0]
    assert MODEL.known_share(MODEL.slots([{"age": 30}])).tolist() == [0.75]


def test_points_add_up_to_score_minus_average() -> None:
    contributions = np.array([[2.0, -0.5], [1.0, -1.0], [0.0, 0.0], [30.0, 5.0]])
    base = -0.8
    expected = 100 * (logistic(base + contributions.sum(axis=1)) - logistic(np.asarray(base)))
    assert points(base, contributions).sum(axis=1) == pytest.approx(expected, abs=1e-6)
    assert (np.sign(points(base, contributions)) == np.sign(contributions)).all()


def test_the_logistic_curve_never_overflows() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert logistic(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
