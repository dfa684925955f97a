"""Head office's reads: rows of the projections by filter and page, and one record with its rivals and history."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, Row, Select, String, Table, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from shared_models.clock import instant_of
from shared_models.documents import Document
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read
from shared_models.schema import Field, Record
from shared_models.vehicle_status import present_status
from sync_server.auth import Member
from sync_server.errors import bad_request, forbidden, not_found
from sync_server.held_documents import changes_of, read_document
from sync_server.spaces import spaces_of

_JSON_KINDS = frozenset({"set", "rows", "file"})
_MOST_FILTERS = 20
_STATUS = literal_column(f"({present_status(' AND stake.space = vehicle.space')})", String())


def readable_type(member: Member, type_name: str) -> type[Record]:
    """The record type of that name. Raises HubError 404 when there is none, 403 when the role may not read it."""
    record_type = RECORD_TYPES.get(type_name)
    if record_type is None:
        raise not_found(f"There is no record type '{type_name[:60]}'.", "unknown_type")
    if not may_read(member.principal.role, type_name):
        raise forbidden(f"Your role may not read this: {record_type.about.plural}.")
    return record_type


def list_records(
    connection: Connection,
    member: Member,
    record_type: type[Record],
    filters: Mapping[str, str],
    after: int,
    limit: int,
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of rows in the order they were born, and where the next begins. Raises HubError 400 for a bad filter."""
    table = _table(record_type)
    spaces = spaces_of(connection, member.principal)
    wanted = _rows(table).where(table.c.space.in_(spaces), table.c.ordinal > after)
    for condition in _conditions(record_type, table, filters):
        wanted = wanted.where(condition)
    rows = connection.execute(wanted.order_by(table.c.ordinal).limit(limit)).all()
    return [as_json(record_type, row) for row in rows], rows[-1].ordinal if len(rows) == limit else None


def one_record(connection: Connection, member: Member, record_type: type[Record], record_id: str) -> dict[str, Any]:
    """One record with the values that were in the running and every change. Raises HubError 404."""
    table = _table(record_type)
    spaces = spaces_of(connection, member.principal)
    wanted = _rows(table).where(table.c.id == record_id, table.c.space.in_(spaces))
    row = connection.execute(wanted).first()
    held = read_document(connection, record_id)
    if row is None or held is None:
        raise not_found(f"There is no such record: {record_type.about.label}.")
    return {
        "record": as_json(record_type, row),
        "rivals": [
            {"path": path, "value": _plain(v), "change": h.hex(), "shown": shown} for path, v, h, shown in held.rivals
        ],
        "history": _history(connection, record_type, held.ordinal, held.snapshot),
    }


def as_json(record_type: type[Record], row: Row[Any]) -> dict[str, Any]:
    """A row as JSON; money stays in minor units beside its currency, and what is sealed stays sealed."""
    columns = dict(row._mapping)
    columns.pop("ordinal")
    for name, field in record_type.fields().items():
        columns[name] = _field_as_json(field, columns[name])
    return columns


def _history(connection: Connection, record_type: type[Record], ordinal: int, snapshot: bytes) -> list[dict[str, Any]]:
    document = None if record_type.about.fact else Document.load(snapshot)
    history = []
    for change, kind, author, device, stamp, offline, version, seq in changes_of(connection, ordinal):
        paths = sorted(document.written_by(change)) if document is not None else []
        who = {"change": change.hex(), "kind": kind, "author": author, "device": device, "seq": seq}
        when = {"at": instant_of(stamp).isoformat(), "offline": bool(offline), "version": version}
        history.append({**who, **when, "fields": [list(path) for path in paths]})
    return history


def _conditions(record_type: type[Record], table: Table, filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
    if len(filters) > _MOST_FILTERS:
        raise bad_request("bad_filter", f"At most {_MOST_FILTERS} filters at once.")
    return [_condition(_filter_column(record_type, table, name), name, text) for name, text in filters.items()]


def _filter_column(record_type: type[Record], table: Table, name: str) -> ColumnElement[Any]:
    field = record_type.fields().get(name)
    common = name in ("id", "space", "archived", "author")
    if not common and (field is None or field.kind.shape != "atom" or field.kind.name in ("sealed", "file")):
        raise bad_request("bad_filter", f"{record_type.about.plural} cannot be filtered by this.", name[:60])
    return _shown(table.c[name])


def _shown(column: Column[Any]) -> ColumnElement[Any]:
    """What is told of a column: of a vehicle's status what follows from who holds it."""
    return _STATUS if (column.table.name, column.name) == ("vehicle", "status") else column


def _rows(table: Table) -> Select[Any]:
    return select(*(_shown(column).label(column.name) for column in table.columns))


def _condition(column: ColumnElement[Any], name: str, text: str) -> ColumnElement[bool]:
    if not text:
        return column.is_(None)
    try:
        if isinstance(column.type, Boolean):
            return column == {"true": True, "false": False}[text.lower()]
        if isinstance(column.type, Integer):
            return column == int(text)
        return column == (float(text) if isinstance(column.type, Float) else text)
    except (KeyError, ValueError) as error:
        raise bad_request("bad_filter", f"'{text[:60]}' makes no sense here.", name) from error


def _field_as_json(field: Field, held: Any) -> Any:
    if held is None:
        return None
    if field.kind.name in _JSON_KINDS:
        return json.loads(held)
    return {"sealed": True} if isinstance(held, bytes) else held


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _table(record_type: type[Record]) -> Table:
    table = record_type.__table__
    assert isinstance(table, Table)
    return table
