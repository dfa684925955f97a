"""The switch that stops all writing, while reading goes on: before a restore, in an investigation, on a bad day.

Devices go on working: what they write waits on them, as it does when the hub is away, and they say why. It stands in
the database, so it holds for all hubs on it, within a second, and outlives a restart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from shared_models.protocol import FROZEN, WAITING, PushResult
from sync_server.audit import OPERATOR, note
from sync_server.engines import upsert
from sync_server.errors import HubError
from sync_server.tables import SETTING, TENANT

_NAME = "frozen"
#: Stands for all tenants; no tenant can be called so.
_ALL = "*"
_WORDS = "The hub takes nothing for now, as its administrator has told it. What you write is kept and sent later."


@dataclass(frozen=True, slots=True)
class Frozen:
    """Whose writing is stopped."""

    tenants: frozenset[str] = frozenset()

    def holds(self, tenant: str) -> bool:
        """Whether this tenant's is."""
        return bool(self.tenants) and not self.tenants.isdisjoint((_ALL, tenant))

    def require_thawed(self, tenant: str) -> None:
        """Raise HubError 503 where it is."""
        if self.holds(tenant):
            raise HubError(503, FROZEN, _WORDS, headers={"Retry-After": "30"})


def waits(change: bytes) -> PushResult:
    """The answer to a change that comes meanwhile: it is neither taken nor refused."""
    return PushResult(change, WAITING, code=FROZEN, detail=_WORDS)


def frozen(connection: Connection) -> Frozen:
    """Whose writing is stopped now."""
    told = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _NAME)).scalar()
    return Frozen(frozenset(json.loads(told))) if told else Frozen()


def freeze(connection: Connection, tenant: str | None, now_ms: int) -> Frozen:
    """Stop the writing of one tenant, or of all."""
    return _set(connection, frozen(connection).tenants | {tenant or _ALL}, tenant, "hub_frozen", now_ms)


def thaw(connection: Connection, tenant: str | None, now_ms: int) -> Frozen:
    """Let one tenant write again (where all were stopped, the others stay so), or all."""
    before = frozen(connection).tenants if tenant is not None else frozenset[str]()
    if _ALL in before:
        before = frozenset(connection.execute(select(TENANT.c.name)).scalars())
    return _set(connection, before - {tenant}, tenant, "hub_thawed", now_ms)


def _set(connection: Connection, tenants: frozenset[str], tenant: str | None, deed: str, now_ms: int) -> Frozen:
    if tenants:
        put = upsert(SETTING).values(name=_NAME, value=json.dumps(sorted(tenants)))
        connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value}))
    else:
        connection.execute(delete(SETTING).where(SETTING.c.name == _NAME))
    for name in [tenant] if tenant else connection.execute(select(TENANT.c.name).order_by(TENANT.c.name)).scalars():
        note(connection, name, OPERATOR, "", deed, "", {})
    return Frozen(tenants)
