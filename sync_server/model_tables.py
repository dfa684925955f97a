"""The hub's tables of models: files handed in as candidates, and who got which when.

Instants are in milliseconds since 1970 UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from shared_models.columns import ID, columns
from sync_server.tables import HUB_TABLES

#: Model files of a tenant's own. ``verdict`` is JSON: figures beside those of the model in use, and what forbids a
#: release; empty until measured. ``signature`` is empty until signed.
MODEL_FILE = Table(
    "model_file",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    *columns(String(60), "tenant", index=True),
    *columns(String(60), "model", "version"),
    *columns(LargeBinary, "content"),
    *columns(String, "verdict", "signature"),
    *columns(String(200), "by"),
    *columns(BigInteger, "at"),
)

#: Releases, numbered by tenant: ``file`` (empty: the bundled one) goes to ``share`` per cent of the devices and to the
#: ``stores`` (JSON). The newest that reaches a device counts for it; nothing is ever taken out. ``instead_of`` is the
#: file that a release took back, else empty.
MODEL_RELEASE = Table(
    "model_release",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *columns(String(60), "model"),
    *columns(String(32), "file", "instead_of"),
    *columns(Integer, "share"),
    *columns(String, "stores"),
    *columns(String(200), "by"),
    *columns(BigInteger, "at"),
)
