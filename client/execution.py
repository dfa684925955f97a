"""Carrying out a person's commands: validate, change the document, project, all within the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from client.changes import Changes, Identity, Outcome, Touched
from client.commands import Archive, Command, Create, CreateMany, Edit, RecordFact, Restore, UndoBatch
from client.document_store import DocumentStore, Held
from client.text import replica as words
from shared_models.clock import milliseconds_of
from shared_models.documents import Change, Document, frame
from shared_models.editing import archive_edits, birth, field_edits
from shared_models.errors import ForecourtError, NotAllowed, Problem
from shared_models.facts import encode_fact, fact_hash
from shared_models.projection import birth_columns, field_value
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_write, may_write_field, space_of
from shared_models.schema import Record, Values, validate


class NoSuchRecord(ForecourtError):
    """The record is not on this device."""

    code = "no_such_record"


class Execution:
    """Carries out commands on behalf of one identity."""

    def __init__(self, store: DocumentStore, identity: Identity) -> None:
        self._store = store
        self.identity = identity

    @property
    def _principal(self) -> Principal:
        me = self.identity
        return Principal(me.person, me.tenant, me.role, me.store)

    def run(self, command: Command, initiator: object | None, offline: bool) -> Outcome:
        """Carry out a command. Raises InvalidRecord, NotAllowed or NoSuchRecord; nothing is written then."""
        self._offline = offline
        notes: list[str] = []
        warnings: list[Problem] = []
        match command:
            case Create():
                touched, warnings = self._create(command)
            case CreateMany():
                touched = self._create_many(command)
            case Edit():
                touched, warnings = self._edit(command)
            case Archive() | Restore():
                touched = self._archive(command.record_type, command.id, isinstance(command, Archive))
            case RecordFact():
                touched, warnings = self._record_fact(command)
            case UndoBatch():
                touched, notes = self._undo_batch(command)
        return Outcome(Changes(tuple(touched), initiator), command.inverse() if touched else None, warnings, notes)

    def _type(self, name: str) -> type[Record]:
        record_type = RECORD_TYPES.get(name)
        if record_type is None:
            raise NoSuchRecord(words.UNKNOWN_TYPE.format(type=name))
        if not may_write(self.identity.role, name):
            raise NotAllowed(words.NOT_YOURS.format(records=record_type.about.plural))
        return record_type

    def _create(self, command: Create) -> tuple[list[Touched], list[Problem]]:
        record_type = self._type(command.record_type)
        warnings = validate(record_type, command.values)
        held, document = self._born(record_type, command.id, command.values)
        change = document.changes()[0]
        self._store.put_document(held)
        self._store.put_changes([self._store.change_row(held, change, self.identity, self._offline)])
        return [self._store.write_row(held, document)], warnings

    def _born(self, record_type: type[Record], record_id: str, values: Values) -> tuple[Held, Document]:
        document = birth(self._store.actor, record_type, record_id, values)
        space = space_of(record_type, values, self._principal)
        snapshot = document.changes()[0].chunk
        return Held(record_id, record_type.type_name(), "merge", space, snapshot, b"", document.heads, False), document

    def _create_many(self, command: CreateMany) -> list[Touched]:
        """Many at once: the same as one by one, but written by whole tables."""
        record_type = self._type(command.record_type)
        documents, changes, rows = [], [], []
        for record_id, values in command.records:
            validate(record_type, values)
            held, document = self._born(record_type, record_id, values)
            row = self._store.change_row(held, document.changes()[0], self.identity, self._offline, command.batch)
            documents.append(held.row())
            changes.append(row)
            rows.append(self._birth_row(record_type, held, row["stamp"], values))
        self._store.put_documents(documents)
        self._store.put_changes(changes)
        return self._store.insert_rows(record_type, rows)

    def _birth_row(self, record_type: type[Record], held: Held, stamp: int, values: Values) -> dict[str, Any]:
        now = milliseconds_of(stamp)
        life = {"created": now, "updated": now, "author": self.identity.person}
        return {
            "id": held.id,
            "space": held.space,
            "archived": False,
            **life,
            **birth_columns(record_type, values),
        }

    def _edit(self, command: Edit) -> tuple[list[Touched], list[Problem]]:
        record_type = self._type(command.record_type)
        if record_type.about.fact:
            raise NotAllowed(words.FACT_NOT_EDITABLE.format(label=record_type.about.label))
        warnings = validate(record_type, command.new, partial=True)
        held = self._existing(command.id)
        document = Document.load(held.snapshot)
        self._check_fields(record_type, command.new)
        touched = self._change(held, document, self._edits(record_type, document, command))
        return touched, warnings

    def _edits(self, record_type: type[Record], document: Document, command: Edit) -> list[Any]:
        content = document.content()
        edits = []
        for name, new in command.new.items():
            field = record_type.fields()[name]
            edits += field_edits(field, command.old.get(name), new, field_value(field, content.get(name)))
        return edits

    def _check_fields(self, record_type: type[Record], new: Mapping[str, Any]) -> None:
        for name in new:
            if not may_write_field(self.identity.role, record_type, name):
                label = record_type.fields()[name].label
                raise NotAllowed(words.FIELD_NOT_YOURS.format(field=label), name)

    def _archive(self, type_name: str, record_id: str, archived: bool) -> list[Touched]:
        record_type = self._type(type_name)
        if record_type.about.fact:
            raise NotAllowed(words.FACT_NOT_EDITABLE.format(label=record_type.about.label))
        held = self._existing(record_id)
        return self._change(held, Document.load(held.snapshot), archive_edits(archived))

    def _change(self, held: Held, document: Document, edits: list[Any], batch: str | None = None) -> list[Touched]:
        """Apply edits as one change (preceded by frames for containers an older program did not make)."""
        frames = self._frames(held, document, edits)
        for added in frames:
            document = document.merged(added.chunk)
        change = document.apply(self._store.actor, edits)
        if change is None:
            return []
        made = [*frames, change]
        rows = [self._store.change_row(held, each, self.identity, self._offline, batch) for each in made]
        if held.accepted is None:
            held.accepted = held.snapshot
        held.snapshot, held.heads = document.save(), document.heads
        held.forked = held.forked or bool(frames)
        self._store.put_changes(rows)
        self._store.put_document(held)
        return [self._store.write_row(held, document)]

    def _frames(self, held: Held, document: Document, edits: list[Any]) -> list[Change]:
        if held.record_type is None:
            return []
        fields = held.record_type.fields()
        names = sorted({edit.path[0] for edit in edits if edit.path[0] in fields})
        missing = [n for n in names if fields[n].kind.shape != "atom" and not document.has(n)]
        return [frame(held.id, name, fields[name].kind.shape) for name in missing]

    def _existing(self, record_id: str) -> Held:
        held = self._store.held(record_id)
        if held is None:
            raise NoSuchRecord(words.NO_SUCH_RECORD)
        return held

    def _record_fact(self, command: RecordFact) -> tuple[list[Touched], list[Problem]]:
        record_type = self._type(command.record_type)
        warnings = validate(record_type, command.values)
        payload = encode_fact(record_type, command.id, command.values)
        change = Change(payload, fact_hash(payload), ())
        space = space_of(record_type, command.values, self._principal)
        held = Held(command.id, record_type.type_name(), "fact", space, payload, None, frozenset({change.hash}), False)
        self._store.put_document(held)
        self._store.put_changes([self._store.change_row(held, change, self.identity, self._offline)])
        return [self._store.write_row(held)], warnings

    def _undo_batch(self, command: UndoBatch) -> tuple[list[Touched], list[str]]:
        """Archive what the batch made, except records that were changed by anything else since."""
        self._type(command.record_type)
        connection = self._store.connection
        made = [
            row[0]
            for row in connection.execute("SELECT DISTINCT document FROM change WHERE batch = ?", (command.batch,))
        ]
        touched, notes = [], []
        for record_id in made:
            held = self._existing(record_id)
            people = self._others(record_id, command.batch)
            if people:
                notes.append(words.CHANGED_SINCE.format(title=self._title(held), people=", ".join(people)))
                continue
            touched += self._change(held, Document.load(held.snapshot), archive_edits(True), command.batch)
        return touched, notes

    def _others(self, record_id: str, batch: str) -> list[str]:
        """Who changed the record outside the batch: their names, or that it was another device."""
        rows: sqlite3.Cursor = self._store.connection.execute(
            "SELECT DISTINCT coalesce(person.name, change.author) FROM change LEFT JOIN person ON person.id = change.author "
            "WHERE change.document = ? AND change.batch IS NOT ? AND change.state <> 2 ORDER BY 1",
            (record_id, batch),
        )
        return [row[0] for row in rows]

    def _title(self, held: Held) -> str:
        record_type = held.record_type
        if record_type is None:
            return held.id
        cursor = self._store.connection.execute(f"SELECT * FROM {held.type_name} WHERE id = ?", (held.id,))
        names = [column[0] for column in cursor.description]
        return record_type.title_of(record_type.values_of(dict(zip(names, cursor.fetchone(), strict=True))))
