"""A model on disk: one JSON file with a checksum, written whole or not at all, and refused when it is not intact.

Beside it lies its signature (`signing`); what scores loads only what was signed by who may.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import signing
from ml_models.additive import NO_TABLES, AdditiveModel, Axis, Block
from ml_models.signing import ModelFileBroken, Trusted

__all__ = ["InUse", "ModelFile", "ModelFileBroken", "opened", "read", "write"]

FORMAT = 1
#: Bytes that the parts of a file may have once they are inflated; the largest of ours have some millions.
_LARGEST_PARTS = 200_000_000
DIGITS = 8
"""Decimals of a table's cells: far finer than the 1e-6 at which two scores count as equal."""


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds: its name, its version (from its content), the tables, and the model's own settings.

    ``parts`` are what is no table, by name: an ONNX graph, a matrix in the form of numpy.
    """

    model: str
    version: str
    additive: AdditiveModel
    settings: Mapping[str, Any]
    parts: Mapping[str, bytes] = field(default_factory=dict)


def write(
    path: Path, model: str, additive: AdditiveModel | None, settings: Mapping[str, Any],
    parts: Mapping[str, bytes] | None = None,
) -> ModelFile:  # fmt: skip
    """Write a model file and return it as it will be read. Same content, same bytes. It is not signed yet."""
    additive = additive or NO_TABLES
    content: dict[str, Any] = {
        "format": FORMAT,
        "model": model,
        "base": round(additive.base, DIGITS),
        "axes": [
            {"name": axis.name, "kind": axis.kind, "edges": list(axis.edges), "categories": list(axis.categories)}
            for axis in additive.axes
        ],
        "blocks": [
            {"axes": list(block.axes), "table": [round(float(cell), DIGITS) + 0.0 for cell in block.table.ravel()]}
            for block in additive.blocks
        ],
        "importance": [round(each, 6) for each in additive.importance],
        "settings": dict(settings),
    }
    if parts:
        content["parts"] = {
            name: base64.b64encode(zlib.compress(data, 9)).decode("ascii") for name, data in parts.items()
        }
    body = {"checksum": _checksum(content), **content}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(body, separators=(",", ":"), allow_nan=False) + "\n", encoding="utf-8", newline="\n")
    os.replace(draft, path)
    return read(path, model)


def read(path: Path, model: str) -> ModelFile:
    """Read a model file, signed or not. Raises ModelFileBroken, naming it, when it is not a whole one of this model."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileBroken(path, f"the file cannot be read ({error.strerror}).") from error
    return opened(content, model, path)


def opened(content: bytes, model: str, path: Path) -> ModelFile:
    """The model file that these bytes are; ``path`` names them in what is said. Raises ModelFileBroken as `read`."""
    try:
        body = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # JSON and UTF-8 errors alike
        raise ModelFileBroken(path, "the file is cut short or not a model file.") from error
    if not isinstance(body, dict) or "checksum" not in body:
        raise ModelFileBroken(path, "this is not a model file.")
    if body.get("format") != FORMAT:
        raise ModelFileBroken(path, f"it has format {body.get('format')}, this program reads {FORMAT}.")
    checksum = body.pop("checksum")
    if not isinstance(checksum, str) or not checksum or checksum != _checksum(body):
        raise ModelFileBroken(path, "its content does not match its checksum.")
    if body.get("model") != model:
        raise ModelFileBroken(path, f"it holds the model {body.get('model')}, not {model}.")
    try:
        additive = _additive(body)
        parts = _parts(body.get("parts", {}))
        settings = body["settings"]
    except (LookupError, AttributeError, TypeError, ValueError, zlib.error, binascii.Error) as error:
        raise ModelFileBroken(path, f"its tables do not fit together ({error}).") from error
    return ModelFile(model, checksum[:12], additive, settings, parts)


def _no_number(constant: str) -> float:
    """JSON has neither NaN nor infinity, and no model has."""
    raise ValueError(constant)


def _parts(packed: Mapping[str, str]) -> dict[str, bytes]:
    """The parts inflated. Raises ValueError for those that would fill the memory, before they do."""
    parts: dict[str, bytes] = {}
    for name, text in packed.items():
        inflater, left = zlib.decompressobj(), _LARGEST_PARTS - sum(map(len, parts.values()))
        parts[name] = inflater.decompress(base64.b64decode(text), max(1, left))
        if not inflater.eof:
            raise ValueError(f"a part is cut short, or all have more than {_LARGEST_PARTS:,} bytes")
    return parts


def _checksum(content: Mapping[str, Any]) -> str:
    """Infinity, which a number such as 1e999 is read as, has none."""
    try:
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError:
        return ""
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _additive(body: Mapping[str, Any]) -> AdditiveModel:
    axes = tuple(
        Axis(each["name"], each["kind"], tuple(each["edges"]), tuple(each["categories"])) for each in body["axes"]
    )
    blocks = []
    for each in body["blocks"]:
        shape = tuple(axes[axis].size for axis in each["axes"])
        table = np.asarray(each["table"], float).reshape(shape)
        blocks.append(Block(tuple(each["axes"]), table))
    base = float(body["base"])
    if not math.isfinite(base) or not all(np.isfinite(block.table).all() for block in blocks):
        raise ValueError("a number is not finite")
    return AdditiveModel(axes, tuple(blocks), base, tuple(body["importance"]))


class InUse:
    """The model a process scores with: read when first needed, replaced only by one that is whole and signed."""

    def __init__(self, model: str, bundled: Path) -> None:
        self._model = model
        self._bundled = bundled
        self._file: ModelFile | None = None

    def get(self) -> ModelFile:
        """The model in use. Raises ModelFileBroken when even the bundled one cannot be read or is not the release's."""
        if self._file is None:
            self._file = self._checked(self._bundled, signing.RELEASE)
        return self._file

    def replace(self, path: Path, trusted: Trusted = signing.RELEASE) -> ModelFile:
        """Score with this file from now on. Raises ModelFileBroken, and keeps the one before, if it is broken."""
        self._file = self._checked(path, trusted)
        return self._file

    def restore(self) -> None:
        """Go back to the bundled model."""
        self._file = None

    def _checked(self, path: Path, trusted: Trusted) -> ModelFile:
        signing.require_signed(path, trusted)
        return read(path, self._model)
