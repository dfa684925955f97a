"""Accounts: who may sign in, with which password, role and store. This table, not any record, says who may what."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from shared_models.identifiers import is_id, new_id
from shared_models.rights import ROLES, Principal
from sync_server.errors import SetupProblem, not_found, slow_down
from sync_server.key_state import keys_stand_otherwise
from sync_server.prepared import Prepared
from sync_server.tables import ACCOUNT, TENANT

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1_000
_MOST_WAITING = 64
_BY_PERSON = Prepared(select(ACCOUNT).where(ACCOUNT.c.person == bindparam("person")))


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the account table, without the password's hash."""

    person: str
    tenant: str
    login: str
    name: str
    role: str
    store: str | None
    active: bool

    @property
    def principal(self) -> Principal:
        """The person as the rights table knows them."""
        return Principal(self.person, self.tenant, self.role, self.store)


class Passwords:
    """Hashes and checks passwords: argon2id at OWASP's parameters (19 MiB, 2 passes, 1 lane).

    On two threads of its own, so that sign-ins at shop opening do not take the machine from everything else.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="hub-password")
        self._waiting = 0

    def hash(self, password: str) -> str:
        """What is kept instead of the password. Raises SetupProblem for one too short or too long."""
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise SetupProblem(f"A password has between {SHORTEST_PASSWORD} and {_LONGEST_PASSWORD:,} characters")
        return self._hasher.hash(password)

    async def holds(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; takes as long when there is no such account (None).

        Raises HubError 429 when too many are waiting already.
        """
        if self._waiting >= _MOST_WAITING:
            raise slow_down("Many people are signing in just now. Please try again.", 2)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._check, password_hash, password)
        finally:
            self._waiting -= 1

    def _check(self, password_hash: str | None, password: str) -> bool:
        try:
            right = self._hasher.verify(password_hash or self._nobody, password[:_LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
        return right and password_hash is not None

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown()


def normal_login(login: str) -> str:
    """A login as it is compared: without case and surrounding blanks."""
    return login.strip().casefold()


def create_tenant(connection: Connection, name: str, now_ms: int) -> None:
    """Make a tenant. Raises SetupProblem for a name that cannot be the first part of a space, or that is taken."""
    if not (1 <= len(name) <= 40 and name.replace("-", "").isalnum() and name.isascii() and name == name.lower()):
        raise SetupProblem(f"tenant: '{name}' must be a short lower-case name of letters, digits and hyphens")
    if connection.execute(select(TENANT.c.name).where(TENANT.c.name == name)).first():
        raise SetupProblem(f"tenant: there is already one called '{name}'")
    connection.execute(insert(TENANT).values(name=name, created=now_ms))


def add_account(
    connection: Connection, *, tenant: str, login: str, password_hash: str, name: str, role: str,
    store: str | None = None, person: str | None = None,
) -> str:  # fmt: skip
    """Make an account and return the person's identifier (a new one unless given). Raises SetupProblem."""
    person = person or new_id()
    if role not in ROLES:
        raise SetupProblem(f"role: '{role}' is not one of {', '.join(ROLES)}")
    for what, value in (("person", person), ("store", store)):
        if value is not None and not is_id(value):
            raise SetupProblem(f"{what}: '{value}' is not an identifier of 32 hex digits")
    if not normal_login(login) or len(login) > 200 or not name.strip():
        raise SetupProblem("login, name: must not be empty")
    _refuse_taken(connection, tenant, login, person)
    row = {"person": person, "tenant": tenant, "login": normal_login(login), "password_hash": password_hash}
    connection.execute(insert(ACCOUNT).values(**row, name=name.strip(), role=role, store=store, active=True))
    return person


def _refuse_taken(connection: Connection, tenant: str, login: str, person: str) -> None:
    if not connection.execute(select(TENANT.c.name).where(TENANT.c.name == tenant)).first():
        raise SetupProblem(f"tenant: there is none called '{tenant}'; run 'forecourt-hub init' first")
    if find_by_login(connection, tenant, login) is not None:
        raise SetupProblem(f"login: '{login}' is taken")
    if find_account(connection, person) is not None:
        raise SetupProblem(f"person: {person} has an account already")


def set_password(connection: Connection, tenant: str, login: str, password_hash: str) -> None:
    """Give an account another password. Raises SetupProblem when there is no such account."""
    changed = update(ACCOUNT).where(ACCOUNT.c.tenant == tenant, ACCOUNT.c.login == normal_login(login))
    if connection.execute(changed.values(password_hash=password_hash)).rowcount != 1:
        raise SetupProblem(f"login: there is no account '{login}' in '{tenant}'")


def close_account(connection: Connection, tenant: str, login: str) -> None:
    """End a person's right to sign in: their devices wipe what they hold of it. Raises SetupProblem."""
    known = (ACCOUNT.c.tenant == tenant, ACCOUNT.c.login == login.strip().casefold())
    if connection.execute(update(ACCOUNT).where(*known).values(active=False)).rowcount != 1:
        raise SetupProblem(f"login: there is nobody called '{login}'")
    keys_stand_otherwise(connection, tenant)


def find_account(connection: Connection, person: str) -> Account | None:
    """The account of a person."""
    row = _BY_PERSON.run(connection, {"person": person}).first()
    return None if row is None else _account(row)


def find_by_login(connection: Connection, tenant: str, login: str) -> tuple[Account, str] | None:
    """The account with a login, and its password's hash."""
    wanted = select(ACCOUNT).where(ACCOUNT.c.tenant == tenant, ACCOUNT.c.login == normal_login(login))
    row = connection.execute(wanted).first()
    return None if row is None else (_account(row), row.password_hash)


def require_account(connection: Connection, tenant: str, person: str) -> Account:
    """The account of a person of the tenant. Raises HubError 404."""
    found = find_account(connection, person)
    if found is None or found.tenant != tenant:
        raise not_found("There is no such account.", "unknown_account")
    return found


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(row.person, row.tenant, row.login, row.name, row.role, row.store, bool(row.active))
