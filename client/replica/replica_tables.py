"""The tables of a device's replica that are not records: what is durable on a device, and what is only local.

Record tables come from the schema (``shared_models.records``) and are disposable: they are rebuilt from the documents.
Whoever changes a table here adds a step to ``layouts``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

#: States of a change: only here, on the hub, refused by the hub.
PENDING, ACCEPTED, SET_ASIDE = 0, 1, 2

metadata = MetaData()

#: One row per document. ``snapshot`` is the CRDT as the hub has it: joined with the payloads of its pending changes, in
#: ``change``, it is the whole (a fact's is its bytes). ``heads`` are those of the whole; ``forked``: rivals may exist.
#: ``history`` is what the changes say of themselves that came with a first sync, packed (``histories``).
document = Table(
    "document",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("type", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("space", String, nullable=False),
    Column("heads", LargeBinary, nullable=False),
    Column("forked", Boolean, nullable=False, default=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("history", LargeBinary),
    sqlite_with_rowid=False,
)

#: Every change this device made or received, with its provenance, but for those in a ``history``. ``payload`` is kept
#: while the hub lacks it. Stamps are hybrid times. ``signature`` is its maker's, where another device made it and this
#: one is to carry it to the hub.
change = Table(
    "change",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("document", String(32), nullable=False),
    Column("type", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("space", String, nullable=False),
    Column("author", String(32), nullable=False),
    Column("device", String(32), nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("offline", Boolean, nullable=False),
    Column("version", String, nullable=False),
    Column("state", Integer, nullable=False),
    Column("seq", BigInteger),
    Column("chain", LargeBinary),
    Column("batch", String(32)),
    Column("payload", LargeBinary),
    Column("signature", LargeBinary),
    Index("change_document", "document", "state", "stamp"),
)
Index("change_pending", change.c.state, sqlite_where=change.c.state != ACCEPTED)
Index("change_batch", change.c.batch, sqlite_where=change.c.batch.is_not(None))

#: Changes brought by another device or a file, which build on what is not here yet; ``envelope`` is the whole, packed,
#: ``arrived`` in milliseconds since 1970 UTC.
awaiting = Table(
    "awaiting",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("document", String(32), nullable=False, index=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("arrived", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: Values in the running for one path of a document; ``path`` joins its keys by newlines, ``value`` is MessagePack.
rival = Table(
    "rival",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("path", String, primary_key=True),
    Column("change", LargeBinary, primary_key=True),
    Column("type", String, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("shown", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

#: Where a hub's log did not go on from what it had shown before; ``found`` in milliseconds since 1970 UTC.
chain_break = Table(
    "chain_break",
    metadata,
    Column("space", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("ours", LargeBinary, nullable=False),
    Column("shown", LargeBinary, nullable=False),
    Column("found", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: How far each space's log has been taken in.
cursor = Table(
    "cursor",
    metadata,
    Column("space", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: What the hub refused, and why. Rows with one ``cause`` (the refused change's hash) are what built on it; that of
#: the cause itself tells what its fields were and were wanted to be (MessagePack, as in documents). A person's
#: ``decision`` is written down here, ``decided`` in milliseconds since 1970 UTC; nothing ever leaves this table.
set_aside = Table(
    "set_aside",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("document", String(32), nullable=False),
    Column("type", String, nullable=False),
    Column("code", String, nullable=False),
    Column("field", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("cause", LargeBinary),
    Column("kind", String),
    Column("space", String),
    Column("author", String(32)),
    Column("was", LargeBinary),
    Column("wanted", LargeBinary),
    Column("decision", String),
    Column("decided", BigInteger),
    Column("decided_by", String(32)),
    Column("note", Text),
)

#: Scores computed here; local only, never synced. ``reasons`` is JSON.
score = Table(
    "score",
    metadata,
    Column("record", String(32), primary_key=True),
    Column("model", String, primary_key=True),
    Column("version", String, nullable=False),
    Column("value", Float),
    Column("band", String, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("computed", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

#: What a person did on this device, local only; ``root`` is the deed that an undo or a redo belongs to, else its own
#: ``id``. Its changes are those of ``batch``, or ``hashes``: 32 bytes each, joined. ``about`` is JSON for the words.
deed = Table(
    "deed",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("root", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("type", String, nullable=False),
    Column("record", String(32), nullable=False),
    Column("records", Integer, nullable=False),
    Column("about", Text, nullable=False),
    Column("batch", String(32)),
    Column("hashes", LargeBinary),
    Index("deed_root", "root"),
)

#: Name of the value that counts the pages of first syncs: they bring rows without adding to the table of changes.
FIRST_PAGES = "first pages"

#: Single values of the replica itself: actor, last stamp, schema fingerprint ...
meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: Whole search indexes as they were last saved, each with the change number it had taken in.
search_blob = Table(
    "search_blob",
    metadata,
    Column("type", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
