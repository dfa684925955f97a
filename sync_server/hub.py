"""The hub put together: one object that owns database, writer, fan-out, sessions and files, and knows how they meet."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from shared_models.clock import system_milliseconds
from shared_models.protocol import PRESENCE_LIFE, PushResult
from shared_models.rights import Principal
from shared_models.traces import traces_of
from sync_server import agreed, file_mentions, stakes
from sync_server.admission import Pushed
from sync_server.backups import folder_of, kept_files
from sync_server.bus import NatsBus, NotifyBus
from sync_server.checkpoints import Checkpoints
from sync_server.config import HubConfig
from sync_server.daily import Daily
from sync_server.damaged_files import DamagedFiles
from sync_server.database import Database, SqliteDatabase, keys_of_files, open_database
from sync_server.device_certificates import Authority
from sync_server.door import Door
from sync_server.erasing import Asked, Erased, erase, plan
from sync_server.exchange import Exchange
from sync_server.fanout import PARTS, Bell, Fanout, Subscriber
from sync_server.file_store import open_files
from sync_server.freezing import frozen, waits
from sync_server.generation import ensure_generation
from sync_server.group_writer import GroupWriter
from sync_server.kept_pages import PageKeeping
from sync_server.keys import load_key, load_seal_master, page_key, require_shared
from sync_server.limits import Limits
from sync_server.measures import Measures, attach
from sync_server.opening import Opened, Opener
from sync_server.presence import Presence
from sync_server.providers import Providers
from sync_server.rebuilding import bring_up_to_date
from sync_server.relay import Relay
from sync_server.rights_watch import RightsWatch
from sync_server.second_factors import SecondFactors
from sync_server.sessions import Sessions
from sync_server.sweeping import sweep
from sync_server.tokens import TokenMint

log = logging.getLogger("forecourt.hub")

#: Changes that are opened sooner than another thread would begin to, where the database is in this process.
_FEW = 2
#: Seconds within which an open stream of a revoked device ends.
_LOOK_FOR_REVOKED = 1.0


@dataclass(frozen=True, slots=True)
class ErasedHere(Pushed):
    """What an erasure added to the logs, to be published like what was pushed."""

    done: Erased


class Hub:
    """A hub that runs. Create it on the event loop it will live on; :meth:`close` it there."""

    def __init__(self, config: HubConfig) -> None:
        config.make_folder()
        self.config = config
        self.key = load_key(config.data)
        self.database = open_database(config, checkpoints_itself=False)
        bring_up_to_date(self.database)
        stakes.bring_up_to_date(self.database)
        file_mentions.bring_up_to_date(self.database)
        agreed.bring_up_to_date(self.database, self.key, system_milliseconds())
        with self.database.alone() as connection:
            ensure_generation(connection)
            self.frozen = frozen(connection)
            if config.database:
                require_shared(connection, self.key, load_seal_master(config.data))
        self.limits = Limits(config.rates, config.most_streams)
        self.device_authority = Authority(self.key)
        self.mint = TokenMint(self.key, config.access_life)
        self.fanout = Fanout()
        self.measures = Measures()
        self.traces = traces_of("forecourt-hub")
        self.presence = Presence(lambda space: self.fanout.tell_presence(space, self.presence.of([space])[space]))
        self._relay = _relay(config, self.database, self.fanout, self.presence)
        self.writer = GroupWriter(self.database, self._committed)
        master = self.key.private_bytes_raw()
        self.page_key = page_key(master)
        self.factors = SecondFactors(master)
        self.providers = Providers(self.database, self.writer, master)
        self.door = Door(self.database, self.writer, self.factors)
        self.sessions = Sessions(config, self.database, self.writer, self.mint, self.door)
        self.exchange = Exchange(config.data)
        file_keys = keys_of_files(config, self.database)
        self.files = open_files(config, file_keys, DamagedFiles(self.database))
        #: Copies of files beside the backups, for those that lie damaged.
        self.copies = kept_files(config, folder_of(config), file_keys)
        self.files.place.clear_unfinished(shared=bool(config.database))
        self.pages = PageKeeping(self.database, self.writer)
        self._openers = ThreadPoolExecutor(2, thread_name_prefix="hub-opener")
        embedded = self.database if isinstance(self.database, SqliteDatabase) else None
        self._checkpoints = Checkpoints(embedded, self.writer) if embedded else None
        daily = Daily(config, self.database, self.writer, self.files, self.key, file_keys=file_keys, copies=self.copies)
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._beat()),
            loop.create_task(self._forget()),
            loop.create_task(self._sever()),
            *map(loop.create_task, daily.tasks()),
            loop.create_task(self.measures.watch_loop()),
            loop.create_task(self.pages.run()),
        ]
        if self._relay is not None:
            self._tasks.append(loop.create_task(self._relay.run()))
        if self._checkpoints is not None:
            self._tasks.append(loop.create_task(self._checkpoints.run()))
        attach(self)

    async def push(
        self, tenant: str, envelopes: Sequence[bytes], approver: Principal | None = None
    ) -> list[PushResult]:
        """Admit changes; returns an answer to each, in order, once what was accepted is durable and published."""
        loop, began, at = asyncio.get_running_loop(), time.perf_counter(), time.time_ns()
        if few := self._checkpoints is not None and len(envelopes) <= _FEW:
            with self.database.look_up() as connection:
                opened = Opener(connection, tenant, approver).open_all(envelopes)
        else:
            opened = await loop.run_in_executor(self._openers, self._open, tenant, envelopes, approver)
        spaces = {one.envelope.space for one in opened if isinstance(one, Opened)}
        if self.frozen.holds(tenant):
            return [waits(one.envelope.hash) if isinstance(one, Opened) else one for one in opened]
        spaces |= agreed.spaces_beside(spaces)
        pushed = await self.writer.write(
            lambda connection: agreed.admit(connection, opened, tenant, self.key), spaces, brief=few
        )
        self.measures.pushed(pushed.results, time.perf_counter() - began)
        self._trace(pushed, at)
        return pushed.results

    async def erase(self, asked: Asked) -> Erased:
        """Erase a person, tell every device that listens, and leave nothing in free pages. Raises HubError."""
        self.frozen.require_thawed(asked.tenant)

        def job(connection: Connection) -> ErasedHere:
            done = erase(connection, asked, self.key, system_milliseconds())
            return ErasedHere([], done.entries, done)

        with self.database.read() as connection:
            found = plan(connection, asked.tenant, asked.type, asked.record)
        spaces = {one.space for one in found}
        done = (await self.writer.write(job, spaces | agreed.spaces_beside(spaces))).done
        if not await asyncio.to_thread(sweep, self.config, self.files, asked.tenant, done.files):
            log.warning("what was erased is still in free pages: the database was busy. It goes with the next erasure")
        return done

    async def close(self) -> None:
        """Finish what was begun and let go of everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self.writer.close()
        if self._checkpoints is not None:
            self._checkpoints.close()
        self._openers.shutdown()
        self.door.close()
        self.database.close()
        await asyncio.to_thread(self.traces.close)

    def _open(self, tenant: str, envelopes: Sequence[bytes], approver: Principal | None) -> list[Opened | PushResult]:
        with self.database.read() as connection:
            return Opener(connection, tenant, approver, self.key.public_key()).open_all(envelopes)

    def _trace(self, pushed: Pushed, began: int) -> None:
        now, followed = time.time_ns(), set(self.traces.chosen([entry.envelope.hash for entry, _ in pushed.entries]))
        for entry, _ in pushed.entries if followed else ():
            if entry.envelope.hash in followed:
                about: dict[str, str | int] = {"type": entry.envelope.type, "space": entry.space, "seq": entry.seq}
                self.traces.happened(entry.envelope.hash, "admit, commit and publish", began, now, about)

    def _committed(self, outcomes: Sequence[Any]) -> None:
        entries = (entry for pushed in outcomes if isinstance(pushed, Pushed) for entry in pushed.entries)
        (self.fanout.publish if self._relay is None else self._relay.committed)(entries)

    async def _beat(self) -> None:
        """Send heartbeats, a part of the listeners at a time: to ten thousand at once it would hold up everybody."""
        while True:
            for part in range(PARTS):
                await asyncio.sleep(self.config.heartbeat / PARTS)
                self.fanout.beat(part)

    async def _sever(self) -> None:
        """Cut the streams of those who are struck off or whose rights are others now, whoever changed them."""
        watch = RightsWatch()
        while True:
            await asyncio.sleep(_LOOK_FOR_REVOKED)
            try:
                self.fanout.sever(await asyncio.to_thread(self._outdated, watch, self.fanout.subscribers()))
            except SQLAlchemyError as error:  # the database is away: the next look is soon
                log.warning("rights cannot be looked at just now", extra={"error": type(error).__name__})

    def _outdated(self, watch: RightsWatch, listening: set[Subscriber | Bell]) -> set[tuple[str, str]]:
        with self.database.read() as connection:
            self.frozen = frozen(connection)
            return watch.look(connection, listening)

    async def _forget(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_LIFE / 10)
            self.presence.expire()


def _relay(config: HubConfig, database: Database, fanout: Fanout, presence: Presence) -> Relay | None:
    """The way to the other hubs; None for a hub that has its database to itself."""
    if isinstance(database, SqliteDatabase):
        return None
    relay = Relay(database, NatsBus(config.bus) if config.bus else NotifyBus(config.database), fanout)
    relay.presence, presence.said = presence, relay.say_presence
    return relay
