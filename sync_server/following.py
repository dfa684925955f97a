"""Following the log for a device that no socket reaches: what it missed, then woken whenever there is more.

A follower subscribes first, then reads the log from its cursors, each time it is woken: so an entry is neither lost
nor doubled between catching up and what happens, and a slow reader makes nothing pile up here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi.concurrency import run_in_threadpool

from shared_models.rights import Principal
from sync_server.errors import HubError
from sync_server.fanout import Bell
from sync_server.hub import Hub
from sync_server.update_log import heads_of, since_all


class Follower:
    """A device on its way through the logs of some spaces; ``cursors`` says how far it is."""

    def __init__(self, hub: Hub, cursors: Mapping[str, int], who: tuple[str, str], let_in_as: Principal | None) -> None:
        self._hub = hub
        self.cursors = dict(cursors)
        self.bell = Bell(frozenset(cursors), who=who, let_in_as=let_in_as)

    async def missed(self, limit: int) -> list[bytes]:
        """What comes next, at most ``limit`` entries, packed as they travel; the cursors move on with it."""
        self.bell.quiet()
        entries, self.cursors = await run_in_threadpool(missed, self._hub, self.cursors, limit)
        return entries

    async def woken(self, ends: float) -> bool:
        """Wait until there may be more, at most until ``ends`` (seconds since 1970); whether there may."""
        try:
            await asyncio.wait_for(self.bell.rung.wait(), max(0.0, ends - time.time()))
        except TimeoutError:
            return False
        return not self.bell.over


@contextmanager
def following(
    hub: Hub, cursors: Mapping[str, int], who: tuple[str, str] = ("", ""), let_in_as: Principal | None = None
) -> Iterator[Follower]:
    """A follower that is subscribed as long as the block lasts."""
    follower = Follower(hub, cursors, who, let_in_as)
    hub.fanout.subscribe(follower.bell)
    try:
        yield follower
    finally:
        hub.fanout.unsubscribe(follower.bell)


def missed(hub: Hub, cursors: Mapping[str, int], limit: int) -> tuple[list[bytes], dict[str, int]]:
    """At most ``limit`` entries after the cursors, and the cursors moved on."""
    with hub.database.read() as connection:
        return since_all(connection, cursors, limit)


def is_ahead(hub: Hub, cursors: Mapping[str, int]) -> bool:
    """Whether a cursor lies beyond the end of its log: the device knows of entries that this hub does not have."""
    with hub.database.look_up() as connection:
        return any(seq < cursors[space] for space, seq in heads_of(connection, list(cursors)).items())


def require_not_ahead(hub: Hub, cursors: Mapping[str, int]) -> None:
    """Raise HubError 409 when :func:`is_ahead`."""
    if is_ahead(hub, cursors):
        detail = "This device has entries that the hub does not: was the hub restored from a backup?"
        raise HubError(409, "cursor_ahead", detail, "cursors")
