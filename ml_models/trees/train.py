"""From scikit-learn's boosted trees to ONNX, and the gate that both answer the same. Training only.

What must not be given to it, because it converts silently wrong: trees with ``categorical_features`` (give them places
as numbers), and Poisson or gamma losses (their exponential is lost). Fit on ``asking.single(table)``.
"""

from __future__ import annotations

from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
import onnx
from skl2onnx import to_onnx

from ml_models.additive import Floats
from ml_models.trees.asking import Trees, single

CLOSE = 1e-5
"""Relative difference within which two answers are equal (absolute below 1): ONNX trees add in float32."""
SHARE = 0.999
"""Rows that must be equal. In float32 a value may fall on the other side of a split now and then."""
MEAN = 1e-6


def as_onnx(regressor: Any, table: Floats) -> bytes:
    """A fitted HistGradientBoostingRegressor as a part of a model file. ``table`` is any table of its columns."""
    if regressor.loss not in ("squared_error", "absolute_error", "quantile"):
        raise ValueError(f"trees with the loss {regressor.loss} convert wrongly")
    if getattr(regressor, "is_categorical_", None) is not None:
        raise ValueError("trees with categorical features convert wrongly: give each category a number")
    made = to_onnx(regressor, table[:1].astype(np.float32), target_opset={"": 21, "ai.onnx.ml": 3})
    onnx.checker.check_model(made)
    serialised: bytes = made.SerializeToString(deterministic=True)
    return serialised


def parity(regressor: Any, onnx_bytes: bytes, table: Floats) -> dict[str, float]:
    """How far ONNX and library are apart on these rows: share of rows that are equal, mean and largest difference.

    Raises RuntimeError when they are further apart than `ml_models.trees.train` allows: nothing is shipped then.
    """
    library = np.asarray(regressor.predict(single(table)), float)
    ours = Trees(onnx_bytes).answer(table)
    apart = np.abs(ours - library) / np.maximum(np.abs(library), 1.0)
    found = {
        "equal": float(np.mean(apart <= CLOSE)),
        "mean": float(abs(ours.mean() - library.mean()) / max(abs(library.mean()), 1.0)),
        "largest": float(apart.max()),
    }
    if found["equal"] < SHARE or found["mean"] > MEAN:
        raise RuntimeError(f"trees and their ONNX form differ: {found}")
    return found
