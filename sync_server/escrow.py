"""The escrow inbox: what revoked devices had not sent, kept apart until a manager applies or drops each change.

Nothing in here is in any log. What was decided, by whom and when, stays written down for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from shared_models.envelopes import unpack, verify
from shared_models.errors import ForecourtError
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_manage_devices, may_read_space
from sync_server.audit import note
from sync_server.devices import find_device
from sync_server.engines import insert_new
from sync_server.escrow_meanings import Meanings
from sync_server.file_store import FileStore
from sync_server.tables import ACCOUNT, DEVICE, ESCROW

APPLIED, DROPPED = "applied", "dropped"
_MOST = 1_000


def put(connection: Connection, tenant: str, bringer: str, envelopes: Sequence[bytes], now_ms: int) -> int:
    """Keep genuine changes; a forged or foreign one is left out. Returns how many are kept now."""
    kept = 0
    for packed in envelopes:
        try:
            envelope = unpack(packed)
            device = find_device(connection, envelope.device)
            if device is None or device.tenant != tenant or not envelope.space.startswith(f"{tenant}/"):
                continue
            verify(envelope, device.key)
        except ForecourtError:
            continue
        row = {"hash": envelope.hash, "tenant": tenant, "bringer": bringer, "received": now_ms, "envelope": packed}
        row |= {"space": envelope.space, "document": envelope.document}
        kept += insert_new(connection, ESCROW, row)
    return kept


def waiting(connection: Connection, principal: Principal, files: FileStore) -> list[dict[str, Any]]:
    """What waits for the person's decision: who, when, on which device, what; only in spaces they may read."""
    found = connection.execute(_undecided(principal)).mappings().all()
    mine = [row for row in found if _may_decide(principal, row["space"])]
    names = {row.person: row.name for row in connection.execute(select(ACCOUNT.c.person, ACCOUNT.c.name))}
    devices = {row.id: row.name for row in connection.execute(select(DEVICE.c.id, DEVICE.c.name))}
    meanings = Meanings(connection, files)
    return [{**_told(row, names, devices), **meanings.of(row["tenant"], unpack(row["envelope"]))} for row in mine]


def decide(
    connection: Connection, principal: Principal, hashes: Sequence[bytes], decision: str, now_ms: int
) -> list[bytes]:
    """Write down what was decided about changes that wait; returns their envelopes in the order they were made."""
    waits = _undecided(principal).where(ESCROW.c.hash.in_(hashes)).with_for_update()  # one decision is enough
    found = connection.execute(waits).mappings().all()
    mine = [row for row in found if _may_decide(principal, row["space"])]
    chosen = [row["hash"] for row in mine]
    told = {"decision": decision, "decided": now_ms, "decided_by": principal.person}
    connection.execute(update(ESCROW).where(ESCROW.c.hash.in_(chosen)).values(**told))
    for row in mine:
        about = {"change": row["hash"].hex(), "decision": decision}
        note(connection, principal.tenant, principal.person, "", "escrow_decided", row["document"], about)
    return [row["envelope"] for row in mine]


def note_refused(connection: Connection, change: bytes, detail: str) -> None:
    """An applied change was refused by admission: it waits for a decision again, with the reason."""
    told = {"decision": None, "decided": None, "decided_by": None, "detail": detail}
    connection.execute(update(ESCROW).where(ESCROW.c.hash == change).values(**told))


def _undecided(principal: Principal) -> Any:
    mine = (ESCROW.c.tenant == principal.tenant, ESCROW.c.decision.is_(None))
    return select(ESCROW).where(*mine).order_by(ESCROW.c.ordinal).limit(_MOST)


def _may_decide(principal: Principal, space: str) -> bool:
    return may_manage_devices(principal.role) and may_read_space(principal, space, RECORD_TYPES)


def _told(row: RowMapping, names: dict[str, str], devices: dict[str, str]) -> dict[str, Any]:
    envelope = unpack(row["envelope"])
    record_type = RECORD_TYPES.get(envelope.type)
    return {
        "hash": envelope.hash.hex(),
        "record": envelope.document,
        "type": envelope.type,
        "label": record_type.about.label if record_type else envelope.type,
        "author": names.get(envelope.author, ""),
        "device": devices.get(envelope.device, ""),
        "bringer": devices.get(row["bringer"], ""),
        "stamp": envelope.stamp,
        "received": row["received"],
        "detail": row["detail"] or "",
    }
