"""What hubs on one database tell each other: over NATS, or without it by PostgreSQL's own NOTIFY.

A bus may lose anything at any time: what is said on it is a hint, or saves a look into the log, which is the truth.
A subject is a word and a tenant, ``log.acme`` or ``presence.acme``.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import nats.errors
import psycopg
from nats.aio.client import Client
from nats.aio.msg import Msg
from psycopg import sql

log = logging.getLogger("forecourt.hub")
#: Called on the event loop with the subject and the message.
Heard = Callable[[str, bytes], None]
_PREFIX = "forecourt."
_AGAIN_SECONDS = 1
_MOST_WAITING = 10_000


class Bus(Protocol):
    """Carries messages between hubs; lives on one event loop."""

    #: Bytes of the largest message it carries.
    largest: int

    async def run(self, heard: Heard, joined: Callable[[], None]) -> None:
        """Carry for ever. ``joined`` is called whenever the bus is there (again): much may have been missed."""

    def say(self, subject: str, message: bytes) -> None:
        """Send to the other hubs, without waiting; what cannot be sent is lost."""


class NatsBus:
    """By a NATS server's URL, ``nats://user:password@host:4222``, or several apart by commas."""

    largest = 700_000

    def __init__(self, url: str) -> None:
        self._servers = [part.strip() for part in url.split(",")]
        self._client = Client()
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(_MOST_WAITING)

    async def run(self, heard: Heard, joined: Callable[[], None]) -> None:
        """Connect, also much later, and carry. A server that went away is sought until it is back."""

        async def rejoined() -> None:
            joined()

        async def quiet(error: Exception) -> None:
            log.warning("the bus complains", extra={"error": type(error).__name__})

        async def take(message: Msg) -> None:
            heard(message.subject.removeprefix(_PREFIX), message.data)

        try:
            while not self._client.is_connected:
                try:
                    await self._client.connect(
                        self._servers, name="forecourt-hub", no_echo=True, max_reconnect_attempts=-1,
                        reconnect_time_wait=_AGAIN_SECONDS, reconnected_cb=rejoined, error_cb=quiet, connect_timeout=5,
                        allow_reconnect=True,
                    )  # fmt: skip
                except (OSError, TimeoutError, nats.errors.Error):
                    await asyncio.sleep(_AGAIN_SECONDS)
            await self._client.subscribe(f"{_PREFIX}*.*", cb=take)
            await self._client.flush()
            joined()
            while True:
                subject, message = await self._waiting.get()
                with suppress(nats.errors.Error):
                    await self._client.publish(_PREFIX + subject, message)
        finally:
            with suppress(nats.errors.Error, OSError):
                await self._client.close()

    def say(self, subject: str, message: bytes) -> None:
        """Send to the other hubs; while the server is away, nothing is kept for it."""
        if self._client.is_connected:
            with suppress(asyncio.QueueFull):
                self._waiting.put_nowait((subject, message))


class NotifyBus:
    """By the database itself. NOTIFY within the writers' transactions would make them wait for each other, so it comes
    after them, on a connection of its own."""

    largest = 5_800
    _CHANNEL = "forecourt"

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)

    async def run(self, heard: Heard, joined: Callable[[], None]) -> None:
        """Connect again whenever the database was away, and carry."""
        while True:
            with suppress(psycopg.Error, OSError):
                async with (
                    await psycopg.AsyncConnection.connect(self._url, autocommit=True) as hearing,
                    await psycopg.AsyncConnection.connect(self._url, autocommit=True) as saying,
                ):
                    await hearing.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._CHANNEL)))
                    joined()
                    await self._carry(hearing, saying, heard)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _carry(
        self, hearing: psycopg.AsyncConnection[object], saying: psycopg.AsyncConnection[object], heard: Heard
    ) -> None:
        own = saying.info.backend_pid

        async def hear() -> None:
            async for note in hearing.notifies():
                if note.pid != own:
                    subject, _, message = note.payload.partition(" ")
                    heard(subject, base64.b64decode(message))

        async def speak() -> None:
            while True:
                payload = await self._waiting.get()
                await saying.execute("SELECT pg_notify(%s, %s)", (self._CHANNEL, payload))

        tasks = [asyncio.ensure_future(hear()), asyncio.ensure_future(speak())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def say(self, subject: str, message: bytes) -> None:
        """Send to the other hubs."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(f"{subject} {base64.b64encode(message).decode()}")
