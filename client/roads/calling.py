"""Calling the neighbours that were found or noted, again and again, while they are wanted."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from client.loop_thread import end
from client.roads.meeting import Meeting
from client.roads.neighbourhood import Neighbour, read_address
from shared_models.errors import ForecourtError

log = logging.getLogger(__name__)

#: A conversation that lasted longer (seconds) was worth its call.
_WORTH = 5.0
#: Whoever announces more devices than any house has in one room is not followed.
_MOST = 200


@dataclass
class _Call:
    """Whom to call, while it is wanted."""

    host: str
    port: int
    task: asyncio.Task[None]
    wanted: bool = True


class Calling:
    """The calls of one meeting; ``tries``: seconds, the first and the longest pause after a call in vain."""

    def __init__(self, meeting: Meeting, tries: tuple[float, float]) -> None:
        self._meeting, self._tries = meeting, tries
        self._calls: dict[str, _Call] = {}

    def call_noted(self, noted: Iterable[str]) -> None:
        """Call these addresses, and no other address that was noted before."""
        wanted = list(noted)
        for address in wanted:
            self.call(address, *read_address(address), 0.0)
        for key in [each for each in self._calls if ":" in each and each not in wanted]:
            self.stop(key)

    def call(self, key: str, host: str, port: int, patience: float) -> None:
        """Keep calling there from now on."""
        for over in [each for each, call in self._calls.items() if call.task.done()]:
            del self._calls[over]
        if key not in self._calls and len(self._calls) >= _MOST:
            return
        known = self._calls.get(key)
        if known is not None and (known.host, known.port) != (host, port):
            known.task.cancel()
            known = None
        if known is None:
            task = asyncio.create_task(self._keep_calling(key, host, port, patience))
            self._calls[key] = _Call(host, port, task)
        self._calls[key].wanted = True

    def stop(self, key: str) -> None:
        """No more calls; a conversation that is going on may end by itself."""
        call = self._calls.get(key)
        if call is not None:
            call.wanted = False
        self._meeting.forget(key)

    async def _keep_calling(self, key: str, host: str, port: int, patience: float) -> None:
        first, longest = self._tries
        wait = first
        await asyncio.sleep(patience)
        while self._calls[key].wanted:
            if not self._meeting.talks_to(key):
                wait = first if await self._called(self._meeting.dial(host, port, key)) else min(2 * wait, longest)
            await asyncio.sleep(wait * random.uniform(0.75, 1.0))

    async def _called(self, call: Coroutine[Any, Any, Neighbour]) -> bool:
        """Whether anything came of a call."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await call
        except (ForecourtError, OSError) as error:
            log.info("a call to a neighbour ended: %s", getattr(error, "code", type(error).__name__))
        return loop.time() - began > _WORTH

    async def end(self) -> None:
        """No more calls, and none that goes on."""
        await end([call.task for call in self._calls.values()])
        self._calls.clear()
