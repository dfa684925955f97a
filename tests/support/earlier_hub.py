"""The hub as it was one revision ago, as far as its tables go: ``python -m tests.support.earlier_hub serve ...``.

It knows neither the newest revision nor the tables that this one added. The rest of its program is today's.
"""

from __future__ import annotations

import sys

from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool

from sync_server import erasing, first_pages, kept_pages, migrating, migrations
from sync_server.__main__ import main
from sync_server.routes import sync
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
    keep_no_pages()
    line = migrating._line()[:-1]
    migrations.HEAD = vars(migrating)["HEAD"] = EARLIER
    migrating._line = lambda: line


def keep_no_pages() -> None:
    """Have this process use none of the newest tables, those of kept pages."""
    vars(first_pages)["_touched"] = lambda connection, space: None
    vars(erasing)["forget_page"] = lambda connection, space, ordinal: None
    vars(kept_pages)["_grown_since"] = lambda connection: []
    vars(sync)["RECORDS"] = sys.maxsize


if __name__ == "__main__":
    forget_the_newest()
    sys.exit(main())
