"""After the hub was put back from a backup: which devices have given back what it lost, and who has not spoken yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from shared_models.clock import stamp_at
from shared_models.envelopes import unpack
from sync_server.engines import upsert
from sync_server.generation import generation_of, last_restored
from sync_server.tables import DEVICE, LOG, RETURN

#: What a device tells of one space: the last entry in common, how far it had known the log, changes it gives back.
Told = Sequence[int]


def note_return(connection: Connection, device: str, told: Mapping[str, Told], now_ms: int) -> None:
    """Keep what a device tells; told again, the larger number of changes counts (it was cut off in between)."""
    generation = generation_of(connection)
    for space, (kept, known, changes) in told.items():
        key = {"generation": generation, "device": device, "space": space}
        put = upsert(RETURN).values(**key, kept=kept, known=known, changes=changes, told=now_ms)
        larger = {"told": now_ms, "changes": changes, "known": known}
        where = RETURN.c.changes <= put.excluded.changes
        names = ["generation", "device", "space"]
        connection.execute(put.on_conflict_do_update(index_elements=names, set_=larger, where=where))


def restored_report(connection: Connection, tenant: str | None = None) -> dict[str, Any] | None:
    """What has come back since the hub was put back, as JSON: None where it never was. Instants are ISO 8601, UTC."""
    restored = last_restored(connection)
    if restored is None:
        return None
    generation = generation_of(connection)
    heads: dict[str, int] = restored["heads"]
    names = {row.id: row.name for row in connection.execute(_devices(tenant))}
    told: dict[str, dict[str, Any]] = {}
    for row in connection.execute(select(RETURN).where(RETURN.c.generation == generation)):
        if row.device in names:
            told.setdefault(row.device, {})[row.space] = row
    arrived = _arrived(connection, restored["at"], heads)
    active = {row.id for row in connection.execute(_devices(tenant).where(DEVICE.c.revoked.is_(None)))}
    spoken_of = {space for spaces in told.values() for space in spaces}
    return {
        "restored": _instant(restored["at"]),
        "backup_made": _instant(restored["made"]),
        "devices": [_of_device(d, names[d], told.get(d, {}), arrived) for d in names if d in told or d in arrived],
        "not_heard": [{"device": d, "name": names[d]} for d in names if d in active - told.keys()],
        "spaces_not_heard": sorted(
            space for space in heads if space not in spoken_of and (tenant is None or space.startswith(f"{tenant}/"))
        ),
    }


def _devices(tenant: str | None) -> Any:
    query = select(DEVICE.c.id, DEVICE.c.name).order_by(DEVICE.c.name, DEVICE.c.id)
    return query if tenant is None else query.where(DEVICE.c.tenant == tenant)


def _arrived(connection: Connection, at: int, heads: Mapping[str, int]) -> dict[str, Counter[str]]:
    """Of the changes that were made before the hub was put back and came after: how many of each space, by device."""
    found: dict[str, Counter[str]] = {}
    since = select(LOG.c.space, LOG.c.seq, LOG.c.envelope).where(LOG.c.received >= at, LOG.c.stamp <= stamp_at(at))
    for space, seq, packed in connection.execute(since):
        if seq > heads.get(space, 0):
            found.setdefault(unpack(packed).device, Counter())[space] += 1
    return found


def _of_device(device: str, name: str, told: Mapping[str, Any], arrived: Mapping[str, Counter[str]]) -> dict[str, Any]:
    counts = arrived.get(device, Counter())
    spaces = [
        {
            "space": space,
            "last_in_common": told[space].kept if space in told else None,
            "known_before": told[space].known if space in told else None,
            "to_give_back": told[space].changes if space in told else None,
            "came_back": counts[space],
        }
        for space in sorted({*told, *counts})
        if space
    ]
    instants = [row.told for row in told.values()]
    return {
        "device": device,
        "name": name,
        "told": _instant(max(instants)) if instants else None,
        "came_back": sum(counts.values()),
        "spaces": spaces,
    }


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
