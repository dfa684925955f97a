"""Rights were taken away: what the person may no longer receive leaves the replica, rows, history, words and bytes.

First in one transaction everything that tells of those spaces; then, outside of any, the file is written anew, so that
no freed page keeps what stood in it. A crash in between leaves a mark, and the next contact goes on from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from client.changes import Changes, Touched
from client.replica.database import full_text_columns, get_meta, quoted, set_meta
from client.replica.document_store import DocumentStore
from client.replica.first_pages import mark_name
from client.replica.record_tables import table_of
from shared_models.kinds import Rows
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_add_to
from shared_models.schema import Field

_UNCLEAN = "withdrawn"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_IN_SPACES = "space IN (SELECT value FROM json_each(?))"
_OF_RECORDS = ("rival.document", "score.record", "awaiting.document", "deed.record", "set_aside.document")


class Withdrawn(NamedTuple):
    """What changed, and the digests of files that no record here names any more."""

    changes: Changes
    files: frozenset[str]


class Withdrawing:
    """Takes spaces out of the replica. Each method but :meth:`scrub` runs within the caller's transaction."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connection = store.connection

    def foreign(self, mine: Collection[str], principal: Principal) -> list[str]:
        """The spaces of which something is here and that are not the person's.

        Where a person may add but not read (a colleague's inbox), their own words stay; what was received there goes.
        """
        here = "SELECT DISTINCT space FROM document UNION SELECT space FROM cursor UNION SELECT space FROM chain_break"
        received = {space for (space,) in self._connection.execute("SELECT space FROM cursor")}
        found = {space for (space,) in self._connection.execute(here)} - set(mine)
        return sorted(space for space in found if space in received or not may_add_to(principal, space, RECORD_TYPES))

    def drop(self, spaces: Sequence[str]) -> Withdrawn:
        """Everything that is here of the spaces goes."""
        listed, run = json.dumps(list(spaces)), self._connection.execute
        gone = run(f"SELECT id, type FROM document WHERE {_IN_SPACES}", (listed,)).fetchall()
        named = self._files_named(listed)
        ids = json.dumps([record for record, _ in gone])
        for place in _OF_RECORDS:
            table, column = place.split(".")
            run(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (ids,))
        for table in ("document", "change", "set_aside", "cursor", "chain_break"):
            run(f"DELETE FROM {table} WHERE {_IN_SPACES}", (listed,))
        self._connection.executemany("DELETE FROM meta WHERE key = ?", [(mark_name(space),) for space in spaces])
        types = sorted({name for _, name in gone})
        self._connection.executemany("DELETE FROM search_blob WHERE type = ?", [(name,) for name in types])
        touched = [Touched(name, record, self._remove(name, record)) for record, name in gone]
        touched += self._store.settle_stakes(touched)
        self._store.forget_open()
        set_meta(self._connection, _UNCLEAN, json.dumps(types).encode())
        return Withdrawn(Changes(tuple(touched), remote=True), frozenset(named - self._files_named()))

    def scrub(self) -> None:
        """Write the file anew where something was dropped; outside of any transaction, by whoever owns the writer."""
        mark = get_meta(self._connection, _UNCLEAN)
        if mark is None:
            return
        for name in json.loads(mark):
            if name in RECORD_TYPES and full_text_columns(RECORD_TYPES[name]):
                self._connection.execute(f"INSERT INTO {name}_text ({name}_text) VALUES ('rebuild')")
        self._connection.execute("VACUUM")
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_UNCLEAN,))
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _remove(self, name: str, record: str) -> int:
        return table_of(RECORD_TYPES[name]).remove(self._connection, record) if name in RECORD_TYPES else 0

    def _files_named(self, spaces: str = "") -> set[str]:
        """The digests of the files that rows name: those of some spaces, or all that are here."""
        where, values = (f"WHERE {_IN_SPACES}", (spaces,)) if spaces else ("", ())
        found: set[str] = set()
        for name, record_type in RECORD_TYPES.items():
            for column in (field.name for field in record_type.fields().values() if _holds_files(field)):
                rows = self._connection.execute(f"SELECT {quoted(column)} FROM {name} {where}", values)
                found.update(digest for held in _texts(rows) for digest in _DIGEST.findall(held))
        return found


def _texts(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    return (held for (held,) in rows if held)


def _holds_files(field: Field) -> bool:
    cells = field.kind.fields if isinstance(field.kind, Rows) else (field,)
    return any(cell.kind.name == "file" for cell in cells)
