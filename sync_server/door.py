"""The door: who somebody is, by login, password and second factor.

Every wrong try counts against account, device and address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from sync_server.accounts import Account, Passwords, find_by_login, normal_login
from sync_server.alerts import Scene, raise_alert
from sync_server.attempts import Key, Tried, account_key, count, forgive, take_back
from sync_server.audit import note
from sync_server.database import Database
from sync_server.errors import HubError, forbidden, unauthorised
from sync_server.group_writer import GroupWriter
from sync_server.second_factors import OFFERED, Offer, SecondFactors, policy_for

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says who wants to come in, and from where; ``device`` is empty in a browser."""

    tenant: str
    login: str
    password: str
    code: str = ""
    device: str = ""
    address: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """What a wrong try counts against, the account first."""
        beside = [Key(kind, name) for kind, name in (("device", self.device), ("address", self.address)) if name]
        return account_key(self.tenant, normal_login(self.login)), *beside

    @property
    def scene(self) -> Scene:
        """Where it happens, for an alert; the account is added where there is one."""
        return Scene(self.tenant, None, self.device or None, self.address or None)


class Door:
    """Lets people in, for whatever they then do: begin a session on a device, or look after devices in a browser."""

    def __init__(self, database: Database, writer: GroupWriter, factors: SecondFactors) -> None:
        self._database = database
        self._factors = factors
        self._writer = writer
        self._passwords = Passwords()

    async def admit(self, told: Told, then: Callable[[Connection, Account], T]) -> T:
        """Check who somebody is; ``then`` runs in the transaction that lets them in. Raises HubError 401 or 429.

        Known and unknown logins take the same way, and as long; what a second factor is wanted for is told only to
        who has the password.
        """
        tried, account = await self._by_password(told)
        scene = replace(told.scene, person=account.person)

        def let_in(connection: Connection) -> T | HubError:
            wanted = self._factors.demand(connection, account, scene, told.code, system_milliseconds())
            if wanted is not None:
                if wanted.code != "second_factor_wrong":
                    not_counted(connection, told.keys)
                return wanted
            right(connection, told.keys)
            note(connection, account.tenant, account.person, told.device, "signed_in", account.person)
            return then(connection, account)

        outcome = await self._writer.write(let_in)
        if isinstance(outcome, HubError):  # returned: what was counted must be written down
            if outcome.code == "second_factor_wrong":
                await self.failed(tried, scene)
            raise outcome
        return outcome

    async def set_up(self, told: Told) -> Offer:
        """Offer a second factor to somebody who needs one to come in. Raises HubError 401, 403, 409 or 429."""
        _, account = await self._by_password(told)

        def offer(connection: Connection) -> Offer:
            not_counted(connection, told.keys)
            if policy_for(connection, account) == OFFERED:
                raise forbidden("Sign in, then set up a second factor in the settings.")
            return self._factors.begin(connection, account)

        return await self._writer.write(offer)

    async def _by_password(self, told: Told) -> tuple[Tried, Account]:
        tried = await self.count(told.keys)
        with self._database.look_up() as connection:
            found = find_by_login(connection, told.tenant, told.login)
        account, password_hash = found if found is not None and found[0].active else (None, None)
        if not await self._passwords.holds(password_hash, told.password) or account is None:
            await self.failed(tried, replace(told.scene, person=found[0].person if found else None))
            raise unauthorised("sign_in_failed", "Login or password is not right.")
        return tried, account

    async def count(self, keys: Sequence[Key]) -> Tried:
        """Count a try before it is checked. Raises HubError 429 where it is too early for one."""
        tried = await self._writer.write(lambda connection: count(connection, keys, system_milliseconds()))
        if tried.refusal is not None:  # not raised within: the count must be written down
            raise tried.refusal
        return tried

    async def failed(self, tried: Tried, scene: Scene) -> None:
        """The try was wrong: it is written down, and where it locks something, whoever keeps the door is told."""

        def tell(connection: Connection) -> None:
            note(connection, scene.tenant, "", scene.device or "", "sign_in_refused", scene.person or "")
            for kind in tried.locks:
                raise_alert(connection, f"{kind}_locked", scene, system_milliseconds())

        await self._writer.write(tell)

    def close(self) -> None:
        """Stop the threads."""
        self._passwords.close()


def right(connection: Connection, keys: Sequence[Key]) -> None:
    """The try was right: the account begins anew, the others are none the worse for it."""
    forgive(connection, keys[0])
    not_counted(connection, keys[1:])


def not_counted(connection: Connection, keys: Sequence[Key]) -> None:
    """The try was none: what was wrong before it still is."""
    for key in keys:
        take_back(connection, key)
