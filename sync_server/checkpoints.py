"""Moving SQLite's write-ahead log into the file beside the writer: inside its commits this would cost every p99.

A passive checkpoint never blocks anyone, but under steady writes it never lets the log start over either; so once
the log is long, it is brought nearly up to date and then finished while the writer holds still for a moment.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor

from shared_models import encrypted_sqlite
from sync_server.database import SqliteDatabase
from sync_server.group_writer import GroupWriter

log = logging.getLogger("forecourt.hub")
_EVERY_SECONDS = 0.1
_LONG_LOG, _NEARLY_DONE = 4_000, 300
_MOST_ROUNDS = 20


class Checkpoints:
    """Checkpoints one database file on a thread of its own."""

    def __init__(self, database: SqliteDatabase, writer: GroupWriter) -> None:
        self._writer = writer
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hub-checkpoint")
        self._connection = encrypted_sqlite.connect(database.path, database.key)
        # On a connection that has read nothing yet a checkpoint silently does nothing.
        self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    async def run(self) -> None:
        """Checkpoint for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            if await loop.run_in_executor(self._thread, self._catch_up) > _LONG_LOG:
                await self._writer.write(lambda connection: self._checkpoint())

    def close(self) -> None:
        """Let go of the file; whoever closes it last empties the log."""
        self._thread.shutdown()
        self._connection.close()

    def _catch_up(self) -> int:
        """Checkpoint until little is left; the length of the log in pages."""
        for _ in range(_MOST_ROUNDS):
            length, done = self._checkpoint()
            if length <= _LONG_LOG or length - done < _NEARLY_DONE:
                break
        return length

    def _checkpoint(self) -> tuple[int, int]:
        try:
            [(_, length, done)] = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:  # a full disk, say: the log grows until it works again
            log.warning("checkpoint failed", extra={"error": type(error).__name__})
            return 0, 0
        return length, done
