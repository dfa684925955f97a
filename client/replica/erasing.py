"""Doing an erasure the hub has told of: all of a record goes from this file, in the transaction that moves the cursor.

What had not been sent yet goes too; a row without content stays set aside, so that whoever made it learns of it. The
free pages of the file, its backups and photos are cleaned afterwards (``client.care.cleaning``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from client.changes import Touched
from client.replica.database import get_meta, set_meta
from client.replica.document_store import DocumentStore, Held
from client.replica.record_tables import table_of
from client.replica.replica_tables import PENDING
from client.text import audit as words
from shared_models.documents import Document
from shared_models.encrypted_sqlite import Connection
from shared_models.erasures import NOTICE, read_notice
from shared_models.kinds.links import digests_in
from shared_models.records import RECORD_TYPES

#: Under which the replica keeps what is still to be cleaned up: JSON, ``{erasure: [digest of a file]}``.
TO_CLEAN = "erasures to clean"
#: The code of a change that was refused, or dropped here, because its record was erased.
ERASED = "erased"
_EMPTIED = (
    "UPDATE set_aside SET payload = x'', was = NULL, wanted = NULL, note = NULL, code = ?, field = '', detail = ?"
)
_ITS_ROWS = (
    ("change", "document"),
    ("rival", "document"),
    ("awaiting", "document"),
    ("score", "record"),
    ("deed", "record"),
)


class Erasing:
    """Every method runs within the caller's transaction and may be repeated harmlessly."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connection = store.connection

    def erased(self, documents: Sequence[str]) -> set[str]:
        """Those of the records that were erased once."""
        asked = "SELECT document FROM erased WHERE document IN (SELECT value FROM json_each(?))"
        return {row[0] for row in self._connection.execute(asked, (json.dumps(list(documents)),))}

    def heed(self, payload: bytes) -> list[Touched]:
        """Erase what a notice names. Raises DocumentDamaged for bytes that are none."""
        erasure, documents = read_notice(payload)
        files: set[str] = set()
        touched: list[Touched] = []
        for held in self._store.held_many(documents).values():
            files |= _files_of(held)
        for document in documents:
            touched += self.drop(document)
        rows = [(document, erasure) for document in documents]
        self._connection.executemany("INSERT OR REPLACE INTO erased (document, erasure) VALUES (?, ?)", rows)
        self._connection.execute("DELETE FROM search_blob")
        self._store.forget_open()
        waiting = to_clean(self._connection)
        waiting[erasure] = sorted({*waiting.get(erasure, ()), *files})
        set_meta(self._connection, TO_CLEAN, json.dumps(waiting).encode())
        return [*touched, *self._store.settle_stakes(touched), Touched(NOTICE, erasure, 0)]

    def drop(self, document: str) -> list[Touched]:
        """Take a record out of this file, whatever may begin anew under its identifier."""
        head = self._store.head(document)
        self._tell(document)
        for table, column in _ITS_ROWS:
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (document,))
        self._connection.execute("DELETE FROM document WHERE id = ?", (document,))
        self._connection.execute(f"{_EMPTIED} WHERE document = ?", (ERASED, words.ERASED_HERE, document))
        if head is None or head.record_type is None:
            return []
        gone = table_of(head.record_type).remove(self._connection, document)
        return [Touched(head.type_name, document, gone)]

    def _tell(self, document: str) -> None:
        """Own work that was never sent is dropped; the person is told by a row that holds none of it."""
        asked = (
            "SELECT hash, type, stamp, kind, space, author FROM change "
            "WHERE document = ? AND state = ? AND signature IS NULL ORDER BY number LIMIT 1"
        )
        row = self._connection.execute(asked, (document, PENDING)).fetchone()
        if row is not None:
            digest, type_name, stamp, kind, space, author = row
            told = (digest, document, type_name, ERASED, "", words.ERASED_HERE, b"", stamp, digest, kind, space, author)
            self._connection.execute(
                "INSERT OR REPLACE INTO set_aside (hash, document, type, code, field, detail, payload, stamp, cause, "
                "kind, space, author) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                told,
            )


def to_clean(connection: Connection) -> dict[str, list[str]]:
    """The erasures that are still to be cleaned up here, each with the files it named."""
    kept: dict[str, list[str]] = json.loads(get_meta(connection, TO_CLEAN) or b"{}")
    return kept


def cleaned(connection: Connection, erasure: str) -> None:
    """An erasure is done with here."""
    waiting = to_clean(connection)
    waiting.pop(erasure, None)
    set_meta(connection, TO_CLEAN, json.dumps(waiting).encode())


def clean_pages(connection: Connection) -> bool:
    """Write the file anew without what was deleted: full text, free pages, the write-ahead log. Outside a transaction.

    False where a reader kept the log busy: to be tried again.
    """
    names = [name for name, kind in RECORD_TYPES.items() if table_of(kind).has_texts]
    for name in names:
        connection.execute(f"INSERT INTO {name}_text ({name}_text) VALUES ('rebuild')")
    if connection.in_transaction:
        connection.commit()
    connection.execute("VACUUM")
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def _files_of(held: Held) -> set[str]:
    """The digests of the files that a record names or ever named."""
    if held.kind == "fact":
        return digests_in(held.snapshot)
    document = Document.load(held.snapshot)
    return {digest for change in document.changes() for digest in digests_in(change.chunk)}


def named_still(connection: Connection, digest: str) -> bool:
    """Whether the row of any record here names a file."""
    for record_type in RECORD_TYPES.values():
        for name, field in record_type.fields().items():
            if field.kind.name in ("file", "rows"):
                asked = f"SELECT 1 FROM {record_type.type_name()} WHERE instr({name}, ?) LIMIT 1"
                if connection.execute(asked, (digest,)).fetchone() is not None:
                    return True
    return False
