"""Is the hub alive, and is it fit for work?"""

from __future__ import annotations

import asyncio
import shutil

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from sync_server.auth import HubHere
from sync_server.errors import HubError
from sync_server.hub import Hub
from sync_server.migrating import is_behind, revision_of

router = APIRouter(tags=["Health"])
_PATIENCE = 5.0


@router.get("/health", summary="The process answers")
async def health() -> dict[str, str]:
    """For a watchdog: says nothing about database or disk."""
    return {"status": "ok"}


@router.get("/v1/authority", summary="The house's own authority", response_class=PlainTextResponse)
async def authority(hub: HubHere) -> str:
    """Its certificate (PEM), for a device that knows its SHA-256 from the link that enrols it; 404: there is none."""
    path = hub.config.authority
    if path is None:
        raise HubError(404, "no_authority", "This hub's certificate is not of an authority of its own.")
    return await asyncio.to_thread(path.read_text, "ascii")


@router.get("/ready", summary="Database, its tables and the disk are fit for work")
async def ready(hub: HubHere) -> dict[str, str]:
    """For a load balancer: 503 with the reason while the hub should get no requests."""
    try:
        found = await asyncio.wait_for(hub.writer.write(revision_of), _PATIENCE)
    except (SQLAlchemyError, TimeoutError) as error:
        raise HubError(503, "database_unavailable", "The database does not answer.") from error
    if is_behind(found):
        raise HubError(503, "migration_needed", f"The tables are those of revision {found}; run forecourt-hub migrate.")
    _require_space(hub)
    return {"status": "ready", **await _told_of_files(hub)}


async def _told_of_files(hub: Hub) -> dict[str, str]:
    """Says when files cannot be reached. The hub is fit for changes all the same, and devices keep files till then."""
    try:
        await asyncio.wait_for(asyncio.to_thread(hub.files.place.require_ready), _PATIENCE)
    except (OSError, TimeoutError):
        return {"files": "unavailable"}
    return {}


def _require_space(hub: Hub) -> None:
    free = shutil.disk_usage(hub.config.data).free
    if free < hub.config.least_free_disk:
        raise HubError(503, "disk_nearly_full", f"Only {free // 1_000_000:,} MB are left on the hub's disk.")
