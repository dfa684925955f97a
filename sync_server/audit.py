"""The hub's audit: who did what that is no change of a record, as rows chained by hash, one chain a tenant.

Changes are in the spaces' logs already, signed and chained. Here is the rest: sign-ins and failures, administration,
grants and revocations, keys, exports, privacy requests, backups and restores, decisions about escrow. To append a row,
call :func:`note` inside the very transaction that does what it tells of::

    note(connection, tenant, who, device, "device_revoked", subject=device_id, detail={"reason": "lost"})

so that neither is there without the other. ``who`` is a person's identifier (empty: nobody is known; ``"operator"``:
somebody at the hub's own command line), ``device`` the device's (or empty), ``action`` a lower-case word with
underscores in the past tense, ``subject`` the identifier of what it was done to. Rows hold identifiers, never values:
no name, no login, no number of a licence, nothing out of a sealed field. They are never changed and never leave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from shared_models.audit_chain import FIRST_LINK, canonical, link
from shared_models.clock import system_milliseconds
from sync_server.tables import AUDIT, AUDIT_HEAD

#: Who acts at the hub's own command line.
OPERATOR = "operator"
#: The hub itself, by schedule.
ITSELF = "hub"
#: What hubs up to this version note; an action stays here when nothing notes it any more.
KNOWN = frozenset((
    "account_closed", "account_locked", "account_opened", "account_unlocked", "agreed_copies_taken_back",
    "agreed_list_set", "audit_exported", "audit_shown", "backup_made", "device_approved", "device_certified",
    "device_denied", "device_enrolled", "device_revoked", "enrol_codes_made", "escrow_decided", "evidence_made",
    "hub_frozen", "hub_restored", "hub_thawed", "model_measured", "model_released", "model_rolled_back",
    "model_signed", "model_uploaded", "passkey_added", "passkey_removed", "password_set", "person_erased",
    "provider_added", "provider_linked", "provider_removed", "recovery_codes_made", "recovery_key_set",
    "sealing_key_given", "sealing_key_made", "second_factor_removed", "second_factor_reset", "second_factor_set_up",
    "sign_in_policy_set", "sign_in_refused", "signed_in",
))  # fmt: skip
#: What is said of the others.
NEWER = "made by a newer hub"
_ACTION = re.compile(r"[a-z][a-z0-9_]{2,59}")
_CHUNK = 2_000
_MOST_DETAIL = 4_000


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the audit: ``at`` in milliseconds since 1970 UTC; see :func:`note` for the rest."""

    tenant: str
    number: int
    at: int
    who: str
    device: str
    action: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first row of a tenant's audit that is not what was once written."""

    tenant: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted: those of a person (as who or as subject), about a record, from and until an instant,
    ``before`` a number."""

    person: str = ""
    record: str = ""
    since: int = 0
    until: int = 2**62
    action: str = ""
    most: int = 1_000
    before: int = 2**62


def note(
    connection: Connection, tenant: str, who: str, device: str, action: str, subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Append a row within the caller's transaction; returns its number. See the module's header.

    ``detail`` is a small map of plain values (text, numbers, flags, lists of them). Raises ValueError for an action
    that is no such word, or a detail of more than 4,000 letters: faults of the program, never of a person.
    """
    told = canonical(dict(detail or {}))
    if not _ACTION.fullmatch(action) or len(told) > _MOST_DETAIL:
        raise ValueError(f"the audit does not take '{action}' with {len(told)} letters of detail")
    number, before = _next(connection, tenant)
    row = [tenant, number, system_milliseconds(), who[:200], device[:200], action, subject[:200], told]
    mark = link(before, row)
    names = ("tenant", "number", "at", "who", "device", "action", "subject", "detail")
    connection.execute(insert(AUDIT).values(**dict(zip(names, row, strict=True)), link=mark))
    connection.execute(update(AUDIT_HEAD).where(AUDIT_HEAD.c.tenant == tenant).values(link=mark))
    return number


def _next(connection: Connection, tenant: str) -> tuple[int, bytes]:
    """The next number and the link before it. The update comes first: several writers take turns at the row's lock."""
    head = AUDIT_HEAD.c
    if not connection.execute(update(AUDIT_HEAD).where(head.tenant == tenant).values(number=head.number + 1)).rowcount:
        connection.execute(insert(AUDIT_HEAD).values(tenant=tenant, number=1, link=FIRST_LINK))
    row = connection.execute(select(head.number, head.link).where(head.tenant == tenant)).one()
    return row.number, row.link


def rows(connection: Connection, tenant: str, asked: Asked) -> list[Noted]:
    """The rows that are wanted, newest first."""
    found = connection.execute(_wanted(tenant, asked).order_by(AUDIT.c.number.desc()).limit(asked.most))
    return [_noted(row) for row in found]


def _wanted(tenant: str, asked: Asked) -> Select[Any]:
    wanted = select(AUDIT).where(AUDIT.c.tenant == tenant, AUDIT.c.at >= asked.since, AUDIT.c.at < asked.until)
    wanted = wanted.where(AUDIT.c.number < asked.before)
    if asked.person:
        wanted = wanted.where((AUDIT.c.who == asked.person) | (AUDIT.c.subject == asked.person))
    if asked.record:
        wanted = wanted.where(AUDIT.c.subject == asked.record)
    return wanted.where(AUDIT.c.action == asked.action) if asked.action else wanted


def _noted(row: Any) -> Noted:
    said = json.loads(row.detail)
    return Noted(row.tenant, row.number, row.at, row.who, row.device, row.action, row.subject, said)


def verify_audit(connection: Connection) -> Iterator[BadRow | tuple[str, int]]:
    """Check the audit of every tenant from its beginning: for each yield (tenant, rows), or the first bad row."""
    for tenant, number, mark in connection.execute(select(AUDIT_HEAD).order_by(AUDIT_HEAD.c.tenant)).all():
        yield _verify_tenant(connection, tenant, number, mark) or (tenant, number)
    known = select(AUDIT_HEAD.c.tenant)
    for tenant in connection.execute(select(AUDIT.c.tenant).where(AUDIT.c.tenant.not_in(known)).distinct()).scalars():
        yield BadRow(tenant, 1, "the tenant has rows but no head")


def verify_tenant(connection: Connection, tenant: str) -> BadRow | int:
    """Check the audit of one tenant from its beginning: the first bad row, or how many rows it has."""
    head = connection.execute(select(AUDIT_HEAD).where(AUDIT_HEAD.c.tenant == tenant)).first()
    if head is None:
        there = connection.execute(select(AUDIT.c.number).where(AUDIT.c.tenant == tenant)).first()
        return BadRow(tenant, 1, "the tenant has rows but no head") if there else 0
    return _verify_tenant(connection, tenant, head.number, head.link) or int(head.number)


def _verify_tenant(connection: Connection, tenant: str, last: int, stated: bytes) -> BadRow | None:
    number, before = 0, FIRST_LINK
    while True:
        wanted = select(AUDIT).where(AUDIT.c.tenant == tenant, AUDIT.c.number > number).order_by(AUDIT.c.number)
        found = connection.execute(wanted.limit(_CHUNK)).all()
        for row in found:
            if row.number != number + 1:
                return BadRow(tenant, number + 1, "the row is missing")
            told = [row.tenant, row.number, row.at, row.who, row.device, row.action, row.subject, row.detail]
            if link(before, told) != row.link:
                return BadRow(tenant, row.number, "the row is not what was written")
            number, before = row.number, row.link
        if not found:
            break
    if (number, before) != (last, stated):
        return BadRow(tenant, min(number, last) + 1, "the audit does not end where its head says")
    return None
