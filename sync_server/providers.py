"""OpenID Connect: people sign in at their company's own provider, in a browser, and come back as one of our accounts.

Authorization code with PKCE (RFC 7636), state bound to the browser, and a nonce. What the provider says is believed
only in an ID token that its published keys have signed, for us, now, with that nonce (OpenID Connect Core, 3.1.3.7).
Keys are fetched again when a token names one that is not known yet: providers change theirs without telling anybody.
"""

from __future__ import annotations

import hmac
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Connection, delete, insert, select

from shared_models.clock import system_milliseconds
from shared_models.identifiers import new_id
from shared_models.sealing import seal, unseal
from sync_server.accounts import Account, find_account, find_by_login
from sync_server.audit import note
from sync_server.config import is_loopback
from sync_server.database import Database
from sync_server.errors import HubError, SetupProblem, bad_request, forbidden
from sync_server.group_writer import GroupWriter
from sync_server.sign_in_tables import PROVIDER, PROVIDER_LOGIN, PROVIDER_PERSON
from sync_server.tokens import new_secret, secret_hash

#: Who is let in that has not been linked: nobody, or whoever's verified e-mail address is the login of an account.
LINKED, BY_EMAIL = "linked", "email"
RULES = (LINKED, BY_EMAIL)
_ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "Ed25519", "EdDSA"]
_LOGIN_LIFE_MS = 10 * 60 * 1000
_LEEWAY = 60
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider of a tenant; ``secret`` is what the hub shows it, empty for a public client."""

    id: str
    tenant: str
    name: str
    issuer: str
    client_id: str
    secret: str
    first_login: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back from a provider, and where they wanted to go."""

    person: str
    provider: str
    next: str


