"""After an erasure: nothing of it stays in free pages, in the write-ahead log or among the files."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sync_server.config import HubConfig
from sync_server.database import open_database
from sync_server.file_store import FileStore

_TRIES = 50
_PAUSE = 0.2


def sweep(config: HubConfig, files: FileStore, tenant: str, digests: Iterable[str] = ()) -> bool:
    """Write the database anew without what was deleted, and remove files; False where readers kept the old log busy.

    Takes as long as the database is large, and holds up writers meanwhile. Backups made before still hold what was
    erased: they are to be dropped by their own rule; whoever puts one back has the erasures done again.
    """
    for digest in digests:
        files.remove(tenant, digest)
    database = open_database(config, checkpoints_itself=False)
    try:
        with database.writing.connect() as connection:
            if connection.dialect.name != "sqlite":
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
                return True
            connection.exec_driver_sql("COMMIT")  # of what begins with whatever is asked first
            connection.exec_driver_sql("VACUUM")
            for _ in range(_TRIES):
                if not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                    return True
                time.sleep(_PAUSE)
    finally:
        database.close()
    return False
