"""Telling the hub how this device stands, and learning from it how the device's work stands there."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import asdict
from itertools import count
from typing import Any

import msgpack

from client.file_store import FileStore
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.model_transfer import ModelTransfer
from client.hub.rejoining import HubPutBack, Rejoining
from client.hub.resealing import Resealing
from client.hub.session import Session, Standing
from client.hub.telling import Telling
from client.hub.watermarks import Watermarks
from client.reading.log_queries import DEVICE_NAMES
from client.reading.queries import Reader
from client.replica.carried import ROSTER
from client.replica.database import set_meta
from client.replica.worker import Replica
from shared_models.clock import system_milliseconds
from shared_models.roster import fingerprint, read_roster

log = logging.getLogger(__name__)

#: Seconds between two reports while the device is attached to its hub.
EVERY = 60.0
#: Reports from one look at the keys of sealed fields to the next.
_REPORTS_A_LOOK = 2
#: Names under which the replica keeps what was learnt.
BACKED_UP, DEVICES = "backed_up", "hub_devices"
_UNKNOWN_TO_OLD_HUBS = (404, 405)


class RightsChanged(ConnectionError):
    """The person may receive other spaces or fields than when they last signed in: begin anew, and learn which."""


class Reporting:
    """Reports at once when a round begins, then every minute, for ever."""

    def __init__(
        self, replica: Replica, reader: Reader, session: Session, telling: Telling, rejoining: Rejoining,
        files: FileStore,
    ) -> None:  # fmt: skip
        self.watermarks = Watermarks(replica, reader, telling)
        self._rejoining = rejoining
        self._replica = replica
        self._reader = reader
        self._session = session
        self._telling = telling
        self._files = files
        self._models = ModelTransfer(replica, reader, session)
        self._resealing = Resealing(replica, reader, session)

    async def keep(self, connection: HubConnection, began_as: Standing) -> None:
        """Report until something breaks. A hub that does not know these questions is left in peace.

        ``began_as`` is what was known of the person when the round began: by that it listens, whatever a token that
        was renewed since has told.
        """
        for number in count():
            try:
                await self.report(connection, began_as)
                if number % _REPORTS_A_LOOK == 0:
                    await self._session.role_keys.settle(connection, await self._session.token(connection))
                    await self._resealing.look()
            except HubRefused as refusal:
                if refusal.status not in _UNKNOWN_TO_OLD_HUBS:
                    raise
                log.info("the hub takes no reports: %s", refusal.code)
            await asyncio.sleep(EVERY)

    async def report(self, connection: HubConnection, began_as: Standing) -> None:
        """Tell and learn once: the clock, the chains, the backup, the devices and what they are called."""
        token = await self._session.token(connection)
        known = self._reader.cursors()
        cursors = {space: known[space] for space in self._session.standing.spaces if space in known}
        state, began, asked = self._telling.state, time.monotonic(), system_milliseconds()
        answer = await connection.tell_standing(token, cursors, state.unsent, state.refused)
        way = (time.monotonic() - began) / 2 * 1000
        self._telling.heard()
        if self._rejoining.generation and answer.get("generation", "") not in ("", self._rejoining.generation):
            raise HubPutBack(answer["generation"])
        others = sorted(answer.get("spaces", began_as.spaces)) != sorted(began_as.spaces)
        if others or answer.get("agreed", began_as.agreed) != began_as.agreed:
            self._session.forget_token()
            raise RightsChanged
        self._telling.say(clock_off_ms=int(system_milliseconds() - way - answer["time"]))
        await self.watermarks.hub_ends(answer.get("heads", {}), asked)
        shown = {space: (cursors[space], bytes.fromhex(chain)) for space, chain in answer["chains"].items()}
        await asyncio.wrap_future(self._replica.compare_chains(shown))
        for digest in answer.get("files_damaged", ()):
            await asyncio.to_thread(self._files.send_again, digest)
        devices = [asdict(one) for one in await connection.devices(token)]
        kept = {BACKED_UP: answer["backed_up"], DEVICES: [system_milliseconds(), devices]}
        kept[DEVICE_NAMES] = dict(await connection.device_names(token))
        await asyncio.wrap_future(self._replica.write(lambda writer: _keep(writer, kept)))
        await self._exchange(connection, token)
        self._telling.say(models=await self._models.fetch(connection, token))

    async def _exchange(self, connection: HubConnection, token: str) -> None:
        """Learn who belongs to the house and the keys of the spaces: what it takes to do without the hub."""
        kept = self._reader.meta(ROSTER)
        roster, keys = await connection.exchange(token, fingerprint(kept) if kept else "")
        self._session.keep_exchange_keys(keys)
        if roster:
            found = read_roster(roster, self._session.hub_key())
            await asyncio.wrap_future(self._replica.keep_roster(found))


def _keep(writer: Any, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        set_meta(writer, name, bytes(msgpack.packb(value)))