class Providers:
    """The providers of a hub whose secret is ``master``."""

    def __init__(self, database: Database, writer: GroupWriter, master: bytes) -> None:
        self._database, self._writer = database, writer
        self._key = provider_key(master)
        self._described: dict[str, dict[str, Any]] = {}
        self._keys: dict[str, KeySet] = {}

    def offered(self, connection: Connection) -> list[dict[str, str]]:
        """Identifier and name of each, for the page on which people sign in."""
        wanted = select(PROVIDER.c.id, PROVIDER.c.name).order_by(PROVIDER.c.name)
        return [{"id": row.id, "name": row.name} for row in connection.execute(wanted)]

    async def begin(self, provider_id: str, cookie: str, come_back: str, next: str) -> str:
        """Where to send a browser; it comes back to ``come_back``. Raises HubError 400 and 502."""
        provider = self._provider(provider_id)
        described = await self._describe(provider)
        state, nonce, verifier = new_secret(), new_secret(), new_secret() + new_secret()
        now = system_milliseconds()
        row: dict[str, Any] = {
            "hash": secret_hash(state),
            "browser": secret_hash(cookie),
            "provider": provider.id,
            "nonce": nonce,
        }
        row |= {"verifier": verifier, "next": next, "expires": now + _LOGIN_LIFE_MS}

        def remember(connection: Connection) -> None:
            connection.execute(delete(PROVIDER_LOGIN).where(PROVIDER_LOGIN.c.expires < now))
            connection.execute(insert(PROVIDER_LOGIN).values(**row))

        await self._writer.write(remember)
        async with self._client(provider, come_back) as client:
            url, _ = client.create_authorization_url(
                described["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    async def finish(self, state: str, code: str, cookie: str, come_back: str) -> Arrived:
        """Who came back with a code. Raises HubError 400, 403 and 502."""
        login = await self._spend(state, cookie)
        provider = self._provider(login.provider)
        described = await self._describe(provider)
        try:
            async with self._client(provider, come_back) as client:
                token = await client.fetch_token(described["token_endpoint"], code=code, code_verifier=login.verifier)
        except (httpx.HTTPError, AuthlibBaseError, ValueError) as error:
            raise _failed(provider, "did not take the code") from error
        claims = await self._claims(provider, described, str(token.get("id_token", "")), login.nonce)

        def let_in(connection: Connection) -> str:
            account = _account_of(connection, provider, claims)
            note(connection, account.tenant, account.person, "", "signed_in", account.person, {"by": provider.id})
            return account.person

        return Arrived(await self._writer.write(let_in), provider.id, login.next)

    async def sign_out_address(self, provider_id: str, come_back: str) -> str:
        """Where somebody signs out at the provider too; empty where it has no such place."""
        try:
            provider = self._provider(provider_id)
            end = str((await self._describe(provider)).get("end_session_endpoint", ""))
        except HubError:
            return ""
        return (
            f"{end}?{urlencode({'client_id': provider.client_id, 'post_logout_redirect_uri': come_back})}"
            if end
            else ""
        )

    def _client(self, provider: Provider, come_back: str) -> Any:
        return _oauth_client()(
            provider.client_id, provider.secret or None, redirect_uri=come_back, scope="openid email profile",
            code_challenge_method="S256", timeout=_PATIENCE,
            token_endpoint_auth_method="client_secret_basic" if provider.secret else "none",
        )  # fmt: skip

    async def _spend(self, state: str, cookie: str) -> Any:
        """What was begun with the state, in this very browser; it serves once."""

        def take(connection: Connection) -> Any:
            known = (PROVIDER_LOGIN.c.hash == secret_hash(state), PROVIDER_LOGIN.c.expires > system_milliseconds())
            row = connection.execute(select(PROVIDER_LOGIN).where(*known)).first()
            taken = connection.execute(delete(PROVIDER_LOGIN).where(PROVIDER_LOGIN.c.hash == secret_hash(state)))
            return row if taken.rowcount == 1 else None

        found = await self._writer.write(take)
        if found is None or not hmac.compare_digest(found.browser, secret_hash(cookie)):
            raise bad_request("state_unknown", "This sign-in was not begun here, or too long ago. Please begin again.")
        return found

    async def _claims(self, provider: Provider, described: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
        """What the ID token says, once all of it is as it must be. Raises HubError 403."""
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": described["issuer"]},
            aud={"essential": True, "value": provider.client_id},
            sub={"essential": True}, exp={"essential": True}, iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        try:
            claims = dict((await self._decoded(provider, described, token)).claims)
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise forbidden("What the provider says about you does not hold.", code="id_token_invalid") from error
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", provider.client_id) != provider.client_id or (several and "azp" not in claims):
            raise forbidden("What the provider says is for somebody else.", code="id_token_invalid")
        return claims

    async def _decoded(self, provider: Provider, described: dict[str, Any], token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._key_set(provider, described, False), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):  # the provider may have changed its keys: look once more
            return jwt.decode(token, await self._key_set(provider, described, True), algorithms=_ALGORITHMS)

    async def _key_set(self, provider: Provider, described: dict[str, Any], anew: bool) -> KeySet:
        if anew or provider.id not in self._keys:
            self._keys[provider.id] = KeySet.import_key_set(await self._fetch(provider, str(described["jwks_uri"])))  # type: ignore[arg-type]
        return self._keys[provider.id]

    async def _describe(self, provider: Provider) -> dict[str, Any]:
        """What the provider publishes about itself (OpenID Connect Discovery)."""
        if provider.id not in self._described:
            told = await self._fetch(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != provider.issuer:
                raise _failed(provider, "calls itself by another name")
            self._described[provider.id] = told
        return self._described[provider.id]

    async def _fetch(self, provider: Provider, address: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                answer = (await client.get(address)).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise _failed(provider, "does not answer") from error
        if not isinstance(answer, dict):
            raise _failed(provider, "answers with something else")
        return answer

    def _provider(self, provider_id: str) -> Provider:
        with self._database.look_up() as connection:
            row = connection.execute(select(PROVIDER).where(PROVIDER.c.id == provider_id)).first()
        if row is None:
            raise bad_request("unknown_provider", "There is no such provider here.")
        secret = unseal(row.client_secret, self._key, row.id, "provider")
        return Provider(row.id, row.tenant, row.name, row.issuer, row.client_id, secret, row.first_login)


def provider_key(master: bytes) -> bytes:
    """The key that seals what the hub shows its providers."""
    return HKDF(SHA256(), 32, None, b"forecourt-provider-1").derive(master)


def add_provider(connection: Connection, master: bytes, provider: Provider) -> str:
    """Add a provider (its ``id`` is made here) and return its identifier. Raises SetupProblem."""
    address = urlsplit(provider.issuer)
    if address.scheme != "https" and not (address.scheme == "http" and is_loopback(address.hostname or "")):
        raise SetupProblem("issuer: must begin with https://")
    if not provider.name.strip() or not provider.client_id or provider.first_login not in RULES:
        raise SetupProblem(f"name, client_id: must not be empty; first_login: one of {', '.join(RULES)}")
    made = new_id()
    told = {"tenant": provider.tenant, "name": provider.name.strip(), "issuer": provider.issuer}
    told |= {"client_id": provider.client_id, "first_login": provider.first_login}
    sealed = seal(provider.secret, provider_key(master), made, "provider")
    connection.execute(insert(PROVIDER).values(id=made, client_secret=sealed, **told))
    return made


def remove_provider(connection: Connection, tenant: str, provider: str) -> None:
    """Nobody comes in by this provider any more. Raises SetupProblem."""
    if connection.execute(delete(PROVIDER).where(PROVIDER.c.id == provider, PROVIDER.c.tenant == tenant)).rowcount != 1:
        raise SetupProblem(f"provider: there is none called '{provider}'")
    connection.execute(delete(PROVIDER_PERSON).where(PROVIDER_PERSON.c.provider == provider))


def link(connection: Connection, provider: str, subject: str, account: Account) -> None:
    """Whoever the provider calls so is this account."""
    known = (PROVIDER_PERSON.c.provider == provider, PROVIDER_PERSON.c.subject == subject)
    connection.execute(delete(PROVIDER_PERSON).where(*known))
    connection.execute(insert(PROVIDER_PERSON).values(provider=provider, subject=subject, person=account.person))


def _account_of(connection: Connection, provider: Provider, claims: dict[str, Any]) -> Account:
    """The account that is meant. Raises HubError 403."""
    subject = str(claims["sub"])[:250]
    known = (PROVIDER_PERSON.c.provider == provider.id, PROVIDER_PERSON.c.subject == subject)
    person = connection.execute(select(PROVIDER_PERSON.c.person).where(*known)).scalar()
    account = find_account(connection, person) if person else None
    if person is None and provider.first_login == BY_EMAIL and claims.get("email_verified") is True:
        found = find_by_login(connection, provider.tenant, str(claims.get("email", "")))
        account = found[0] if found is not None else None
        if account is not None and account.active:
            link(connection, provider.id, subject, account)
            note(connection, account.tenant, account.person, "", "provider_linked", account.person, {"by": provider.id})
    if account is None or not account.active or account.tenant != provider.tenant:
        detail = f"{provider.name} knows you as “{subject}”, but no account here is linked with that. "
        raise forbidden(detail + "Give these letters to your administrator.", code="not_linked")
    return account


@cache
def _oauth_client() -> Any:
    """Authlib's client; with httpx it says that it would rather have another, which is nothing for the hub's log."""
    from authlib.deprecate import AuthlibDeprecationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.httpx_client import AsyncOAuth2Client
    return AsyncOAuth2Client


def _failed(provider: Provider, what: str) -> HubError:
    return HubError(502, "provider_failed", f"{provider.name} {what}. Please try again, or sign in another way.")
