"""What the hub does by the clock: retention rules once a day, backups by their schedule, a look at the files.

What fails, also because the database is away, is said in the log and tried again at the next look.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from shared_models.clock import system_milliseconds
from shared_models.errors import ForecourtError
from sync_server import backups
from sync_server.admission import Pushed
from sync_server.config import HubConfig
from sync_server.database import Database, keys_of_files
from sync_server.erasing import Erased
from sync_server.file_store import FileStore
from sync_server.freezing import frozen
from sync_server.generation import last_restored
from sync_server.group_writer import GroupWriter
from sync_server.log_archive import append, archive_of
from sync_server.rekeying import seal_files_of_before
from sync_server.retention import due, is_time, note_run
from sync_server.retention import run as run_rules
from sync_server.retention_rules import read_rules
from sync_server.standing import note_backup
from sync_server.sweeping import remove_left, sweep
from sync_server.tables import TENANT

log = logging.getLogger("forecourt.hub")
#: Seconds between two looks at whether something is due.
LOOK = 60.0


@dataclass(frozen=True, slots=True)
class RulesRan(Pushed):
    """What a run of the retention rules added to the logs."""

    done: list[Erased]


@dataclass(frozen=True, slots=True)
class Daily:
    """The hub's work by the clock; ``key`` is the hub's own, which signs erasures; ``file_keys`` those of its files;
    ``copies`` are those beside its backups."""

    config: HubConfig
    database: Database
    writer: GroupWriter
    files: FileStore
    key: Ed25519PrivateKey
    look: float = LOOK
    file_keys: tuple[bytes, ...] = ()
    copies: FileStore | None = None

    def tasks(self) -> list[Coroutine[None, None, None]]:
        """What runs as long as the hub does."""
        return [self.keep_no_longer(), self.back_up(), self.archive(), self.look_after_files()]

    async def keep_no_longer(self) -> None:
        """Run the retention rules once a day, each tenant's in a transaction."""
        rules = read_rules(self.config.retention)
        while rules:
            await asyncio.sleep(self.look)
            try:
                await self._run_rules(rules)
            except (ForecourtError, OSError, SQLAlchemyError) as error:
                log.error("the retention rules could not run", extra={"error": type(error).__name__})

    async def back_up(self) -> None:
        """Back up by schedule."""
        while True:
            await asyncio.sleep(self.look)
            try:
                if made := await asyncio.to_thread(self._backed_up):
                    told = int(made.made.timestamp() * 1000)
                    await self.writer.write(partial(note_backup, heads=made.heads, now_ms=told))
                    log.info("backup made", extra={"bytes": made.size})
            except (ForecourtError, OSError, SQLAlchemyError) as error:
                log.error("no backup could be made", extra={"error": str(error)})

    def _backed_up(self) -> backups.Backup | None:
        """A backup, if one is due and no other hub on the database is at it."""
        with self.database.turn("backup") as mine:
            if not mine:
                return None
            with self.database.read() as connection:
                restored = (last_restored(connection) or {}).get("at", 0)
            return backups.make(self.config) if backups.due(self.config, datetime.now(UTC), restored) else None

    async def archive(self) -> None:
        """Archive the log as it grows, every ``archive_every`` seconds."""
        while self.config.archive_every and self.config.backup_every:
            await asyncio.sleep(min(self.look, self.config.archive_every))
            try:
                await asyncio.to_thread(archive_now, self.config, self.database, self.file_keys)
            except (ForecourtError, OSError, SQLAlchemyError) as error:
                log.error("the log could not be archived", extra={"error": str(error)})

    async def look_after_files(self) -> None:
        """See whether the files can be reached, remove what could not be removed before, encrypt what lies plain, put
        back what was found damaged."""
        while True:
            await asyncio.sleep(self.look)
            try:
                await asyncio.to_thread(self.files.place.require_ready)
                self.files.reachable = True
                await asyncio.to_thread(remove_left, self.database, self.files)
                if self.file_keys:
                    await asyncio.to_thread(seal_files_of_before, self.config, self.database, self.file_keys)
                if self.copies is not None and (count := await asyncio.to_thread(self.files.put_back, self.copies)):
                    log.info("damaged files are whole again", extra={"count": count})
            except (OSError, SQLAlchemyError) as error:
                self.files.reachable = not isinstance(error, OSError)
                log.error("the files cannot be looked after just now", extra={"error": str(error)})

    async def _run_rules(self, rules: dict[str, int]) -> None:
        now = system_milliseconds()
        with self.database.read() as connection:
            tenants = list(connection.execute(select(TENANT.c.name)).scalars()) if is_time(connection, now) else []
            stopped = frozen(connection)
            tenants = [tenant for tenant in tenants if not stopped.holds(tenant)]
            reach = {
                tenant: {
                    one.space for rule, months in rules.items() for one in due(connection, tenant, rule, months, now)
                }
                for tenant in tenants
            }
        for tenant, spaces in reach.items():

            def job(connection: Connection, tenant: str = tenant) -> RulesRan:
                done = run_rules(connection, tenant, rules, self.key, now)
                return RulesRan([], [entry for one in done for entry in one.entries], done)

            done = (await self.writer.write(job, spaces)).done
            for one in done:
                await asyncio.to_thread(sweep, self.config, self.files, tenant, one.files)
        if reach:
            await self.writer.write(lambda connection: note_run(connection, now))


def archive_now(config: HubConfig, database: Database, keys: Sequence[bytes] = ()) -> int:
    """Archive what was committed since the last time, unless another hub is at it; how many entries.

    ``keys``: those of the hub's files (else they are looked up).
    """
    with database.turn("archive") as mine:
        if not mine:
            return 0
        place = archive_of(backups.folder_of(config), keys or keys_of_files(config, database))
        with database.read() as connection:
            return append(connection, place, system_milliseconds())
