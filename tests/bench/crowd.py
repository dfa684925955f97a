"""A crowd of devices of many tenants: enrolled in the database, attached by sockets of one process."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from shared_models.protocol import MEDIA_TYPE, pack
from tests.bench.bench_hub import CAR
from tests.bench.bench_peers import entries_in
from tests.bench.busy_stream import Client, due, upgrade_to
from tests.bench.hubs import more_devices, tokens_of
from tests.sync_server.hub_client import Device, Record
from tests.sync_server.running_hub import RunningHub

_AT_ONCE = 200
_PATIENCE = 120.0


@dataclass
class House:
    """One tenant: its device that edits, the car it edits, and the tokens of those that listen."""

    device: Device
    car: Record
    tokens: list[str]
    head: int


def house(hub: RunningHub, tenant: str, devices: int) -> House:
    """A tenant with one car and so many devices more."""
    device = hub.device("salesperson", tenant)
    car, birth = device.born("vehicle", **CAR)
    assert device.push_one(birth).status == "accepted"
    return House(device, car, tokens_of(hub, more_devices(hub, tenant, "salesperson", devices)), 1)


class Member:
    """One attached device; ``entries`` it has heard, and when the last of them came."""

    def __init__(self, of: House, wanted: int) -> None:
        self.house = of
        self.entries = 0
        self.heard_at = 0.0
        self.wanted = wanted
        self.enough = asyncio.Event()
        self.gone = False

    def hear(self, message: bytes) -> None:
        """A message of the hub."""
        found = entries_in(message)
        if found:
            self.entries += found
            self.heard_at = time.perf_counter()
            if self.entries >= self.wanted:
                self.enough.set()

    def lost(self) -> None:
        """The hub has hung up: nothing more is to be waited for."""
        self.gone = True
        self.enough.set()


class Crowd:
    """All that are attached to one hub."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._host, self._port = at.hostname or "127.0.0.1", at.port or 80
        self._clients: list[Client] = []
        self.members: list[Member] = []
        self.refused: list[str] = []

    async def attach(self, houses: Sequence[House], behind: int = 0, within: float = 0.0) -> None:
        """Connect the devices of all houses, in no order, as if each lacked the last ``behind`` entries; each begins
        at a moment of its own within so many seconds, 200 at once at most."""
        gate = asyncio.Semaphore(_AT_ONCE)
        every = [(of, token) for of in houses for token in of.tokens]
        random.Random(5).shuffle(every)
        begun = time.perf_counter()

        async def one(of: House, token: str, after: float) -> None:
            await due(begun + after)
            async with gate:
                await self._connect(of, token, behind)

        await asyncio.gather(*(one(of, token, within * n / len(every)) for n, (of, token) in enumerate(every)))

    async def _connect(self, of: House, token: str, behind: int) -> None:
        member = Member(of, behind)
        upgrade = upgrade_to(f"{self._host}:{self._port}", "/v1/live", {"Authorization": token})
        try:
            loop = asyncio.get_running_loop()
            _, client = await loop.create_connection(
                lambda: Client(upgrade, member.hear, member.lost), self._host, self._port
            )
            await asyncio.wait_for(client.ready, _PATIENCE)
        except (OSError, TimeoutError) as error:
            self.refused.append(str(error) or type(error).__name__)
            return
        client.say(pack({"cursors": {of.car.space: of.head - behind}}))
        self._clients.append(client)
        self.members.append(member)

    async def all_heard(self, patience: float) -> None:
        """Wait until each has heard as much as it wants or was hung up on. Raises TimeoutError."""
        try:
            await asyncio.wait_for(asyncio.gather(*(member.enough.wait() for member in self.members)), patience)
        except TimeoutError:
            lacking = sum(not member.enough.is_set() for member in self.members)
            raise TimeoutError(f"{lacking:,} of {len(self.members):,} have not heard everything") from None

    @property
    def cut(self) -> int:
        """How many the hub has hung up on."""
        return sum(member.gone for member in self.members)

    def leave(self) -> None:
        """Everybody hangs up."""
        for client in self._clients:
            client.close()
        self._clients, self.members = [], []


async def edit(http: httpx.AsyncClient, of: House, changes: int, number: int) -> None:
    """The house's own device pushes so many edits of its car."""
    made = [of.device.put(of.car, "price", f"{number + n} EUR").pack() for n in range(changes)]
    headers = {"Authorization": of.device.http.headers["Authorization"], "Content-Type": MEDIA_TYPE}
    answer = await http.post("/v1/sync/push", content=pack({"envelopes": made}), headers=headers)
    answer.raise_for_status()
    of.head += changes
