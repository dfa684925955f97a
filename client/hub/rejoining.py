"""When a round begins: is this the hub we knew? One that was put back from a backup gets back what it has lost."""

from __future__ import annotations

import asyncio
import logging

from client.hub.hub_connection import Chains, HubConnection, HubRefused
from client.hub.session import Session
from client.replica.giving_back import Place
from client.replica.worker import Replica
from shared_models.protocol import GENESIS

log = logging.getLogger(__name__)

#: Places asked about at once while the last one in common is sought.
_ASKED = 32
_UNKNOWN_TO_OLD_HUBS = (404, 405)


class HubPutBack(ConnectionError):
    """While we were connected the hub became another: begin anew."""


class Rejoining:
    """Compares this device with its hub, and takes it back to what they have in common."""

    def __init__(self, replica: Replica, session: Session) -> None:
        self._replica = replica
        self._session = session
        #: The hub's generation as the last round found it.
        self.generation = ""

    async def rejoin(self, connection: HubConnection, token: str) -> None:
        """Before anything is sent or fetched: nothing is in doubt after that. Repeated after a cut, it goes on."""
        known = await asyncio.wrap_future(self._replica.hub_known())
        mine = {space: at for space, at in known.cursors.items() if space in self._session.standing.spaces}
        try:
            here = await connection.chains(token, {space: [at[0]] for space, at in mine.items()})
        except HubRefused as refusal:
            if refusal.status in _UNKNOWN_TO_OLD_HUBS:
                return
            raise
        generation, shown = here.generation, here.chains
        another = bool(known.generation) and generation != known.generation
        apart = {space for space, at in mine.items() if shown[space] != [at[1]]}
        if apart and not another:
            await asyncio.wrap_future(self._replica.compare_chains({s: (mine[s][0], shown[s][0]) for s in apart}))
        for space in mine if another else apart:
            common = await self._in_common(connection, token, space)
            log.warning("the hub's log of a space ends for us at %d: giving back what came after", common[0])
            await asyncio.wrap_future(self._replica.give_back(space, common))
        if another:  # where we only add, the hub shows us no chain: what it has it will say
            added: list[str] = await asyncio.wrap_future(self._replica.added_to())
            for space in (each for each in added if each not in mine):
                await asyncio.wrap_future(self._replica.give_back(space, (0, GENESIS)))
        await self._settle(connection, token, here, another, known.generation)
        self.generation = generation

    async def _settle(self, connection: HubConnection, token: str, here: Chains, another: bool, known: str) -> None:
        told = await asyncio.wrap_future(self._replica.to_give_back())
        if told or another:
            readable = {space: at for space, at in told.items() if space in self._session.standing.spaces}
            await connection.returning(token, readable)
        if told or here.generation != known:
            await asyncio.wrap_future(self._replica.given_back(here.generation, here.put_back))

    async def _in_common(self, connection: HubConnection, token: str, space: str) -> Place:
        """The last place of a space's log that we and the hub have in common: whatever is before it is the same."""
        places: list[Place] = await asyncio.wrap_future(self._replica.places(space))
        low, high = 0, len(places) - 1
        while low < high:
            step = -(-(high - low) // _ASKED)
            asked = [*range(low + step, high, step), high]
            here = await connection.chains(token, {space: [places[at][0] for at in asked]})
            same = [at for at, chain in zip(asked, here.chains[space], strict=True) if chain == places[at][1]]
            low, high = max(same, default=low), min((a for a in asked if a not in same), default=high + 1) - 1
            high = max(low, high)
        return places[low]
