"""The register of erasures beside the backups: so that one put back from before an erasure does not bring it back.

``erasures.json`` in the folder of backups: for each erasure its identifier, whom and what it was about, and the digests
of photos that went with it. Identifiers alone, nobody's data; encrypted like the backups (``sealed_places``), and read
as it is where an older hub left it plain. It is made from the database after each erasure and with each backup, and
counts where the database itself was lost.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from shared_models import encrypted_sqlite
from shared_models.rekeyed_sqlite import key_of
from sync_server.engines import insert_new
from sync_server.erased_log import digest_of, said_of_erasures, tell, told_digests
from sync_server.errors import SetupProblem
from sync_server.file_keys import NAME as KEYS
from sync_server.sealed_places import FileClosed, SealedPlace, sealed
from sync_server.tables import ERASED_DOCUMENT, ERASURE

log = logging.getLogger("forecourt.hub")
NAME = "erasures.json"
_DOCUMENT = ("id", "type", "space", "becomes")


def register_place(folder: Path, keys: Sequence[bytes]) -> tuple[SealedPlace, list[str]]:
    """Where the register of a folder of backups lies, and its name there; ``keys``: those of the hub's files."""
    return sealed(folder, keys), [NAME]


def write_register(connection: Connection, folder: Path, keys: Sequence[bytes]) -> None:
    """Write down all erasures that the database knows, beside those the folder knew before.

    ``keys``: those of the hub's files, the newest first. Raises OSError, and SetupProblem as :func:`read_register`.
    """
    found = {one["id"]: one for one in (*read_register(folder, keys), *_known(connection))}
    if not found:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = json.dumps(sorted(found.values(), key=lambda one: (one["at"], one["id"])))
    sealed(folder, keys).put(NAME, [told.encode()])


def read_register(folder: Path, keys: Sequence[bytes]) -> list[dict[str, Any]]:
    """The erasures a folder of backups knows of, the oldest first.

    Raises SetupProblem for a file that is none, and for one that none of the keys opens.
    """
    path = folder / NAME
    try:
        written = b"".join(sealed(folder, keys).read(NAME))
        told: list[dict[str, Any]] = json.loads(written)
        return [{**one, "documents": [list(each) for each in one["documents"]]} for one in told]
    except FileNotFoundError:
        return []
    except FileClosed as error:
        raise SetupProblem(
            f"{path} cannot be opened: {error}. Put {KEYS}, which lies beside backups, into its folder, and give this "
            "hub that one's key: seal.key, FORECOURT_HUB_KEY or key_file; or fetch the file from another copy."
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupProblem(f"{path} is no register of erasures: {error}. Fetch it from another copy.") from error


def enter(connection: Connection, told: list[dict[str, Any]]) -> None:
    """Have a database know of erasures that it has forgotten."""
    for one in told:
        named = {name: one[name] for name in ("id", "tenant", "type", "why", "subject", "by", "at")}
        if insert_new(connection, ERASURE, named):
            for document in one["documents"]:
                row = dict(zip(_DOCUMENT, document, strict=True))
                insert_new(connection, ERASED_DOCUMENT, {**row, "erasure": one["id"]})


def tell_again(connection: Connection, erasures: Collection[str]) -> None:
    """Have the audit say of these erasures which entries they have taken from the log as it stands now.

    For a hub that is put back with remnants from the archive. Raises SetupProblem for one that nobody wrote down.
    """
    told = told_digests(connection)
    for erasure in sorted(erasures):
        row = connection.execute(select(ERASURE).where(ERASURE.c.id == erasure)).first()
        if row is None:
            raise SetupProblem(
                f"The archive of the log tells of an erasure that {NAME} beside the backups does not name. Fetch that "
                "file from another copy of the folder"
            )
        if told.get(erasure) != (digest := digest_of(connection, erasure)):
            tell(connection, dict(row._mapping), "", {"digest": digest, "files": []})


def known_in(database: Path, keys: Sequence[bytes]) -> list[dict[str, Any]]:
    """The erasures that another backup knows of: where the register is an older one, or lost, a newer backup tells.

    None where it cannot be read, or is that of a hub without erasures: to put back another one, it is not needed.
    """
    try:
        key = key_of(database, keys)
        engine = create_engine(
            "sqlite://", module=encrypted_sqlite, poolclass=NullPool,
            creator=lambda: encrypted_sqlite.connect(database, key, readonly=True),
        )  # fmt: skip
        with engine.connect() as connection:
            return _known(connection)
    except (sqlite3.Error, SQLAlchemyError, OSError):
        return []


def _known(connection: Connection) -> list[dict[str, Any]]:
    documents: dict[str, list[list[str]]] = {}
    for row in connection.execute(select(ERASED_DOCUMENT).order_by(ERASED_DOCUMENT.c.id)):
        documents.setdefault(row.erasure, []).append([row.id, row.type, row.space, row.becomes])
    files: dict[str, set[str]] = {}
    for said in said_of_erasures(connection):
        files.setdefault(said["erasure"], set()).update(said.get("files", ()))
    return [
        {**row._mapping, "documents": documents.get(row.id, []), "files": sorted(files.get(row.id, ()))}
        for row in connection.execute(select(ERASURE))
    ]


def drop_files(folder: Path, oldest_ms: int, keys: Sequence[bytes]) -> None:
    """Drop the photos of erasures from a folder of backups, once its oldest backup is younger than the erasure."""
    gone = {digest for one in read_register(folder, keys) if one["at"] < oldest_ms for digest in one.get("files", ())}
    for digest in gone:
        for path in (folder / "files").glob(f"*/{digest[:2]}/{digest}"):
            path.unlink(missing_ok=True)
