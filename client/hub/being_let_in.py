"""A new device asks to be let in: it shows a code, somebody approves it at the hub's page, and it is enrolled."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.hub.hub_connection import HubRefused
from client.hub.session import HubSilent, Session
from client.hub.trust import authority_of, split

T = TypeVar("T")
#: The hub's words for "ask again" (RFC 8628, section 3.5), and seconds more where it was asked too often.
_PENDING, _SLOW_DOWN, _SLOWER = "authorization_pending", "slow_down", 5


@dataclass(frozen=True)
class Asked:
    """What the device shows (``user_code``, ``page``, ``link``, ``letters`` of its key) and what it keeps."""

    user_code: str
    page: str
    link: str
    letters: str
    hub: str
    name: str
    device_code: str
    interval: int
    key: Ed25519PrivateKey
    authority: str = ""


class BeingLetIn:
    """The conversation of one new device with its hub. Both calls may take long."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, hub: str, name: str) -> Asked:
        """Make a key and ask. The address may name the authority to be believed, as at enrolment.

        Raises WrongAuthority, HubSilent and HubRefused.
        """
        hub, wanted = split(hub)
        authority = self._run(authority_of(hub, wanted), hub) if wanted else ""
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        version = self._session.version
        told = self._put(hub, authority, lambda connection: connection.ask_to_be_let_in(name, public, version))
        digits = hashlib.sha256(public).hexdigest()[:12].upper()
        letters = " ".join(digits[i : i + 4] for i in range(0, 12, 4))
        return Asked(
            told["user_code"], told["verification_uri"], told["verification_uri_complete"], letters, hub, name,
            told["device_code"], int(told["interval"]), key, authority,
        )  # fmt: skip

    def wait(self, asked: Asked, stop: threading.Event) -> bool:
        """Ask again and again until somebody has approved; False when stopped before. Raises HubRefused when the
        device was turned away or the code has run out; a hub out of reach is asked again."""
        interval = asked.interval
        while not stop.is_set():
            try:
                answer = self._put(
                    asked.hub, asked.authority, lambda connection: connection.claim(asked.device_code, asked.key)
                )
            except HubSilent:
                answer = None
            except HubRefused as refusal:
                if refusal.code not in (_PENDING, _SLOW_DOWN):
                    raise
                interval += _SLOWER if refusal.code == _SLOW_DOWN else 0
                answer = None
            if answer is not None:
                self._session.settle(asked.hub, asked.key, answer, asked.name, asked.authority)
                return True
            stop.wait(interval)
        return False

    def _put(self, hub: str, authority: str, question: Any) -> Mapping[str, Any]:
        async def put() -> Mapping[str, Any]:
            connection = self._session.connection(hub, authority)
            try:
                answer: Mapping[str, Any] = await question(connection)
                return answer
            finally:
                await connection.close()

        return self._run(put(), hub)

    def _run(self, step: Coroutine[Any, Any, T], hub: str) -> T:
        import httpx

        try:
            return asyncio.run(step)
        except httpx.HTTPError as error:
            raise self._session.silent(hub) from error
