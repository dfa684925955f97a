"""The hub's routes, one file per resource."""

from __future__ import annotations

from fastapi import APIRouter

from sync_server.routes import (
    alerts,
    audit,
    cases,
    device_page,
    devices,
    escrow,
    events,
    exchange,
    files,
    health,
    live,
    metrics,
    models,
    pages,
    passkey_page,
    poll,
    presence,
    privacy,
    provider_page,
    records,
    reference,
    returning,
    risk,
    seals,
    second_factor,
    session,
    standing,
    sync,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    room.router
    for room in (
        sync,  # those that are asked most come first, for a request is compared with one route after the other
        records,
        live,
        poll,
        presence,
        standing,
        health,
        metrics,
        devices,
        session,
        second_factor,
        pages,
        device_page,
        provider_page,
        passkey_page,
        alerts,
        audit,
        exchange,
        seals,
        escrow,
        returning,
        events,
        privacy,
        files,
        cases,
        models,
        risk,
        reference,
    )
)
