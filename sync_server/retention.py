"""Retention rules: what is kept for so many months and no longer, erased daily by the hub in its own name.

The rules that run stand in the configuration: ``retention = "lost_leads=24, test_drives=36, telematics=12"`` (months;
none: nothing is ever erased by itself). What is under a legal hold stays, and each run is in the audit.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from shared_models.privacy import Concerned, becomes, concerned
from shared_models.records import RECORD_TYPES
from sync_server.audit import ITSELF
from sync_server.engines import upsert
from sync_server.erasing import Asked, Erased, erase_these, held_by_law
from sync_server.retention_rules import RULES
from sync_server.tables import ERASED_DOCUMENT, SETTING

_MONTH_MS = 2_629_746_000  # a twelfth of a mean year
#: How many records one run takes at most; the rest is for the next.
_AT_ONCE = 2_000
#: An erasure by rule is about nobody in particular.
NOBODY = "0" * 32
_RAN, _DAY_MS = "retention_ran", 86_400_000


def due(connection: Connection, tenant: str, rule: str, months: int, now_ms: int) -> list[Concerned]:
    """What a rule would erase now, the oldest first; what is under a legal hold, or was erased once, is left out."""
    wanted, before = RULES[rule], now_ms - months * _MONTH_MS
    table = RECORD_TYPES[wanted.type].table()
    known = select(ERASED_DOCUMENT.c.id)
    rows = select(table.c.id, table.c.space).where(table.c.updated < before, table.c.id.not_in(known))
    rows = rows.where(
        table.c.space.startswith(f"{tenant}/"), *(table.c[name] == word for name, word in wanted.where.items())
    )
    found: dict[str, Concerned] = {}
    for row in connection.execute(rows.order_by(table.c.updated).limit(_AT_ONCE)).all():
        about = concerned(connection, wanted.type, row.id) if wanted.type == "lead" else []
        about = about or [Concerned(wanted.type, row.id, row.space, becomes(wanted.type))]
        if not held_by_law(connection, [one.id for one in about]):
            found |= {one.id: one for one in about if one.becomes != "kept"}
    return list(found.values())


def run(
    connection: Connection, tenant: str, rules: dict[str, int], key: Ed25519PrivateKey, now_ms: int
) -> list[Erased]:
    """Erase what is due by each rule, in the hub's own name, within the caller's transaction."""
    done = []
    for rule, months in rules.items():
        found = due(connection, tenant, rule, months, now_ms)
        if found:
            asked = Asked(tenant, RULES[rule].type, NOBODY, ITSELF, "", rule)
            done.append(erase_these(connection, asked, found, key, now_ms))
    return done


def is_time(connection: Connection, now_ms: int) -> bool:
    """Whether the rules have not run for a day."""
    last = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _RAN)).scalar()
    return now_ms - int(last or 0) >= _DAY_MS


def note_run(connection: Connection, now_ms: int) -> None:
    """The rules ran."""
    put = upsert(SETTING).values(name=_RAN, value=str(now_ms))
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": str(now_ms)}))
