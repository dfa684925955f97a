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

from shared_models.columns import ID, columns, ending_columns, stake_columns

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


def _tenant() -> Column[str]:
    return Column("tenant", String(60), ForeignKey("tenant.name"), nullable=False)


#: Who may sign in. The truth about rights: a ``person`` record of the same identifier is only its public face.
ACCOUNT = Table(
    "account",
    HUB_TABLES,
    Column("person", ID, primary_key=True),
    _tenant(),
    *columns(String(200), "login"),
    *columns(String, "password_hash"),
    *columns(String(400), "name"),
    *columns(String(40), "role"),
    *columns(ID, "store", nullable=True),
    Column("active", Boolean, nullable=False, default=True),
    UniqueConstraint("tenant", "login"),
)

#: One-time codes for new devices, by their hash; instants in milliseconds since 1970 UTC here and below.
ENROL_CODE = Table(
    "enrol_code",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    _tenant(),
    *columns(BigInteger, "expires"),
    *columns(ID, "device", nullable=True),
)

DEVICE = Table(
    "device",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    _tenant(),
    *columns(String(200), "name"),
    *columns(LargeBinary(32), "public_key"),
    *columns(String(40), "app_version"),
    *columns(BigInteger, "enrolled"),
    *columns(BigInteger, "revoked", nullable=True),
)

#: Who has ever signed in on which device: changes by them may come from it, also pushed by the next person.
DEVICE_PERSON = Table(
    "device_person",
    HUB_TABLES,
    Column("device", ID, ForeignKey("device.id"), primary_key=True),
    Column("person", ID, ForeignKey("account.person"), primary_key=True),
    *columns(BigInteger, "first"),
    sqlite_with_rowid=False,
)

#: Refresh tokens by their hash. ``family`` links the tokens that grew out of one sign-in, ``successor`` the next one.
REFRESH = Table(
    "refresh",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(ID, "family", index=True),
    *columns(ID, "device", "person"),
    *columns(BigInteger, "expires", index=True),
    *columns(LargeBinary(32), "successor", nullable=True),
)

#: Challenges that were answered; each serves once.
SPENT_CHALLENGE = Table(
    "spent_challenge",
    HUB_TABLES,
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(BigInteger, "expires", index=True),
)

#: What each device told last of itself, and when: by whom it was used, its program's version, what it had waiting.
DEVICE_STANDING = Table(
    "device_standing",
    HUB_TABLES,
    Column("device", ID, ForeignKey("device.id"), primary_key=True),
    *columns(BigInteger, "heard"),
    *columns(ID, "person"),
    *columns(String(40), "version"),
    *columns(Integer, "waiting", "refused"),
    sqlite_with_rowid=False,
)

#: What revoked devices had not sent; ``bringer`` handed it in. ``decision`` is NULL while it waits for a manager, and
#: with ``decided_by`` it stays for good; ``detail`` says why admission refused what was to be applied.
ESCROW = Table(
    "escrow",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    *columns(LargeBinary(32), "hash", unique=True),
    *columns(String(60), "tenant", index=True),
    *columns(ID, "bringer"),
    *columns(BigInteger, "received"),
    *columns(String(200), "space"),
    *columns(ID, "document"),
    *columns(LargeBinary, "envelope"),
    *columns(String(20), "decision", nullable=True),
    *columns(BigInteger, "decided", nullable=True),
    *columns(ID, "decided_by", nullable=True),
    *columns(String, "detail", nullable=True),
)

# --- the log and what follows from it ---

#: How far each space's log is in the hub's last backup; written by whoever makes the backup.
BACKED_UP = Table(
    "backed_up",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    *columns(BigInteger, "seq", "made"),
    sqlite_with_rowid=False,
)

#: What a device told after the hub was put back from a backup: up to which entry its log of a space is the hub's
#: (``kept``), how far it had known that log before (``known``), and how many changes of its own it gives back.
RETURN = Table(
    "return",
    HUB_TABLES,
    Column("generation", ID, primary_key=True),
    Column("device", ID, ForeignKey("device.id"), primary_key=True),
    Column("space", String(200), primary_key=True),
    *columns(BigInteger, "kept", "known"),
    *columns(Integer, "changes"),
    *columns(BigInteger, "told"),
    sqlite_with_rowid=False,
)

#: The head of each space's log: the last sequence number and the chain hash there.
SPACE = Table(
    "space",
    HUB_TABLES,
    Column("name", String(200), primary_key=True),
    *columns(BigInteger, "seq"),
    *columns(LargeBinary(32), "chain"),
    sqlite_with_rowid=False,
)

#: The log itself, clustered by space and number, because reconnecting devices read it in this order.
LOG = Table(
    "log",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    *columns(LargeBinary(32), "chain"),
    *columns(BigInteger, "stamp", "received"),
    *columns(LargeBinary, "envelope"),
    sqlite_with_rowid=False,
)

#: Documents as they stand. ``record`` is the packed head of a first-sync record, see ``held_documents``.
DOCUMENT = Table(
    "document",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    *columns(ID, "id", unique=True),
    *columns(String(200), "space", "type"),
    *columns(Boolean, "is_fact"),
    *columns(BigInteger, "first_stamp", "last_stamp"),
    *columns(LargeBinary(32), "last_hash"),
    *columns(ID, "last_author"),
    *columns(LargeBinary, "record"),
    Index("document_space", "space", "ordinal"),
)

