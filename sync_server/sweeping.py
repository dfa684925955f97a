"""After an erasure: nothing of it stays in free pages, in the write-ahead log or among the files."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from sqlalchemy import delete, select

from shared_models.schema import Record
from sync_server.backups import folder_of
from sync_server.config import HubConfig
from sync_server.damaged_files import forget
from sync_server.database import Database, keys_of_files, open_database
from sync_server.engines import upsert
from sync_server.erasure_register import write_register
from sync_server.errors import SetupProblem
from sync_server.file_places import PlaceUnavailable
from sync_server.file_store import FileStore
from sync_server.first_page_tables import FIRST_PAGE
from sync_server.tables import DOCUMENT, ESCROW, LOG, SETTING

log = logging.getLogger("forecourt.hub")
_LEFT = "files_to_remove"


def sweep(config: HubConfig, files: FileStore, tenant: str, digests: Iterable[str] = ()) -> bool:
    """Write the database anew without what was deleted, and remove files; False where readers kept the old log busy.

    Takes as long as the database is large, and holds up writers meanwhile. Backups made before still hold what was
    erased: they are to be dropped by their own rule; whoever puts one back has the erasures done again.
    """
    database = open_database(config, checkpoints_itself=False)
    try:
        _remove(database, files, [(tenant, digest) for digest in digests])
        _register(database, config)
        return database.write_anew(LOG, DOCUMENT, FIRST_PAGE, ESCROW, *Record.metadata.sorted_tables)
    finally:
        database.close()


def _register(database: Database, config: HubConfig) -> None:
    """Tell it beside the backups; where that folder cannot be written just now, the next backup tells it."""
    try:
        keys = keys_of_files(config, database)
        with database.read() as connection:
            write_register(connection, folder_of(config), keys)
    except (OSError, SetupProblem) as error:
        log.error("an erasure could not be written down beside the backups", extra={"error": str(error)})


def remove_left(database: Database, files: FileStore) -> None:
    """Try again to remove files whose store was out of reach when their records were erased."""
    with database.read() as connection:
        if not connection.execute(select(SETTING.c.name).where(SETTING.c.name == _LEFT)).first():
            return
    _remove(database, files, [])


def _remove(database: Database, files: FileStore, wanted: list[tuple[str, str]]) -> None:
    """Remove files; those whose store does not answer are written down, to be removed when it does."""
    with database.write() as connection:
        told = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _LEFT)).scalar()
        left = [(str(tenant), str(digest)) for tenant, digest in json.loads(told or "[]")] + wanted
        try:
            while left:
                files.remove(*left[0])
                forget(connection, *left.pop(0))
        except PlaceUnavailable:
            log.warning("files of what was erased wait until their store answers", extra={"count": len(left)})
        if left:
            put = upsert(SETTING).values(name=_LEFT, value=json.dumps(left))
            connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value}))
        elif told:
            connection.execute(delete(SETTING).where(SETTING.c.name == _LEFT))
