"""Which state the keys of a tenant's sealed fields are in: a word that is another whenever who holds one, or may, is.

Devices ask every two minutes; as long as the word is the one they know, nobody's keys are looked at.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from shared_models.identifiers import new_id
from sync_server.engines import upsert
from sync_server.tables import SETTING


def key_state(connection: Connection, tenant: str) -> str:
    """The word; empty as long as nothing has happened."""
    return connection.execute(select(SETTING.c.value).where(SETTING.c.name == _name(tenant))).scalar() or ""


def keys_stand_otherwise(connection: Connection, tenant: str) -> None:
    """Somebody came, went, or was given a key; in the transaction in which that happens."""
    put = upsert(SETTING).values(name=_name(tenant), value=new_id())
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value}))


def _name(tenant: str) -> str:
    return f"role_keys {hashlib.sha256(tenant.encode()).hexdigest()[:32]}"
