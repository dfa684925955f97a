"""Record tables are disposable: when the schema has changed, rows are made anew from the documents."""

from __future__ import annotations

import hashlib
import logging

from sqlalchemy import Connection, select

from shared_models.kinds import Rows
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Record
from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.held_documents import DocumentShelf, Held, ids_after
from sync_server.projections import project_one, write_rows
from sync_server.tables import SETTING

log = logging.getLogger("forecourt.hub")
_AT_ONCE = 1_000
_NAME = "record_schema"
#: The form of a packed record (``held_documents``); another form is a reason to write all of them anew.
_FORM = 2


def bring_up_to_date(database: Database) -> int:
    """Rebuild all rows if the schema differs from the one they were made for; returns how many documents were read.

    In one transaction: an interrupted rebuild leaves the old rows, and the next start tries again.
    """
    wanted = schema_print()
    with database.alone() as connection:
        found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _NAME)).scalar()
        if found == wanted:
            return 0
        Record.metadata.drop_all(connection)
        Record.metadata.create_all(connection)
        count = _rebuild(connection)
        put = upsert(SETTING).values(name=_NAME, value=wanted)
        connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": wanted}))
    if count:
        log.info("rows rebuilt for a changed schema", extra={"count": count})
    return count


def schema_print() -> str:
    """Changes whenever any record type's columns or kinds do, or the form of a packed record."""
    lines = [f"form {_FORM}"] + [line for _, kind in sorted(RECORD_TYPES.items()) for line in _lines(kind)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(record_type: type[Record]) -> list[str]:
    columns = [f"{column.table.name}.{column.name} {column.type!r}" for column in record_type.__table__.columns]
    return columns + [f"{name} {_kind(field)}" for name, field in record_type.fields().items()]


def _kind(field: Field) -> str:
    """A kind without what does not bear on rows (labels, functions): their text differs from run to run."""
    if isinstance(field.kind, Rows):
        return " ".join(f"{cell.name}: {_kind(cell)}" for cell in field.kind.fields)
    return repr(field.kind)


def _rebuild(connection: Connection) -> int:
    count, last = 0, 0
    while found := ids_after(connection, last, _AT_ONCE):
        shelf = DocumentShelf(connection)
        shelf.fetch({name: set() for _, name in found})
        rows: dict[str, list[Held]] = {}
        for _, name in found:
            held = shelf.find(name)
            if held is not None:
                rows.setdefault(held.type, []).append(held)
        for type_name, some in rows.items():
            record_type = RECORD_TYPES.get(type_name)
            if record_type is not None:
                for held in some:
                    project_one(record_type, held, shelf)
                write_rows(connection, record_type, [{"ordinal": h.ordinal, **h.row} for h in some])
            shelf.rewrite(some)
        count, last = count + len(found), found[-1][0]
    return count
