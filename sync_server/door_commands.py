"""The commands of ``forecourt-hub`` about how people sign in: locks, second factors, alerts, policy, providers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete

from shared_models.clock import system_milliseconds
from shared_models.rights import ROLES
from sync_server.accounts import Account, find_by_login
from sync_server.alerts import Scene, alerts_of, raise_alert
from sync_server.attempts import account_key, forgive, lock
from sync_server.audit import OPERATOR, note
from sync_server.config import HubConfig
from sync_server.device_certificates import Authority
from sync_server.devices import find_device
from sync_server.errors import SetupProblem
from sync_server.keys import load_key
from sync_server.providers import LINKED, RULES, Provider, add_provider, link, remove_provider
from sync_server.second_factors import POLICIES, policies_of, remove, set_policy
from sync_server.tables import REFRESH

Deed = Callable[[Connection, str, argparse.Namespace], dict[str, Any]]


def add_commands(command: Callable[[str, Any, str], argparse.ArgumentParser]) -> None:
    """Add them; ``command`` makes a parser of a name, what it runs, and what it is about."""
    of_account = {
        "lock-account": (_lock, "Keep somebody out for now; their data stays, their devices ask to sign in again"),
        "unlock-account": (_unlock, "Let somebody in again who was locked out"),
        "reset-second-factor": (_reset, "Take away a second factor that was lost; every device is new to them again"),
    }
    for name, (deed, about) in of_account.items():
        made = command(name, _run(deed), about)
        made.add_argument("--login", required=True)
        made.add_argument("--tenant", help="needed when there are several")
    made = command("alerts", _run(_alerts), "List what happened at the door: locked accounts, used recovery codes")
    made.add_argument("--tenant", help="needed when there are several")

    made = command("sign-in-policy", _run(_policy), "Say when a second factor is asked for, or show what holds")
    made.add_argument("--second-factor", choices=POLICIES, help="on new devices of who has one; of all; each time")
    made.add_argument("--role", choices=ROLES, default="", help="for this role (everyone without a rule of their own)")
    made.add_argument("--tenant", help="needed when there are several")
    made = command(
        "device-certificate", _run(_certificate), "Print the devices' authority, or a certificate of a device"
    )
    made.add_argument("--device", default="", help="identifier; a new one is issued, for the device's own key")
    made.add_argument("--tenant", help="needed when there are several")
    made = command("add-provider", _run(_add_provider), "Let people sign in at their company's OpenID Connect provider")
    made.add_argument("--name", required=True, help="what the button says")
    made.add_argument("--issuer", required=True, help="its address, as it calls itself")
    made.add_argument("--client-id", required=True)
    made.add_argument("--secret-stdin", action="store_true", help="read the client's secret from standard input")
    made.add_argument("--first-login", choices=RULES, default=LINKED, help="who is let in that was not linked by hand")
    made.add_argument("--tenant", help="needed when there are several")
    made = command("link-provider", _run(_link), "Say which account somebody is that a provider knows")
    for name in ("--provider", "--subject", "--login"):
        made.add_argument(name, required=True)
    made.add_argument("--tenant", help="needed when there are several")
    made = command("remove-provider", _run(_remove_provider), "Let nobody in by a provider any more")
    made.add_argument("--provider", required=True)
    made.add_argument("--tenant", help="needed when there are several")


def _run(deed: Deed) -> Callable[[HubConfig, argparse.Namespace], None]:
    def run(config: HubConfig, options: argparse.Namespace) -> None:
        from sync_server.administration import Administration, tell

        with Administration(config) as administration:
            tenant, options.hub = administration.tenant(options.tenant), config
            with administration.write() as connection:
                tell(deed(connection, tenant, options))

    return run


def _account(connection: Connection, tenant: str, login: str) -> Account:
    found = find_by_login(connection, tenant, login)
    if found is None:
        raise SetupProblem(f"login: there is no account '{login}' in '{tenant}'")
    return found[0]


def _lock(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    account = _account(connection, tenant, options.login)
    lock(connection, account_key(tenant, account.login), system_milliseconds())
    connection.execute(delete(REFRESH).where(REFRESH.c.person == account.person))
    note(connection, tenant, OPERATOR, "", "account_locked", account.person)
    return {"locked": account.login}


def _unlock(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    account = _account(connection, tenant, options.login)
    forgive(connection, account_key(tenant, account.login))
    note(connection, tenant, OPERATOR, "", "account_unlocked", account.person)
    return {"unlocked": account.login}


def _reset(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    account = _account(connection, tenant, options.login)
    remove(connection, account.person)
    note(connection, tenant, OPERATOR, "", "second_factor_reset", account.person)
    raise_alert(connection, "second_factor_reset", Scene(tenant, account.person), system_milliseconds())
    return {"without_second_factor": account.login}


def _policy(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    if options.second_factor:
        set_policy(connection, tenant, options.role, options.second_factor)
        detail = {"role": options.role, "second_factor": options.second_factor}
        note(connection, tenant, OPERATOR, "", "sign_in_policy_set", "", detail)
    return {"second_factor": policies_of(connection, tenant)}


def _certificate(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    authority = Authority(load_key(options.hub.data))
    if not options.device:
        return {"authority": authority.pem}
    device = find_device(connection, options.device)
    if device is None or device.tenant != tenant:
        raise SetupProblem(f"device: there is none called '{options.device}' in '{tenant}'")
    if device.revoked:
        raise SetupProblem(f"device: '{options.device}' was locked out and gets no certificate")
    note(connection, tenant, OPERATOR, "", "device_certified", device.id)
    return {"device": device.id, "certificate": authority.certify(device, datetime.now(UTC))}


def _add_provider(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    secret = sys.stdin.readline().rstrip("\r\n") if options.secret_stdin else ""
    told = Provider("", tenant, options.name, options.issuer, options.client_id, secret, options.first_login)
    made = add_provider(connection, load_key(options.hub.data).private_bytes_raw(), told)
    note(connection, tenant, OPERATOR, "", "provider_added", made)
    return {"provider": made, "redirect": "the hub's address and /oidc/callback"}


def _link(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    account = _account(connection, tenant, options.login)
    link(connection, options.provider, options.subject, account)
    note(connection, tenant, OPERATOR, "", "provider_linked", account.person, {"by": options.provider})
    return {"linked": account.login}


def _remove_provider(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    remove_provider(connection, tenant, options.provider)
    note(connection, tenant, OPERATOR, "", "provider_removed", options.provider)
    return {"removed": options.provider}


def _alerts(connection: Connection, tenant: str, options: argparse.Namespace) -> dict[str, Any]:
    return {"alerts": [{**one, "at": _readable(one["at"])} for one in alerts_of(connection, tenant)]}


def _readable(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
