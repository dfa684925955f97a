"""After an erasure: nothing of it stays in free pages, in the write-ahead log or among the files."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from shared_models.schema import Record
from sync_server.backups import folder_of
from sync_server.config import HubConfig
from sync_server.database import Database, open_database
from sync_server.erasure_register import write_register
from sync_server.file_store import FileStore
from sync_server.tables import DOCUMENT, ESCROW, LOG

log = logging.getLogger("forecourt.hub")


def sweep(config: HubConfig, files: FileStore, tenant: str, digests: Iterable[str] = ()) -> bool:
    """Write the database anew without what was deleted, and remove files; False where readers kept the old log busy.

    Takes as long as the database is large, and holds up writers meanwhile. Backups made before still hold what was
    erased: they are to be dropped by their own rule; whoever puts one back has the erasures done again.
    """
    for digest in digests:
        files.remove(tenant, digest)
    database = open_database(config, checkpoints_itself=False)
    try:
        _register(database, config)
        return database.write_anew(LOG, DOCUMENT, ESCROW, *Record.metadata.sorted_tables)
    finally:
        database.close()


def _register(database: Database, config: HubConfig) -> None:
    """Tell it beside the backups; where that folder cannot be written just now, the next backup tells it."""
    try:
        with database.read() as connection:
            write_register(connection, folder_of(config))
    except OSError as error:
        log.error("an erasure could not be written down beside the backups", extra={"error": str(error)})
