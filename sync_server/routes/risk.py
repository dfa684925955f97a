"""Accident risks of many drivers and vehicles at once, for head office; the same answers as on a device."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from sync_server.auth import HubHere, SignedInMember
from sync_server.routes.models import Rows, scores

router = APIRouter(prefix="/v1", tags=["Models"])


@router.post("/predict-risk", summary="Accident risks from 0 to 1, high above 0.7")
async def predict_risk(asked: Rows, hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """Rows of ``driver_age``, ``mileage`` (km), ``speeding_events``, ``harsh_braking`` and what else is known.

    Each answer has its reasons, or ``absent``: why there is not enough data. 403 for who may not read vehicles.
    """
    return {"scores": await run_in_threadpool(scores, hub, member, "accident_risk", asked.rows)}
