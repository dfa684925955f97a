"""Listening to the hub, whichever way it can be heard: what others change enters the replica as it arrives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any

from client.hub.hub_connection import HubConnection, HubRefused, unreachable
from client.hub.ladder import KEEP, LONGEST_KEEP, Ladder
from client.hub.presence import Presence
from client.hub.session import Session
from client.hub.telling import Telling
from client.hub.transports import Heard, Transport
from client.hub.watermarks import Watermarks
from client.loop_thread import until_one_ends
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Phase
from shared_models.protocol import MAX_PULL, Entry

log = logging.getLogger(__name__)

Beside = Callable[[], Coroutine[Any, Any, None]]


class Listening:
    """Keeps one replica attached to its hub's live stream, over the best transport that works."""

    def __init__(
        self, replica: Replica, reader: Reader, session: Session, telling: Telling, presence: Presence,
        token: Callable[[HubConnection], Awaitable[str]], watermarks: Watermarks,
    ) -> None:  # fmt: skip
        self._watermarks = watermarks
        self._replica = replica
        self._reader = reader
        self._session = session
        self._telling = telling
        self._presence = presence
        self._token = token
        self.ladder = Ladder()
        #: Seconds after which better transports are tried beside the one that stands.
        self.climb_after = KEEP

    async def listen(self, connection: HubConnection, attached: Callable[[], None], beside: Sequence[Beside]) -> None:
        """Listen until something breaks or a better way stands; ``attached`` is called when one stands.

        ``beside`` runs with it. Raises what the last of the transports raised when none of them works, and HubRefused.
        """
        problem: BaseException | None = None
        for transport in self.ladder.order():
            async with aclosing(await self._messages(transport, connection)) as messages:
                try:
                    first = await asyncio.wait_for(anext(messages), transport.patience)
                except HubRefused as refusal:
                    if refusal.code != "refused":  # the hub's own word; a proxy has none
                        raise
                    problem = refusal
                except StopAsyncIteration:
                    problem = ConnectionError("the stream ended before it began")
                except unreachable() as error:
                    problem = error
                else:
                    attached()
                    await self._follow(transport, connection, first, messages, beside)
                    return
            log.info("no way to listen by %s: %s", transport.name, type(problem).__name__)
        assert problem is not None
        raise problem

    async def _messages(self, transport: Transport, connection: HubConnection) -> AsyncGenerator[Heard, None]:
        return transport.messages(connection, await self._token(connection), self._cursors())

    async def _follow(
        self, transport: Transport, connection: HubConnection, first: Heard,
        messages: AsyncGenerator[Heard, None], beside: Sequence[Beside],
    ) -> None:  # fmt: skip
        """Stay with a transport that stands."""
        self.ladder.stands(transport)
        self._telling.say(transport=transport.name)
        arrived: asyncio.Queue[list[Entry]] = asyncio.Queue(maxsize=200)
        await self._take(first, arrived)
        work = [self._hear(messages, arrived), self._apply(arrived), self._say_present(connection)]
        if better := self.ladder.better_than(transport):
            work.append(self._climb(better, connection))
        try:
            await until_one_ends([*work, *(begin() for begin in beside)])
        except unreachable():
            self.ladder.broke(transport)
            raise
        finally:
            self._presence.lost()

    async def _hear(self, messages: AsyncGenerator[Heard, None], arrived: asyncio.Queue[list[Entry]]) -> None:
        async for heard in messages:
            await self._take(heard, arrived)
        raise ConnectionError("the stream has ended")

    async def _take(self, heard: Heard, arrived: asyncio.Queue[list[Entry]]) -> None:
        self._telling.heard()
        self._presence.hear(heard.presence)
        await arrived.put(heard.entries)

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
                await self._watermarks.settle()

    async def _say_present(self, connection: HubConnection) -> None:
        async def say(space: str, record_type: str, record: str, editing: bool) -> None:
            token = await self._token(connection)
            try:
                await connection.say_present(token, space, record_type, record, editing)
            except HubRefused as refusal:  # not worth the connection: nobody loses work by not being seen
                log.info("the hub does not want to know who edits: %s", refusal.code)

        await self._presence.keep_saying(say)

    async def _climb(self, better: Sequence[Transport], connection: HubConnection) -> None:
        """Try better transports now and then; ends when one stands, and with it the worse one."""
        wait = self.climb_after
        while True:
            await asyncio.sleep(wait)
            for transport in better:
                if await self._would_stand(transport, connection):
                    self.ladder.stands(transport)
                    return
            wait = min(wait * 2, LONGEST_KEEP)

    async def _would_stand(self, transport: Transport, connection: HubConnection) -> bool:
        async with aclosing(await self._messages(transport, connection)) as messages:
            try:
                await asyncio.wait_for(anext(messages), transport.patience)
            except (StopAsyncIteration, HubRefused):
                return False
            except unreachable():
                return False
        return True

    def _cursors(self) -> dict[str, int]:
        known = self._reader.cursors()
        return {space: known.get(space, 0) for space in self._session.standing.spaces}
