"""The part of the hub that stores and forwards, alone: its writer, log, fan-out and socket; run as a program.

``python -m tests.bench.store_and_forward FOLDER PORT``. Whoever says ``listen`` hears every entry; every other message
is a packed envelope, appended and durable before anybody hears of it. Nobody is asked who they are.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from shared_models.envelopes import unpack
from sync_server.admission import Pushed
from sync_server.checkpoints import Checkpoints
from sync_server.config import load_config
from sync_server.database import SqliteDatabase, open_database
from sync_server.fanout import Fanout, Subscriber
from sync_server.group_writer import GroupWriter
from sync_server.serving import TransportExposed
from sync_server.update_log import Appending

SPACE = "acme/stock"
#: As the hub has it: no more than that are written on the event loop itself.
_FEW = 2


def _append(connection: Connection, batch: list[bytes]) -> Pushed:
    log = Appending(connection, 1)
    opened = [(unpack(packed), packed) for packed in batch]
    entries = [(log.append(envelope, packed, envelope.stamp), packed) for envelope, packed in opened]
    log.flush()
    return Pushed([], entries)


class Forwarder:
    """Lives on one event loop, like the hub."""

    def __init__(self, folder: Path) -> None:
        config = load_config({"data": folder}, {})
        config.make_folder()
        self._database = database = open_database(config, checkpoints_itself=False)
        assert isinstance(database, SqliteDatabase)
        self._fanout = Fanout()
        self._writer = GroupWriter(self._database, self._publish)
        self._come: list[bytes] = []
        self._bell = asyncio.Event()
        self._tasks = [
            asyncio.create_task(Checkpoints(database, self._writer).run()),
            asyncio.create_task(self._pump()),
        ]

    def _publish(self, outcomes: Any) -> None:
        self._fanout.publish(entry for pushed in outcomes if isinstance(pushed, Pushed) for entry in pushed.entries)

    async def _pump(self) -> None:
        """What came while the last group was written makes the next one."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            batch, self._come = self._come, []
            few = len(batch) <= _FEW
            await self._writer.write(lambda connection: _append(connection, batch), brief=few)  # noqa: B023 - awaited

    async def hear(self, websocket: WebSocket) -> None:
        """One connection."""
        await websocket.accept()
        try:
            while True:
                message = await websocket.receive_bytes()
                if message == b"listen":
                    cut: asyncio.Future[int] = asyncio.get_running_loop().create_future()
                    transport = websocket.scope["hub.transport"]
                    subscriber = Subscriber(frozenset({SPACE}), transport, 64_000_000, cut)
                    self._fanout.subscribe(subscriber)
                    subscriber.go_live({})
                else:
                    self._come.append(message)
                    self._bell.set()
        except WebSocketDisconnect:
            return


def main(folder: Path, port: int) -> None:
    """Serve until ended."""

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.forwarder = Forwarder(folder)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        yield

    async def route(websocket: WebSocket) -> None:
        await websocket.app.state.forwarder.hear(websocket)

    app = Starlette(routes=[WebSocketRoute("/", route)], lifespan=life)
    sys.setswitchinterval(0.001)
    uvicorn.run(app, port=port, ws=TransportExposed, ws_per_message_deflate=False, log_level="error")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
