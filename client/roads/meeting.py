"""Where neighbours meet: connections that are dialled or come in, one conversation per device, and who may not."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from client.loop_thread import end
from client.replica.worker import Replica
from client.roads.exchange import Exchange
from client.roads.handshake import Met, Papers, checked, meet
from client.roads.neighbourhood import Neighbour, address_of
from client.roads.vouching import required_roster
from client.roads.wire import Wire
from client.text import neighbours as words
from shared_models.errors import ForecourtError
from shared_models.neighbours import NeighbourRefused
from shared_models.roster import Roster, RosterRefused, latest

log = logging.getLogger(__name__)

#: Seconds to wait for a connection to be made.
_PATIENCE = 6.0
_REMEMBERED = 60
#: Ends that are nobody's fault.
_CALM = ("leaving", "already")


@dataclass(frozen=True)
class Bounds:
    """How much is put up with: connections in all, those not proven yet, and failures from one address.

    An address that has failed so often within ``stretch`` seconds is not heard until they are over. Every ``watch``
    seconds it is looked whether those who are heard still belong.
    """

    connections: int = 40
    strangers: int = 12
    failures: int = 8
    stretch: float = 60.0
    watch: float = 15.0


class Meeting:
    """Accepts and dials on one asyncio loop. Everything that is not to be believed ends its own connection alone."""

    def __init__(self, papers: Papers, replica: Replica, bounds: Bounds, changed: Callable[[], None]) -> None:
        self.papers = papers
        self._replica, self._bounds, self._changed = replica, bounds, changed
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._strangers = self._connections = 0
        self._failures: dict[str, deque[float]] = {}
        self._roster: Roster | None = None
        #: Who is being talked to, by device; connections refused before anybody was known.
        self.running: dict[str, Exchange] = {}
        self.turned_away = 0
        self._seen: dict[str, Neighbour] = {}
        self._devices_at: dict[str, str] = {}

    async def open(self, host: str, port: int) -> int:
        """Listen; the port, which is another one where the wished one is taken. Raises OSError."""
        try:
            self._server = await asyncio.start_server(self._accepted, host, port, backlog=16)
        except OSError:
            if not port:
                raise
            self._server = await asyncio.start_server(self._accepted, host, 0, backlog=16)
        self._watching = asyncio.create_task(self._watch())
        self._tasks.add(self._watching)
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    def stop_accepting(self) -> None:
        """Whoever comes now finds the door closed."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """Take leave of everybody."""
        self.stop_accepting()
        for exchange in self.running.values():
            exchange.end("leaving")
        talks = [task for task in self._tasks if task is not self._watching]
        if talks:
            await asyncio.wait(talks, timeout=1)
        await end(list(self._tasks))

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Everybody who was met, those in touch now first."""
        for device, exchange in self.running.items():
            self._seen[device] = _told_of(exchange, talking=True)
        return tuple(sorted(self._seen.values(), key=lambda each: (not each.talking, each.name.lower(), each.key)))

    def forget(self, address: str) -> None:
        """Tell no more of an address at which nobody was met."""
        self._seen.pop(address, None)

    def talks_to(self, key: str) -> bool:
        """Whether a device, an announced name or an address is being talked to."""
        device = self._devices_at.get(key, key)
        return device in self.running or any(key == each.met.instance for each in self.running.values())

    async def dial(self, host: str, port: int, key: str, once: bool = False) -> Neighbour:
        """Call a neighbour and talk until one side ends it, or ``once``: until both are in step.

        Returns how it stood then. Raises NeighbourRefused, OSError and ForecourtError as the conversation ended.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError) as error:
            self._note_failure(key, address_of(host, port), words.REASONS["unreachable"])
            raise NeighbourRefused("unreachable") from error
        return await self._converse(Wire(reader, writer), True, key, once)

    # --- coming in ---

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        host = wire.host
        if self._connections >= self._bounds.connections or self._strangers >= self._bounds.strangers:
            self._turn_away(wire, "busy")
        elif self._failed_too_often(host):
            self._turn_away(wire, "too_fast")
        else:
            task = asyncio.create_task(self._receive(wire, host))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _turn_away(self, wire: Wire, why: str) -> None:
        self.turned_away += 1
        task = asyncio.create_task(wire.close(why))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _receive(self, wire: Wire, host: str) -> None:
        try:
            await self._converse(wire, False, "", False)
        except (ForecourtError, OSError) as error:
            log.info("a neighbour's connection ended: %s", getattr(error, "code", type(error).__name__))
            if isinstance(error, NeighbourRefused) and not error.told and error.code not in (*_CALM, "silent"):
                self._failures.setdefault(host, deque(maxlen=self._bounds.failures)).append(_now())

    def _failed_too_often(self, host: str) -> bool:
        while len(self._failures) > 1_000:
            self._failures.pop(next(iter(self._failures)))
        failed = self._failures.get(host, deque[float]())
        return len(failed) == self._bounds.failures and _now() - failed[0] < self._bounds.stretch

    # --- a conversation ---

    async def _converse(self, wire: Wire, first: bool, key: str, once: bool) -> Neighbour:
        self._connections += 1
        met: Met | None = None
        code = "leaving"
        try:
            met = await self._meet(wire, first)
            if key:
                self._devices_at[key] = met.device.device
                self._seen.pop(key, None)
            return await self._talk(Exchange(wire, met, self.papers, self._replica, self._changed), once)
        except NeighbourRefused as refusal:
            code = "" if refusal.told else refusal.code
            self._note_refusal(refusal, met, key, wire.address)
            raise
        except RosterRefused:
            code = "another_house"
            self._note_failure(key, wire.address, words.REASONS[code])
            raise
        except ForecourtError as error:  # on this side: the disk is full, the replica is being closed
            self._note_failure(met.device.device if met else key, wire.address, str(error))
            raise
        finally:
            self._connections -= 1
            await wire.close(code)
            self._changed()

    async def _meet(self, wire: Wire, first: bool) -> Met:
        self._strangers += not first
        try:
            roster = await self._newest_roster()
            return await meet(wire, self.papers, roster, first, self._keep)
        finally:
            self._strangers -= not first

    async def _newest_roster(self) -> Roster:
        """The hub may have told this device more since it was last asked for."""
        self._roster = latest(self._roster, await asyncio.to_thread(required_roster, self._replica))
        return self._roster

    async def _watch(self) -> None:
        """Where the hub is in reach as well, it may say at any time that somebody belongs no more."""
        while True:
            await asyncio.sleep(self._bounds.watch)
            self._part_with_strangers(await self._newest_roster())

    async def _keep(self, roster: Roster) -> None:
        """A neighbour has brought a later roster: whoever is struck off in it is talked to no more."""
        await asyncio.wrap_future(self._replica.keep_roster(roster))
        self._part_with_strangers(await self._newest_roster())

    def _part_with_strangers(self, roster: Roster) -> None:
        """End what runs with those struck off; whose rights are others now is met anew."""
        for exchange in self.running.values():
            try:
                if checked(exchange.met.transcript, roster) != exchange.met.person:
                    exchange.end("leaving")
            except NeighbourRefused as refusal:
                exchange.end(refusal.code)

    async def _talk(self, exchange: Exchange, once: bool) -> Neighbour:
        device = exchange.met.device.device
        self._take_its_place(device, exchange)
        watching = asyncio.create_task(_until_in_step(exchange)) if once else None
        try:
            await exchange.run()
        except NeighbourRefused as refusal:
            if not (once and exchange.stepped.is_set() and refusal.code == "leaving"):
                raise
        finally:
            if watching is not None:
                watching.cancel()
            told = _told_of(exchange, talking=False)
            if self.running.get(device) is exchange:
                del self.running[device]
                self._see(replace(told, in_step=False))
        return told

    def _take_its_place(self, device: str, exchange: Exchange) -> None:
        """One conversation per device; where both have dialled, that which the lesser identifier dialled."""
        other = self.running.get(device)
        if other is not None:
            mine_is_less = self.papers.identity.device < device
            if other.met.first != exchange.met.first and other.met.first == mine_is_less:
                raise NeighbourRefused("already")
            other.end("already")
        self.running[device] = exchange
        self._changed()

    # --- what is told of it ---

    def _note_refusal(self, refusal: NeighbourRefused, met: Met | None, key: str, address: str) -> None:
        if refusal.code in _CALM:
            return
        device = met.device.device if met else refusal.device
        if device:
            self._note_failure(device, address, words.why(refusal))
        else:
            self.turned_away += not key
            self._note_failure(key, address, words.why(refusal))

    def _note_failure(self, key: str, address: str, problem: str) -> None:
        """Somebody was dialled in vain, is not to be talked to, or a conversation broke."""
        key = self._devices_at.get(key, key)
        if key:
            known = self._roster.devices.get(key) if self._roster else None
            before = self._seen.get(key, Neighbour(key, known.name if known else address, address))
            self._see(replace(before, talking=False, in_step=False, problem=problem))

    def _see(self, neighbour: Neighbour) -> None:
        self._seen.pop(neighbour.key, None)
        while len(self._seen) >= _REMEMBERED:
            self._seen.pop(next(iter(self._seen)))
        self._seen[neighbour.key] = neighbour
        self._changed()


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _until_in_step(exchange: Exchange) -> None:
    await exchange.stepped.wait()
    exchange.end("leaving")


def _told_of(exchange: Exchange, talking: bool) -> Neighbour:
    device = exchange.met.device
    reasons = tuple(dict.fromkeys(exchange.left_out.values()))
    return Neighbour(
        device.device, device.name, exchange.wire.address, talking, talking and exchange.in_step, exchange.in_step_at,
        exchange.got, exchange.given, reasons,
    )  # fmt: skip
