"""The keys under which a hub's own files lie: its database where that is SQLite, photos and papers, and its backups.

Each is 32 random bytes; the newest is written with, older ones go on opening what was written under them. They are kept
*wrapped* under the hub's key: in ``files.key`` among the data, on PostgreSQL in its settings, where all hubs find them;
a copy lies beside the backups. The hub's key is what ``key`` says (``FORECOURT_HUB_KEY``), or stands in ``key_file``
(``keyring``: in the system's keyring); each may hold several, 32 bytes in base64 or hex, the newest first. Where
neither is set it is derived from ``seal.key``: the data folder then opens itself, and only copies without that file
are closed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from shared_models import encrypted_sqlite, sealed_files
from shared_models.encrypted_sqlite import KEY_BYTES
from shared_models.rekeyed_sqlite import WrongKey, brought_under
from shared_models.sealed_files import NotOpened
from sync_server.config import KEYRING, HubConfig
from sync_server.engines import insert_new, upsert
from sync_server.errors import SetupProblem
from sync_server.keys import SEALS, load_seal_master
from sync_server.tables import SETTING

NAME = "files.key"
#: What keys in a folder of backups are called that lay there under another hub's key.
_FORMER = f"{NAME}.of-"
_SETTING = "file_keys"
_SERVICE = "forecourt-hub"
#: Seconds that a command waits while the database is encrypted by another.
_PATIENCE = 600


def file_keys(config: HubConfig) -> tuple[bytes, ...]:
    """The keys of the files beside a SQLite database, newest first; made at the first call. Raises SetupProblem."""
    path = config.data / NAME
    if not path.exists():
        if config.database_file.exists() and encrypted_sqlite.is_encrypted(config.database_file):
            raise SetupProblem(f"{path} is missing, and with it the keys of this hub's files. {_WAYS_OUT}")
        _keep(path, _wrapped((os.urandom(KEY_BYTES),), _wrapping(config)[0]))
    keys, wrapped_anew = _opened(config, path.read_bytes())
    if wrapped_anew is not None:
        _keep(path, wrapped_anew)
    return keys


def shared_file_keys(config: HubConfig, connection: Connection) -> tuple[bytes, ...]:
    """The keys of the files of hubs on a server, within a transaction that may write. Raises SetupProblem."""
    asked = select(SETTING.c.value).where(SETTING.c.name == _SETTING)
    held = connection.execute(asked).scalar()
    if held is None:
        made = base64.b64encode(_wrapped((os.urandom(KEY_BYTES),), _wrapping(config)[0])).decode()
        insert_new(connection, SETTING, {"name": _SETTING, "value": made})
        held = connection.execute(asked).scalar_one()
    keys, wrapped_anew = _opened(config, base64.b64decode(held))
    if wrapped_anew is not None:
        put_shared(config, connection, keys)
    return keys


def add_file_key(config: HubConfig, connection: Connection | None = None) -> tuple[bytes, ...]:
    """A new key before the others: on a server where a connection to it is given. Raises SetupProblem."""
    held = file_keys(config) if connection is None else shared_file_keys(config, connection)
    keys = (os.urandom(KEY_BYTES), *held)
    if connection is None:
        _keep(config.data / NAME, _wrapped(keys, _wrapping(config)[0]))
    else:
        put_shared(config, connection, keys)
    return keys


def keep_keys(config: HubConfig, keys: Sequence[bytes]) -> None:
    """Keep these keys beside a SQLite database: its own, and those of a backup that is put back."""
    if tuple(keys) != file_keys(config):
        _keep(config.data / NAME, _wrapped(keys, _wrapping(config)[0]))


def put_shared(config: HubConfig, connection: Connection, keys: Sequence[bytes]) -> None:
    """Have a server keep these keys, whatever was put into it."""
    wrapped = base64.b64encode(_wrapped(keys, _wrapping(config)[0])).decode()
    put = upsert(SETTING).values(name=_SETTING, value=wrapped)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": wrapped}))


def write_beside(config: HubConfig, keys: Sequence[bytes], folder: Path) -> None:
    """Write the wrapped keys into a folder of backups, so that those and the hub's key are enough to put one back.

    Keys that lie there already stay; those that this hub's key does not open, under another name.
    """
    path, wrapping, held = folder / NAME, _wrapping(config), tuple[bytes, ...]()
    if path.is_file():
        written = path.read_bytes()
        held = tuple(key for one in wrapping for key in _unwrapped(written, one))
        if not held:
            path.replace(folder / f"{_FORMER}{hashlib.sha256(written).hexdigest()[:16]}")
    _keep(path, _wrapped(tuple(dict.fromkeys((*keys, *held))), wrapping[0]))


def can_be_opened(config: HubConfig) -> bool:
    """Whether the hub has its key, or has one set: then the keys of its files are here, or may be made."""
    return bool(config.key or config.key_file) or (config.data / SEALS).is_file()


def keys_beside(config: HubConfig, backup: Path) -> tuple[bytes, ...]:
    """The keys that lie with a backup, as far as the hub's key, or the keys copied with it, open them."""
    found: list[bytes] = []
    wrapping = (*_wrapping(config, make=False), *_derived(backup.with_suffix(".keys") / SEALS))
    for folder in (backup.with_suffix(".keys"), backup.parent):
        for path in (folder / NAME, *sorted(folder.glob(f"{_FORMER}*"))):
            written = path.read_bytes() if path.is_file() else b""
            found += [key for one in wrapping for key in _unwrapped(written, one)]
    return tuple(dict.fromkeys(found))


