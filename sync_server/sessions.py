"""Sessions: a person signs in on a device, and stays signed in by refresh tokens that change at each use."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable

from sqlalchemy import Connection, delete, insert, select, update

from shared_models.clock import system_milliseconds
from shared_models.identifiers import new_id
from shared_models.protocol import SignedIn
from shared_models.sealing import keys_for
from sync_server.accounts import Account, find_account
from sync_server.agreed_fields import agreed_lines
from sync_server.audit import note
from sync_server.config import HubConfig
from sync_server.database import Database
from sync_server.devices import Device, check_answer, end_sessions, find_device, remember_person
from sync_server.door import Door, Told
from sync_server.engines import insert_new
from sync_server.errors import HubError, unauthorised
from sync_server.group_writer import GroupWriter
from sync_server.keys import load_seal_master
from sync_server.sign_in_tables import SIGN_IN_CODE
from sync_server.spaces import spaces_of
from sync_server.tables import REFRESH, SPENT_CHALLENGE
from sync_server.tokens import TokenMint, new_secret, secret_hash

#: How long a renewed token is remembered once its successor was used, so that its second use is noticed. Until then
#: it lives as long as its successor: a device that never heard the answer may be out of reach for weeks.
_KEEP_RENEWED_MS = 24 * 3600 * 1000
#: How long the way back from the browser to the app may take.
_CODE_LIFE_MS = 2 * 60 * 1000


class Sessions:
    """Signs people in and keeps them signed in."""

    def __init__(self, config: HubConfig, database: Database, writer: GroupWriter, mint: TokenMint, door: Door) -> None:
        self._config = config
        self._door = door
        self._database = database
        self._writer = writer
        self._mint = mint
        self._seal_master = load_seal_master(config.data)

    async def sign_in(
        self, device_id: str, login: str, password: str, challenge: str, signature: str, code: str, address: str
    ) -> SignedIn:
        """Sign a person in; ``code`` is of their second factor, where asked for. Raises HubError 401, or 429 after
        repeated failures."""
        device, spend = self._proven(device_id, challenge, signature)

        def begin(connection: Connection, account: Account) -> SignedIn:
            spend(connection)
            remember_person(connection, device.id, account.person, system_milliseconds())
            return self._issue(connection, device, account.person, new_id(), None)

        return await self._door.admit(Told(device.tenant, login, password, code, device.id, address), begin)

    async def code_for(self, device: str, person: str, challenge: str) -> str:
        """A code by which the app on the device signs a person in who has signed in in a browser."""
        code, now = new_secret(), system_milliseconds()
        row = {"hash": secret_hash(code), "device": device, "person": person, "challenge": challenge.rstrip("=")}

        def keep(connection: Connection) -> None:
            connection.execute(delete(SIGN_IN_CODE).where(SIGN_IN_CODE.c.expires < now))
            connection.execute(insert(SIGN_IN_CODE).values(**row, expires=now + _CODE_LIFE_MS))

        await self._writer.write(keep)
        return code

    async def sign_in_with_code(
        self, device_id: str, code: str, verifier: str, challenge: str, signature: str
    ) -> SignedIn:
        """Sign in who did so in a browser; the code serves once, on its device, to whoever made its verifier.

        Raises HubError 401.
        """
        device, spend = self._proven(device_id, challenge, signature)
        digest = hashlib.sha256(verifier.encode()).digest()
        wanted = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        held = (SIGN_IN_CODE.c.hash == secret_hash(code), SIGN_IN_CODE.c.expires > system_milliseconds())

        def begin(connection: Connection) -> SignedIn | HubError:
            spend(connection)
            row = connection.execute(select(SIGN_IN_CODE).where(*held)).first()
            spent = connection.execute(delete(SIGN_IN_CODE).where(SIGN_IN_CODE.c.hash == secret_hash(code))).rowcount
            if row is None or spent != 1 or row.device != device.id or row.challenge != wanted:
                return unauthorised("code_invalid", "This sign-in has run out, or was begun elsewhere. Begin again.")
            note(connection, device.tenant, row.person, device.id, "signed_in", row.person, {"by": "browser"})
            remember_person(connection, device.id, row.person, system_milliseconds())
            return self._issue(connection, device, row.person, new_id(), None)

        answer = await self._writer.write(begin)
        if isinstance(answer, HubError):  # returned, not raised: that the code is spent must be written down
            raise answer
        return answer

    async def refresh(self, device_id: str, token: str, challenge: str, signature: str) -> SignedIn:
        """Give new tokens for a refresh token. Raises HubError 401; a stolen token ends the whole session."""
        device, spend = self._proven(device_id, challenge, signature)

        def renew(connection: Connection) -> SignedIn | HubError:
            spend(connection)
            return self._renew(connection, device, secret_hash(token))

        answer = await self._writer.write(renew)
        if isinstance(answer, HubError):  # returned, not raised: that the session has ended must be written down
            raise answer
        return answer

    async def sign_out(self, device: str, person: str) -> None:
        """End a person's sessions on a device."""
        theirs = (REFRESH.c.device == device, REFRESH.c.person == person)
        await self._writer.write(lambda connection: end_sessions(connection, *theirs))

    def proven(self, device_id: str, challenge: str, signature: str) -> Device:
        """The device that answered its challenge. Raises HubError 401."""
        return self._proven(device_id, challenge, signature)[0]

    def _proven(self, device_id: str, challenge: str, signature: str) -> tuple[Device, Callable[[Connection], None]]:
        """The device that answered its challenge, and a job that makes sure the challenge serves once."""
        expires = self._mint.check_challenge(challenge, device_id)
        with self._database.look_up() as connection:
            device = check_answer(find_device(connection, device_id), challenge, signature)

        def spend(connection: Connection) -> None:
            row = {"hash": secret_hash(challenge), "expires": expires}
            connection.execute(delete(SPENT_CHALLENGE).where(SPENT_CHALLENGE.c.expires < int(time.time())))
            if not insert_new(connection, SPENT_CHALLENGE, row):
                raise unauthorised("challenge_spent", "This challenge was answered before. Ask for a new one.")

        return device, spend

    def _renew(self, connection: Connection, device: Device, token: bytes) -> SignedIn | HubError:
        known = connection.execute(select(REFRESH).where(REFRESH.c.hash == token).with_for_update()).first()
        if known is None or known.expires < system_milliseconds() or known.device != device.id:
            return unauthorised("refresh_invalid", "Please sign in again.")
        if known.successor is not None and not self._answer_was_lost(connection, known.successor):
            end_sessions(connection, REFRESH.c.family == known.family)
            return unauthorised(
                "refresh_reused", "This session was ended because its token was used twice. Please sign in again."
            )
        return self._issue(connection, device, known.person, known.family, token)

    def _answer_was_lost(self, connection: Connection, successor: bytes) -> bool:
        """Whether the next token was never used: then the answer that carried it got lost, and it is withdrawn.

        The device has just proved that it holds its key, so this is no thief who came first.
        """
        unused = delete(REFRESH).where(REFRESH.c.hash == successor, REFRESH.c.successor.is_(None))
        return connection.execute(unused).rowcount == 1

    def _issue(self, connection: Connection, device: Device, person: str, family: str, old: bytes | None) -> SignedIn:
        account = find_account(connection, person)
        if account is None or not account.active:
            raise unauthorised("account_closed", "This account is closed. Ask your administrator.")
        secret = new_secret()
        expires = system_milliseconds() + self._config.refresh_life * 1000
        row = {"hash": secret_hash(secret), "family": family, "device": device.id, "person": person}
        connection.execute(insert(REFRESH).values(**row, expires=expires))
        if old is not None:
            renewed = {"successor": row["hash"], "expires": expires}
            connection.execute(update(REFRESH).where(REFRESH.c.hash == old).values(**renewed))
            ended = {"expires": system_milliseconds() + _KEEP_RENEWED_MS}
            connection.execute(update(REFRESH).where(REFRESH.c.successor == old).values(**ended))
        connection.execute(delete(REFRESH).where(REFRESH.c.expires < system_milliseconds()))
        return self._signed_in(connection, account, device, secret)

    def _signed_in(self, connection: Connection, account: Account, device: Device, secret: str) -> SignedIn:
        spaces = spaces_of(connection, account.principal)
        token = self._mint.access(account.person, device.id, account.tenant)
        life = self._config.access_life
        keys = keys_for(account.role, account.tenant, self._seal_master)
        seals = {name: base64.b64encode(key).decode() for name, key in keys.items()}
        return SignedIn(
            token,
            secret,
            life,
            account.person,
            account.name,
            account.role,
            account.tenant,
            account.store,
            spaces,
            seals,
            agreed_lines(connection, account.principal),
        )
