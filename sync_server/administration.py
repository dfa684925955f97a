"""What an administrator does on the hub's machine: tenants, people, codes, devices, and checking the log."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, select

from shared_models.clock import system_milliseconds
from sync_server.accounts import (
    Passwords,
    add_account,
    close_account,
    create_tenant,
    find_by_login,
    set_password,
)
from sync_server.audit import OPERATOR, note
from sync_server.backups import Backup
from sync_server.backups import make as make_backup
from sync_server.config import HubConfig
from sync_server.database import open_database
from sync_server.devices import find_device, new_enrol_code, revoke
from sync_server.errors import SetupProblem
from sync_server.keys import load_key
from sync_server.returns import restored_report
from sync_server.standing import note_backup
from sync_server.tables import TENANT
from sync_server.update_log import BadEntry, verify

_PLAN_KEYS = frozenset({"tenant", "people", "codes"})
_PERSON_KEYS = frozenset({"login", "name", "role", "store", "person", "password"})


class Administration:
    """The commands, on the data folder of a hub that may be running meanwhile."""

    def __init__(self, config: HubConfig) -> None:
        config.make_folder()
        load_key(config.data)
        self._config = config
        self._database = open_database(config)
        self._passwords = Passwords()

    def provision(self, plan: dict[str, Any]) -> dict[str, Any]:
        """Carry out ``{"tenant": name, "people": [person], "codes": n}``: all of it or, raising SetupProblem, nothing.

        A tenant that exists is added to. A person has ``login``, ``name``, ``role`` and, if wanted, ``store``,
        ``person`` (identifier) and ``password`` (made up unless given). Returns the same with what was made up.
        """
        hashed = [self._with_password(person) for person in plan.get("people", [])]
        name = plan["tenant"]
        with self._database.write() as connection:
            if not connection.execute(select(TENANT.c.name).where(TENANT.c.name == name)).first():
                create_tenant(connection, name, system_milliseconds())
            people = [
                {**told, "person": add_account(connection, tenant=name, password_hash=password_hash, **account)}
                for told, account, password_hash in hashed
            ]
            expires = self._code_expiry()
            codes = [new_enrol_code(connection, name, expires) for _ in range(int(plan.get("codes", 0)))]
            for one in people:
                note(connection, name, OPERATOR, "", "account_opened", one["person"], {"role": one["role"]})
            if codes:
                note(connection, name, OPERATOR, "", "enrol_codes_made", "", {"codes": len(codes)})
        return {"tenant": name, "people": people, "codes": codes, "codes_expire": _readable(expires)}

    def add_person(self, tenant: str, person: dict[str, Any]) -> dict[str, Any]:
        """Make an account; returns it with its identifier and password."""
        made: dict[str, Any] = self.provision({"tenant": tenant, "people": [person]})["people"][0]
        return made

    def set_password(self, tenant: str, login: str, password: str | None) -> dict[str, Any]:
        """Give an account another password (made up unless given)."""
        password = password or secrets.token_urlsafe(12)
        password_hash = self._passwords.hash(password)
        with self._database.write() as connection:
            set_password(connection, tenant, login, password_hash)
            note(connection, tenant, OPERATOR, "", "password_set", _person_of(connection, tenant, login))
        return {"login": login, "password": password}

    def enrol_code(self, tenant: str) -> dict[str, Any]:
        """A one-time code for a new device, and when it expires."""
        expires = self._code_expiry()
        with self._database.write() as connection:
            code = new_enrol_code(connection, tenant, expires)
            note(connection, tenant, OPERATOR, "", "enrol_codes_made", "", {"codes": 1})
        return {"code": code, "expires": _readable(expires)}

    def revoke_device(self, device: str) -> None:
        """Lock a device out."""
        with self._database.write() as connection:
            revoke(connection, device, system_milliseconds())
            known = find_device(connection, device)
            note(connection, known.tenant if known else "", OPERATOR, "", "device_revoked", device)

    def close_account(self, tenant: str, login: str) -> None:
        """Close the account of somebody who leaves."""
        with self._database.write() as connection:
            close_account(connection, tenant, login)
            note(connection, tenant, OPERATOR, "", "account_closed", _person_of(connection, tenant, login))

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction, for what is no command of its own here."""
        return self._database.write()

    def tenant(self, given: str | None) -> str:
        """The tenant meant: the one given, or the only one there is. Raises SetupProblem."""
        with self._database.read() as connection:
            known: list[str] = sorted(connection.execute(select(TENANT.c.name)).scalars())
        if given is None and len(known) == 1:
            return known[0]
        if given is None or given not in known:
            raise SetupProblem(f"tenant: name one of: {', '.join(known) or 'none yet; run forecourt-hub init'}")
        return given

    def back_up(self, folder: Path | None, with_keys: bool) -> Backup:
        """Make a backup and note how far it reaches. Raises BackupFailed."""
        made = make_backup(self._config, folder, with_keys=with_keys)
        with self._database.write() as connection:
            note_backup(connection, made.heads, int(made.made.timestamp() * 1000))
            for tenant in connection.execute(select(TENANT.c.name).order_by(TENANT.c.name)).scalars().all():
                note(connection, tenant, OPERATOR, "", "backup_made", "", {"with_keys": with_keys})
        return made

    def restored_report(self) -> dict[str, Any] | None:
        """What came back after the hub was put back; None where it never was."""
        with self._database.read() as connection:
            return restored_report(connection)

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state of the database."""
        return self._database.read()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction of one's own."""
        return self._database.write()

    def alone(self) -> AbstractContextManager[Connection]:
        """A transaction during which nobody else writes to any log."""
        return self._database.alone()

    def verify(self) -> Iterator[BadEntry | tuple[str, int]]:
        """Check the log of every space."""
        with self._database.read() as connection:
            yield from verify(connection)

    def _with_password(self, person: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], str]:
        """What to tell about a person, what to store, and the password's hash."""
        unknown = sorted(set(person) - _PERSON_KEYS)
        if unknown or not all(isinstance(person.get(name), str) for name in ("login", "name", "role")):
            raise SetupProblem(f"people: {unknown[0] if unknown else 'login, name and role are needed'}")
        password = person.get("password") or secrets.token_urlsafe(12)
        account = {name: value for name, value in person.items() if name != "password"}
        return {**person, "password": password}, account, self._passwords.hash(password)

    def _code_expiry(self) -> int:
        return system_milliseconds() + self._config.enrol_life * 1000

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._passwords.close()
        self._database.close()


def _person_of(connection: Connection, tenant: str, login: str) -> str:
    found = find_by_login(connection, tenant, login)
    return found[0].person if found else ""


def tell(answer: dict[str, Any]) -> None:
    """Print what a command has to say, as JSON."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def read_plan(text: str) -> dict[str, Any]:
    """A plan for :meth:`Administration.provision` out of JSON. Raises SetupProblem."""
    try:
        plan = json.loads(text)
    except ValueError as error:
        raise SetupProblem(f"The plan is not JSON: {error}") from error
    if not isinstance(plan, dict) or not isinstance(plan.get("tenant"), str) or set(plan) - _PLAN_KEYS:
        raise SetupProblem('The plan must be {"tenant": ..., "people": [...], "codes": n}')
    return plan


def _readable(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
