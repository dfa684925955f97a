"""The hub's tables of kept pages: first syncs made up beforehand, disposable like the rows (``first_pages``)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from shared_models.columns import columns
from sync_server.tables import HUB_TABLES

#: Records of a space whose documents' ordinals lie after ``first``, up to ``last``, as they travel: ``body`` has one
#: behind the other, ``places`` says which and where. ``form``: the schema they were made for.
FIRST_PAGE = Table(
    "first_page",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    *columns(Integer, "last", "count"),
    *columns(String(64), "form"),
    *columns(LargeBinary, "places", "body"),
)
#: Records in kept pages that have changed since; up to which entry of the log they were looked for is ``FIRST_MARK``.
FIRST_WORN = Table(
    "first_worn",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
#: How far each space's log has been read for them; ``chain`` tells the log's lives apart.
FIRST_MARK = Table(
    "first_mark",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    *columns(BigInteger, "seq"),
    *columns(LargeBinary(32), "chain"),
    sqlite_with_rowid=False,
)
