"""The hub as it was one revision ago, as far as its tables go: ``python -m tests.support.earlier_hub serve ...``.

It knows neither the newest revision nor the tables that this one added. The rest of its program is today's.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool

from sync_server import backups, hub, migrating, migrations, sweeping
from sync_server.__main__ import main
from sync_server.damaged_files import DamagedFiles
from sync_server.routes import standing
from sync_server.tables import HUB_TABLES

#: The revision before the newest.
EARLIER = str(migrating._line()[-2].revision)


def forget_the_newest() -> None:
    """Have this process know the tables of the earlier revision alone."""
    with create_engine("sqlite://", poolclass=StaticPool).connect() as connection:
        migrating._go(connection, "upgrade", EARLIER)
        known = set(inspect(connection).get_table_names())
    for table in [table for name, table in HUB_TABLES.tables.items() if name not in known]:
        HUB_TABLES.remove(table)
    know_damage_by_oneself()
    line = migrating._line()[:-1]
    migrations.HEAD = vars(migrating)["HEAD"] = EARLIER
    migrating._line = lambda: line


class _Remembered(DamagedFiles):
    """As it was known before there was a table: to this process alone."""

    known: ClassVar[set[tuple[str, str]]] = set()

    def holds(self, tenant: str, digest: str) -> bool:
        return (tenant, digest) in self.known

    def add(self, tenant: str, digest: str) -> None:
        self.known.add((tenant, digest))

    def discard(self, tenant: str, digest: str) -> None:
        self.known.discard((tenant, digest))

    def to_try(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return []


def know_damage_by_oneself() -> None:
    """Have this process use none of the newest tables, that of damaged files."""
    for module in (hub, backups):
        vars(module)["DamagedFiles"] = _Remembered
    vars(sweeping)["forget"] = lambda connection, tenant, digest: None
    vars(standing)["damaged_for"] = lambda connection, principal, device, most: sorted(
        digest for tenant, digest in _Remembered.known if tenant == principal.tenant
    )


if __name__ == "__main__":
    forget_the_newest()
    sys.exit(main())
