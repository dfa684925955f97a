"""Asking trees that a model file carries as ONNX: packed as text, opened once, answered on one thread.

The trees travel inside the model's own file, so that checksum and signature cover them too. onnxruntime is imported
when a model is opened and not before: a start without a score pays nothing for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_models.additive import Floats


class TreesBroken(ValueError):
    """What should have been trees is none, or cannot be opened by this onnxruntime."""


def single(table: Floats) -> Floats:
    """The numbers as ONNX sees them, rounded to float32. Trees are fitted on these: no split is then in between."""
    return table.astype(np.float32).astype(float)


class Trees:
    """One opened model: ``columns`` numbers in (NaN where not known), one number out per row."""

    def __init__(self, onnx: bytes) -> None:
        """Raises TreesBroken when the bytes are no model that can be opened."""
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as faults

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
            self._input = self._session.get_inputs()[0].name
            self.columns = int(self._session.get_inputs()[0].shape[1])
        except (
            faults.Fail, faults.InvalidArgument, faults.InvalidProtobuf, faults.InvalidGraph, faults.NotImplemented,
            faults.RuntimeException, RuntimeError, TypeError, IndexError,
        ) as error:  # fmt: skip
            raise TreesBroken(f"its trees cannot be opened ({error})") from error

    def answer(self, table: Floats) -> Floats:
        """The trees' answer per row of a table of shape (rows, columns). Sums run in float32, as ONNX trees do."""
        if not len(table):
            return np.zeros(0)
        found = self._session.run(None, {self._input: np.ascontiguousarray(table, np.float32)})[0]
        return np.asarray(found, float).reshape(-1)
