"""The road through one network: open while the hub is out of reach (or as was chosen), on a thread of its own.

The thread has its own asyncio loop. While the road is open it listens, announces itself, and keeps calling whom it has
found or was told of; of two devices that found each other one calls at once, the other only if nothing comes of it.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace

from client.hub.session import Session
from client.loop_thread import LoopThread, end
from client.replica.worker import Replica
from client.roads.calling import Calling
from client.roads.discovery import Discovery, own_addresses
from client.roads.handshake import Papers, papers_of, require_own_place
from client.roads.meeting import Bounds, Meeting
from client.roads.neighbourhood import (
    Choices,
    KeptChoices,
    Neighbour,
    Neighbourhood,
    When,
    address_of,
    read_address,
)
from client.roads.vouching import required_roster
from client.sync_state import Phase
from client.text import neighbours as words
from shared_models.errors import ForecourtError
from shared_models.neighbours import PORT

log = logging.getLogger(__name__)

#: The variable of the environment by which whoever looks after a device says ``never``.
FORBIDDING = "FORECOURT_NEIGHBOURS"
#: Seconds between two looks whether everybody is in step.
_LOOK = 0.1


class NotOpen(ForecourtError):
    """This device does not exchange anything with neighbours now."""

    code = "not_open"


@dataclass(frozen=True)
class Pace:
    """Seconds: the hub must be out of reach so long; the patient side of two calls later; between two tries; to end.

    ``tries`` are the first and the longest pause between calls that come to nothing.
    """

    grace: float = 5.0
    patience: float = 8.0
    tries: tuple[float, float] = (1.0, 60.0)
    leave: float = 20.0
    tell: float = 0.2


BOUNDS, PACE = Bounds(), Pace()


class Neighbours:
    """The neighbours of one replica, until closed. Methods may be called from any thread."""

    def __init__(
        self, replica: Replica, session: Session, told: Callable[[Neighbourhood], None] = lambda _state: None,
        *, host: str = "0.0.0.0", port: int = PORT, interfaces: Sequence[str] | None = None,
        look_around: bool = True, bounds: Bounds = BOUNDS, pace: Pace = PACE,
    ) -> None:  # fmt: skip
        """``told`` is called on the thread whenever things stand differently; ``interfaces`` as in Discovery."""
        self._replica, self._session, self._told = replica, session, told
        self._host, self._port, self._interfaces, self._look_around = host, port, interfaces, look_around
        self._bounds, self._pace = bounds, pace
        self._kept = KeptChoices(session.folder)
        self._choices = self._kept.read()
        forbidden = os.environ.get(FORBIDDING) == When.NEVER.value
        self.state = Neighbourhood(self._choices.when, noted=self._choices.noted, forbidden=forbidden)
        self._phase: Phase | None = None
        self._thread = LoopThread("neighbours", self._keep_going)
        self._wake = asyncio.Event()
        self._meeting: Meeting | None = None
        self._tell_soon: asyncio.TimerHandle | None = None

    # --- from any thread ---

    def start(self) -> None:
        """Begin; the road opens when it is wanted and may be."""
        if not self.state.forbidden:
            self._thread.start()

    def follow(self, phase: Phase) -> None:
        """How the device stands with its hub."""
        self._thread.post(self._follow, phase)

    def choose(self, when: When) -> None:
        """When to exchange changes with neighbours, from now on."""
        self._thread.post(self._choose, lambda choices: replace(choices, when=when))

    def note(self, address: str) -> None:
        """Note where a neighbour can be called. Raises BadAddress."""
        self._choices.noting(address)
        self._thread.post(self._choose, lambda choices: choices.noting(address))

    def forget(self, address: str) -> None:
        """Call there no more."""
        self._thread.post(self._choose, lambda choices: choices.without(address))

    def exchange_with(self, address: str) -> Future[Neighbour]:
        """Call one neighbour and exchange everything once; the road has to be open.

        The future ends in how it stood then, or in NeighbourRefused, OSError or ForecourtError (NotOpen).
        """
        host, port = read_address(address)
        if not self._thread.alive:
            raise NotOpen(words.NOT_OPEN)
        return asyncio.run_coroutine_threadsafe(self._exchange_once(host, port), self._thread.loop)

    def close(self) -> None:
        """Take leave of everybody and end."""
        self._thread.close()

    # --- the thread ---

    def _follow(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self._wake.set()

    def _choose(self, change: Callable[[Choices], Choices]) -> None:
        self._choices = change(self._choices)
        try:
            self._kept.write(self._choices)
        except OSError as error:
            log.warning("the choice about neighbours could not be kept: %s", type(error).__name__)
        self._wake.set()

    def _wanted(self) -> bool:
        if self._choices.when is When.NEVER or self._phase in (Phase.LOCKED, Phase.NOT_ENROLLED, Phase.SIGNED_OUT):
            return False
        return self._choices.when is When.ALWAYS or self._phase is Phase.OFFLINE

    async def _keep_going(self) -> None:
        while True:
            self._tell_now()
            if not self._wanted():
                await self._until_woken()
            elif self._choices.when is When.ALWAYS or not await self._woken_within(self._pace.grace):
                problem = ""
                try:
                    problem = await self._open_road()
                finally:
                    self._meeting = None
                    self.state = replace(self.state, problem=problem)
                    self._tell_now()
                if problem:
                    await self._woken_within(self._pace.tries[1])

    async def _until_woken(self) -> None:
        await self._wake.wait()
        self._wake.clear()
        self._tell_now()

    async def _woken_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._until_woken()
        except TimeoutError:
            return False
        return True

    async def _open_road(self) -> str:
        """Be open until it is wanted no more; what stood in the way, in words."""
        try:
            papers = await asyncio.to_thread(self._papers)
            meeting = Meeting(papers, self._replica, self._bounds, self._tell)
            port = await meeting.open(self._host, self._port)
        except ForecourtError as error:
            return str(error)
        except OSError as error:
            return words.NO_LISTENING.format(why=error.strerror or type(error).__name__)
        self._meeting = meeting
        here = await asyncio.to_thread(own_addresses, self._interfaces)
        self.state = replace(self.state, problem="", addresses=tuple(address_of(each, port) for each in here))
        calling = Calling(meeting, self._pace.tries)
        looking = asyncio.create_task(self._look(papers, port, calling))
        try:
            while self._wanted():
                calling.call_noted(self._choices.noted)
                self._tell()
                await self._until_woken()
            await self._leave(meeting, looking)
        finally:
            await meeting.close()
            await calling.end()
            await end([looking])
            self.state = replace(self.state, neighbours=meeting.neighbours(), turned_away=meeting.turned_away)
        return ""

    def _papers(self) -> Papers:
        """Whoever is struck off in the roster they know need not try. Raises ForecourtError."""
        papers, roster = papers_of(self._session), required_roster(self._replica)
        require_own_place(papers, roster)
        return papers

    async def _leave(self, meeting: Meeting, looking: asyncio.Task[None]) -> None:
        """No more newcomers; who is in the middle of something may end it."""
        meeting.stop_accepting()
        looking.cancel()
        if self._choices.when is not When.NEVER:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.leave):
                    await _until_in_step(meeting)

    async def _look(self, papers: Papers, port: int, calling: Calling) -> None:
        """Look around; of two that find each other the lesser name calls at once, the other later."""
        mine = papers.identity.instance

        def found(instance: str, host: str, port: int) -> None:
            calling.call(instance, host, port, 0.0 if mine < instance else self._pace.patience)

        def trouble(there_is: bool) -> None:
            self.state = replace(self.state, problem=words.NO_LOOKING if there_is else "")
            self._tell()

        if self._look_around:
            await Discovery(papers.tag, mine, port, found, calling.stop, trouble, self._interfaces).run()

    async def _exchange_once(self, host: str, port: int) -> Neighbour:
        if self._meeting is None:
            raise NotOpen(self.state.problem or words.NOT_OPEN)
        return await self._meeting.dial(host, port, address_of(host, port), once=True)

    # --- telling ---

    def _tell(self) -> None:
        """Something is different; whatever comes within a moment is told at once."""
        if self._tell_soon is None:
            self._tell_soon = self._thread.loop.call_later(self._pace.tell, self._tell_now)

    def _tell_now(self) -> None:
        if self._tell_soon is not None:
            self._tell_soon.cancel()
            self._tell_soon = None
        meeting, before = self._meeting, self.state
        now = replace(self.state, when=self._choices.when, noted=self._choices.noted, open=meeting is not None)
        if meeting is None:
            away = (replace(each, talking=False, in_step=False) for each in now.neighbours)
            now = replace(now, neighbours=tuple(away), addresses=())
        else:
            now = replace(now, neighbours=meeting.neighbours(), turned_away=meeting.turned_away)
        self.state = now
        if now != before:
            self._told(now)


async def _until_in_step(meeting: Meeting) -> None:
    while True:
        if all(each.in_step for each in meeting.running.values()):
            return
        await asyncio.sleep(_LOOK)
