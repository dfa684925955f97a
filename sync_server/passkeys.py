"""Passkeys (WebAuthn): a person proves by a key that never leaves their phone, token or computer who they are.

The key's holder is asked for a PIN, finger or face (user verification), so a passkey counts as both factors. A key is
bound to the name by which the hub is called: a page of another name can use none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlalchemy import Connection, delete, insert, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sync_server.accounts import Account, find_account
from sync_server.alerts import Scene, raise_alert
from sync_server.audit import note
from sync_server.errors import HubError, not_found, unauthorised
from sync_server.sign_in_tables import PASSKEY, PASSKEY_CHALLENGE
from sync_server.tokens import secret_hash

_LIFE_MS = 5 * 60 * 1000
_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Site:
    """By which name and address the hub is called: what passkeys are bound to."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Held:
    """A passkey of somebody, as the page lists it; instants in milliseconds since 1970 UTC."""

    hash: str
    name: str
    made: int
    used: int | None


def begin_adding(connection: Connection, cookie: str, account: Account, site: Site, now_ms: int) -> Any:
    """What the browser is asked to make a passkey with."""
    held = connection.execute(select(PASSKEY.c.credential).where(PASSKEY.c.person == account.person)).scalars()
    options = webauthn.generate_registration_options(
        rp_id=site.name, rp_name="Forecourt hub", user_id=bytes.fromhex(account.person), user_name=account.login,
        user_display_name=account.name, exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )  # fmt: skip
    _keep(connection, cookie, options.challenge, now_ms)
    return json.loads(webauthn.options_to_json(options))


def add(
    connection: Connection, cookie: str, account: Account, site: Site, told: dict[str, Any], name: str, now_ms: int
) -> None:
    """Keep a passkey that the browser has made. Raises HubError 401."""
    challenge = _spend(connection, cookie, now_ms)
    try:
        made = webauthn.verify_registration_response(
            credential=told, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    row = {"hash": _hash(made.credential_id), "credential": made.credential_id, "person": account.person}
    connection.execute(
        insert(PASSKEY).values(
            **row,
            name=name[:100] or "Passkey",
            public_key=made.credential_public_key,
            count=made.sign_count,
            made=now_ms,
            used=None,
        )
    )
    note(connection, account.tenant, account.person, "", "passkey_added", account.person)
    raise_alert(connection, "passkey_added", Scene(account.tenant, account.person), now_ms)


def begin_signing_in(connection: Connection, cookie: str, site: Site, now_ms: int) -> Any:
    """What the browser is asked to sign with any passkey it has of this hub."""
    options = webauthn.generate_authentication_options(rp_id=site.name, user_verification=_VERIFIED)
    _keep(connection, cookie, options.challenge, now_ms)
    return json.loads(webauthn.options_to_json(options))


def sign_in(connection: Connection, cookie: str, site: Site, told: dict[str, Any], now_ms: int) -> Account:
    """Who has signed. Raises HubError 401."""
    challenge = _spend(connection, cookie, now_ms)
    try:
        credential = base64url_to_bytes(str(told["id"]))
        row = connection.execute(select(PASSKEY).where(PASSKEY.c.hash == _hash(credential))).first()
        if row is None:
            raise _refused()
        proven = webauthn.verify_authentication_response(
            credential=told, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin,
            credential_public_key=row.public_key, credential_current_sign_count=int(row._mapping["count"]),
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    account = find_account(connection, row.person)
    if account is None or not account.active:
        raise _refused()
    used = {"count": proven.new_sign_count, "used": now_ms}
    connection.execute(update(PASSKEY).where(PASSKEY.c.hash == row.hash).values(**used))
    note(connection, account.tenant, account.person, "", "signed_in", account.person, {"by": "passkey"})
    return account


def passkeys_of(connection: Connection, person: str) -> list[Held]:
    """A person's passkeys, oldest first."""
    wanted = select(PASSKEY).where(PASSKEY.c.person == person).order_by(PASSKEY.c.made)
    return [Held(bytes_to_base64url(row.hash), row.name, row.made, row.used) for row in connection.execute(wanted)]


def remove(connection: Connection, account: Account, passkey: str) -> None:
    """Believe a passkey no more. Raises HubError 404."""
    try:
        known = (PASSKEY.c.hash == base64url_to_bytes(passkey), PASSKEY.c.person == account.person)
    except ValueError as error:
        raise not_found("There is no such passkey.") from error
    if connection.execute(delete(PASSKEY).where(*known)).rowcount != 1:
        raise not_found("There is no such passkey.")
    note(connection, account.tenant, account.person, "", "passkey_removed", account.person)


def _keep(connection: Connection, cookie: str, challenge: bytes, now_ms: int) -> None:
    mine = PASSKEY_CHALLENGE.c.browser == secret_hash(cookie)
    connection.execute(delete(PASSKEY_CHALLENGE).where(mine | (PASSKEY_CHALLENGE.c.expires < now_ms)))
    row = {"browser": secret_hash(cookie), "challenge": challenge, "expires": now_ms + _LIFE_MS}
    connection.execute(insert(PASSKEY_CHALLENGE).values(**row))


def _spend(connection: Connection, cookie: str, now_ms: int) -> bytes:
    """The challenge this browser was given; it serves once."""
    mine = PASSKEY_CHALLENGE.c.browser == secret_hash(cookie)
    known = connection.execute(select(PASSKEY_CHALLENGE).where(mine)).first()
    taken = connection.execute(delete(PASSKEY_CHALLENGE).where(mine)).rowcount == 1
    if known is None or not taken or known.expires < now_ms:
        raise _refused()
    return bytes(known.challenge)


def _hash(credential: bytes) -> bytes:
    return secret_hash(bytes_to_base64url(credential))


def _refused() -> HubError:
    return unauthorised("passkey_refused", "This passkey is not known here, or did not sign as it must. Try again.")
