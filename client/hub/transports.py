"""Three ways to hear the hub at once, behind one interface: WebSocket, server-sent events, long polling.

Each is a stream of :class:`Heard`. The first one comes as soon as the way stands, if only to say that nothing was
missed; a way on which it does not come within its patience is blocked, whatever answered in the hub's stead.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from client.hub.hub_connection import HubConnection, HubRefused
from client.text import sync as words
from shared_models.errors import EnvelopeRefused
from shared_models.protocol import LONGEST_POLL, STREAM_SILENCE, Entry, pack, read_entry, unpack_body

#: Of the hub's own reasons to end a WebSocket: 4401 is HTTP's 401, and so on.
_OWN_CODES = range(4400, 4500)


#: What the WebSocket has to say; at debug level it would write down the token.
_LOG = logging.getLogger(f"{__name__}.websocket")
_LOG.setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who edits a record at this moment, on one of their devices."""

    record_type: str
    record: str
    person: str
    name: str
    device: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One live message: entries of the log, and who edits now in those spaces where that has changed."""

    entries: list[Entry] = field(default_factory=list)
    presence: Mapping[str, Sequence[Present]] = field(default_factory=dict)


Messages = Callable[[HubConnection, str, Mapping[str, int]], AsyncGenerator[Heard, None]]


@dataclass(frozen=True, slots=True)
class Transport:
    """A way to listen: ``messages(connection, token, cursors)``, whose first has to come in ``patience`` seconds."""

    name: str
    messages: Messages
    patience: float


async def by_websocket(
    connection: HubConnection, token: str, cursors: Mapping[str, int]
) -> AsyncGenerator[Heard, None]:
    """The WebSocket: the least traffic and the quickest."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed, InvalidStatus

    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with connect(
            connection.live_address(),
            additional_headers=headers,
            max_size=None,
            open_timeout=5,
            close_timeout=0.5,
            ssl=connection.tls,
            logger=_LOG,
        ) as socket:
            await socket.send(pack({"cursors": dict(cursors), "presence": True}))
            while True:
                message = await asyncio.wait_for(socket.recv(), STREAM_SILENCE)
                yield heard_of(message if isinstance(message, bytes) else message.encode())
    except InvalidStatus as refused:
        if refused.response.status_code == 401:
            raise HubRefused(401, "token_invalid", words.ENDED_BY_HUB.format(code="token_invalid")) from refused
        raise
    except ConnectionClosed as closed:
        if closed.rcvd is not None and closed.rcvd.code in _OWN_CODES:
            reason = closed.rcvd.reason or "ended"
            raise HubRefused(closed.rcvd.code - 4000, reason, words.ENDED_BY_HUB.format(code=reason)) from closed
        raise


async def by_events(connection: HubConnection, token: str, cursors: Mapping[str, int]) -> AsyncGenerator[Heard, None]:
    """Server-sent events: an ordinary answer that does not end."""
    async for name, data in connection.events(token, cursors, STREAM_SILENCE):
        if name == "end":
            raise HubRefused(401, "token_expired", words.ENDED_BY_HUB.format(code="token_expired"))
        if name == "entries":
            yield heard_of(base64.b64decode(data))
        elif name == "presence":
            yield Heard(presence=_presence(unpack_body(base64.b64decode(data))))


async def by_polling(connection: HubConnection, token: str, cursors: Mapping[str, int]) -> AsyncGenerator[Heard, None]:
    """Long polling: one question after the other, each answered when there is something."""
    position, present, wait = dict(cursors), 0, 0
    while True:
        answer = await connection.poll(token, position, wait, present)
        entries = [read_entry(parts) for parts in answer["entries"]]
        position |= {entry.space: entry.seq for entry in entries}
        present, wait = int(answer["present"]), LONGEST_POLL
        yield Heard(entries, _presence(answer["presence"]))


#: From the best to the one that nearly always works. The first two are given up early enough for the third to stand
#: within five seconds.
TRANSPORTS = (
    Transport("websocket", by_websocket, 1.75),
    Transport("events", by_events, 1.75),
    Transport("poll", by_polling, 20.0),
)


def heard_of(message: bytes) -> Heard:
    """A live message as it travels. Raises EnvelopeRefused."""
    body = unpack_body(message)
    if isinstance(body, dict):
        return Heard(presence=_presence(body.get("presence")))
    if not isinstance(body, list):
        raise EnvelopeRefused("this is not a live message")
    return Heard([read_entry(parts) for parts in body])


def _presence(body: Any) -> dict[str, list[Present]]:
    try:
        return {str(space): [Present(*map(str, one)) for one in here] for space, here in body.items()}
    except (AttributeError, TypeError) as error:
        raise EnvelopeRefused("this does not say who is present") from error
