"""Trees read off as tables: the same answers, the right averages, the right pairs."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models.additive import AdditiveModel, Axis, Floats, Slots, logistic
from ml_models.boosting.axes import category_axis, number_axis, pairs_worth_a_table
from ml_models.boosting.tables import lattice, tabulate
from ml_models.boosting.train import Fitted, Plan, fit, lookups_for, parity

ROWS = 3000


@pytest.fixture(scope="module")
def learned() -> tuple[Fitted, AdditiveModel, Slots, Floats]:
    random = np.random.default_rng(0)
    x, z = random.normal(size=ROWS), random.integers(0, 5, ROWS).astype(float)
    kind = random.choice(["a", "b", "c"], ROWS)
    gaps = random.normal(size=ROWS)
    gaps[::7] = np.nan  # a blank that training saw, beside axes where it never did
    happened = (random.random(ROWS) < logistic(x * (z - 2) + (kind == "a") + np.isnan(gaps))).astype(float)
    axes = (number_axis("x", x), category_axis("kind", kind.tolist()), number_axis("z", z), number_axis("gaps", gaps))
    rows = [dict(zip(("x", "kind", "z", "gaps"), values, strict=True)) for values in zip(x, kind, z, gaps, strict=True)]
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows)
    lookups = lookups_for(axes, slots, happened, np.ones(ROWS))
    plan = Plan(axes, ((0, 1, 2), (0, 2, 3), (1, 3)), lookups, "chance", bags=3)
    fitted = fit(plan, slots, happened, np.ones(ROWS))
    return fitted, fitted.tables(slots, np.ones(ROWS)), slots, happened


def test_tables_equal_the_library_on_its_training_rows(learned: tuple[Fitted, AdditiveModel, Slots, Floats]) -> None:
    fitted, model, slots, _ = learned
    ours = model.base + model.contributions(slots).sum(axis=1)
    assert np.abs(ours - fitted.answer(slots)).max() < 1e-9


def test_tables_equal_the_library_on_10000_made_rows(learned: tuple[Fitted, AdditiveModel, Slots, Floats]) -> None:
    fitted, model, slots, _ = learned
    assert parity(fitted, model, slots, np.ones(ROWS), rows=10_000) < 1e-6


def test_main_effects_are_zero_on_average_and_the_base_is_the_mean(
    learned: tuple[Fitted, AdditiveModel, Slots, Floats],
) -> None:
    _, model, slots, _ = learned
    for block in model.blocks:
        if len(block.axes) == 1:
            assert block.table[slots[:, block.axes[0]]].mean() == pytest.approx(0, abs=1e-9)


def test_chances_are_calibrated_on_rows_their_bag_had_not_seen(
    learned: tuple[Fitted, AdditiveModel, Slots, Floats],
) -> None:
    fitted, _, _, happened = learned
    assert logistic(fitted.aside).mean() == pytest.approx(happened.mean(), abs=0.005)


def test_the_same_rows_and_seed_give_the_same_tables(learned: tuple[Fitted, AdditiveModel, Slots, Floats]) -> None:
    fitted, model, slots, happened = learned
    again = fit(fitted.plan, slots, happened, np.ones(ROWS)).tables(slots, np.ones(ROWS))
    assert all((one.table == other.table).all() for one, other in zip(model.blocks, again.blocks, strict=True))


def test_the_counts_of_a_lattice_cover_every_block_once() -> None:
    blocks = [(0, 1, 2), (1, 2, 3), (2, 3), (4,)]
    counts = lattice(blocks)
    for block in blocks:
        held = sum(count for each, count in counts.items() if set(block) <= each)
        assert held == 1
    assert sum(counts.values()) == 1


def test_a_known_sum_is_taken_apart_and_put_together() -> None:
    def answer(slots: Slots) -> Floats:
        a, b, c = (slots[:, axis].astype(float) for axis in range(3))
        return np.asarray(2.0 + a * b + 3 * c, float)

    weights = [np.array([0.0, 1, 3]), np.array([0.0, 2, 2, 2]), np.array([1.0, 1])]
    base, blocks = tabulate(answer, [(0, 1), (2,)], [3, 4, 2], weights)
    model = AdditiveModel((), blocks=tuple(blocks), base=base, importance=())
    grid = np.array([[a, b, c] for a in (1, 2) for b in (1, 2, 3) for c in (0, 1)])
    assert model.base + model.contributions(grid).sum(axis=1) == pytest.approx(answer(grid), abs=1e-12)
    blank = np.array([[0, 2, 1]])  # never seen on the first axis: the mean of 1 (once) and 2 (three times)
    assert model.base + model.contributions(blank).sum() == pytest.approx(2 + 1.75 * 2 + 3)


def test_only_pairs_that_matter_get_a_table() -> None:
    random = np.random.default_rng(1)
    slots = random.integers(1, 9, (4000, 4))
    a, b = slots[:, 0] > 4, slots[:, 1] > 4
    happened = (random.random(4000) < np.where(a == b, 0.7, 0.3)).astype(float)
    assert pairs_worth_a_table(slots, [9] * 4, np.zeros(4000), happened, 12) == [(0, 1)]


def test_axes_follow_the_data() -> None:
    few = number_axis("n", np.array([3.0, 1, 2, np.nan, 2]))
    assert few.edges == (2.0, 3.0)
    many = number_axis("n", np.arange(1000.0), cells=10)
    assert many.size == 11
    texts = category_axis("t", ["a"] * 50 + ["B "] * 20 + ["rare"] * 3)
    assert texts == Axis("t", "category", categories=("a", "b"))
