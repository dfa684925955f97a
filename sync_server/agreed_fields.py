"""Which fields of policies and claims a tenant has agreed to share with its insurers: a list, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from shared_models.errors import NotAllowed
from shared_models.privacy import Concerned
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, is_external, may_write_field
from sync_server.errors import SetupProblem
from sync_server.tables import AGREED_COPY, AGREED_FIELD, DOCUMENT

#: The types of which something may be shared: those that live with an insurer.
SHARED = ("policy", "claim")


@dataclass(frozen=True)
class Agreed:
    """By type: the fields that an insurer's people see, and those of them that they write."""

    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    written: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """As :func:`read_list` takes it."""
        return [
            f"{name}.{each}{'=write' if each in self.written.get(name, ()) else ''}"
            for name in sorted(self.seen)
            for each in sorted(self.seen[name])
        ]


def agreed(connection: Connection, tenant: str) -> Agreed:
    """What a tenant has agreed to; nothing until somebody said so."""
    seen: dict[str, set[str]] = {}
    written: dict[str, set[str]] = {}
    for row in connection.execute(select(AGREED_FIELD).where(AGREED_FIELD.c.tenant == tenant)):
        seen.setdefault(row.type, set()).add(row.field)
        if row.written:
            written.setdefault(row.type, set()).add(row.field)
    return Agreed(_frozen(seen), _frozen(written))


def agreed_lines(connection: Connection, who: Principal) -> list[str]:
    """What a device of an insurer's people is told of the list; people of the house need none."""
    return agreed(connection, who.tenant).lines() if is_external(who.role) else []


def require_agreed(connection: Connection, tenant: str, type_name: str, touched: Iterable[str]) -> None:
    """Raise NotAllowed, naming the field, unless an insurer's people may write all of them."""
    may = agreed(connection, tenant).written.get(type_name, frozenset())
    for name in sorted(touched):
        if name not in may:
            raise NotAllowed("this field was not agreed with your company; ask the house to change it", name)


def keep(connection: Connection, tenant: str, wanted: Agreed) -> None:
    """Put a list in the place of a tenant's present one."""
    connection.execute(delete(AGREED_FIELD).where(AGREED_FIELD.c.tenant == tenant))
    for name, fields in wanted.seen.items():
        for each in sorted(fields):
            row = {"tenant": tenant, "type": name, "field": each, "written": each in wanted.written.get(name, ())}
            connection.execute(insert(AGREED_FIELD).values(**row))


def copies_of(connection: Connection, found: Sequence[Concerned]) -> list[Concerned]:
    """The copies of records that are erased: the same becomes of them."""
    by_source = {one.id: one for one in found if one.type in SHARED}
    wanted = select(AGREED_COPY.c.source, AGREED_COPY.c.copy, DOCUMENT.c.space).join(
        DOCUMENT, DOCUMENT.c.id == AGREED_COPY.c.copy
    )
    known = {one.id for one in found}
    return [
        Concerned(by_source[row.source].type, row.copy, row.space, by_source[row.source].becomes)
        for row in connection.execute(wanted.where(AGREED_COPY.c.source.in_(sorted(by_source)))).all()
        if row.copy not in known
    ]


def read_list(words: list[str]) -> Agreed:
    """A list from ``policy.premium=write`` and ``claim.status``. Raises SetupProblem naming what cannot be agreed."""
    seen: dict[str, set[str]] = {}
    written: dict[str, set[str]] = {}
    for word in words:
        named, _, right = word.partition("=")
        name, _, each = named.partition(".")
        found = RECORD_TYPES[name].fields().get(each) if name in SHARED else None
        if found is None or right not in ("", "write"):
            raise SetupProblem(f"agreed: '{word}' is none of {', '.join(SHARED)} with a field (policy.premium=write)")
        if found.kind.name == "sealed":
            raise SetupProblem(f"agreed: '{named}' is sealed for the house and cannot be shared")
        if right and not may_write_field("insurer", RECORD_TYPES[name], each):
            raise SetupProblem(f"agreed: '{named}' is written by the house alone")
        seen.setdefault(name, set()).add(each)
        if right:
            written.setdefault(name, set()).add(each)
    for name, fields in seen.items():
        lacking = [
            each.name for each in RECORD_TYPES[name].fields().values() if each.required and each.name not in fields
        ]
        if lacking:
            raise SetupProblem(f"agreed: with any field of a {name} goes {name}.{lacking[0]}, which every {name} has")
    return Agreed(_frozen(seen), _frozen(written))


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(fields) for name, fields in found.items()}
