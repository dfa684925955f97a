"""Reads for screens: rows as typed records, titles, history of a value, what waits for the hub. Never writes."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from string import Formatter
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from client.reading.followed import CLAIMED_STATUS, shown_column, shown_sql, whole_rows
from client.replica.database import Database, ReadDatabase, full_text_columns
from client.replica.histories import document_with_changes
from client.replica.replica_tables import PENDING, SET_ASIDE, change, cursor, document, meta, rival, set_aside
from shared_models.clock import instant_of
from shared_models.documents import Document, Path
from shared_models.kinds import Reference, Rows
from shared_models.projection import field_value
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Record, Values, shown_value

_DIFFER = func.count(rival.c.value.distinct()) > 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class RecordView:
    """One record as screens use it. ``created`` and ``updated`` are UTC instants, ``author`` who changed it last."""

    record_type: type[Record]
    id: str
    ordinal: int
    values: Values
    archived: bool
    created: datetime
    updated: datetime
    author: str
    space: str


@dataclass(frozen=True)
class Provenance:
    """One value a field had or has: who gave it, when, on which device, whether the hub was out of reach.

    ``state``: ``"shown"``, ``"rival"`` (in the running, not shown) or ``"replaced"``; ``on_hub``: the hub has it.
    """

    value: Any
    author: str
    author_name: str
    device: str
    at: datetime
    offline: bool
    on_hub: bool
    state: str
    change: bytes


@dataclass(frozen=True)
class Disagreement:
    """A field to which several people gave values without knowing of each other."""

    record_type: str
    record: str
    path: Path
    candidates: list[Provenance]


@dataclass(frozen=True)
class Unsent:
    """What the hub does not have yet: how many changes, and when the oldest was made (None: nothing waits)."""

    changes: int
    since: datetime | None


class Reader:
    """Reads from the replica through read-only connections; may be used from any thread."""

    def __init__(self, database: Database | ReadDatabase) -> None:
        self._engine = database.engine

    def connect(self) -> Connection:
        """A read-only connection, for a reader of tables of its own."""
        return self._engine.connect()

    # --- records ---

    def ids(self, type_name: str) -> list[str]:
        """The identifiers of all records of a type that are not archived."""
        table = RECORD_TYPES[type_name].table()
        with self._engine.connect() as connection:
            return list(connection.execute(select(table.c.id).where(table.c.archived.is_(False))).scalars())

    def record(self, type_name: str, record_id: str) -> RecordView | None:
        """The record, or None when it is not on this device."""
        found = self.by_ids(type_name, [record_id])
        return found[0] if found else None

    def by_ids(self, type_name: str, ids: Sequence[str]) -> list[RecordView]:
        """Those of the records that are here, in the order asked for."""
        table = RECORD_TYPES[type_name].table()
        found = {v.id: v for v in self._views(type_name, whole_rows(type_name).where(table.c.id.in_(ids)))}
        return [found[record_id] for record_id in ids if record_id in found]

    def by_ordinals(self, type_name: str, ordinals: Sequence[int]) -> list[RecordView]:
        """Those of the records that are here, in the order asked for: one page of a list."""
        table = RECORD_TYPES[type_name].table()
        query = whole_rows(type_name).where(table.c.ordinal.in_(ordinals))
        found = {v.ordinal: v for v in self._views(type_name, query)}
        return [found[ordinal] for ordinal in ordinals if ordinal in found]

    def find(
        self,
        type_name: str,
        *,
        order: str = "-ordinal",
        limit: int | None = None,
        archived: bool | None = False,
        **equal: Any,
    ) -> list[RecordView]:
        """Records whose columns equal the given values; ``order`` is a column, with ``-`` for falling."""
        return self.where(type_name, [self.column(type_name, n) == v for n, v in equal.items()], order, limit, archived)

    def where(
        self,
        type_name: str,
        conditions: Iterable[ColumnElement[bool]],
        order: str = "-ordinal",
        limit: int | None = None,
        archived: bool | None = False,
    ) -> list[RecordView]:
        """Records that meet all conditions (SQLAlchemy expressions over :meth:`column`)."""
        table = RECORD_TYPES[type_name].table()
        query = whole_rows(type_name).where(*conditions)
        if archived is not None:
            query = query.where(table.c.archived == archived)
        column = self.column(type_name, order.lstrip("-"))
        query = query.order_by(column.desc() if order.startswith("-") else column.asc(), table.c.ordinal.desc())
        return self._views(type_name, query.limit(limit) if limit else query)

    def column(self, type_name: str, name: str) -> ColumnElement[Any]:
        """A column of a record type's table, for conditions; or what its value follows from (a vehicle's status)."""
        return shown_column(type_name, name)

    def count(self, type_name: str, *conditions: ColumnElement[bool]) -> int:
        """How many records that are not archived meet the conditions."""
        table = RECORD_TYPES[type_name].table()
        query = select(func.count()).select_from(table).where(table.c.archived.is_(False), *conditions)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def ordinals(self, type_name: str, order: str = "-ordinal", *conditions: ColumnElement[bool]) -> array[int]:
        """The ordinals of all records that are not archived and meet the conditions, in order: 8 bytes a record."""
        table = RECORD_TYPES[type_name].table()
        column = self.column(type_name, order.lstrip("-"))
        by = [column.desc() if order.startswith("-") else column.asc(), table.c.ordinal.desc()]
        query = select(table.c.ordinal).where(table.c.archived.is_(False), *conditions)
        query = query.order_by(*by[1:] if order == "-ordinal" else by)
        with self._engine.connect() as connection:
            return array("q", connection.execute(query).scalars().all())

    def columns(
        self, type_name: str, names: Sequence[str], *conditions: ColumnElement[bool], limit: int | None = None
    ) -> Sequence[Sequence[Any]]:
        """Some columns of the records that meet the conditions, archived ones too, by rising ordinal.

        For whoever reads very many records; the columns are as the table has them.
        """
        table = RECORD_TYPES[type_name].table()
        chosen = (self.column(type_name, name).label(name) for name in names)
        query = select(*chosen).where(*conditions).order_by(table.c.ordinal)
        with self._engine.connect() as connection:
            return connection.execute(query.limit(limit) if limit else query).all()

    def columns_at(self, type_name: str, names: Sequence[str], ordinals: Sequence[int]) -> Sequence[Sequence[Any]]:
        """Some columns of the records at these ordinals, archived ones too, as SQLite gives them: after each commit."""
        listed = ", ".join(shown_sql(type_name, name) for name in names)
        statement = f"SELECT {listed} FROM {type_name} WHERE ordinal IN (SELECT value FROM json_each(?))"
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(statement, (json.dumps(list(ordinals)),)).all()

    def followed(self, type_name: str) -> Sequence[Sequence[Any]]:
        """Ordinal and status of the vehicles on which there is, or was, a claim; nothing for other types."""
        if type_name != "vehicle":
            return ()
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(CLAIMED_STATUS).all()

    def full_text(self, type_name: str, text: str, limit: int = 200) -> list[int]:
        """Ordinals of records whose lines or prose hold all the words (the last one as a beginning), newest first."""
        words = ['"' + word.replace('"', '""') + '"' for word in text.split()]
        if not words or not full_text_columns(RECORD_TYPES[type_name]):
            return []
        statement = f"SELECT rowid FROM {type_name}_text WHERE {type_name}_text MATCH ? ORDER BY rowid DESC LIMIT ?"
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql(statement, (" ".join(words) + "*", limit))
            return [row[0] for row in rows]

    def _views(self, type_name: str, query: Select[Any]) -> list[RecordView]:
        record_type = RECORD_TYPES[type_name]
        with self._engine.connect() as connection:
            return [_view(record_type, row) for row in connection.execute(query).mappings()]

    # --- words for references ---

    def title(self, type_name: str, record_id: str | None) -> str:
        """How people call a record; a dash when it is none or not on this device."""
        return self.titles(type_name, [record_id]).get(record_id or "", "–") if record_id else "–"

    def titles(self, type_name: str, ids: Iterable[str | None]) -> dict[str, str]:
        """The titles of several records of one type, by identifier: one query, and one for each type they name."""
        wanted = sorted({record_id for record_id in ids if record_id})
        return self._titles(self.by_ids(type_name, wanted)) if wanted else {}

    def _titles(self, views: Sequence[RecordView]) -> dict[str, str]:
        if not views:
            return {}
        record_type = views[0].record_type
        named: dict[str, dict[str, str]] = {}
        for name, to in title_references(record_type).items():
            named[name] = self.titles(to, [view.values[name] for view in views])
        return {
            view.id: record_type.title_of(view.values | {n: t.get(view.values[n], "–") for n, t in named.items()})
            for view in views
        }

    def title_of(self, view: RecordView) -> str:
        """A record's title, with the titles of what it refers to."""
        return self._titles([view])[view.id]

    def shown(self, view: RecordView) -> dict[str, Any]:
        """A record's values as people read them: choices and references in words. Money and dates stay typed."""
        return {name: self.shown_field(field, view.values[name]) for name, field in view.record_type.fields().items()}

    def shown_field(self, field: Field, value: Any) -> Any:
        """One value as people read it."""
        if isinstance(field.kind, Reference) and value:
            return self.title(field.kind.to, value)
        return shown_value(field, value)

    # --- why this value ---

    def why(self, type_name: str, record_id: str, path: Path) -> list[Provenance]:
        """Every value a path has had, newest first; what is shown and what was in the running is marked."""
        with self._engine.connect() as connection:
            told = document_with_changes(connection, record_id)
            rivals = connection.execute(
                select(rival.c.change, rival.c.shown).where(
                    rival.c.document == record_id, rival.c.path == "\n".join(path)
                )
            ).all()
        if told is None or told.kind == "fact":
            return []
        by_hash = {bytes(c["hash"]): c for c in told.changes}
        running = {bytes(r.change): bool(r.shown) for r in rivals}
        written = [w for w in Document.load(told.whole).writes(path) if w.change in by_hash]
        names = self.titles("person", [c["author"] for c in told.changes])
        field = _field_at(RECORD_TYPES[type_name], path)
        found = [_provenance(by_hash[w.change], _decode(field, w.value), names) for w in written]
        found.sort(key=lambda p: (p.at, p.change), reverse=True)
        return [_marked(p, running, number == 0) for number, p in enumerate(found)]

    def disagreements(self, record_id: str | None = None) -> list[Disagreement]:
        """Every field with rivals, of one record or of all; the same value entered twice is none."""
        query = select(rival.c.document, rival.c.path, rival.c.type)
        query = query.group_by(rival.c.document, rival.c.path, rival.c.type).having(_DIFFER)
        if record_id is not None:
            query = query.where(rival.c.document == record_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            if row.type in RECORD_TYPES:
                path = tuple(row.path.split("\n"))
                running = [p for p in self.why(row.type, row.document, path) if p.state != "replaced"]
                found.append(Disagreement(row.type, row.document, path, running))
        return found

    def disputed(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the records with a field to which several people gave values."""
        query = select(rival.c.document).where(rival.c.document.in_(ids)).group_by(rival.c.document, rival.c.path)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query.having(_DIFFER)).scalars())

    # --- the state of the replica ---

    def unsent(self) -> Unsent:
        """What waits for the hub."""
        query = select(func.count(), func.min(change.c.stamp)).where(change.c.state == PENDING)
        with self._engine.connect() as connection:
            count, oldest = connection.execute(query).one()
        return Unsent(count, instant_of(oldest) if oldest else None)

    def refused(self) -> Sequence[RowMapping]:
        """What the hub refused and nobody has decided about yet; what built on it comes with it and is not named."""
        first = (set_aside.c.cause.is_(None)) | (set_aside.c.cause == set_aside.c.hash)
        query = select(set_aside).where(set_aside.c.decision.is_(None), first).order_by(set_aside.c.stamp)
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().all()

    def cursors(self) -> dict[str, int]:
        """How far each space's log has been taken in; a space that is missing had no first sync yet."""
        with self._engine.connect() as connection:
            return {row.space: row.seq for row in connection.execute(select(cursor.c.space, cursor.c.seq))}

    def meta(self, key: str) -> bytes | None:
        """One of the replica's own values."""
        with self._engine.connect() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def only_here(self, record_id: str) -> bool:
        """Whether the record has changes that the hub lacks."""
        query = select(func.count()).where(change.c.document == record_id, change.c.state == PENDING)
        with self._engine.connect() as connection:
            return bool(connection.execute(query).scalar_one())

    def log_places(self, records: Sequence[str]) -> dict[str, int]:
        """Where the hub's log has the first change of each record; what is only here is missing."""
        query = select(change.c.document, func.min(change.c.seq)).group_by(change.c.document)
        query = query.where(change.c.seq.is_not(None))
        found: dict[str, int] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(records), 500):
                page = query.where(change.c.document.in_(records[start : start + 500]))
                found |= {row[0]: row[1] for row in connection.execute(page)}
        return found

    def document_count(self) -> int:
        """How many records of all types are on this device."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(document)).scalar_one())


@cache
def title_references(record_type: type[Record]) -> Mapping[str, str]:
    """The fields in a type's title that refer to other records: field name -> type referred to."""
    named = {name for _, name, _, _ in Formatter().parse(record_type.about.title) if name}
    fields = ((name, record_type.fields()[name].kind) for name in sorted(named & record_type.fields().keys()))
    return {name: kind.to for name, kind in fields if isinstance(kind, Reference)}


def _view(record_type: type[Record], row: RowMapping) -> RecordView:
    return RecordView(
        record_type,
        row["id"],
        row["ordinal"],
        record_type.values_of(dict(row)),
        bool(row["archived"]),
        _EPOCH + timedelta(milliseconds=row["created"]),
        _EPOCH + timedelta(milliseconds=row["updated"]),
        row["author"],
        row["space"],
    )


def _field_at(record_type: type[Record], path: Path) -> Field | None:
    field = record_type.fields().get(path[0])
    if field is not None and len(path) == 3 and isinstance(field.kind, Rows):
        return field.kind.field(path[2])
    return field


def _decode(field: Field | None, atom: Any) -> Any:
    return atom if field is None else field_value(field, atom)


def _provenance(row: Mapping[str, Any], value: Any, names: Mapping[str, str]) -> Provenance:
    return Provenance(
        value,
        row["author"],
        names.get(row["author"], ""),
        row["device"],
        instant_of(row["stamp"]),
        bool(row["offline"]),
        row["seq"] is not None,
        "set_aside" if row["state"] == SET_ASIDE else "replaced",
        bytes(row["hash"]),
    )


def _marked(provenance: Provenance, running: Mapping[bytes, bool], newest: bool) -> Provenance:
    if running:
        states = {True: "shown", False: "rival", None: "replaced"}
        return replace(provenance, state=states[running.get(provenance.change)])
    return replace(provenance, state="shown" if newest else "replaced")
