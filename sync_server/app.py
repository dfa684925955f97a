"""The hub as a web application: routes, errors, and the one door at which anything unexpected is caught."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as OutOfConnections
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared_models.identifiers import new_id
from sync_server.config import HubConfig
from sync_server.device_certificates import CertificateAsked
from sync_server.errors import HubError
from sync_server.file_places import PlaceUnavailable
from sync_server.hot_path import HotPath
from sync_server.hub import Hub
from sync_server.intake import Intake
from sync_server.routes import ROUTERS
from sync_server.threshold import Threshold, words_in
from sync_server.versions import LeastVersion

log = logging.getLogger("forecourt.hub")
_DESCRIPTION = """The hub of a dealer group: devices hand in changes and fetch what is new; head office reads records.

Devices speak `/v1/devices`, `/v1/session`, `/v1/sync`, `/v1/files` and the socket `/v1/live`. Every answer that is
not what was asked for is JSON `{"code", "detail", "field"}` with a fitting status; `code` is stable, `detail` is for
people.
"""
_OUT_OF_REACH = (OperationalError, InterfaceError, OutOfConnections, PlaceUnavailable)
_CODES = {404: "not_found", 405: "method_not_allowed", 400: "invalid_request"}


def create_app(config: HubConfig) -> FastAPI:
    """The application; its hub starts and ends with it."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.hub = Hub(config)
        yield
        await app.state.hub.close()

    app = FastAPI(
        title="Forecourt hub", version="1", description=_DESCRIPTION, lifespan=life, docs_url=None, redoc_url=None
    )
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _answer_error)
    app.add_exception_handler(RequestValidationError, _answer_error)
    for out_of_reach in _OUT_OF_REACH:
        app.add_exception_handler(out_of_reach, _answer_error)
    app.add_middleware(
        HotPath, errors=lambda error: _as_json(_hub_error(error)), expected=(HTTPException, *_OUT_OF_REACH)
    )
    app.add_middleware(CertificateAsked, required=config.asks_certificates)
    app.add_middleware(LeastVersion, least=config.least_version)
    app.add_middleware(Intake, max_file=config.max_file)
    app.add_middleware(Threshold, hosts=words_in(config.hosts), origins=words_in(config.origins))
    app.add_middleware(LastDoor)
    return app


async def _answer_error(request: Request, error: Exception) -> JSONResponse:
    """Any error that is expected in operation, as the body that all errors have."""
    return _as_json(_hub_error(error))


def _hub_error(error: Exception) -> HubError:
    if isinstance(error, HubError):
        return error
    if isinstance(error, HTTPException):
        headers = dict(error.headers) if error.headers else None
        return HubError(error.status_code, _CODES.get(error.status_code, "error"), str(error.detail), headers=headers)
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first.get("loc", ())[1:])
        return HubError(422, "invalid_request", str(first.get("msg", "")), field)
    if isinstance(error, PlaceUnavailable):
        log.error("the store of the files does not answer", extra={"error": str(error)})
        return HubError(503, "files_unavailable", "The hub cannot reach its files just now. Try again.")
    log.error("database does not answer", extra={"error": type(error).__name__})
    return HubError(503, "storage_unavailable", "The hub cannot write just now. Nothing was lost; try again.")


def _as_json(error: HubError) -> JSONResponse:
    return JSONResponse(error.body(), error.status_code, headers=error.headers)


class LastDoor:
    """Times and logs every request, and answers what nobody expected with 500 and a number to ask support about.

    The log holds route, status and time; neither bodies nor names nor tokens ever go into it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        except Exception as unexpected:
            if status and isinstance(unexpected.__cause__, PlaceUnavailable):  # whoever asked was promised all of it
                told = {"error": str(unexpected.__cause__), "route": _route(scope)}
                log.error("an answer was broken off: its file cannot be read", extra=told)
                return
            number = new_id()[-12:]
            log.exception("unexpected error", extra={"incident": number, "route": _route(scope)})
            error = HubError(500, "internal", f"Something went wrong here. Ask support about incident {number}.")
            if not status:
                await _as_json(error)(scope, receive, noting_send)
        took, route = time.perf_counter() - began, _route(scope)
        if "app" in scope:
            scope["app"].state.hub.measures.answered(scope["method"], route, status, took)
        log.info(
            "request", extra={"method": scope["method"], "route": route, "status": status, "ms": round(took * 1000, 1)}
        )


def _route(scope: Scope) -> str:
    """The route's pattern: a path itself could name a record."""
    return str(getattr(scope.get("route"), "path", "-"))