def encrypt_database(config: HubConfig, keys: Sequence[bytes]) -> None:
    """Bring the SQLite file of a hub under its newest key, one of before encryption too. Raises SetupProblem."""
    path = config.database_file
    if not path.exists() or (encrypted_sqlite.is_encrypted(path) and encrypted_sqlite.opens(path, keys[0])):
        return
    try:
        with _alone(config.data):
            if brought_under(path, keys) is None:
                raise SetupProblem(f"The database {path} cannot be opened: it is no database")
    except WrongKey as error:
        raise SetupProblem(f"The database {path} cannot be opened with the keys in {NAME}. {_WAYS_OUT}") from error
    except sqlite3.OperationalError as error:
        raise SetupProblem(
            f"The database {path} has to be encrypted, and cannot be: {error}. Stop the hub, look whether the disk "
            "has room for it once more, and start again."
        ) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise SetupProblem(f"The database {path} cannot be opened: {error}") from error


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Nobody else brings the database under another key meanwhile, and whoever waited finds it done."""
    with closing(sqlite3.connect(data / "encrypting.lock", timeout=_PATIENCE, isolation_level=None)) as lock:
        lock.execute("PRAGMA journal_mode=MEMORY")
        lock.execute("BEGIN EXCLUSIVE")
        yield


_WAYS_OUT = (
    f"Put {NAME} and seal.key back, from the folder of the backups or from where keys are kept, and give the hub its "
    "key again (FORECOURT_HUB_KEY or key_file); nothing was changed."
)


def _wrapping(config: HubConfig, *, make: bool = True) -> list[bytes]:
    """The keys that may wrap, the one to wrap with first. Raises SetupProblem."""
    if config.key:
        return [*_read(config.key, "key"), *_derived(config.data / SEALS)]
    if config.key_file == KEYRING:
        return [*_in_keyring(config, make=make), *_derived(config.data / SEALS)]
    if config.key_file:
        try:
            return [*_read(Path(config.key_file).read_text("utf-8"), "key_file"), *_derived(config.data / SEALS)]
        except OSError as error:
            raise SetupProblem(f"key_file: {config.key_file} cannot be read: {error.strerror}") from error
    if make and not (config.data / NAME).exists():
        load_seal_master(config.data)
    found = _derived(config.data / SEALS)
    if make and not found:
        raise SetupProblem(f"The key of this hub's files is not here. {_WAYS_OUT}")
    return found


def _read(told: str, name: str) -> list[bytes]:
    """Keys in base64 or hex, apart by commas or spaces. Raises SetupProblem."""
    found = []
    for word in told.replace(",", " ").split():
        try:
            key = bytes.fromhex(word) if len(word) == 2 * KEY_BYTES else base64.b64decode(word, validate=True)
        except (ValueError, binascii.Error):
            key = b""
        if len(key) != KEY_BYTES:
            raise SetupProblem(f"{name}: a key is 32 bytes in base64 or hex, such as `openssl rand -base64 32` makes")
        found.append(key)
    if not found:
        raise SetupProblem(f"{name}: there is no key in it")
    return found


def _in_keyring(config: HubConfig, *, make: bool) -> list[bytes]:
    """The hub's key in the system's keyring; made there at first. Raises SetupProblem."""
    import keyring
    from keyring.errors import KeyringError

    name = f"{hashlib.sha256(str(config.data.resolve()).encode()).hexdigest()[:16]} hub-key"
    try:
        held = keyring.get_password(_SERVICE, name)
        if held is None and make and not (config.data / NAME).exists():
            keyring.set_password(_SERVICE, name, base64.b64encode(os.urandom(KEY_BYTES)).decode())
            held = keyring.get_password(_SERVICE, name)
    except (KeyringError, RuntimeError) as error:
        raise SetupProblem(f"key_file: the system's keyring cannot be used: {error}") from error
    if held is None and make:
        raise SetupProblem(f"key_file: the keyring of this account has no key for {config.data}. {_WAYS_OUT}")
    return _read(held, "key_file") if held else []


def _derived(seals: Path) -> list[bytes]:
    """The hub's key where none is set, from the master key of old sealed fields; none where that is not there."""
    if not seals.is_file():
        return []
    return [HKDF(SHA256(), KEY_BYTES, None, b"forecourt-hub-files-1").derive(seals.read_bytes())]


def _wrapped(keys: Sequence[bytes], under: bytes) -> bytes:
    return sealed_files.seal(json.dumps([base64.b64encode(key).decode() for key in keys]).encode(), under, NAME)


def _unwrapped(wrapped: bytes, key: bytes) -> tuple[bytes, ...]:
    try:
        return tuple(base64.b64decode(one) for one in json.loads(sealed_files.unseal(wrapped, [key], NAME)))
    except (NotOpened, ValueError):
        return ()


def _opened(config: HubConfig, wrapped: bytes) -> tuple[tuple[bytes, ...], bytes | None]:
    """The keys, and how they are to lie from now on where that is not under the first of the hub's keys."""
    wrapping = _wrapping(config)
    for key in wrapping:
        if keys := _unwrapped(wrapped, key):
            return keys, None if key == wrapping[0] else _wrapped(keys, wrapping[0])
    raise SetupProblem(f"The key of this hub's files is another one than that which was given. {_WAYS_OUT}")


def _keep(path: Path, wrapped: bytes) -> None:
    """Write the wrapped keys: they are on the disk when this returns, or the former ones still are."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)  # of one that was killed; and a link that somebody laid there is not written through
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(wrapped)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
