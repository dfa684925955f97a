"""Taking back what a person did, as a new change: all of it, what others have left of it, or nothing with the reason.

A value is taken back only while it is still the person's own, as it came from the deed. Where somebody else, or a
later deed, gave another value, that one stays and is named (:class:`client.changes.Kept`). What is written instead is
what would stand had the deed not been done: the value before, or what somebody entered at the same time. A decision
stays as a fact; another says that it no longer counts (`counter_facts`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from client.changes import Kept, Touched
from client.commands import RecordFact, Redo, Undo
from client.replica.counter_facts import (
    COUNTERS,
    Decision,
    counter,
    decision_in,
    decisions_about,
)
from client.replica.deeds import Deeds
from client.replica.document_store import DocumentHead
from client.replica.replica_tables import SET_ASIDE
from client.text import replica as words
from shared_models.clock import instant_of
from shared_models.documents import ARCHIVED_KEY, ID_KEY, Document, Edit, Path, Put, Remove, Write
from shared_models.editing import archive_edits
from shared_models.errors import ForecourtError, NotAllowed
from shared_models.facts import TAKEN_BACK
from shared_models.lineage import Lineage
from shared_models.text_merge import rebased, splices

if TYPE_CHECKING:
    from client.replica.execution import Execution

Pairs = Sequence[tuple[frozenset[bytes], frozenset[bytes]]]
#: Values in one question: SQLite allows some thousands.
_PLACES = 500


class CannotUndo(ForecourtError):
    """Nothing of the deed can be taken back; ``kept`` says what was built on it, by whom and when."""

    code = "cannot_undo"

    def __init__(self, message: str, kept: Sequence[Kept] = ()) -> None:
        self.kept = tuple(kept)
        super().__init__(message)


@dataclass(frozen=True)
class _Deed:
    """What is to be taken back: the changes it is read from, those that count as the deed's, what else is cancelled."""

    changes: Sequence[bytes]
    mine: frozenset[bytes]
    pairs: Pairs


