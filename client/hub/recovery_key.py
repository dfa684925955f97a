"""The house's recovery key: made or named by a manager, and used on a new device once all others are lost."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from client.hub.asking import ask
from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.text import role_keys as words
from shared_models import role_keys
from shared_models.errors import NotAllowed

T = TypeVar("T")
_PUBLIC_BYTES = 32


class RecoveryKey:
    """What the app does about it while it keeps in step with the hub. Raises HubSilent and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(self) -> str:
        """Make one and have all keys wrapped for it; a former one opens nothing from then on."""
        private, keys = X25519PrivateKey.generate(), self._session.role_keys
        public = private.public_key().public_bytes_raw()
        ask(self._session, lambda hub, token: keys.keep_recovery(hub, token, public))
        return role_keys.as_words(private)

    def use(self, told: str) -> int:
        """Take the keys that a printed one opens; how many were not here. Raises NotAllowed for a slip."""
        private, keys = role_keys.from_words(told), self._session.role_keys
        return ask(self._session, lambda hub, token: keys.recover(hub, token, private))


def make(session: Session) -> str:
    """Make a recovery key and have all keys wrapped for it; what is to be printed once, and is kept nowhere here.

    Raises HubRefused for who is no manager, and HubSilent.
    """
    private = X25519PrivateKey.generate()
    keep(session, private.public_key().public_bytes_raw())
    return role_keys.as_words(private)


def name(session: Session, told: str) -> None:
    """Have all keys wrapped for the holder of this public X25519 key (base64), such as IT's. Raises NotAllowed too."""
    try:
        public = base64.b64decode(told.strip(), validate=True)
    except (binascii.Error, ValueError):
        public = b""
    if len(public) != _PUBLIC_BYTES:
        raise NotAllowed(words.NO_PUBLIC_KEY, "key")
    keep(session, public)


def keep(session: Session, public: bytes) -> None:
    """Tell the hub and wrap what is held. Raises HubRefused and HubSilent."""
    _now(session, lambda connection, token: session.role_keys.keep_recovery(connection, token, public))


def use(session: Session, told: str) -> int:
    """Take the keys that a printed recovery key opens; how many were not here. Raises NotAllowed, HubSilent."""
    private = role_keys.from_words(told)
    return _now(session, lambda connection, token: session.role_keys.recover(connection, token, private))


def _now(session: Session, step: Callable[[HubConnection, str], Coroutine[Any, Any, T]]) -> T:
    import httpx

    async def run() -> T:
        connection = session.connection()
        try:
            return await step(connection, await session.token(connection))
        finally:
            await connection.close()

    try:
        return asyncio.run(run())
    except httpx.HTTPError as error:
        raise session.silent() from error
