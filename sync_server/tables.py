"""The hub's own tables; the record tables of ``shared_models`` stand beside them in the same database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

HUB_TABLES = MetaData()

#: What the hub remembers about itself, such as the schema its record tables were made for.
SETTING = Table(
    "setting", HUB_TABLES, Column("name", String(60), primary_key=True), Column("value", String, nullable=False)
)

# --- who ---

#: A group of stores that shares one hub's log; its name is the first part of all its spaces.
TENANT = Table(
    "tenant", HUB_TABLES, Column("name", String(60), primary_key=True), Column("created", BigInteger, nullable=False)
)

#: Who may sign in. The truth about rights: a ``person`` record of the same identifier is only its public face.
ACCOUNT = Table(
    "account",
    HUB_TABLES,
    Column("person", String(32), primary_key=True),
    Column("tenant", String(60), ForeignKey("tenant.name"), nullable=False),
    Column("login", String(200), nullable=False),
    Column("password_hash", String, nullable=False),
    Column("name", String(400), nullable=False),
    Column("role", String(40), nullable=False),
    Column("store", String(32)),
    Column("active", Boolean, nullable=False, default=True),
    UniqueConstraint("tenant", "login"),
)

#: One-time codes for new devices, by their hash; instants in milliseconds since 1970 UTC here and below.
ENROL_CODE = Table(
    "enrol_code",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("tenant", String(60), ForeignKey("tenant.name"), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("device", String(32)),
)

DEVICE = Table(
    "device",
    HUB_TABLES,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(60), ForeignKey("tenant.name"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("app_version", String(40), nullable=False),
    Column("enrolled", BigInteger, nullable=False),
    Column("revoked", BigInteger),
)

#: Who has ever signed in on which device: changes by them may come from it, also pushed by the next person.
DEVICE_PERSON = Table(
    "device_person",
    HUB_TABLES,
    Column("device", String(32), ForeignKey("device.id"), primary_key=True),
    Column("person", String(32), ForeignKey("account.person"), primary_key=True),
    Column("first", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: Refresh tokens by their hash. ``family`` links the tokens that grew out of one sign-in, ``successor`` the next one.
REFRESH = Table(
    "refresh",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("family", String(32), nullable=False, index=True),
    Column("device", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
    Column("successor", LargeBinary(32)),
)

#: Challenges that were answered; each serves once.
SPENT_CHALLENGE = Table(
    "spent_challenge",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("expires", BigInteger, nullable=False, index=True),
)

#: What each device told last of itself, and when: by whom it was used, its program's version, what it had waiting.
DEVICE_STANDING = Table(
    "device_standing",
    HUB_TABLES,
    Column("device", String(32), ForeignKey("device.id"), primary_key=True),
    Column("heard", BigInteger, nullable=False),
    Column("person", String(32), nullable=False),
    Column("version", String(40), nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: What revoked devices had not sent; ``bringer`` handed it in. ``decision`` is NULL while it waits for a manager, and
#: with ``decided_by`` it stays for good; ``detail`` says why admission refused what was to be applied.
ESCROW = Table(
    "escrow",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("tenant", String(60), nullable=False, index=True),
    Column("bringer", String(32), nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("space", String(200), nullable=False),
    Column("document", String(32), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("decision", String(20)),
    Column("decided", BigInteger),
    Column("decided_by", String(32)),
    Column("detail", String),
)

# --- the log and what follows from it ---

#: How far each space's log is in the hub's last backup; written by whoever makes the backup.
BACKED_UP = Table(
    "backed_up",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("made", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: What a device told after the hub was put back from a backup: up to which entry its log of a space is the hub's
#: (``kept``), how far it had known that log before (``known``), and how many changes of its own it gives back.
RETURN = Table(
    "return",
    HUB_TABLES,
    Column("generation", String(32), primary_key=True),
    Column("device", String(32), ForeignKey("device.id"), primary_key=True),
    Column("space", String(200), primary_key=True),
    Column("kept", BigInteger, nullable=False),
    Column("known", BigInteger, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("told", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: The head of each space's log: the last sequence number and the chain hash there.
SPACE = Table(
    "space",
    HUB_TABLES,
    Column("name", String(200), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("chain", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

#: The log itself, clustered by space and number, because reconnecting devices read it in this order.
LOG = Table(
    "log",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("chain", LargeBinary(32), nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: Documents as they stand. ``record`` is the packed head of a first-sync record, see ``held_documents``.
DOCUMENT = Table(
    "document",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("space", String(200), nullable=False),
    Column("type", String(200), nullable=False),
    Column("is_fact", Boolean, nullable=False),
    Column("first_stamp", BigInteger, nullable=False),
    Column("last_stamp", BigInteger, nullable=False),
    Column("last_hash", LargeBinary(32), nullable=False),
    Column("last_author", String(32), nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("document_space", "space", "ordinal"),
)

#: What each change of a document says of itself; document and hash together make a push idempotent. ``last_op`` is
#: the counter of its last operation (0 for a fact).
CHANGE = Table(
    "change",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("author", String(32), nullable=False),
    Column("device", String(32), nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("offline", Boolean, nullable=False),
    Column("version", String(200), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("last_op", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: Which device an Automerge actor belongs to: the first that used it.
ACTOR = Table(
    "actor",
    HUB_TABLES,
    Column("actor", LargeBinary(16), primary_key=True),
    Column("device", String(32), nullable=False),
    sqlite_with_rowid=False,
)

# --- who holds what: disposable, made anew from the facts ---

#: One row per stake (``shared_models.claims``) with the verdict about it; ``lost_to`` is empty while it holds.
STAKE = Table(
    "stake",
    HUB_TABLES,
    Column("fact", String(32), primary_key=True),
    Column("space", String(200), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("thing", String, nullable=False),
    Column("party", String, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("secured", Boolean, nullable=False),
    Column("author", String(32), nullable=False),
    Column("device", String(32), nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("offline", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("lost_to", String(32), nullable=False),
    Index("stake_thing", "space", "thing"),
    Index("stake_lost", "space", "lost_to"),
    sqlite_with_rowid=False,
)

#: Which fact ended which stake; the stake may not be here (yet).
STAKE_END = Table(
    "stake_end",
    HUB_TABLES,
    Column("fact", String(32), primary_key=True),
    Column("space", String(200), nullable=False),
    Column("stake", String(32), nullable=False, index=True),
    sqlite_with_rowid=False,
)