class Undoing:
    """Takes deeds back and does them again, by means of the execution of single commands."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._store = execution.store
        self._deeds = Deeds(execution.store)

    def run(self, command: Undo | Redo) -> tuple[list[Touched], list[Kept]]:
        """Take back a noted deed, or do it again. Raises CannotUndo; nothing is written then."""
        person = self._execution.identity.person
        chain = self._deeds.chain(command.deed)
        if not chain or chain[0].person != person:
            raise CannotUndo(words.NOTHING_TO_UNDO)
        redo = isinstance(command, Redo)
        if redo != (len(chain) % 2 == 0):
            raise CannotUndo(words.NOTHING_TO_REDO if redo else words.ALREADY_UNDONE)
        mine = [change for deed in chain[redo:] for change in self._deeds.changes_of(deed)]
        pairs = self._deeds.taken_back(person, chain[0].root)
        touched, kept = self._take_back(_Deed(self._deeds.changes_of(chain[-1]), frozenset(mine), pairs), None)
        if not touched:
            raise CannotUndo(words.NOT_UNDONE, kept)
        return touched, kept

    def batch(self, batch: str) -> tuple[list[Touched], list[Kept]]:
        """Take an import back, noted or not; what it made carries the batch too."""
        deed = self._deeds.of_batch(batch)
        pairs = self._deeds.taken_back(self._execution.identity.person, deed or "")
        changes = self._deeds.changes_of_batch(batch)
        return self._take_back(_Deed(changes, frozenset(changes), pairs), batch)

    def _take_back(self, deed: _Deed, batch: str | None) -> tuple[list[Touched], list[Kept]]:
        touched: list[Touched] = []
        by_record, kept = self._by_record(deed.changes)
        heads = [self._execution.head(record) for record in by_record]
        for held in heads:
            if held.kind == "fact" and held.type_name not in COUNTERS:
                raise CannotUndo(words.FACT_STAYS, [Kept(held.type_name, held.id, (), "fact")])
            self._execution.type_of(held.type_name)
        for held in heads:
            if held.kind == "fact":
                continue
            document = self._store.opened(held)
            taking = _Taking(self._store.stamps(held.id), document, deed, by_record[held.id])
            edits = taking.edits(held)
            self._check(held, edits)
            kept += self._named(held, taking.kept)
            touched += self._execution.change(held, document, edits, batch) if edits else []
        stay = {each.record for each in kept}
        for held in heads:
            if held.kind == "fact":
                touched += self._counter(held, stay, kept)
        return touched, kept

    def _counter(self, held: DocumentHead, stay: Collection[str], kept: list[Kept]) -> list[Touched]:
        """Record that a decision no longer counts, unless another was made since, or what it decided about stays."""
        one = self._decision(held)
        if one.about in stay:
            return []
        latest, *earlier = decisions_about(self._store.connection, one)
        if latest != one.id:
            kept += self._named(held, [((), "changed", next(iter(self._execution.head(latest).heads), None))])
            return []
        past = (self._decision(self._execution.head(each)) for each in earlier)
        before = next((each for each in past if each.values["decision"] != TAKEN_BACK), None)
        values = counter(one, before, self._execution.identity.person)
        return [] if values is None else self._execution.record_fact(RecordFact(held.type_name, values), [])[0]

    def _decision(self, head: DocumentHead) -> Decision:
        held = self._store.held(head.id)
        assert held is not None  # its head was just read
        return decision_in(held.type_name, held.id, held.snapshot)

    def _by_record(self, changes: Sequence[bytes]) -> tuple[dict[str, list[bytes]], list[Kept]]:
        """The changes that count, by record; and the records of those that the hub refused."""
        found: dict[str, list[bytes]] = {}
        refused: list[Kept] = []
        for at in range(0, len(changes), _PLACES):
            some = changes[at : at + _PLACES]
            rows = self._store.connection.execute(
                f"SELECT hash, document, type, state FROM change WHERE hash IN ({', '.join('?' * len(some))}) "
                "ORDER BY number",
                list(some),
            )
            for change, document, type_name, state in rows.fetchall():
                if state == SET_ASIDE:
                    refused.append(Kept(type_name, document, (), "refused"))
                else:
                    found.setdefault(document, []).append(bytes(change))
        return found, list(dict.fromkeys(refused))

    def _check(self, held: DocumentHead, edits: Sequence[Edit]) -> None:
        """The rights of today count, not those of the day of the deed."""
        record_type = held.record_type
        for name in {edit.path[0] for edit in edits}:
            if record_type is None or name not in record_type.fields():
                continue
            if not self._execution.identity.writes(record_type, name):
                raise NotAllowed(words.FIELD_NOT_YOURS.format(field=record_type.fields()[name].label), name)

    def _named(self, held: DocumentHead, found: Sequence[tuple[Path, str, bytes | None]]) -> Iterator[Kept]:
        for path, why, change in found:
            row = self._store.connection.execute(
                "SELECT change.author, person.name, change.stamp FROM change "
                "LEFT JOIN person ON person.id = change.author WHERE hash = ?",
                (change,),
            ).fetchone()
            author, name, stamp = row or ("", "", None)
            at = None if stamp is None else instant_of(stamp)
            yield Kept(held.type_name, held.id, path, why, author, name or "", at)


class _Taking:
    """What is to be written in one document to take a deed back, and what stays as it is: (path, why, by what)."""

    def __init__(self, stamps: Mapping[bytes, int], document: Document, deed: _Deed, hashes: Sequence[bytes]) -> None:
        self._document, self._deed = document, deed
        self._changes = {change.hash: change for change in document.changes()}
        self._own = [self._changes[each] for each in hashes if each in self._changes]
        self._stamps = stamps
        self.kept: list[tuple[Path, str, bytes | None]] = []

    def edits(self, held: DocumentHead) -> list[Edit]:
        """The edits of the document; empty when nothing of the deed is left in it."""
        if not self._own:
            return []
        if ID_KEY in self._document.content([self._own[0].hash]) and not self._own[0].deps:
            return self._unborn()
        own = [change for change in self._own if change.deps]  # without frames: they take nothing from anybody
        before, after = self._document.content(own[0].deps), self._document.content([own[-1].hash])
        self._now = self._document.content()
        self._lineage = Lineage(self._document, lambda change: self._stamps.get(change, 0))
        found: list[Edit] = []
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                found += self._field(held, name, before.get(name), after.get(name))
        return found

    def _unborn(self) -> list[Edit]:
        """A record made by the deed is put away, unless anything else has been done to it since."""
        cancelled = {change for pair in self._deed.pairs for side in pair for change in side}
        later = [h for h, c in self._changes.items() if h not in self._deed.mine and h not in cancelled and c.deps]
        if later:
            self.kept.append(((), "changed", max(later, key=lambda change: self._stamps.get(change, 0))))
            return []
        return [] if self._document.content().get(ARCHIVED_KEY) is True else archive_edits(True)

    def _field(self, held: DocumentHead, name: str, before: Any, after: Any) -> list[Edit]:
        field = held.record_type.fields().get(name) if held.record_type else None
        shape = "atom" if field is None else field.kind.shape
        if shape == "text":
            return self._text(name, before or "", after or "")
        if shape == "set":
            return self._words(name, before or {}, after or {})
        if shape == "rows":
            return self._rows(name, before or {}, after or {})
        return self._value((name,))

    # --- one value ---

    def _value(self, path: Path) -> list[Edit]:
        lineage, mine = self._lineage, self._deed.mine
        present = lineage.standing(path)
        if present is None:
            return []
        if not self._ours(path, present.change):
            self.kept.append((path, "archived" if path == (ARCHIVED_KEY,) else "changed", present.change))
            return []
        rest = lineage.standing(path, mine | self._cancelled(path))
        value = None if rest is None else rest.value
        if path == (ARCHIVED_KEY,):
            value = value is True
        return [] if value == present.value else [Put(path, value)]

    def _ours(self, path: Path, change: bytes) -> bool:
        """Whether a value is the deed's: given by it, or given back by the undo of something that had replaced it."""
        if change in self._deed.mine:
            return True
        if not any(change in undo for _, undo in self._deed.pairs):
            return False
        source = self._lineage.standing(path, self._cancelled(path), seen_from=change)
        return source is not None and source.change in self._deed.mine

    def _cancelled(self, path: Path) -> frozenset[bytes]:
        """The changes that cancel each other at a path: a deed and its undo, where the undo wrote there."""
        writers = self._lineage.writers(path)
        pairs = [deed | undo for deed, undo in self._deed.pairs if undo & writers]
        return frozenset[bytes]().union(*pairs)

    # --- texts, sets and rows ---

    def _text(self, name: str, before: str, after: str) -> list[Edit]:
        now = self._now.get(name) or ""
        changed = rebased(splices(after, before), after, now)
        changed = [each for each in changed if each.removed or each.inserted]
        if not changed:
            self.kept.append(((name,), "changed", None))
        return [Write((name,), changed)] if changed else []

    def _words(self, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Edit]:
        now = self._now.get(name) or {}
        found: list[Edit] = []
        for word in sorted(after.keys() - before.keys()):
            source = self._document.source(name, word)
            if source is None:
                continue
            if source in self._deed.mine or any(source in undo for _, undo in self._deed.pairs):
                found.append(Remove((name, word)))
            else:
                self.kept.append(((name, word), "changed", source))
        return found + [Put((name, word), True) for word in sorted(before.keys() - after.keys()) if word not in now]

    def _rows(self, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Edit]:
        now = self._now.get(name) or {}
        found: list[Edit] = []
        for row in sorted(before.keys() | after.keys()):
            if row not in after:
                cells = before[row].items() if row not in now else ()
                found += [Put((name, row, cell), value) for cell, value in cells]
            elif row not in now:
                if row in before and before[row] != after[row]:
                    self.kept.append(((name, row), "removed", None))
            elif row not in before:
                found += self._added_row(name, row, now[row])
            else:
                cells = sorted(before[row].keys() | after[row].keys())
                differing = [cell for cell in cells if before[row].get(cell) != after[row].get(cell)]
                found += [edit for cell in differing for edit in self._value((name, row, cell))]
        return found

    def _added_row(self, name: str, row: str, cells: Mapping[str, Any]) -> list[Edit]:
        """A row goes as a whole, or stays as a whole once anybody else has entered something in it."""
        for cell in cells:
            present = self._lineage.standing((name, row, cell))
            if present is not None and not self._ours((name, row, cell), present.change):
                self.kept.append(((name, row, cell), "changed", present.change))
                return []
        return [Remove((name, row))]
