"""The hub's own Ed25519 key: it signs access tokens, and devices keep its public half from enrolment on."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from sync_server.engines import insert_new
from sync_server.errors import SetupProblem
from sync_server.tables import SETTING

_FILE = "hub.key"
SEALS = "seal.key"
_SEAL_BYTES = 32
_MARK = "keys"
#: The files that are the hub's secrets.
KEY_FILES = (_FILE, SEALS)


def load_key(data: Path) -> Ed25519PrivateKey:
    """The key kept in the data folder; made at the first call. Raises SetupProblem when the file is not a key."""
    path = data / _FILE
    if not path.exists():
        _write_new(path, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SetupProblem(f"{path} is not the hub's key: {error}. Restore it from a backup.") from error


def load_seal_master(data: Path) -> bytes:
    """The master key of sealed fields; made at the first call. Without it sealed fields cannot be read: back it up."""
    path = data / SEALS
    if not path.exists():
        _write_new(path, os.urandom(_SEAL_BYTES))
    master = path.read_bytes()
    if len(master) != _SEAL_BYTES:
        raise SetupProblem(f"{path} is not the key of the sealed fields. Restore it from a backup.")
    return master


def require_shared(connection: Connection, key: Ed25519PrivateKey, seal_master: bytes) -> None:
    """Hubs on one database must have the same keys: the first writes down a mark of its own. Raises SetupProblem."""
    both = key.public_key().public_bytes_raw() + hashlib.sha256(seal_master).digest()
    mark = hashlib.sha256(b"forecourt-hub-keys-1 " + both).hexdigest()
    insert_new(connection, SETTING, {"name": _MARK, "value": mark})
    if connection.execute(select(SETTING.c.value).where(SETTING.c.name == _MARK)).scalar_one() != mark:
        raise SetupProblem(
            f"database: another hub serves it with other keys. Copy {' and '.join(KEY_FILES)} from its data folder"
        )


def page_key(master: bytes) -> bytes:
    """The key of the tokens in the forms of the hub's pages, from the hub's own key."""
    return hashlib.sha256(b"forecourt-pages-1\0" + master).digest()


def model_key(key: Ed25519PrivateKey, tenant: str) -> Ed25519PrivateKey:
    """The key that signs a tenant's models, from the hub's own key."""
    seed = hashlib.sha256(b"forecourt-models-1\0" + tenant.encode() + b"\0" + key.private_bytes_raw()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _write_new(path: Path, raw: bytes) -> None:
    """Write the key for its owner's eyes only; a key that another process wrote in the meantime stays."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
