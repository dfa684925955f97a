"""The live stream: what others change arrives at once and enters the replica."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.hub.telling import Telling
from client.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Phase
from shared_models.protocol import MAX_PULL, Entry, pack, read_entry, unpack_body

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

#: Seconds without a heartbeat after which the live stream counts as dead.
_SILENCE = 40


class Listening:
    """Keeps one replica attached to its hub's live stream."""

    def __init__(self, replica: Replica, reader: Reader, session: Session, telling: Telling) -> None:
        self._replica = replica
        self._reader = reader
        self._session = session
        self._telling = telling

    async def listen(
        self,
        connection: HubConnection,
        token: str,
        attached: Callable[[], None],
        beside: Sequence[Callable[[], Coroutine[Any, Any, None]]],
    ) -> None:
        """Listen until something breaks. ``attached`` is called when the stream stands; ``beside`` runs with it."""
        from websockets.asyncio.client import connect

        headers = {"Authorization": f"Bearer {token}"}
        async with connect(
            connection.live_address(), additional_headers=headers, max_size=None, open_timeout=5, close_timeout=0.5
        ) as socket:
            await socket.send(pack({"cursors": self._cursors()}))
            attached()
            arrived: asyncio.Queue[list[Entry]] = asyncio.Queue(maxsize=200)
            await _until_one_ends([self._hear(socket, arrived), self._apply(arrived), *(begin() for begin in beside)])

    async def _hear(self, socket: ClientConnection, arrived: asyncio.Queue[list[Entry]]) -> None:
        while True:
            message = await asyncio.wait_for(socket.recv(), _SILENCE)
            entries = [
                read_entry(parts) for parts in unpack_body(message if isinstance(message, bytes) else message.encode())
            ]
            self._telling.heard()
            await arrived.put(entries)

    async def _apply(self, arrived: asyncio.Queue[list[Entry]]) -> None:
        """Take in what arrives; what has piled up meanwhile goes into one transaction."""
        while True:
            entries = await arrived.get()
            while not arrived.empty() and len(entries) < MAX_PULL:
                entries = entries + arrived.get_nowait()
            if entries:
                await asyncio.wrap_future(self._replica.receive(entries))
            if arrived.empty():
                self._telling.say(phase=Phase.LIVE, problem="")

    def _cursors(self) -> dict[str, int]:
        known = self._reader.cursors()
        return {space: known.get(space, 0) for space in self._session.standing.spaces}


async def _until_one_ends(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run all of it at once; when one part ends or fails, so do the others."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
