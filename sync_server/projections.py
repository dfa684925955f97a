"""From documents to rows for head office: the same projection as on the device, written with the documents."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from shared_models.clock import milliseconds_of
from shared_models.documents import ARCHIVED_KEY
from shared_models.facts import decode_fact
from shared_models.projection import columns_at, columns_of, project
from shared_models.records import RECORD_TYPES
from shared_models.schema import Record
from sync_server.engines import upsert
from sync_server.held_documents import DocumentShelf, Held, row_columns
from sync_server.prepared import Prepared


def project_all(connection: Connection, shelf: DocumentShelf) -> None:
    """Project every document that got a change in this transaction and write the rows."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for held in shelf.touched():
        record_type = RECORD_TYPES.get(held.type)
        if record_type is not None:
            project_one(record_type, held, shelf)
            rows.setdefault(held.type, []).append({"ordinal": held.ordinal, **held.row})
    for name, found in rows.items():
        write_rows(connection, RECORD_TYPES[name], found)


def project_one(record_type: type[Record], held: Held, shelf: DocumentShelf) -> None:
    """Give the held document its row and its rivals.

    ``created`` and ``updated`` are the milliseconds of the smallest and largest stamp among its changes (ties by
    hash), ``author`` is the author of the largest; a device computes the same.
    """
    archived = False
    if held.is_fact:
        columns = columns_of(record_type, held.content or decode_fact(held.snapshot))
    elif held.forked:
        stamps = shelf.stamps(held)
        projection = project(record_type, held.open(), stamps.__getitem__)
        columns, archived = projection.columns, projection.archived
        held.rivals = [[list(r.path), r.value, r.change, r.shown] for r in projection.rivals]
    elif held.changed and len(held.stored) == len(row_columns(held.type)):
        before = dict(zip(row_columns(held.type), held.stored, strict=True))
        columns = {**before, **columns_at(record_type, held.changed)}
        archived = columns["archived"]
    else:
        content = held.read()
        columns, archived = columns_of(record_type, content), content.get(ARCHIVED_KEY) is True
    common = {"id": held.id, "space": held.space, "archived": archived, "author": held.last_author}
    times = {"created": milliseconds_of(held.first_stamp), "updated": milliseconds_of(held.last[0])}
    held.row = {**columns, **common, **times}


def write_rows(connection: Connection, record_type: type[Record], rows: list[dict[str, Any]]) -> None:
    """Write rows of one type; a row that is there is replaced."""
    table = record_type.__table__
    assert isinstance(table, Table)
    _upsert(table).run(connection, rows)


@cache
def _upsert(table: Table) -> Prepared:
    put = upsert(table)
    changed = {c.name: put.excluded[c.name] for c in table.columns if c.name not in ("ordinal", "id")}
    return Prepared(put.on_conflict_do_update(index_elements=["id"], set_=changed))