#: What each change of a document says of itself; document and hash together make a push idempotent. ``last_op`` is
#: the counter of its last operation (0 for a fact).
CHANGE = Table(
    "change",
    HUB_TABLES,
    Column("ordinal", Integer, primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    *columns(String(10), "kind"),
    *columns(ID, "author", "device"),
    *columns(BigInteger, "stamp"),
    *columns(Boolean, "offline"),
    *columns(String(200), "version"),
    *columns(BigInteger, "seq", "last_op"),
    sqlite_with_rowid=False,
)

#: Which device an Automerge actor belongs to: the first that used it.
ACTOR = Table(
    "actor",
    HUB_TABLES,
    Column("actor", LargeBinary(16), primary_key=True),
    *columns(ID, "device"),
    sqlite_with_rowid=False,
)

#: Which files the changes of a space name; ``space`` is ``tenant/device/...`` for what a device brought.
FILE_MENTION = Table(
    "file_mention",
    HUB_TABLES,
    Column("digest", String(64), primary_key=True),
    Column("space", String(200), primary_key=True),
    sqlite_with_rowid=False,
)

#: Files that a hub found damaged, and that are not whole again as far as is known (see ``damaged_files``).
DAMAGED_FILE = Table(
    "damaged_file",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("digest", String(64), primary_key=True),
    *columns(BigInteger, "found"),
    sqlite_with_rowid=False,
)

# --- who holds what: disposable, made anew from the facts ---

#: One row per stake, whose columns ``stake_columns`` explains.
STAKE = Table(
    "stake",
    HUB_TABLES,
    *columns(String(200), "space"),
    *stake_columns(numbered=True),
    Index("stake_thing", "space", "thing"),
    Index("stake_lost", "space", "lost_to"),
    sqlite_with_rowid=False,
)
STAKE_END = Table("stake_end", HUB_TABLES, *columns(String(200), "space"), *ending_columns(), sqlite_with_rowid=False)

# --- who did what that is no change: appended only, each row chained to the one before ---

#: The rows of each tenant's audit, numbered without a gap; ``audit`` says what is in them. ``detail`` is JSON.
AUDIT = Table(
    "audit",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    *columns(LargeBinary(32), "link"),
    *columns(BigInteger, "at"),
    *columns(String(200), "who", "device", "action", "subject"),
    *columns(String, "detail"),
    Index("audit_subject", "tenant", "subject"),
    sqlite_with_rowid=False,
)
#: Where each tenant's audit ends.
AUDIT_HEAD = Table(
    "audit_head",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    *columns(BigInteger, "number"),
    *columns(LargeBinary(32), "link"),
    sqlite_with_rowid=False,
)

# --- who was erased ---

#: Each erasure: whose data, on whose behalf, and why: ``request``, or the name of a retention rule.
ERASURE = Table(
    "erasure",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    *columns(String(60), "tenant", index=True),
    *columns(String(60), "type", "why"),
    *columns(ID, "subject"),
    *columns(String(200), "by"),
    *columns(BigInteger, "at"),
)
#: Entries of the log that are remnants now: their content is gone, their hash holds the chain.
ERASED_ENTRY = Table(
    "erased_entry",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *columns(ID, "erasure", index=True),
    *columns(LargeBinary(32), "hash"),
)
#: Records that were erased: what a device still knows of them may not enter again. ``becomes``: see ``privacy``.
ERASED_DOCUMENT = Table(
    "erased_document",
    HUB_TABLES,
    Column("id", ID, primary_key=True),
    *columns(ID, "erasure", index=True),
    *columns(String(200), "type", "space"),
    *columns(String(20), "becomes"),
)
#: Where in each space's log an erasure was told: whoever has read as far has erased it.
ERASURE_NOTICE = Table(
    "erasure_notice",
    HUB_TABLES,
    Column("space", String(200), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *columns(ID, "erasure", index=True),
)
#: The replicas (one for each person on a device) that have read the notices of an erasure; and from when on.
ERASURE_HEEDED = Table(
    "erasure_heeded",
    HUB_TABLES,
    Column("erasure", ID, primary_key=True),
    Column("device", ID, primary_key=True),
    Column("person", ID, primary_key=True),
    *columns(BigInteger, "at"),
)
ERASURES = (ERASURE, ERASED_ENTRY, ERASED_DOCUMENT, ERASURE_NOTICE, ERASURE_HEEDED)

# --- what is agreed with insurers ---

#: Which fields of which types are shared (``agreed_fields``); ``written``: the insurer's people may change it.
AGREED_FIELD = Table(
    "agreed_field",
    HUB_TABLES,
    Column("tenant", String(60), primary_key=True),
    Column("type", String(60), primary_key=True),
    Column("field", String(60), primary_key=True),
    Column("written", Boolean, nullable=False),
)
#: The copy that an insurer has of a record, by the record it is of.
AGREED_COPY = Table(
    "agreed_copy",
    HUB_TABLES,
    Column("source", ID, primary_key=True),
    *columns(ID, "copy", index=True),
)
