"""Carrying out a person's commands: validate, change the document, project, all within the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from client.changes import Changes, Identity, Kept, Outcome, Touched
from client.commands import (
    Archive,
    BulkEdit,
    Command,
    Create,
    Edit,
    Import,
    Merge,
    RecordFact,
    Redo,
    Restore,
    SealAnew,
    Together,
    Undo,
    UndoImport,
    Witness,
)
from client.replica.altered_rows import Altered, write_altered
from client.replica.audit_trail import next_entry
from client.replica.batches import Batches
from client.replica.document_store import DocumentHead, DocumentStore, Held
from client.replica.merging import merging
from client.replica.numbering import Numbering
from client.replica.undoing import Undoing
from client.text import replica as words
from shared_models.documents import Change, Document, Put, Remove, Write, frame
from shared_models.editing import archive_edits, birth, depends_on_current, field_edits
from shared_models.errors import ForecourtError, NotAllowed, Problem
from shared_models.facts import encode_fact, fact_hash
from shared_models.privacy import CONSENT_FLAGS
from shared_models.projection import field_value
from shared_models.records import RECORD_TYPES
from shared_models.records.claim import Claim
from shared_models.rights import Principal, may_create, may_write, space_of, template_of
from shared_models.schema import Record, Values, validate


class NoSuchRecord(ForecourtError):
    """The record is not on this device."""

    code = "no_such_record"


class Execution:
    """Carries out commands on behalf of one identity."""

    def __init__(self, store: DocumentStore, identity: Identity) -> None:
        self.store = store
        self.identity = identity
        self.numbering = Numbering(store)
        self.offline = True

    @property
    def principal(self) -> Principal:
        me = self.identity
        return Principal(me.person, me.tenant, me.role, me.store)

    def run(self, command: Command, initiator: object | None, offline: bool) -> Outcome:
        """Carry out a command. Raises InvalidRecord, NotAllowed or NoSuchRecord; nothing is written then."""
        self.offline = offline
        notes: list[str] = []
        warnings: list[Problem] = []
        kept: list[Kept] = []
        match command:
            case Create():
                touched, warnings = self._create(command)
            case Import():
                touched = Batches(self).run(command)
            case Edit() | SealAnew():
                touched, warnings = self.edit(command) if isinstance(command, Edit) else self._seal_anew(command)
            case Archive() | Restore():
                touched = self._archive(command.record_type, command.id, isinstance(command, Archive))
            case RecordFact():
                touched, warnings = self.record_fact(command, notes)
                touched += self._heed_consent(command)
            case Witness():
                touched, warnings = self.record_fact(next_entry(self.store, self.identity.person, command), notes)
            case Together():
                touched, warnings, notes = self._together(command)
            case UndoImport():
                touched, notes, kept = Batches(self).undo(command)
            case BulkEdit():
                touched = Batches(self).run(Import(command.steps, command.batch))
            case Merge():
                touched, warnings, notes = self._together(merging(self.store.connection, command, self.identity.role))
            case Undo() | Redo():
                touched, kept = Undoing(self).run(command)
        inverse = command.inverse() if touched else None
        return Outcome(Changes(tuple(touched), initiator), inverse, warnings, notes, tuple(kept))

    def _together(self, command: Together) -> tuple[list[Touched], list[Problem], list[str]]:
        outcomes = [self.run(step, None, self.offline) for step in command.steps]
        touched = [touched for outcome in outcomes for touched in outcome.changes.touched]
        warnings = [warning for outcome in outcomes for warning in outcome.warnings]
        return touched, warnings, [note for outcome in outcomes for note in outcome.notes]

    def type_of(self, name: str) -> type[Record]:
        """The record type, if the person may write it. Raises NoSuchRecord or NotAllowed."""
        record_type = RECORD_TYPES.get(name)
        if record_type is None:
            raise NoSuchRecord(words.UNKNOWN_TYPE.format(type=name))
        if not may_write(self.identity.role, name):
            raise NotAllowed(words.NOT_YOURS.format(records=record_type.about.plural))
        return record_type

    def _create(self, command: Create) -> tuple[list[Touched], list[Problem]]:
        record_type = self.type_of(command.record_type)
        if not may_create(self.identity.role, command.record_type):
            raise NotAllowed(words.NOT_YOURS.format(records=record_type.about.plural))
        warnings = validate(record_type, command.values)
        held, change = self.born(record_type, command.id, command.values)
        self.store.put_document(held)
        self.store.put_changes([self.store.change_row(held, change, self.identity, self.offline)])
        return [self.store.write_row(held)], warnings

    def born(self, record_type: type[Record], record_id: str, values: Values) -> tuple[Held, Change]:
        """A new document of the type, not yet written anywhere, with the one change it is made of."""
        values = self.with_insurer(record_type, values)
        (change,) = birth(self.store.actor, record_type, record_id, values).changes()
        space = space_of(record_type, values, self.principal)
        heads = frozenset({change.hash})
        return Held(record_id, record_type.type_name(), "merge", space, heads, False, change.chunk, b""), change

    def with_insurer(self, record_type: type[Record], values: Values) -> Values:
        """The values of a new record; a claim lives with the insurer of its policy, where that is known here."""
        policy = values.get("policy")
        if record_type is not Claim or not policy or values.get("insurer"):
            return values
        head = self.store.head(str(policy))
        shared = head is not None and template_of(head.space) == "insurer"
        return {**values, "insurer": head.space.split("/")[2]} if head is not None and shared else values

    def edit(self, command: Edit, batch: str | None = None) -> tuple[list[Touched], list[Problem]]:
        """Change fields of a record, as part of a batch where one is named."""
        record_type = self.type_of(command.record_type)
        if record_type.about.fact:
            raise NotAllowed(words.FACT_NOT_EDITABLE.format(label=record_type.about.label))
        warnings = validate(record_type, command.new, partial=True)
        head = self.head(command.id)
        self._check_fields(record_type, command.new, head.space)
        document = self.store.opened(head)
        touched = self.change(head, document, self._edits(record_type, document, command), batch)
        return touched, warnings

    def _seal_anew(self, command: SealAnew) -> tuple[list[Touched], list[Problem]]:
        name, field = command.field, self.type_of(command.record_type).fields()[command.field]
        if field_value(field, self.store.opened(self.head(command.id)).value(name)) != command.held:
            return [], []  # somebody has written another value meanwhile
        return self.edit(Edit(command.record_type, command.id, {name: command.held}, {name: command.renewed}))

    def _edits(self, record_type: type[Record], document: Document, command: Edit) -> list[Any]:
        edits = []
        for name, new in command.new.items():
            field, old = record_type.fields()[name], command.old.get(name)
            current = field_value(field, document.value(name)) if depends_on_current(field, old, new) else None
            edits += field_edits(field, old, new, current)
        return edits

    def _check_fields(self, record_type: type[Record], new: Mapping[str, Any], space: str) -> None:
        if template_of(space) == "insurer" and new.get("insurer", stays := space.split("/")[2]) != stays:
            raise NotAllowed(words.STAYS_WITH_INSURER.format(label=record_type.about.label), "insurer")
        for name in new:
            if not self.identity.writes(record_type, name):
                label = record_type.fields()[name].label
                raise NotAllowed(words.FIELD_NOT_YOURS.format(field=label), name)

    def _archive(self, type_name: str, record_id: str, archived: bool) -> list[Touched]:
        record_type = self.type_of(type_name)
        if record_type.about.fact:
            raise NotAllowed(words.FACT_NOT_EDITABLE.format(label=record_type.about.label))
        if not may_create(self.identity.role, type_name):
            raise NotAllowed(words.NOT_YOURS.format(records=record_type.about.plural))
        head = self.head(record_id)
        return self.change(head, self.store.opened(head), archive_edits(archived))

    def change(
        self, held: DocumentHead, document: Document, edits: list[Any], batch: str | None = None
    ) -> list[Touched]:
        """Apply edits as one change (preceded by frames for containers an older program did not make)."""
        frames = self._frames(held, document, edits)
        for added in frames:
            document = document.merged(added.chunk)
        change = document.apply(self.store.actor, edits)
        if change is None:
            return []
        made = [*frames, change]
        rows = [self.store.change_row(held, each, self.identity, self.offline, batch) for each in made]
        held.heads, held.forked = document.heads, held.forked or bool(frames)
        self.store.put_changes(rows)
        self.store.put_head(held, document)
        now = None if frames else _held_now(document, edits)
        return write_altered(self.store, [Altered(held, document, now, rows[-1]["stamp"], self.identity.person)])

    def _heed_consent(self, command: RecordFact) -> list[Touched]:
        """What a customer agreed to or took back stands on their record at once: there contact is decided."""
        told = command.values
        flag = CONSENT_FLAGS.get(str(told.get("purpose"))) if command.record_type == "consent" else None
        if flag is None or self.store.head(told["customer"]) is None:
            return []
        asked = f"SELECT {flag} FROM customer WHERE id = ?"
        row = self.store.connection.execute(asked, (told["customer"],)).fetchone()
        before = None if row is None or row[0] is None else bool(row[0])
        new = {flag: told["given"]} | ({"consent_given_on": told["said_on"]} if told["given"] else {})
        return self.edit(Edit("customer", told["customer"], {flag: before}, new))[0]

    def _frames(self, held: DocumentHead, document: Document, edits: list[Any]) -> list[Change]:
        if held.record_type is None:
            return []
        fields = held.record_type.fields()
        names = sorted({edit.path[0] for edit in edits if edit.path[0] in fields})
        missing = [n for n in names if fields[n].kind.shape != "atom" and not document.has(n)]
        return [frame(held.id, name, fields[name].kind.shape) for name in missing]

    def head(self, record_id: str) -> DocumentHead:
        """What the document of a record is. Raises NoSuchRecord."""
        head = self.store.head(record_id)
        if head is None:
            raise NoSuchRecord(words.NO_SUCH_RECORD)
        return head

    def record_fact(self, command: RecordFact, notes: list[str]) -> tuple[list[Touched], list[Problem]]:
        """Write a fact, with the document number it is given; ``notes`` gets what the person should be told of it."""
        record_type = self.type_of(command.record_type)
        warnings = validate(record_type, command.values)
        values = self.numbering.numbered(record_type, command.values, notes)
        payload = encode_fact(record_type, command.id, values)
        change = Change(payload, fact_hash(payload), ())
        space = space_of(record_type, values, self.principal)
        held = Held(command.id, record_type.type_name(), "fact", space, frozenset({change.hash}), False, payload)
        self.store.put_document(held)
        self.store.put_changes([self.store.change_row(held, change, self.identity, self.offline)])
        return self.store.write_rows([(held, None)]), warnings


def _held_now(document: Document, edits: Sequence[Write | Put | Remove]) -> dict[str, Any]:
    """What a document holds under the root's keys that edits wrote; to read one takes the longer, the older it is."""
    whole = {edit.path[0]: edit.value for edit in edits if isinstance(edit, Put) and len(edit.path) == 1}
    return {key: whole[key] if key in whole else document.value(key) for key in {edit.path[0] for edit in edits}}
