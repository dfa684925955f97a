"""Which model file scores here: the one released for this device, kept in the replica, or the one that came along.

A file is checked before it is kept and again when it is loaded, so nothing that the house did not sign ever scores.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import msgpack

from client.reading.queries import Reader
from client.replica.database import set_meta
from client.scores.learned_here import file_here, steps
from shared_models.encrypted_sqlite import Connection

if TYPE_CHECKING:
    from ml_models.model_file import ModelFile

log = logging.getLogger(__name__)
_RELEASED = "models_released"
_PROBLEM = "models_problem"


@dataclass(frozen=True)
class Released:
    """A file released for this device: its identifier at the hub, its version, for whom and by which key."""

    file: str
    version: str
    tenant: str
    key: bytes


def released(reader: Reader) -> dict[str, Released]:
    """By model what was released for this device; a model that is not there is the bundled one."""
    kept = reader.meta(_RELEASED)
    return {name: Released(**told) for name, told in msgpack.unpackb(kept).items()} if kept else {}


def fingerprint(reader: Reader) -> str:
    """Another text as soon as something else scores."""
    found = {name: one.file for name, one in released(reader).items()}
    for name, told in steps(reader).items():
        if told["versions"]:
            found[name] = f"{found.get(name, '')}+{told['versions'][-1]}"
    return " ".join(f"{name}={what}" for name, what in sorted(found.items()))


def problem(reader: Reader) -> str:
    """Why the file last offered by the hub is not used, in a sentence; empty when all is well."""
    return (reader.meta(_PROBLEM) or b"").decode()


def why_not(name: str, one: Released, content: bytes, signature: str) -> str:
    """Why a file may not score, in a sentence; empty when it may."""
    from ml_models import signing

    why = signing.why_not(content, signature, signing.Trusted(one.tenant, (one.key,)))
    if why:
        return why
    try:
        _opened(name, content)
    except signing.ModelFileBroken as error:
        return error.why
    return ""


def keep(connection: Connection, now: dict[str, Released], files: dict[str, tuple[bytes, str]], problem: str) -> None:
    """Within a transaction of the replica: score with these from now on; ``files`` are those that are new here."""
    for name, (content, signature) in files.items():
        set_meta(connection, _file(name), bytes(msgpack.packb([content, signature])))
    told = {name: asdict(one) for name, one in now.items()}
    set_meta(connection, _RELEASED, bytes(msgpack.packb(told)))
    set_meta(connection, _PROBLEM, problem.encode())


_loaded: dict[str, ModelFile] = {}


def file_in_use(reader: Reader, name: str) -> ModelFile:
    """The file that scores here: what this device learned by itself, else `signed_file`. Raises ModelFileBroken."""
    signed = signed_file(reader, name)
    return file_here(reader, name, signed.version) or signed


def signed_file(reader: Reader, name: str) -> ModelFile:
    """The file that was released for this device, or that came along. Raises ModelFileBroken when there is neither."""
    from ml_models.registry import MODELS

    one = released(reader).get(name)
    if one is not None and one.file not in _loaded:
        content, signature = msgpack.unpackb(reader.meta(_file(name)) or msgpack.packb([b"", ""]))
        why = why_not(name, one, content, signature)
        if why:
            log.warning("the released model %s is not used: %s", name, why)
            one = None
        else:
            _loaded[one.file] = _opened(name, content)
    return _loaded[one.file] if one is not None else MODELS[name].in_use()


def _opened(name: str, content: bytes) -> ModelFile:
    from ml_models.model_file import opened
    from ml_models.registry import MODELS

    return opened(content, name, MODELS[name].bundled)


def _file(name: str) -> str:
    return f"model_file_{name}"
