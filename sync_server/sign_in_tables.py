"""The hub's tables of signing in: wrong tries, alerts, second factors, pages, providers.

Instants are in milliseconds since 1970 UTC.
"""

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

# --- the hub's own pages, and what is begun there ---

#: New devices that ask to be let in (RFC 8628): under the hash of what they hold and of what is shown on them.
#: ``decision`` is ``approved`` or ``denied`` once a person has decided; ``device`` is set once it has enrolled.
DEVICE_REQUEST = Table(
    "device_request",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(LargeBinary(32), "user_hash", unique=True),
    *columns(String(200), "name"),
    *columns(LargeBinary(32), "public_key"),
    *columns(String(40), "app_version"),
    *columns(BigInteger, "expires", "interval", "polled"),
    *columns(String(20), "decision", nullable=True),
    *columns(String(60), "tenant", nullable=True),
    *columns(ID, "decided_by", "store", "device", nullable=True),
)

#: Who is signed in in a browser, by the hash of the cookie, and by which provider (NULL: by none).
PAGE_SESSION = Table(
    "page_session",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(ID, "person"),
    *columns(ID, "provider", nullable=True),
    *columns(BigInteger, "expires"),
)

#: Codes that carry a sign-in from the browser to the app on a device; ``challenge`` is the app's (RFC 7636, S256).
SIGN_IN_CODE = Table(
    "sign_in_code",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(ID, "device", "person"),
    *columns(String(60), "challenge"),
    *columns(BigInteger, "expires"),
)

#: OpenID Connect providers of a tenant; the secret the hub shows them is sealed with the hub's key.
PROVIDER = Table(
    "provider",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    *columns(String(60), "tenant"),
    *columns(String(200), "name", "client_id"),
    *columns(String(500), "issuer"),
    *columns(LargeBinary, "client_secret"),
    *columns(String(20), "first_login"),
)

#: Which account a provider's subject is.
PROVIDER_PERSON = Table(
    "provider_person",
    HUB_TABLES,
    Column("provider", ID, primary_key=True),
    Column("subject", String(255), primary_key=True),
    *columns(ID, "person"),
)

#: Sign-ins begun at a provider, by the hash of their state; ``browser`` is the hash of the cookie they belong to.
PROVIDER_LOGIN = Table(
    "provider_login",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(LargeBinary(32), "browser"),
    *columns(ID, "provider"),
    *columns(String(100), "nonce", "verifier"),
    *columns(String(2_100), "next"),
    *columns(BigInteger, "expires"),
)

#: Passkeys, by the hash of their name at the authenticator; ``count`` is the authenticator's own, against copies.
PASSKEY = Table(
    "passkey",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(LargeBinary, "credential", "public_key"),
    *columns(ID, "person", index=True),
    *columns(String(100), "name"),
    *columns(BigInteger, "count", "made"),
    *columns(BigInteger, "used", nullable=True),
)

#: What a browser was given to sign, by the hash of its cookie.
PASSKEY_CHALLENGE = Table(
    "passkey_challenge",
    HUB_TABLES,
    Column("browser", LargeBinary(32), primary_key=True),
    *columns(LargeBinary(64), "challenge"),
    *columns(BigInteger, "expires"),
)

#: What a hub that is put back from a backup keeps as it stands.
KEPT_AT_RESTORE = (
    ATTEMPT, ALERT, TOTP, RECOVERY_CODE, PROVEN_DEVICE, SIGN_IN_POLICY, DEVICE_REQUEST, PROVIDER, PROVIDER_PERSON,
    PASSKEY,
)  # fmt: skip
