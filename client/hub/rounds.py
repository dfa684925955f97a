"""One round of sync: a connection to the hub, from sign-in to the end of the live stream."""

from __future__ import annotations

import asyncio

from client.file_store import FileStore
from client.hub.file_transfer import FileTransfer
from client.hub.first_sync import FirstSync
from client.hub.hub_connection import HubConnection
from client.hub.listening import Listening
from client.hub.presence import Presence
from client.hub.rejoining import Rejoining
from client.hub.reporting import Reporting
from client.hub.sending import Sending
from client.hub.session import Session, SignInNeeded
from client.hub.telling import Telling
from client.hub.withdrawal import Withdrawal
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Phase
from client.text import sync as words
from shared_models.errors import ForecourtError


class FirstSyncStopped(ForecourtError):
    """The person stopped the first sync."""

    code = "first_sync_stopped"


class Rounds:
    """Fetches what is missing, sends what waits, and stays attached until something breaks; each time anew.

    ``work`` is set whenever something waits to be sent. ``attached`` tells whether the present round, or the one
    before, came as far as the live stream; who begins a round clears it.
    """

    def __init__(
        self, replica: Replica, reader: Reader, session: Session, files: FileStore, telling: Telling,
        presence: Presence, work: asyncio.Event,
    ) -> None:  # fmt: skip
        self._replica, self._reader, self._session = replica, reader, session
        self._telling, self._work = telling, work
        self._acting_as = replica.identity
        self._sending = Sending(replica, session, telling)
        self.transfer = FileTransfer(files, telling, self._sending.token)
        self._rejoining = Rejoining(replica, session)
        self._withdrawal = Withdrawal(replica, session, files)
        self._reporting = Reporting(replica, reader, session, telling, self._rejoining, files)
        self.listening = Listening(
            replica, reader, session, telling, presence, self._sending.token, self._reporting.watermarks
        )
        self.attached = False
        #: The person does not want the first sync to go on; what has arrived stays.
        self.stopped = False

    async def run(self) -> None:
        """One round. Raises SignInNeeded, FirstSyncStopped, HubRefused, and whatever tells of a hub out of reach."""
        if not self._session.signed_in:
            raise SignInNeeded(words.SIGN_IN_NEEDED)
        connection = self._session.connection()
        try:
            token = await self._sending.token(connection)
            self._act_as_signed_in()
            began_as = self._session.standing
            await self._withdrawal.withdraw(connection, token)
            await self._rejoining.rejoin(connection, token)
            self._telling.heard()  # only now: a token that is still good proves nothing about the hub
            self._replica.set_offline(False)
            await self._first_syncs(connection, token)
            self._telling.say(phase=Phase.CATCHING_UP, problem="")
            await self._sending.push_all(connection)
            beside = [
                lambda: self._sending.as_it_comes(connection, self._work),
                lambda: self.transfer.carry(connection),
                lambda: self._reporting.keep(connection, began_as),
            ]
            await self.listening.listen(connection, self._note_attached, beside)
        finally:
            self._replica.set_offline(True)  # before anybody is told: what is entered from then on was entered so
            await connection.close()

    def _note_attached(self) -> None:
        self.attached = True

    def _act_as_signed_in(self) -> None:
        """The hub may have given the person another role or store since."""
        if self._acting_as != (now := self._session.identity()):
            self._acting_as = now
            self._replica.sign_in_as(now)

    async def _first_syncs(self, connection: HubConnection, token: str) -> None:
        first = FirstSync(self._replica, self._reader, connection, self._first_progress)
        await first.run(token, self._session.standing.spaces)

    def _first_progress(self, done: int) -> None:
        if self.stopped:
            raise FirstSyncStopped(words.FIRST_SYNC_STOPPED)
        self._telling.heard()
        self._telling.say(phase=Phase.FIRST_SYNC, done=done)
