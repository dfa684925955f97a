"""The hub's routes, one file per resource."""

from __future__ import annotations

from fastapi import APIRouter

from sync_server.routes import devices, files, health, live, records, session, sync

ROUTERS: tuple[APIRouter, ...] = (
    health.router, devices.router, session.router, sync.router, live.router, files.router, records.router,
)  # fmt: skip
