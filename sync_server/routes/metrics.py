"""What the hub measures of itself, for Prometheus."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from sync_server.auth import HubHere
from sync_server.config import is_loopback
from sync_server.errors import HubError, unauthorised
from sync_server.hub import Hub
from sync_server.measures import exposition
from sync_server.tokens import bearer_token

router = APIRouter(tags=["Health"])
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/metrics", summary="Counters for Prometheus", response_class=Response)
async def metrics(request: Request, hub: HubHere) -> Response:
    """Asked with the bearer token of the configuration; without one there, only by programs of this machine.

    What a proxy passes on comes from elsewhere, whatever the address it comes from.
    """
    _require_reader(request, hub)
    return Response(exposition(hub.measures.registry), media_type=CONTENT_TYPE_LATEST)


def _require_reader(request: Request, hub: Hub) -> None:
    wanted = hub.config.metrics_token
    if wanted:
        given = bearer_token(request.headers.get("authorization", ""))
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise unauthorised("token_invalid", "This is not the metrics token of the hub's configuration.")
        return
    forwarded = any(name in request.headers for name in _FORWARDED)
    if forwarded or request.client is None or not is_loopback(request.client.host):
        raise HubError(403, "metrics_closed", "To read this from elsewhere, set metrics_token at the hub.")
