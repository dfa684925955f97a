"""Models that this device set right by itself, without the hub: kept step by step, so that each can be taken back.

What is learned rests on the file that scored here then, which the house or the product signed; as soon as another is
released for this device it no longer counts. It is kept in the device's own encrypted replica and goes nowhere.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack

from client.replica.database import get_meta, set_meta
from shared_models.encrypted_sqlite import Connection

if TYPE_CHECKING:
    from client.reading.queries import Reader
    from ml_models.model_file import ModelFile

_KEPT = "models_learned_here"
#: Steps that can be taken back; what was learned before them is let go.
MOST = 10
_loaded: dict[str, ModelFile] = {}


def steps(reader: Reader) -> dict[str, dict[str, Any]]:
    """By model: ``base``, the version of the file it rests on, and ``versions``, what was learned since, in order."""
    return _unpacked(reader.meta(_KEPT))


def _unpacked(kept: bytes | None) -> dict[str, dict[str, Any]]:
    return dict(msgpack.unpackb(kept)) if kept else {}


def file_here(reader: Reader, name: str, base: str) -> ModelFile | None:
    """What this device learned last on top of a file's version; None where nothing was, or it cannot be read."""
    from ml_models.model_file import ModelFileBroken, opened
    from ml_models.registry import MODELS

    told = steps(reader).get(name)
    if told is None or told["base"] != base or not told["versions"]:
        return None
    version = told["versions"][-1]
    if version not in _loaded:
        try:
            _loaded[version] = opened(reader.meta(_content(name, version)) or b"", name, MODELS[name].bundled)
        except ModelFileBroken:
            return None
    return _loaded[version]


def written(made: ModelFile) -> tuple[str, bytes]:
    """The version of a model that was learned, and the bytes of its file."""
    from ml_models.model_file import write

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "learned.json"
        file = write(path, made.model, made.additive, made.settings, made.parts)
        return file.version, path.read_bytes()


def keep(connection: Connection, name: str, base: str, version: str, content: bytes) -> None:
    """Within a transaction of the replica: score with this from now on."""
    before = _unpacked(get_meta(connection, _KEPT))
    told = before.get(name, {"base": base, "versions": []})
    steps_so_far = [*told["versions"], version]
    versions = steps_so_far[-MOST:] if told["base"] == base else [version]
    for gone in set(steps_so_far) - set(versions):
        set_meta(connection, _content(name, gone), b"")
    set_meta(connection, _content(name, version), content)
    set_meta(connection, _KEPT, bytes(msgpack.packb({**before, name: {"base": base, "versions": versions}})))


def take_back(connection: Connection, name: str) -> bool:
    """Within a transaction of the replica: score with what was before the last step; False where there is none."""
    before = _unpacked(get_meta(connection, _KEPT))
    told = before.get(name)
    if told is None or not told["versions"]:
        return False
    *versions, last = told["versions"]
    if last not in versions:
        set_meta(connection, _content(name, last), b"")
    set_meta(connection, _KEPT, bytes(msgpack.packb({**before, name: {**told, "versions": versions}})))
    return True


def _content(name: str, version: str) -> str:
    return f"model_learned_{name}_{version}"
