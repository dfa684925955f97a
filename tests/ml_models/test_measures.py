"""Our measures against scikit-learn's, where it has the same one."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import auc as area
from sklearn.metrics import brier_score_loss, d2_tweedie_score, log_loss, mean_poisson_deviance, roc_auc_score

from ml_models import measures

random = np.random.default_rng(0)
CHANCE = random.random(800).round(2)  # rounded: many ties
HAPPENED = (random.random(800) < CHANCE).astype(float)
EXPOSURE = random.uniform(0.1, 1, 800)
PREDICTED = random.uniform(0.05, 0.6, 800)
RATE = random.poisson(PREDICTED * EXPOSURE) / EXPOSURE


def test_chances_are_measured_as_scikit_learn_does() -> None:
    assert measures.auc(HAPPENED, CHANCE) == pytest.approx(roc_auc_score(HAPPENED, CHANCE), abs=1e-12)
    assert measures.brier(HAPPENED, CHANCE) == pytest.approx(brier_score_loss(HAPPENED, CHANCE), abs=1e-12)
    clipped = np.clip(CHANCE, 0.01, 0.99)
    assert measures.log_loss(HAPPENED, clipped) == pytest.approx(log_loss(HAPPENED, clipped), abs=1e-12)


def test_rates_are_measured_as_scikit_learn_does() -> None:
    deviance = mean_poisson_deviance(RATE, PREDICTED, sample_weight=EXPOSURE)
    assert measures.poisson_deviance(RATE, PREDICTED, EXPOSURE) == pytest.approx(deviance, abs=1e-12)
    d2 = d2_tweedie_score(RATE, PREDICTED, sample_weight=EXPOSURE, power=1)
    assert measures.explained_deviance(RATE, PREDICTED, EXPOSURE) == pytest.approx(d2, abs=1e-12)


def test_gini_is_twice_the_area_between_lorenz_curve_and_diagonal() -> None:
    order = np.argsort(PREDICTED)
    x = np.cumsum(EXPOSURE[order]) / EXPOSURE.sum()
    y = np.cumsum((RATE * EXPOSURE)[order]) / (RATE * EXPOSURE).sum()
    assert measures.gini(RATE, PREDICTED, EXPOSURE) == pytest.approx(1 - 2 * area([0, *x], [0, *y]), abs=1e-12)


def test_perfect_and_constant_models() -> None:
    assert measures.auc(HAPPENED, HAPPENED) == 1
    assert measures.auc(HAPPENED, np.zeros(800)) == 0.5
    assert np.isnan(measures.auc(np.ones(5), np.arange(5.0)))
    assert measures.lift(HAPPENED, HAPPENED) == pytest.approx(1 / HAPPENED.mean())
    assert measures.balance(RATE, RATE, EXPOSURE) == pytest.approx(1)
    assert measures.calibration_error(np.zeros(100), np.full(100, 0.3)) == pytest.approx(0.3)


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    low, high = measures.interval(measures.auc, HAPPENED, CHANCE)
    assert low < measures.auc(HAPPENED, CHANCE) < high
    assert (low, high) == measures.interval(measures.auc, HAPPENED, CHANCE)
