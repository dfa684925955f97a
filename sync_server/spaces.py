"""Which spaces there are for a person, as far as the hub knows the tenant's stores."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, or_, select

from shared_models.protocol import SPACE_FORBIDDEN
from shared_models.records import RECORD_TYPES
from shared_models.records.insurer import Insurer
from shared_models.records.store import Store
from shared_models.rights import EXTERNAL, Principal, may_read_space, spaces_for, template_of
from sync_server.errors import forbidden
from sync_server.tables import ACCOUNT, SPACE


def stores_of(connection: Connection, tenant: str) -> list[str]:
    """The identifiers of the tenant's stores: by record, by where people work, and by what was written already."""
    table = Store.__table__
    by_record = connection.execute(select(table.c.id).where(table.c.space == f"{tenant}/directory")).scalars()
    works_at = select(ACCOUNT.c.store).where(
        ACCOUNT.c.tenant == tenant, ACCOUNT.c.store.is_not(None), ACCOUNT.c.role.not_in(EXTERNAL)
    )
    written = select(SPACE.c.name).where(SPACE.c.name.startswith(f"{tenant}/store/", autoescape=True))
    by_space = [name.split("/")[2] for name in connection.execute(written).scalars() if template_of(name) == "leads"]
    return sorted({*by_record, *(store for store in connection.execute(works_at).scalars() if store), *by_space})


def insurers_of(connection: Connection, tenant: str) -> list[str]:
    """The identifiers of the insurers of a tenant: by record, by their people, and by what was written already."""
    table = Insurer.table()
    by_record = connection.execute(select(table.c.id).where(table.c.space == f"{tenant}/directory")).scalars()
    works_for = select(ACCOUNT.c.store).where(
        ACCOUNT.c.tenant == tenant, ACCOUNT.c.store.is_not(None), ACCOUNT.c.role.in_(EXTERNAL)
    )
    written = select(SPACE.c.name).where(SPACE.c.name.startswith(f"{tenant}/insurer/", autoescape=True))
    by_space = [name.split("/")[2] for name in connection.execute(written).scalars() if template_of(name) == "insurer"]
    return sorted({*by_record, *(each for each in connection.execute(works_for).scalars() if each), *by_space})


def places_of_all(connection: Connection) -> dict[str, tuple[list[str], list[str]]]:
    """:func:`stores_of` and :func:`insurers_of` of every tenant that has any, with as few questions as for one."""
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for which, kind in enumerate((Store, Insurer)):
        table = kind.table()
        for place, space in connection.execute(select(table.c.id, table.c.space)):
            tenant, _, rest = space.partition("/")
            if rest == "directory":
                found[tenant][which].add(place)
    for tenant, role, place in connection.execute(select(ACCOUNT.c.tenant, ACCOUNT.c.role, ACCOUNT.c.store)):
        if place:
            found[tenant][role in EXTERNAL].add(place)
    placed = or_(SPACE.c.name.contains("/store/"), SPACE.c.name.contains("/insurer/"))
    for name in connection.execute(select(SPACE.c.name).where(placed)).scalars():
        if (template := template_of(name)) in ("leads", "insurer"):
            tenant, _, place, *_ = name.split("/")
            found[tenant][template == "insurer"].add(place)
    return {tenant: (sorted(stores), sorted(insurers)) for tenant, (stores, insurers) in found.items()}


def spaces_of(connection: Connection, principal: Principal) -> list[str]:
    """Every space the person may receive."""
    stores, insurers = stores_of(connection, principal.tenant), insurers_of(connection, principal.tenant)
    return spaces_for(principal, stores, RECORD_TYPES, insurers)


def require_readable(principal: Principal, spaces: list[str]) -> None:
    """Raise HubError 403 unless the person may receive all of the spaces."""
    for space in spaces:
        if not may_read_space(principal, space, RECORD_TYPES):
            raise forbidden(f"You may not receive the space '{space[:100]}'.", code=SPACE_FORBIDDEN)
