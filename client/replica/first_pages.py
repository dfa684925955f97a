"""Taking in the pages of a first sync: rows go straight into their tables, documents and histories stay unopened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import msgpack

from client.changes import Changes, Touched
from client.reading.queries import Reader
from client.replica.database import CHECKPOINT_PAGES, get_meta, set_meta
from client.replica.document_store import DocumentStore, Held
from client.replica.erasing import Erasing
from client.replica.histories import change_rows, histories
from client.replica.record_tables import table_of
from client.replica.replica_tables import FIRST_PAGES
from shared_models.documents import Document
from shared_models.erasures import NOTICE, RESERVED, read_notice
from shared_models.protocol import FirstPage
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record

#: Pages of the log before SQLite moves them into the file, while a first sync goes on: pages that every transaction
#: changes are moved less often.
_PAGES_OF_A_FIRST_SYNC = 4 * CHECKPOINT_PAGES
#: The cursor of a space as it stood when its first sync began: sequence number and chain hash.
Start = tuple[int, bytes]
#: A record as it travels; see ``shared_models.protocol``.
FirstRecord = Sequence[Any]
_ID, _TYPE, _KIND, _SNAPSHOT, _HEADS, _FORKED, _ROW, _RIVALS, _HISTORY = range(9)
_NEW_DOCUMENT = (
    "INSERT INTO document (id, type, kind, space, heads, forked, snapshot, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEW_RIVAL = "INSERT OR REPLACE INTO rival (document, path, change, type, value, shown) VALUES (?, ?, ?, ?, ?, ?)"


class FirstPages:
    """Writes first-sync pages. Every method runs within the caller's transaction and may be repeated harmlessly."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connection = store.connection

    def take(self, space: str, page: FirstPage, start: Start) -> Changes:
        """Take in one page, and note where to go on, or that this was all: a cut leaves all of it or nothing."""
        self._connection.execute(f"PRAGMA wal_autocheckpoint={_PAGES_OF_A_FIRST_SYNC}")
        for record in page.records:
            if record[_TYPE] == NOTICE:
                self._heed(record)
        page = replace(page, records=tuple(record for record in page.records if record[_TYPE] not in RESERVED))
        present = self._store.held_many([record[_ID] for record in page.records])
        new = [record for record in page.records if record[_ID] not in present] if present else page.records
        self._connection.executemany(_NEW_DOCUMENT, [_document_row(space, record) for record in new])
        facts = [record for record in new if record[_KIND] == "fact"]
        self._store.put_changes(row for record in facts for row in _change_rows(space, record))
        touched = self._insert_by_type(space, new, page.columns)
        self._connection.executemany(_NEW_RIVAL, [row for record in new if record[_RIVALS] for row in _rivals(record)])
        touched += [self._join(present[record[_ID]], record) for record in page.records if record[_ID] in present]
        self._note(space, page.following, start)
        return Changes(tuple(touched), remote=True)

    def _heed(self, record: FirstRecord) -> None:
        """A notice that is older than this replica: what a backup brings of these records later stays out.

        What is here of them came with this very sync, hence after the notice: it stays.
        """
        erasure, documents = read_notice(record[_SNAPSHOT])
        known = Erasing(self._store).erased(documents)
        rows = [(document, erasure) for document in documents if document not in known]
        self._connection.executemany("INSERT INTO erased (document, erasure) VALUES (?, ?)", rows)

    def _note(self, space: str, following: int | None, start: Start) -> None:
        pages = int(get_meta(self._connection, FIRST_PAGES) or b"0")
        set_meta(self._connection, FIRST_PAGES, b"%d" % (pages + 1))
        if following is not None:
            set_meta(self._connection, mark_name(space), bytes(msgpack.packb([following, *start])))
            return
        self._connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        self._connection.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)", (space, *start))
        self._connection.execute("DELETE FROM meta WHERE key = ?", (mark_name(space),))

    def _insert_by_type(
        self, space: str, records: Iterable[FirstRecord], columns: Mapping[str, Sequence[str]]
    ) -> list[Touched]:
        by_type: dict[str, list[FirstRecord]] = {}
        for record in records:
            by_type.setdefault(record[_TYPE], []).append(record)
        touched: list[Touched] = []
        for name, some in by_type.items():
            record_type = RECORD_TYPES.get(name)
            if record_type is not None:
                touched += self._insert(record_type, space, some, columns.get(name, ()))
        return touched

    def _insert(
        self, record_type: type[Record], space: str, records: Sequence[FirstRecord], theirs: Sequence[str]
    ) -> list[Touched]:
        """The hub's rows; where its schema lacks a column of ours, rows are projected from the documents here."""
        ours = table_of(record_type).columns
        if not set(ours) <= set(theirs):
            return self._store.write_rows([(_held(space, record), None) for record in records])
        rows: Iterable[Sequence[Any]] = map(itemgetter(_ROW), records)
        if ours != list(theirs):
            rows = map(itemgetter(*map(theirs.index, ours)), rows)
        first, _ = table_of(record_type).insert_in_order(self._connection, rows)
        name = record_type.type_name()
        touched = [Touched(name, record[_ID], ordinal) for ordinal, record in enumerate(records, start=first)]
        return touched + self._store.settle_stakes(touched)

    def _join(self, held: Held, record: FirstRecord) -> Touched:
        """A first sync brings a document this device already has: join the two."""
        self._add_changes(held, record)
        if held.kind == "fact" or held.heads == frozenset(record[_HEADS]):
            return Touched(held.type_name, held.id, 0)
        document = Document.load(held.snapshot + record[_SNAPSHOT])
        if held.accepted is not None:
            held.accepted = Document.load(held.accepted + record[_SNAPSHOT]).save()
        held.snapshot, held.heads, held.forked = document.save(), document.heads, True
        self._store.put_document(held)
        return self._store.write_row(held, document)

    def _add_changes(self, held: Held, record: FirstRecord) -> None:
        """Changes of a document that this device has in part."""
        here = {past.hash for _, some in histories(self._connection, [held.id]) for past in some}
        here |= {row[0] for row in self._connection.execute("SELECT hash FROM change WHERE document = ?", (held.id,))}
        self._store.put_changes(row for row in _change_rows(held.space, record) if row["hash"] not in here)


