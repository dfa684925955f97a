"""The hub's tables of signing in: wrong tries, alerts, second factors; instants in milliseconds since 1970 UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, String, Table

from shared_models.columns import ID, columns
from sync_server.tables import HUB_TABLES

#: Wrong tries by whom or from where, under a hash of it. No try is taken before ``until``; ``locked`` says that an
#: administrator may want to know.
ATTEMPT = Table(
    "attempt",
    HUB_TABLES,
    Column("kind", String(20), primary_key=True),
    Column("key", String(64), primary_key=True),
    *columns(BigInteger, "failures", "last", "until"),
    *columns(Boolean, "locked"),
)

#: What an administrator and head office should see. ``person`` is NULL where no account was meant.
ALERT = Table(
    "alert",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    *columns(String(60), "tenant", index=True),
    *columns(BigInteger, "at"),
    *columns(String(40), "kind"),
    *columns(ID, "person", "device", nullable=True),
    *columns(String(60), "address", nullable=True),
    *columns(BigInteger, "seen", nullable=True),
    *columns(ID, "seen_by", nullable=True),
)

#: Secrets of authenticator apps, sealed with the hub's key. ``confirmed`` is NULL until a first code was right; no
#: code of ``last_step`` or before serves again.
TOTP = Table(
    "totp",
    HUB_TABLES,
    Column("person", ID, primary_key=True),
    *columns(LargeBinary, "secret"),
    *columns(BigInteger, "confirmed", nullable=True),
    *columns(BigInteger, "last_step"),
)

#: Codes for somebody who has lost the authenticator, by their hash; each serves once.
RECOVERY_CODE = Table(
    "recovery_code",
    HUB_TABLES,
    Column("person", ID, primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(BigInteger, "used", nullable=True),
)

#: On which devices a person has proven a second factor; elsewhere the device is new to them.
PROVEN_DEVICE = Table(
    "proven_device",
    HUB_TABLES,
    Column("person", ID, primary_key=True),
    Column("device", ID, primary_key=True),
    *columns(BigInteger, "at"),
)

#: When a second factor is asked for, of a role or (role ``""``) of everyone of the tenant.
SIGN_IN_POLICY = Table(
    "sign_in_policy",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("role", String(40), primary_key=True),
    *columns(String(20), "second_factor"),
)

#: What a hub that is put back from a backup keeps as it stands.
KEPT_AT_RESTORE = (ATTEMPT, ALERT, TOTP, RECOVERY_CODE, PROVEN_DEVICE, SIGN_IN_POLICY)
