"""Keeping the replica in step with the hub: push what is pending, pull since the cursor, listen; for ever, by itself.

One asyncio loop on a thread of its own. A round connects, fetches what is missing, sends what waits, then stays
attached to the live stream until something breaks; then it waits a little longer each time and begins again. Nothing
is ever discarded here: what the hub refuses is set aside by the replica, what it cannot take now waits.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from client.changes import Changes
from client.file_store import FileStore
from client.hub.first_sync import FirstSync
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.session import Session, SignInNeeded
from client.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Phase, SyncState
from client.text import sync as words
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.protocol import (
    ACCEPTED,
    KNOWN,
    MAX_PULL,
    MAX_PUSH,
    REFUSED,
    Entry,
    pack,
    read_entry,
    unpack_body,
)

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger(__name__)

#: Seconds to wait after a round that failed: from the first to the last, each time doubled, with jitter.
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0
#: Bytes of changes in one push.
_PUSH_BYTES = 2_000_000
#: Seconds without a heartbeat after which the live stream counts as dead.
_SILENCE = 40


class FirstSyncStopped(ForecourtError):
    """The person stopped the first sync."""

    code = "first_sync_stopped"


class Sync:
    """Keeps one replica in step with its hub, until closed."""

    def __init__(
        self,
        replica: Replica,
        reader: Reader,
        session: Session,
        files: FileStore,
        told: Callable[[SyncState], None],
    ) -> None:
        """``told`` is called with the new :class:`SyncState` whenever it changes, on the sync thread."""
        self._replica = replica
        self._reader = reader
        self._session = session
        self._files = files
        self._told = told
        self.state = SyncState(Phase.OFFLINE)
        self._loop = asyncio.new_event_loop()
        self._wake = asyncio.Event()
        self._stale_count = True
        self._stopped = False
        self._stop_listening = replica.listen(self._on_change)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Try now: something waits, somebody has signed in, the network is back. May be called from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def stop_first_sync(self) -> None:
        """Stop fetching; what has arrived stays, and :meth:`wake` goes on from there. May be called from any thread."""
        self._stopped = True

    def close(self) -> None:
        """Let go of the hub; what waits goes out the next time."""
        self._stop_listening()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(10)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_change(self, changes: Changes) -> None:
        self._stale_count = True
        self.wake()

    # --- the thread ---

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._keep_going())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _keep_going(self) -> None:
        wait = FIRST_WAIT
        while True:
            self._round_worked = False
            try:
                problem = await self._round()
            except _unreachable() as error:
                log.info("hub not reached: %s", type(error).__name__)
                problem = words.UNREACHABLE.format(hub=self._session.standing.hub)
                self._say(phase=Phase.OFFLINE, problem=problem)
            except FirstSyncStopped as stopped:
                self._say(phase=Phase.OFFLINE, problem=str(stopped))
                await self._until_wanted()
            except SignInNeeded as needed:
                self._say(
                    phase=Phase.SIGNED_OUT if self._session.enrolled else Phase.NOT_ENROLLED,
                    problem=str(needed),
                )
            except HubRefused as refusal:
                self._on_refusal(refusal)
            except Exception:  # the sync loop's door: whatever went wrong, work goes on and it is tried again
                log.exception("sync round failed")
                self._say(phase=Phase.OFFLINE, problem=words.UNEXPECTED)
            self._replica.set_offline(True)
            wait = FIRST_WAIT if self._round_worked else min(wait * 2, LONGEST_WAIT)
            await self._pause(wait * random.uniform(0.5, 1.0))

    async def _until_wanted(self) -> None:
        """The person has stopped the fetching: wait until somebody wants the hub again."""
        self._wake.clear()
        await self._wake.wait()
        self._stopped = False

    def _on_refusal(self, refusal: HubRefused) -> None:
        if refusal.status == 401:
            self._session.forget_token()
        self._say(phase=Phase.OFFLINE, problem=str(refusal))

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until somebody wants something."""
        self._wake.clear()
        self._say()
        end = self._loop.time() + seconds
        while (left := end - self._loop.time()) > 0:
            try:
                await asyncio.wait_for(self._wake.wait(), left)
            except TimeoutError:
                return
            self._wake.clear()
            self._say()
            if self.state.phase in (Phase.SIGNED_OUT, Phase.NOT_ENROLLED) and self._session.signed_in:
                return

    async def _round(self) -> str:
        """One connection to the hub, from sign-in to the end of the live stream."""
        if not self._session.signed_in:
            raise SignInNeeded(words.SIGN_IN_NEEDED)
        connection = HubConnection(self._session.standing.hub)
        try:
            token = await self._session.token(connection)
            self._heard()
            self._replica.set_offline(False)
            await self._first_syncs(connection, token)
            self._say(phase=Phase.CATCHING_UP, problem="")
            await self._push_all(connection)
            await self._live(connection, token)
        finally:
            await connection.close()
        return ""

    async def _first_syncs(self, connection: HubConnection, token: str) -> None:
        first = FirstSync(self._replica, self._reader, connection, self._first_progress)
        await first.run(token, self._session.standing.spaces)

    def _first_progress(self, done: int) -> None:
        if self._stopped:
            raise FirstSyncStopped(words.FIRST_SYNC_STOPPED)
        self._heard()
        self._say(phase=Phase.FIRST_SYNC, done=done)

    # --- sending ---

    async def _push_all(self, connection: HubConnection) -> None:
        """Send what waits, oldest first, until nothing does or the hub asks to wait."""
        while batch := self._bounded(await self._await(self._replica.pending(MAX_PUSH))):
            key = self._session.key()
            answers = await connection.push(await self._session.token(connection), [e.signed(key) for e in batch])
            results = [replace(answer, hash=sent.hash) for sent, answer in zip(batch, answers, strict=True)]
            self._heard()
            taken = [r for r in results if r.status in (ACCEPTED, KNOWN)]
            refused = [r for r in results if r.status == REFUSED]
            if taken:
                await self._await(self._replica.receipts(taken))
            for result in refused:
                log.warning("the hub refused a change: %s", result.code)
                await self._await(self._replica.refused(result))
            self._stale_count = True
            if not taken and not refused:
                break
        await self._files.send(connection, await self._session.token(connection))
        self._say()

    def _bounded(self, envelopes: Sequence[Envelope]) -> list[Envelope]:
        """As many of them, from the front, as go into one request."""
        chosen: list[Envelope] = []
        size = 0
        for envelope in envelopes:
            size += len(envelope.payload) + 400
            if chosen and size > _PUSH_BYTES:
                break
            chosen.append(envelope)
        return chosen

    # --- listening ---

    async def _live(self, connection: HubConnection, token: str) -> None:
        from websockets.asyncio.client import connect

        headers = {"Authorization": f"Bearer {token}"}
        async with connect(
            connection.live_address(), additional_headers=headers, max_size=None, open_timeout=5, close_timeout=0.5
        ) as socket:
            await socket.send(pack({"cursors": self._cursors()}))
            self._round_worked = True
            arrived: asyncio.Queue[list[Entry]] = asyncio.Queue(maxsize=200)
            tasks = [
                asyncio.create_task(self._listen(socket, arrived)),
                asyncio.create_task(self._apply(arrived)),
                asyncio.create_task(self._send_as_it_comes(connection)),
            ]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, socket: ClientConnection, arrived: asyncio.Queue[list[Entry]]) -> None:
        while True:
            message = await asyncio.wait_for(socket.recv(), _SILENCE)
            entries = [
                read_entry(parts) for parts in unpack_body(message if isinstance(message, bytes) else message.encode())
            ]
            self._heard()
            await arrived.put(entries)

    async def _apply(self, arrived: asyncio.Queue[list[Entry]]) -> None:
        """Take in what arrives; what has piled up meanwhile goes into one transaction."""
        while True:
            entries = await arrived.get()
            while not arrived.empty() and len(entries) < MAX_PULL:
                entries = entries + arrived.get_nowait()
            if entries:
                await self._await(self._replica.receive(entries))
            if arrived.empty():
                self._say(phase=Phase.LIVE, problem="")

    async def _send_as_it_comes(self, connection: HubConnection) -> None:
        while True:
            self._wake.clear()
            await self._push_all(connection)
            await self._files.fetch(connection, await self._session.token(connection))
            await self._wake.wait()

    # --- telling ---

    def _cursors(self) -> dict[str, int]:
        known = self._reader.cursors()
        return {space: known.get(space, 0) for space in self._session.standing.spaces}

    def _heard(self) -> None:
        self.state = replace(self.state, last_heard=datetime.now(UTC))

    def _say(self, **news: Any) -> None:
        """Tell how things stand, if it is not how they stood."""
        if self._stale_count:
            self._stale_count = False
            unsent = self._reader.unsent()
            news |= {
                "unsent": unsent.changes,
                "unsent_since": unsent.since,
                "refused": len(self._reader.refused()),
            }
        before = self.state
        self.state = replace(self.state, **news)
        if replace(before, last_heard=None) != replace(self.state, last_heard=None) or news:
            self._told(self.state)

    async def _await(self, future: Any) -> Any:
        return await asyncio.wrap_future(future)


@cache
def _unreachable() -> tuple[type[BaseException], ...]:
    """What is raised where there is no hub. These libraries are imported on this thread: the start need not wait."""
    import httpx
    import websockets

    return httpx.HTTPError, OSError, ssl.SSLError, websockets.WebSocketException, asyncio.TimeoutError
