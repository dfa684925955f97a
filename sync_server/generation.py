"""Which life of its data a hub is in: a hub that was put back from a backup has another generation than before.

Devices that hear another generation than they knew look for the last entry they have in common with the hub and give
back what it lost (``returns``).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from shared_models.identifiers import new_id
from sync_server.engines import upsert
from sync_server.tables import SETTING

_GENERATION, _RESTORED = "generation", "restored"


def generation_of(connection: Connection) -> str:
    """The generation of this hub's data; empty before the first start."""
    return _setting(connection, _GENERATION)


def ensure_generation(connection: Connection) -> None:
    """A hub that starts for the first time begins its first generation."""
    if not generation_of(connection):
        _put(connection, _GENERATION, new_id())


def begin_generation(connection: Connection, at: int, made: int, heads: dict[str, int]) -> None:
    """The data was put back at ``at``, from a backup of ``made`` (milliseconds since 1970 UTC), up to ``heads``."""
    _put(connection, _GENERATION, new_id())
    _put(connection, _RESTORED, json.dumps({"at": at, "made": made, "heads": heads}))


def last_restored(connection: Connection) -> dict[str, Any] | None:
    """What :func:`begin_generation` wrote down; None for a hub that was never put back."""
    told = _setting(connection, _RESTORED)
    return dict(json.loads(told)) if told else None


def _setting(connection: Connection, name: str) -> str:
    return str(connection.execute(select(SETTING.c.value).where(SETTING.c.name == name)).scalar() or "")


def _put(connection: Connection, name: str, value: str) -> None:
    put = upsert(SETTING).values(name=name, value=value)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
