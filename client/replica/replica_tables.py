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

from shared_models.columns import ID, columns

#: States of a change: only here, on the hub, refused by the hub.
PENDING, ACCEPTED, SET_ASIDE = 0, 1, 2

metadata = MetaData()

#: One row per document. ``snapshot`` is the CRDT as the hub has it: joined with the payloads of its pending changes, in
#: ``change``, it is the whole (a fact's is its bytes). ``heads`` are those of the whole; ``forked``: rivals may exist.
#: ``history`` is what the changes say of themselves that came with a first sync, packed (``histories``).
document = Table(
    "document",
    metadata,
    Column("id", ID, primary_key=True),
    *columns(String, "type", "kind", "space"),
    *columns(LargeBinary, "heads"),
    Column("forked", Boolean, nullable=False, default=False),
    *columns(LargeBinary, "snapshot"),
    *columns(LargeBinary, "history", nullable=True),
    sqlite_with_rowid=False,
)

#: Every change this device made or received, with its provenance, but for those in a ``history``. ``payload`` is kept
#: while the hub lacks it. Stamps are hybrid times. ``signature`` is its maker's, where another device made it and this
#: one is to carry it to the hub.
change = Table(
    "change",
    metadata,
    Column("number", Integer, primary_key=True),
    *columns(LargeBinary, "hash", unique=True),
    *columns(ID, "document"),
    *columns(String, "type", "kind", "space"),
    *columns(ID, "author", "device"),
    *columns(BigInteger, "stamp"),
    *columns(Boolean, "offline"),
    *columns(String, "version"),
    *columns(Integer, "state"),
    *columns(BigInteger, "seq", nullable=True),
    *columns(LargeBinary, "chain", nullable=True),
    *columns(ID, "batch", nullable=True),
    *columns(LargeBinary, "payload", "signature", nullable=True),
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
    *columns(ID, "document", index=True),
    *columns(LargeBinary, "envelope"),
    *columns(BigInteger, "arrived"),
    sqlite_with_rowid=False,
)

#: Records that were erased for good: what a backup, a file or a neighbour still has of them stays out.
erased = Table(
    "erased",
    metadata,
    Column("document", ID, primary_key=True),
    *columns(ID, "erasure"),
    sqlite_with_rowid=False,
)

#: Values in the running for one path of a document; ``path`` joins its keys by newlines, ``value`` is MessagePack.
rival = Table(
    "rival",
    metadata,
    Column("document", ID, primary_key=True),
    Column("path", String, primary_key=True),
    Column("change", LargeBinary, primary_key=True),
    *columns(String, "type"),
    *columns(LargeBinary, "value"),
    *columns(Boolean, "shown"),
    sqlite_with_rowid=False,
)

#: Where a hub's log did not go on from what it had shown before; ``found`` in milliseconds since 1970 UTC.
chain_break = Table(
    "chain_break",
    metadata,
    Column("space", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    *columns(LargeBinary, "ours", "shown"),
    *columns(BigInteger, "found"),
    sqlite_with_rowid=False,
)

#: How far each space's log has been taken in.
cursor = Table(
    "cursor",
    metadata,
    Column("space", String, primary_key=True),
    *columns(BigInteger, "seq"),
    *columns(LargeBinary, "chain"),
    sqlite_with_rowid=False,
)

#: What the hub refused, and why. Rows with one ``cause`` (the refused change's hash) are what built on it; that of
#: the cause itself tells what its fields were and were wanted to be (MessagePack, as in documents). A person's
#: ``decision`` is written down here, ``decided`` in milliseconds since 1970 UTC; nothing ever leaves this table.
set_aside = Table(
    "set_aside",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    *columns(ID, "document"),
    *columns(String, "type", "code", "field"),
    *columns(Text, "detail"),
    *columns(LargeBinary, "payload"),
    *columns(BigInteger, "stamp"),
    *columns(LargeBinary, "cause", nullable=True),
    *columns(String, "kind", "space", nullable=True),
    *columns(ID, "author", nullable=True),
    *columns(LargeBinary, "was", "wanted", nullable=True),
    *columns(String, "decision", nullable=True),
    *columns(BigInteger, "decided", nullable=True),
    *columns(ID, "decided_by", nullable=True),
    *columns(Text, "note", nullable=True),
)

#: Scores computed here; local only, never synced. ``reasons`` is JSON.
score = Table(
    "score",
    metadata,
    Column("record", ID, primary_key=True),
    Column("model", String, primary_key=True),
    *columns(String, "version"),
    *columns(Float, "value", nullable=True),
    *columns(String, "band"),
    *columns(Text, "reasons"),
    *columns(BigInteger, "computed"),
    sqlite_with_rowid=False,
)

#: What a person did on this device, local only; ``root`` is the deed that an undo or a redo belongs to, else its own
#: ``id``. Its changes are those of ``batch``, or ``hashes``: 32 bytes each, joined. ``about`` is JSON for the words.
deed = Table(
    "deed",
    metadata,
    Column("number", Integer, primary_key=True),
    *columns(ID, "id", unique=True),
    *columns(ID, "root", "person"),
    *columns(BigInteger, "at"),
    *columns(String, "kind", "type"),
    *columns(ID, "record"),
    *columns(Integer, "records"),
    *columns(Text, "about"),
    *columns(ID, "batch", nullable=True),
    *columns(LargeBinary, "hashes", nullable=True),
    Index("deed_root", "root"),
)

#: Name of the value that counts the pages of first syncs: they bring rows without adding to the table of changes.
FIRST_PAGES = "first pages"

#: Single values of the replica itself: actor, last stamp, schema fingerprint ...
meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    *columns(LargeBinary, "value"),
    sqlite_with_rowid=False,
)

#: Whole search indexes as they were last saved, each with the change number it had taken in.
search_blob = Table(
    "search_blob",
    metadata,
    Column("type", String, primary_key=True),
    *columns(BigInteger, "number"),
    *columns(String, "fingerprint"),
    *columns(LargeBinary, "data"),
)
