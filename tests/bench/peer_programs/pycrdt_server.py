"""Serves pycrdt-websocket by uvicorn, in memory: ``pycrdt_server.py PORT``."""

import asyncio
import sys

import uvicorn
from pycrdt.websocket import ASGIServer, WebsocketServer  # type: ignore[import-not-found]


async def main() -> None:
    """Serve for ever."""
    async with WebsocketServer() as server:
        config = uvicorn.Config(ASGIServer(server), port=int(sys.argv[1]), log_level="warning")
        print("ready", flush=True)
        await uvicorn.Server(config).serve()


asyncio.run(main())
