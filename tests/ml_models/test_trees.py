"""Trees in a model file: the library's answer, odd numbers included, and texts that hold no trees."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from ml_models.trees.asking import Trees, TreesBroken, single
from ml_models.trees.train import as_onnx, parity

pytestmark = pytest.mark.filterwarnings("ignore:Field onnx:DeprecationWarning")  # skl2onnx gives booleans as numbers


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    made = np.random.default_rng(0).normal(size=(2_000, 3))
    made[::11, 1] = np.nan
    return single(made)


@pytest.fixture(scope="module")
def fitted(table: np.ndarray) -> HistGradientBoostingRegressor:
    target = 3 * table[:, 0] + np.where(np.isnan(table[:, 1]), 1.0, table[:, 1]) ** 2
    return HistGradientBoostingRegressor(max_iter=30, random_state=0).fit(table, target)


def test_trees_answer_as_the_library_does_on_odd_rows_too(
    fitted: HistGradientBoostingRegressor, table: np.ndarray
) -> None:
    onnx = as_onnx(fitted, table)
    odd = np.array([[np.nan] * 3, [0.0] * 3, [1e30, -1e30, 0.5], [-5.0, 9.0, np.nan]])
    assert parity(fitted, onnx, np.vstack([table, odd]))["equal"] > 0.999
    assert Trees(onnx).columns == 3
    assert Trees(onnx).answer(np.zeros((0, 3))).shape == (0,)
    assert as_onnx(fitted, table) == onnx  # same trees, same bytes


def test_other_trees_are_told_apart(fitted: HistGradientBoostingRegressor, table: np.ndarray) -> None:
    other = HistGradientBoostingRegressor(max_iter=3, random_state=0).fit(table, table[:, 0])
    with pytest.raises(RuntimeError, match="differ"):
        parity(fitted, as_onnx(other, table), table)


@pytest.mark.parametrize("loss", ["poisson", "gamma"])
def test_losses_that_convert_wrongly_are_refused(loss: str, table: np.ndarray) -> None:
    trees = HistGradientBoostingRegressor(loss=loss, max_iter=2).fit(table, np.exp(table[:, 0]))
    with pytest.raises(ValueError, match=loss):
        as_onnx(trees, table)


def test_categories_are_refused_for_they_convert_wrongly(table: np.ndarray) -> None:
    coded = np.column_stack([np.arange(len(table)) % 4, table[:, 0]])
    trees = HistGradientBoostingRegressor(categorical_features=[0], max_iter=2).fit(coded, table[:, 0])
    with pytest.raises(ValueError, match="categorical"):
        as_onnx(trees, coded)


@pytest.mark.parametrize("content", [b"", b"no model", bytes(100)])
def test_what_is_no_model_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(TreesBroken):
        Trees(content)


def test_a_model_cut_short_is_said_to_be_none(fitted: HistGradientBoostingRegressor, table: np.ndarray) -> None:
    with pytest.raises(TreesBroken):
        Trees(as_onnx(fitted, table)[:-200])
