"""Alerts: what happened at the door that an administrator and head office should see, until one of them has."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from shared_models.identifiers import new_id
from sync_server.errors import not_found
from sync_server.sign_in_tables import ALERT
from sync_server.tables import ACCOUNT, DEVICE

log = logging.getLogger("forecourt.hub")
#: How many are listed, and how long one is kept (milliseconds).
_MOST, _KEPT = 500, 400 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something happened: tenant, and as far as known the account, device and address concerned."""

    tenant: str
    person: str | None = None
    device: str | None = None
    address: str | None = None


def raise_alert(connection: Connection, kind: str, scene: Scene, now_ms: int) -> str:
    """Write an alert down, and a line into the log that names nobody; returns its identifier."""
    made = new_id()
    connection.execute(delete(ALERT).where(ALERT.c.at < now_ms - _KEPT))
    connection.execute(insert(ALERT).values(id=made, at=now_ms, kind=kind, **asdict(scene)))
    log.warning("sign-in alert", extra={"alert": kind, "incident": made})
    return made


def alerts_of(connection: Connection, tenant: str) -> list[dict[str, Any]]:
    """The tenant's alerts, newest first, with what account and device are called (empty: not known)."""
    named = select(ALERT, ACCOUNT.c.login, ACCOUNT.c.name, DEVICE.c.name.label("device_name"))
    joined = named.outerjoin(ACCOUNT, ACCOUNT.c.person == ALERT.c.person).outerjoin(
        DEVICE, DEVICE.c.id == ALERT.c.device
    )
    wanted = joined.where(ALERT.c.tenant == tenant).order_by(ALERT.c.at.desc(), ALERT.c.id).limit(_MOST)
    names = ("id", "at", "kind", "person", "login", "name", "device", "device_name", "address", "seen")
    return [{name: getattr(row, name) for name in names} for row in connection.execute(wanted)]


def mark_seen(connection: Connection, tenant: str, alert: str, person: str, now_ms: int) -> None:
    """Somebody has seen the alert; who saw it first stays. Raises HubError 404."""
    known = (ALERT.c.id == alert, ALERT.c.tenant == tenant)
    if connection.execute(select(ALERT.c.id).where(*known)).first() is None:
        raise not_found("There is no such alert.", "unknown_alert")
    connection.execute(update(ALERT).where(*known, ALERT.c.seen.is_(None)).values(seen=now_ms, seen_by=person))
