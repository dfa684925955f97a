"""The hub's tables of the keys of sealed fields: public keys, generations and wraps; nothing in them opens anything.

What is in them is explained in ``shared_models.role_keys``. Instants are in milliseconds since 1970 UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from shared_models.columns import ID, columns
from sync_server.tables import HUB_TABLES

#: Who may be given keys: devices, and the house's recovery key. ``signer`` is the device that said so.
KEY_HOLDER = Table(
    "key_holder",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("holder", String(32), primary_key=True),
    *columns(LargeBinary(32), "public"),
    *columns(LargeBinary(64), "signature"),
    *columns(ID, "signer"),
    *columns(BigInteger, "at"),
)
#: The generations of each record type's key; ``mark`` tells one key from another.
KEY_GENERATION = Table(
    "key_generation",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("type", String(60), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *columns(LargeBinary(8), "mark"),
    *columns(ID, "maker"),
    *columns(BigInteger, "at"),
)
#: Keys as they were wrapped for each holder, by the device ``giver``, which signed them.
KEY_WRAP = Table(
    "key_wrap",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("type", String(60), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(32), primary_key=True),
    *columns(LargeBinary, "wrapped"),
    *columns(LargeBinary(64), "signature"),
    *columns(ID, "giver"),
    *columns(BigInteger, "at"),
)
#: What a hub that is put back from a backup keeps as it stands.
ROLE_KEYS = (KEY_HOLDER, KEY_GENERATION, KEY_WRAP)
