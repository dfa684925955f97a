"""This device's standing with its hub: enrolment, who is signed in, and the tokens that prove it.

What is no secret stands in ``session.json`` beside the replica; the device key and the refresh token are in the vault.
Signing in once is enough for weeks: everything here works from what is stored when the hub is out of reach.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections.abc import Coroutine, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from client.care.drills import Drills
from client.care.second_factor import Offer, read_offer
from client.changes import Identity
from client.hub.hub_connection import HubConnection, HubRefused, unreachable
from client.hub.own_certificate import OwnCertificate
from client.hub.people_here import SECRETS, PeopleHere
from client.hub.role_keys import RoleKeys
from client.hub.trust import authority_of, split
from client.hub.vault import Vault
from client.text import drills as drill_words
from client.text import sync as words
from shared_models.errors import ForecourtError
from shared_models.protocol import SignedIn
from shared_models.rights import is_external
from shared_models.sealing import Seals, sealed_types

T = TypeVar("T")
log = logging.getLogger(__name__)
#: Seconds before its end at which an access token is renewed.
_EARLY = 60


class SignInNeeded(ForecourtError):
    """Nobody is signed in, or the hub no longer accepts who is."""

    code = "sign_in_needed"


class HubSilent(ForecourtError):
    """The hub does not answer."""

    code = "hub_silent"


@dataclass(frozen=True)
class Standing:
    """What is known of hub, device and person; stored as JSON. Empty strings: not known yet."""

    hub: str = ""
    hub_key: str = ""
    authority: str = ""
    tenant: str = ""
    device: str = ""
    device_name: str = ""
    person: str = ""
    name: str = ""
    role: str = ""
    store: str | None = None
    spaces: list[str] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)


class Session:
    """The session of the replica in one folder."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self._file = folder / "session.json"
        self.version = version
        self.vault = Vault(folder)
        self.certificate = OwnCertificate(self.vault)
        self.people = PeopleHere(self)
        self.role_keys = RoleKeys(self)
        self.standing = (
            Standing(**json.loads(self._file.read_text(encoding="utf-8"))) if self._file.exists() else Standing()
        )
        self._token = ""
        self._token_ends = 0.0
        self.drills = Drills(folder)

    @property
    def enrolled(self) -> bool:
        """Whether the hub knows this device."""
        return bool(self.standing.device)

    @property
    def signed_in(self) -> bool:
        """Whether a person is signed in; it needs no hub to stay so."""
        return bool(self.standing.person)

    def identity(self) -> Identity:
        """On whose behalf this device acts. Raises SignInNeeded."""
        s = self.standing
        if not self.signed_in:
            raise SignInNeeded(words.SIGN_IN_NEEDED)
        agreed = frozenset(s.agreed) if is_external(s.role) else None
        return Identity(s.tenant, s.device, s.person, s.role, s.store, self.version, agreed)

    def replica_path(self) -> Path:
        """The person's replica on this device: each has one of their own, so nobody's rights reach another's file."""
        return self._file.parent / f"replica-{self.identity().person}.sqlite"

    def sign_out(self) -> None:
        """Forget who is signed in. Their replica stays, with what it has not sent, until they sign in again."""
        self.people.forget(self.standing.person)
        for secret in SECRETS:
            self.vault.forget(secret)
        self.forget_token()
        self._save(replace(self.standing, person="", name="", role="", store=None, spaces=[]))

    def become(self, standing: Standing) -> None:
        """Another person works here now, whose secrets are in the vault already (see ``people_here``)."""
        self.forget_token()
        self._save(standing)

    def nobody(self) -> None:
        """Nobody is signed in; whoever was and has a PIN has been put aside (see ``people_here``)."""
        self.become(replace(self.standing, person="", name="", role="", store=None, spaces=[]))

    def forget_all(self) -> None:
        """Forget the hub, this device's place at it, and everybody: the device is locked."""
        self.people.forget_all()
        self.forget_token()
        self.standing = Standing()
        self._file.unlink(missing_ok=True)

    def key(self) -> Ed25519PrivateKey:
        """The device's key. Raises SignInNeeded when the vault has lost it."""
        raw = self.vault.get("device-key")
        if raw is None:
            raise SignInNeeded(words.KEY_LOST)
        return Ed25519PrivateKey.from_private_bytes(raw)

    def connection(self, hub: str = "", authority: str = "") -> HubConnection:
        """A connection to the hub, or to another ``hub`` to be enrolled there; cut while an outage drill is on."""
        if hub:
            return HubConnection(hub, self.drills.on, authority)
        return HubConnection(self.standing.hub, self.drills.on, self.standing.authority, self.certificate)

    def silent(self, hub: str = "") -> HubSilent:
        """What to raise where the hub did not answer."""
        said = words.HUB_SILENT.format(hub=hub or self.standing.hub)
        return HubSilent(drill_words.CUT if self.drills.on() else said)

    # --- steps that need the hub; raise httpx.HTTPError or HubRefused ---

    async def enrol(self, hub: str, code: str, device_name: str) -> None:
        """Make a key and have the hub enrol this device with a one-time code.

        The address may name the authority to be believed; raises WrongAuthority where the hub cannot show it.
        """
        hub, wanted = split(hub)
        authority = await authority_of(hub, wanted) if wanted else ""
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        connection = self.connection(hub, authority)
        try:
            answer = await connection.enrol(code, device_name, public, self.version)
        finally:
            await connection.close()
        self.settle(hub, key, answer, device_name, authority)

    def settle(
        self, hub: str, key: Ed25519PrivateKey, told: Mapping[str, Any], device_name: str, authority: str
    ) -> None:
        """The hub has enrolled this device with the key, and told what it keeps of it."""
        self.certificate.forget()
        self.vault.put("device-key", key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        self._save(
            Standing(
                hub=hub,
                hub_key=str(told.get("hub_key", "")),
                authority=authority,
                tenant=str(told["tenant"]),
                device=str(told["device"]),
                device_name=device_name,
            )
        )

    async def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign a person in; ``code`` is of their second factor, once the hub has asked for it."""
        connection = self.connection()
        try:
            self._accept(await connection.sign_in(self.standing.device, self.key(), login, password, code))
            await self._settle_keys(connection)
        finally:
            await connection.close()

    async def sign_in_with_code(self, code: str, verifier: str) -> None:
        """Sign in who did so in the browser."""
        connection = self.connection()
        try:
            self._accept(await connection.sign_in_with_code(self.standing.device, self.key(), code, verifier))
            await self._settle_keys(connection)
        finally:
            await connection.close()

    async def offer_second_factor(self, login: str, password: str) -> Offer:
        """What a person needs to set up the second factor without which the house lets nobody in."""
        connection = self.connection()
        try:
            told = await connection.offer_second_factor(self.standing.device, self.key(), login, password)
            return read_offer(told)
        finally:
            await connection.close()

    async def token(self, connection: HubConnection) -> str:
        """A valid access token, renewed where needed. Raises SignInNeeded when the hub will not renew it."""
        if time.monotonic() < self._token_ends - _EARLY:
            return self._token
        refresh = self.vault.get("refresh-token")
        if refresh is None:
            raise SignInNeeded(words.SIGN_IN_NEEDED)
        try:
            self._accept(await connection.refresh(self.standing.device, self.key(), refresh.decode()))
        except HubRefused as refusal:
            if refusal.status != 401:
                raise
            raise SignInNeeded(words.SIGN_IN_AGAIN.format(reason=refusal)) from refusal
        return self._token

    def seals(self, record_type: str) -> Seals | None:
        """What opens the sealed fields of a record type; None when the person holds no key for it."""
        held = json.loads(self.vault.get("seals") or b"{}").get(record_type)
        return self.role_keys.seals(record_type, base64.b64decode(held) if held else None)

    @property
    def may_seal(self) -> bool:
        """Whether there are sealed fields that the person may write."""
        return bool(sealed_types(self.standing.role))

    async def _settle_keys(self, connection: HubConnection) -> None:
        """Right after signing in, if it can be: otherwise with the next report to the hub."""
        try:
            await self.role_keys.settle(connection, self._token)
        except HubRefused as error:
            log.info("the keys of sealed fields wait: %s", error.code)
        except unreachable() as error:
            log.info("the keys of sealed fields wait: %s", type(error).__name__)

    def hub_key(self) -> bytes:
        """The hub's public key, as it was told at enrolment."""
        return base64.b64decode(self.standing.hub_key)

    def exchange_keys(self) -> dict[str, bytes]:
        """The exchange keys of the person's spaces, as the hub last gave them."""
        held: dict[str, str] = json.loads(self.vault.get("exchange") or b"{}")
        return {space: base64.b64decode(key) for space, key in held.items()}

    def own_exchange_key(self) -> bytes | None:
        """The key of the person's private space, which nobody else is given; None before the hub has given it."""
        return self.exchange_keys().get(f"{self.standing.tenant}/user/{self.standing.person}")

    def keep_exchange_keys(self, keys: Mapping[str, bytes]) -> None:
        """Keep them, if they are others than before."""
        if self.exchange_keys() != keys:
            told = {space: base64.b64encode(key).decode() for space, key in keys.items()}
            self.vault.put("exchange", json.dumps(told).encode())

    def held_token(self) -> str:
        """The access token, for whoever must not renew it. Raises HubSilent when there is none now."""
        if not self._token or time.monotonic() >= self._token_ends:
            raise self.silent()
        return self._token

    def forget_token(self) -> None:
        """The hub did not accept the access token: get another before the next request."""
        self._token_ends = 0.0

    def enrol_now(self, hub: str, code: str, device_name: str) -> None:
        """:meth:`enrol` for callers without an event loop. Raises HubSilent when the hub does not answer."""
        self._now(self.enrol(hub, code, device_name), hub)

    def sign_in_now(self, login: str, password: str, code: str = "") -> None:
        """:meth:`sign_in` for callers without an event loop. Raises HubSilent when the hub does not answer."""
        self._now(self.sign_in(login, password, code), self.standing.hub)

    def sign_in_with_code_now(self, code: str, verifier: str) -> None:
        """:meth:`sign_in_with_code` for callers without an event loop. Raises HubSilent."""
        self._now(self.sign_in_with_code(code, verifier), self.standing.hub)

    def offer_second_factor_now(self, login: str, password: str) -> Offer:
        """:meth:`offer_second_factor` for callers without an event loop. Raises HubSilent."""
        return self._now(self.offer_second_factor(login, password), self.standing.hub)

    def _now(self, step: Coroutine[Any, Any, T], hub: str) -> T:
        import httpx

        try:
            return asyncio.run(step)
        except httpx.HTTPError as error:
            raise self.silent(hub) from error

    def _accept(self, signed: SignedIn) -> None:
        self._token = signed.access_token
        self._token_ends = time.monotonic() + signed.expires_in
        self.vault.put("refresh-token", signed.refresh_token.encode())
        self.vault.put("seals", json.dumps(signed.seals).encode())
        known = replace(
            self.standing,
            tenant=signed.tenant,
            person=signed.person,
            name=signed.name,
            role=signed.role,
            store=signed.store,
            spaces=list(signed.spaces),
            agreed=list(signed.agreed),
        )
        if known != self.standing:
            self._save(known)

    def _save(self, standing: Standing) -> None:
        self.standing = standing
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(standing), indent=1), encoding="utf-8")
        draft.replace(self._file)