def resumed(reader: Reader, space: str) -> tuple[int, Start | None]:
    """Where a first sync that was cut off goes on, with the cursor taken when it began; 0 and None: it never began."""
    mark = reader.meta(mark_name(space))
    if mark is None:
        return 0, None
    following, seq, chain = msgpack.unpackb(mark)
    return following, (seq, chain)


def mark_name(space: str) -> str:
    """Under what name the replica keeps where the first sync of a space goes on."""
    return f"first {space}"


def _document_row(space: str, record: FirstRecord) -> tuple[Any, ...]:
    document, name, kind, snapshot, heads, forked, _, _, history = record
    packed = None if kind == "fact" else history
    return document, name, kind, space, b"".join(sorted(heads)), forked, snapshot, packed


def _change_rows(space: str, record: FirstRecord) -> Iterable[dict[str, Any]]:
    """The changes of a record as rows of their table: those of facts are read there alone."""
    return change_rows(record[_ID], record[_TYPE], space, record[_HISTORY])


def _rivals(record: FirstRecord) -> Iterable[tuple[Any, ...]]:
    for path, value, change, shown in record[_RIVALS]:
        yield record[_ID], "\n".join(path), change, record[_TYPE], msgpack.packb(value), shown


def _held(space: str, record: FirstRecord) -> Held:
    document, name, kind, snapshot, heads, forked = record[:6]
    return Held(document, name, kind, space, frozenset(heads), forked, snapshot)
