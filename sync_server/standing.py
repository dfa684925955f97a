"""How things stand: what devices told of themselves, what the logs hold at a cursor, how far the backup reaches."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from shared_models.protocol import GENESIS, DeviceStanding
from shared_models.rights import Principal, may_see_devices
from sync_server.engines import upsert
from sync_server.tables import BACKED_UP, DEVICE, DEVICE_PERSON, DEVICE_STANDING, LOG


def note_device(
    connection: Connection, device: str, person: str, version: str, counts: tuple[int, int], now_ms: int
) -> None:
    """Keep what a device has just told: its person, its program's version, and how much waits and was refused."""
    row = {"device": device, "heard": now_ms, "person": person, "version": version[:40]}
    told = {**row, "waiting": counts[0], "refused": counts[1]}
    put = upsert(DEVICE_STANDING).values(**told)
    connection.execute(put.on_conflict_do_update(index_elements=["device"], set_=told))


def devices_for(connection: Connection, principal: Principal) -> list[DeviceStanding]:
    """The devices the person may hear of: all of the tenant for those who look after them, else those they used."""
    known, told = DEVICE.c, DEVICE_STANDING.c
    query = (
        select(known.id, known.name, known.enrolled, known.revoked, known.app_version, DEVICE_STANDING)
        .select_from(DEVICE.outerjoin(DEVICE_STANDING, told.device == known.id))
        .where(known.tenant == principal.tenant)
        .order_by(told.heard.desc(), known.id)
    )
    if not may_see_devices(principal.role):
        own = select(DEVICE_PERSON.c.device).where(DEVICE_PERSON.c.person == principal.person)
        query = query.where(known.id.in_(own))
    return [
        DeviceStanding(
            row.id, row.name, row.person or "", row.heard, row.enrolled, row.revoked is not None, row.waiting,
            row.refused, row.version or row.app_version,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def names_for(connection: Connection, principal: Principal) -> dict[str, str]:
    """What the devices of the person's tenant are called, by identifier."""
    query = select(DEVICE.c.id, DEVICE.c.name).where(DEVICE.c.tenant == principal.tenant)
    return {row.id: row.name for row in connection.execute(query)}


def chains_at(connection: Connection, cursors: Mapping[str, int]) -> dict[str, bytes]:
    """The chain hash each log has at a number; empty bytes where it has no such entry."""
    found = {}
    for space, seq in cursors.items():
        asked = select(LOG.c.chain).where(LOG.c.space == space, LOG.c.seq == seq)
        found[space] = GENESIS if seq == 0 else bytes(connection.execute(asked).scalar() or b"")
    return found


def backed_up(connection: Connection, spaces: list[str]) -> dict[str, int]:
    """How far the last backup reaches in each space's log; a space that is missing is in none."""
    found = connection.execute(select(BACKED_UP).where(BACKED_UP.c.space.in_(spaces)))
    return {row.space: row.seq for row in found}


def note_backup(connection: Connection, heads: Mapping[str, int], now_ms: int) -> None:
    """Write down that a backup was made which holds each space's log up to a number."""
    for space, seq in heads.items():
        told = {"space": space, "seq": seq, "made": now_ms}
        connection.execute(upsert(BACKED_UP).values(**told).on_conflict_do_update(index_elements=["space"], set_=told))
