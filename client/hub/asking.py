"""Asking the hub something on behalf of who is signed in, from a thread that has no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from client.hub.hub_connection import HubConnection
from client.hub.session import Session

T = TypeVar("T")


def ask(session: Session, question: Callable[[HubConnection, str], Awaitable[T]]) -> T:
    """The answer; takes seconds at times. Raises HubSilent where the hub is not in touch, and HubRefused."""
    import httpx

    token = session.held_token()

    async def put() -> T:
        hub = session.connection()
        try:
            return await question(hub, token)
        finally:
            await hub.close()

    try:
        return asyncio.run(put())
    except httpx.HTTPError as error:
        raise session.silent() from error
