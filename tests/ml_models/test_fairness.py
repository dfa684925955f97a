"""The fairness report of a release and its gate."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models import fairness
from ml_models.card import fairness as on_card

RANDOM = np.random.default_rng(5)
CHANCE = RANDOM.uniform(0.05, 0.5, 4000)
HAPPENED = (RANDOM.random(4000) < CHANCE).astype(float)
ONES = np.ones(4000)
HALVES = ["a"] * 2000 + ["b"] * 2000


def test_groups_are_counted_apart() -> None:
    found = fairness.by_group(HALVES, HAPPENED, CHANCE, ONES)
    assert [each["group"] for each in found] == ["a", "b"]
    assert found[0]["observed"] == pytest.approx(HAPPENED[:2000].mean())
    assert sum(each["listed"] * each["rows"] for each in found) == pytest.approx(800)


def test_a_model_that_says_of_each_group_what_is_so_passes() -> None:
    report = fairness.compared({"age band": HALVES, "sex": HALVES}, HAPPENED, CHANCE, ONES)
    assert fairness.failures(report) == []
    found = fairness.figures(report["sex"])
    assert 0.8 < found["parity_ratio"] <= 1
    assert found["tpr_gap"] < 0.1
    assert found["calibration"] == pytest.approx(1, abs=0.1)
    assert "The gate of a release: passed." in on_card(report)


def test_a_group_that_is_told_too_much_fails_the_release() -> None:
    told = CHANCE * np.where(np.arange(4000) < 2000, 1.0, 1.8)
    report = fairness.compared({"age band": HALVES}, HAPPENED, told, ONES)
    said = fairness.failures(report)
    assert len(said) == 1
    assert said[0].startswith("By age band: for b (2,000 rows)")
    assert said[0] in on_card(report)


def test_by_sex_the_list_must_be_even() -> None:
    odd = CHANCE + np.where(np.arange(4000) < 2000, 0.0, 0.4)
    happened = (np.random.default_rng(6).random(4000) < odd).astype(float)  # so of them, and no ground to list by sex
    for name, fails in (("age band", False), ("sex", True), ("Insured_Gender", True)):
        assert bool(fairness.failures(fairness.compared({name: HALVES}, happened, odd, ONES))) is fails


def test_what_has_become_worse_than_the_model_in_use_fails() -> None:
    before = fairness.compared({"age band": HALVES}, HAPPENED, CHANCE, ONES)
    odd = CHANCE + np.where(np.arange(4000) < 2000, 0.0, 0.2)
    happened = (np.random.default_rng(7).random(4000) < odd).astype(float)
    after = fairness.compared({"age band": HALVES}, happened, odd, ONES)
    assert fairness.failures(after) == []
    assert any("the parity ratio is" in each for each in fairness.failures(after, before))


def test_small_groups_are_shown_and_judge_nobody() -> None:
    few = ["few"] * 50 + ["many"] * 3950
    told = CHANCE.copy()
    told[:50] = 0.9
    report = fairness.compared({"sex": few}, HAPPENED, told, ONES)
    assert fairness.failures(report) == []
    assert fairness.figures(report["sex"])["parity_ratio"] is None
    assert "| few | 50 |" in on_card(report)
