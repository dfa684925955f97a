"""How far an erasure has come: which replicas have done it, which are still to hear of it, and which cleaned up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from shared_models.records import RECORD_TYPES
from shared_models.records.audit_entry import AuditEntry
from shared_models.rights import may_read_space
from sync_server.accounts import find_account
from sync_server.erased_log import LIST_CHANGED
from sync_server.tables import (
    ACCOUNT,
    CHANGE,
    DEVICE,
    DEVICE_PERSON,
    DEVICE_STANDING,
    DOCUMENT,
    ERASURE,
    ERASURE_HEEDED,
    ERASURE_NOTICE,
)


def heed(connection: Connection, device: str, person: str, cursors: Mapping[str, int], now_ms: int) -> None:
    """Note which erasures a replica has read of, by how far it is in the logs: its file did them when it read them."""
    told: dict[str, dict[str, int]] = {}
    done = select(ERASURE_HEEDED.c.erasure).where(ERASURE_HEEDED.c.device == device, ERASURE_HEEDED.c.person == person)
    for space, seq, erasure in connection.execute(
        select(ERASURE_NOTICE.c.space, ERASURE_NOTICE.c.seq, ERASURE_NOTICE.c.erasure)
        .where(ERASURE_NOTICE.c.erasure.not_in(done), ERASURE_NOTICE.c.space.in_(sorted(cursors)))
    ):  # fmt: skip
        last = told.setdefault(erasure, {})
        last[space] = max(seq, last.get(space, 0))
    for erasure, places in told.items():
        if all(cursors[space] >= seq for space, seq in places.items()):
            row = {"erasure": erasure, "device": device, "person": person, "at": now_ms}
            connection.execute(insert(ERASURE_HEEDED).values(**row))


def erasures(connection: Connection, tenant: str, *, of_lists: bool = False) -> list[dict[str, Any]]:
    """Every erasure of a person of a tenant, newest first, with the replicas that may hold what was erased.

    ``of_lists``: instead, each time an insurer's copies were taken back since the list of agreed fields got shorter.

    Each replica is ``{"device", "name", "person", "heard", "state"}``: ``waiting`` until it reads of it, ``erased``
    once its file has no more of it, ``cleaned`` once its backups, files and free pages have none either.
    """
    kind = ERASURE.c.why == LIST_CHANGED if of_lists else ERASURE.c.why != LIST_CHANGED
    wanted = select(ERASURE).where(ERASURE.c.tenant == tenant, kind)
    found = connection.execute(wanted.order_by(ERASURE.c.at.desc())).all()
    cleaned = _cleaned(connection)
    return [
        {
            "erasure": row.id, "type": row.type, "subject": row.subject, "why": row.why, "by": row.by, "at": row.at,
            "replicas": _replicas(connection, row, cleaned),
        }
        for row in found
    ]  # fmt: skip


def _replicas(connection: Connection, erasure: Any, cleaned: set[tuple[str, str, str]]) -> list[dict[str, Any]]:
    notices = ERASURE_NOTICE.c
    spaces = list(connection.execute(select(notices.space).where(notices.erasure == erasure.id).distinct()).scalars())
    heeded = ERASURE_HEEDED.c
    done = {
        (row.device, row.person)
        for row in connection.execute(select(heeded.device, heeded.person).where(heeded.erasure == erasure.id))
    }
    told = []
    for row in connection.execute(_pairs(erasure)).all():
        account = find_account(connection, row.person)
        if account is None or not any(may_read_space(account.principal, space, RECORD_TYPES) for space in spaces):
            continue
        pair = (row.device, row.person)
        state = "cleaned" if (erasure.id, *pair) in cleaned else "erased" if pair in done else "waiting"
        named = {"device": row.device, "name": row.name, "person": row.person, "person_name": row.person_name}
        told.append({**named, "heard": row.heard, "state": state})
    return told


def _pairs(erasure: Any) -> Any:
    """Everybody who had signed in on a device of the tenant before the erasure, unless the device was struck off."""
    of = DEVICE_PERSON.join(DEVICE, DEVICE.c.id == DEVICE_PERSON.c.device)
    of = of.join(ACCOUNT, ACCOUNT.c.person == DEVICE_PERSON.c.person)
    of = of.join(DEVICE_STANDING, DEVICE_STANDING.c.device == DEVICE.c.id, isouter=True)
    wanted = select(
        DEVICE_PERSON.c.device, DEVICE_PERSON.c.person, DEVICE.c.name, ACCOUNT.c.name.label("person_name"),
        DEVICE_STANDING.c.heard,
    ).select_from(of)  # fmt: skip
    mine = (DEVICE.c.tenant == erasure.tenant, DEVICE.c.revoked.is_(None), DEVICE_PERSON.c.first <= erasure.at)
    return wanted.where(*mine).order_by(DEVICE.c.name, ACCOUNT.c.name)


def _cleaned(connection: Connection) -> set[tuple[str, str, str]]:
    """(erasure, device, person) for each replica that said it had cleaned up."""
    table = AuditEntry.table()
    of = table.join(DOCUMENT, DOCUMENT.c.id == table.c.id).join(CHANGE, CHANGE.c.ordinal == DOCUMENT.c.ordinal)
    wanted = select(table.c.detail, CHANGE.c.device, CHANGE.c.author).select_from(of)
    rows = connection.execute(wanted.where(table.c.action == "erasure_done"))
    return {(str(json.loads(row.detail or "{}").get("erasure", "")), row.device, row.author) for row in rows}
