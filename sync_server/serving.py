"""Running the hub: the socket, the event loop, the readiness line, and one hub per data folder."""

from __future__ import annotations

import gc
import logging
import socket
import sqlite3
import ssl
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sync_server.app import create_app
from sync_server.config import HubConfig
from sync_server.connections import PatientProtocol, make_room
from sync_server.device_certificates import SHOWN, Authority, shown_over
from sync_server.errors import SetupProblem
from sync_server.keys import load_key
from sync_server.logs import set_up_logs

_BACKLOG = 4096
#: Ticks of a tenth of a second between two looks whether the certificate was renewed.
_LOOK_AT_CERTIFICATE = 20
log = logging.getLogger(__name__)
#: New objects, and rounds of younger ones, after which garbage is looked for.
_COLLECT = (20_000, 20, 20)
_SWITCH_SECONDS = 0.001
_LARGEST_FIRST_MESSAGE = 1_000_000


class TransportExposed(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, but the route can reach the transport (see ``fanout``)."""

    def handle_connect(self, event: Any) -> None:
        """Take a handshake."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["hub.transport"] = self.transport  # type: ignore[typeddict-unknown-key]
            self.scope[SHOWN] = shown_over(self.transport)  # type: ignore[literal-required]

    async def send(self, message: Any) -> None:
        """Send for the application. A refused handshake is a complete one; uvicorn would report it as an error."""
        await super().send(message)
        if self.close_sent and self.initial_response is not None:
            self.handshake_complete = True


class _Server(uvicorn.Server):
    """Says on standard output when it is ready, and where, and when it has stopped."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, address: str) -> None:
        super().__init__(config)
        self._app = app
        self._address = address
        self._certificate: tuple[int, ...] = ()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            _let_collector_rest()
            _say(f"ready on {self._address}")

    async def on_tick(self, counter: int) -> bool:
        """Also take a renewed certificate, for whoever connects from now on."""
        if counter % _LOOK_AT_CERTIFICATE == 0 and self.config.ssl is not None:
            self._renew_certificate(self.config.ssl)
        return await super().on_tick(counter)

    def _renew_certificate(self, context: ssl.SSLContext) -> None:
        files = str(self.config.ssl_certfile), str(self.config.ssl_keyfile)
        try:
            written = tuple(Path(file).stat().st_mtime_ns for file in files)
            if self._certificate not in ((), written):
                context.load_cert_chain(*files)
                log.info("the certificate was renewed")
            self._certificate = written
        except OSError as error:  # half written, or certificate and key do not belong together yet: looked at again
            log.warning("the renewed certificate cannot be used", extra={"error": type(error).__name__})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, then say that everything is put away; the process then ends by the signal that it was sent."""
        if self.started:
            self._app.state.hub.fanout.hang_up()  # streams of events would else be waited for
        await super().shutdown(sockets)
        _say("stopped")


def serve(config: HubConfig) -> None:
    """Serve until told to stop. Raises SetupProblem when the address or the data folder is taken."""
    config.make_folder()
    lock = only_hub(config.data)
    listening = _listen(config)
    port = listening.getsockname()[1]
    host = f"[{config.host}]" if ":" in config.host else config.host
    set_up_logs(config.log_level)
    app = create_app(config)
    PatientProtocol.patience, PatientProtocol.most = config.silence, make_room(config.most_connections)
    settings = uvicorn.Config(
        app,
        ws=TransportExposed,
        ws_per_message_deflate=False,
        ws_max_size=_LARGEST_FIRST_MESSAGE,
        loop="auto",
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        ssl_certfile=config.certificate,
        ssl_keyfile=config.private_key,
    )
    settings.load()
    if settings.ssl is not None:
        settings.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
        if config.asks_certificates:
            Authority(load_key(config.data)).ask_in(settings.ssl)
    # The writer's thread computes for long stretches; the event loop must not wait five milliseconds for its turn.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        _Server(settings, app, f"{'https' if config.secure else 'http'}://{host}:{port}").run([listening])
    finally:
        lock.close()


def _let_collector_rest() -> None:
    """Leave out of every later look for garbage what is there for good, and look less often.

    Modules, schema and routes are hundreds of thousands of objects: to go through them again holds up everybody.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def _say(words: str) -> None:
    sys.stdout.write(f"forecourt-hub: {words}\n")
    sys.stdout.flush()


def _listen(config: HubConfig) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there the option would let two programs share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((config.host, config.port))
    except OSError as error:
        raise SetupProblem(
            f"port: {config.host}:{config.port} cannot be used: {error.strerror}. Is a hub running already?"
        ) from error
    listening.listen(_BACKLOG)
    listening.set_inheritable(True)
    return listening


def only_hub(data: Path) -> sqlite3.Connection:
    """Hold the data folder for this process alone; the system lets go of it however the process ends.

    Raises SetupProblem.
    """
    lock = sqlite3.connect(data / "serving.lock", timeout=0, isolation_level=None)
    try:
        lock.execute("PRAGMA journal_mode=MEMORY")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise SetupProblem(f"data: another hub is running on {data}") from error
    return lock
