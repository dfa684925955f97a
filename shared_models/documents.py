"""Documents: the Automerge CRDT behind every merge record. The only file that imports automerge.

A document's root map holds one key per field. The field's kind says with which shape: ``atom`` (a scalar), ``text``
(Automerge Text), ``set`` (a map word -> True) or ``rows`` (a map row id -> map of cells). Keys this program does not
know are left alone. Three further keys belong to every document: ``_id`` (its identifier, which also keeps the first
changes of two records with equal values apart), ``_type`` and ``_archived``.

One thread at a time may use a document. Instants, authors and devices are not in here: they stand in the envelope
of each change, keyed by its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from automerge import core

from shared_models.change_chunk import first_chunk_size, op_id_parts
from shared_models.document_parts import Birth, Candidate, Change, Edit, Path, Put, Remove, Write
from shared_models.errors import DocumentDamaged, ForecourtError
from shared_models.kinds import Shape
from shared_models.text_merge import Splice

__all__ = [
    "ARCHIVED_KEY",
    "ID_KEY",
    "TYPE_KEY",
    "Birth",
    "Candidate",
    "Change",
    "Document",
    "Edit",
    "Path",
    "Put",
    "Remove",
    "Write",
    "frame",
    "joined",
]

ID_KEY, TYPE_KEY, ARCHIVED_KEY = "_id", "_type", "_archived"

#: Bytes of changes that a snapshot may carry behind it, however short it is.
_LARGEST_TAIL = 2_000
_ROOT = core.ROOT
_CONTAINERS = {"text": core.ObjType.Text, "set": core.ObjType.Map, "rows": core.ObjType.Map}


@dataclass
class _Written:
    """A change of the history with what it wrote."""

    actor: bytes
    first: int
    last: int
    deps: tuple[bytes, ...]
    values: dict[Path, tuple[Any, bytes]] = field(default_factory=dict)

    def made(self, op_id: bytes) -> bool:
        actor, counter = op_id_parts(op_id)
        return actor == self.actor and self.first <= counter <= self.last


class _Engine:
    """Turns whatever the engine raises into DocumentDamaged.

    It raises plain ``Exception`` for bad bytes, and its panics are no ``Exception`` at all; the document that was
    being used must be dropped then. (A class, because it stands around every call and costs half of a generator.)
    """

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, ForecourtError | KeyboardInterrupt | SystemExit | MemoryError):
            return
        raise DocumentDamaged(f"the document engine could not use these bytes: {error}") from error


_ENGINE = _Engine()


class Document:
    """One record's CRDT."""

    def __init__(self, inner: core.Document) -> None:
        self._inner = inner

    @classmethod
    def create(
        cls,
        actor: bytes,
        birth: Birth,
        containers: Mapping[str, Shape],
        atoms: Mapping[str, Any],
        edits: Sequence[Edit] = (),
    ) -> Document:
        """A new document, born as one change: its containers, ``atoms`` (field -> scalar), then ``edits``."""
        with _ENGINE:
            inner = core.Document(actor)
            with inner.transaction() as transaction:
                put = transaction.put
                put(_ROOT, ID_KEY, core.ScalarType.Str, birth.id)
                put(_ROOT, TYPE_KEY, core.ScalarType.Str, birth.type)
                for name, shape in containers.items():
                    transaction.put_object(_ROOT, name, _CONTAINERS[shape])
                for name, value in atoms.items():
                    put(_ROOT, name, _SCALARS[type(value)], value)
                for edit in edits:
                    _perform(transaction, edit)
        return cls(inner)

    @classmethod
    def load(cls, chunks: bytes) -> Document:
        """A document out of a snapshot, changes, or both joined in any order.

        Raises DocumentDamaged for bytes that are none.
        """
        with _ENGINE:
            return cls(core.Document.load(chunks))

    def save(self) -> bytes:
        """The whole document as one snapshot."""
        with _ENGINE:
            return self._inner.save()

    @property
    def heads(self) -> frozenset[bytes]:
        """The hashes of the changes nothing builds on yet."""
        with _ENGINE:
            return frozenset(self._inner.get_heads())

    def changes(self, since: Iterable[bytes] = ()) -> list[Change]:
        """The changes not contained in ``since``, parents first."""
        with _ENGINE:
            return [Change(c.raw_bytes, c.hash, tuple(c.deps)) for c in self._inner.get_changes(list(since))]

    def holds(self, change_hash: bytes) -> bool:
        """Whether the change is in the document with all its parents."""
        with _ENGINE:
            return any(c.hash == change_hash for c in self._inner.get_changes([]))

    def merged(self, chunks: bytes) -> Document:
        """The document joined with further changes; itself unharmed if they are damaged."""
        return Document.load(self.save() + chunks)

    def apply(self, actor: bytes, edits: Sequence[Edit]) -> Change | None:
        """Make the edits as one change by ``actor``; None when nothing differs.

        A container that an older program did not create must have been added by :func:`frame` before.
        """
        with _ENGINE:
            before = self._inner.get_heads()
            self._inner.set_actor(actor)
            with self._inner.transaction() as transaction:
                for edit in edits:
                    _perform(transaction, edit)
            made = self._inner.get_changes(before)
        return Change(made[0].raw_bytes, made[0].hash, tuple(made[0].deps)) if made else None

    def content(self, heads: Sequence[bytes] | None = None) -> dict[str, Any]:
        """Everything in the document, now or as of some changes: texts as str, sets and rows as dicts."""
        at = None if heads is None else list(heads)
        with _ENGINE:
            return self._plain(_ROOT, at)

    def value(self, name: str) -> Any:
        """What the root holds under a key, as in :meth:`content`; None where it holds nothing."""
        with _ENGINE:
            held = self._inner.get(_ROOT, name)
            if held is None:
                return None
            kind, inner = held
            return self._plain_object(kind, inner, None) if isinstance(kind, core.ObjType) else _scalar(kind)

    def has(self, name: str) -> bool:
        """Whether the root holds the key."""
        with _ENGINE:
            return self._inner.get(_ROOT, name) is not None

    def candidates(self) -> dict[Path, list[Candidate]]:
        """For each path with more than one value in the running: all of them.

        A change *writes* a path if, seen from that change alone, the value there was put by one of its own
        operations; the candidates are the writers that no other writer has among its ancestors. (Heads do not tell:
        a later change of another field merges them while Automerge still holds both values.)
        """
        history = self._history()
        writers: dict[Path, list[bytes]] = {}
        for change_hash, written in history.items():
            for path in written.values:
                writers.setdefault(path, []).append(change_hash)
        found = {path: _not_overtaken(hashes, history) for path, hashes in writers.items() if len(hashes) > 1}
        return {
            path: [Candidate(*_value_and_op(history[h], path, h)) for h in hashes]
            for path, hashes in found.items()
            if len(hashes) > 1
        }

    def writes(self, path: Path) -> list[Candidate]:
        """Every value ever given to a path, parents first."""
        return self.writings().get(path, [])

    def writings(self) -> dict[Path, list[Candidate]]:
        """Every value ever given to each path, parents first."""
        found: dict[Path, list[Candidate]] = {}
        for change_hash, written in self._history().items():
            for path in written.values:
                found.setdefault(path, []).append(Candidate(*_value_and_op(written, path, change_hash)))
        return found

    def source(self, name: str, key: str) -> bytes | None:
        """The change that put what a set or a table holds under a key; None when there is nothing."""
        with _ENGINE:
            held = self._inner.get(_ROOT, name)
            found = None if held is None else self._inner.get(held[1], key)
        return None if found is None else next((h for h, w in self._history().items() if w.made(found[1])), None)

    def written_by(self, change_hash: bytes) -> set[Path]:
        """The paths one change of the document writes (texts and sets are named as a whole)."""
        with _ENGINE:
            for change in self._inner.get_changes([]):
                if change.hash == change_hash:
                    touched = set(self._written(change).values)
                    return touched | self._changed_containers(change)
        return set()

    def _history(self) -> dict[bytes, _Written]:
        with _ENGINE:
            return {change.hash: self._written(change) for change in self._inner.get_changes([])}

    def _written(self, change: Any) -> _Written:
        written = _Written(change.actor_id, change.start_op, change.max_op, tuple(change.deps))
        heads = [change.hash]
        for key, (value, op_id) in self._pairs(_ROOT, heads):
            if not isinstance(value, core.ObjType):
                if written.made(op_id):
                    written.values[(key,)] = (_scalar(value), op_id)
            elif value == core.ObjType.Map:
                self._written_cells(written, key, op_id, heads)
        return written

    def _written_cells(self, written: _Written, name: str, map_id: bytes, heads: list[bytes]) -> None:
        for row, (value, row_id) in self._pairs(map_id, heads):
            if value != core.ObjType.Map:
                continue
            for cell, (content, op_id) in self._pairs(row_id, heads):
                if not isinstance(content, core.ObjType) and written.made(op_id):
                    written.values[(name, row, cell)] = (_scalar(content), op_id)

    def _changed_containers(self, change: Any) -> set[Path]:
        """Texts, sets and rows that look different after the change than before it."""
        before = {key: self._seen(value, list(change.deps)) for key, value in self._containers(list(change.deps))}
        after = {key: self._seen(value, [change.hash]) for key, value in self._containers([change.hash])}
        return {(key,) for key, content in after.items() if before.get(key, content.__class__()) != content}

    def _containers(self, heads: list[bytes]) -> list[tuple[str, Any]]:
        if not heads:
            return []
        return [(key, value) for key, value in self._pairs(_ROOT, heads) if isinstance(value[0], core.ObjType)]

    def _seen(self, value: Any, heads: list[bytes]) -> Any:
        kind, object_id = value
        if kind == core.ObjType.Text:
            return self._inner.text(object_id, heads)
        return self._inner.keys(object_id, heads) if kind == core.ObjType.Map else []

    def _pairs(self, object_id: bytes, heads: list[bytes] | None) -> Iterator[tuple[str, Any]]:
        return zip(self._inner.keys(object_id, heads), self._inner.values(object_id, heads), strict=True)

    def _plain(self, map_id: bytes, heads: list[bytes] | None) -> dict[str, Any]:
        """What a map holds. A scalar comes as a pair of type and value, anything else by the kind of object it is."""
        return {
            key: _scalar(kind) if kind.__class__ is tuple else self._plain_object(kind, inner, heads)
            for key, (kind, inner) in self._pairs(map_id, heads)
        }

    def _plain_object(self, kind: core.ObjType, object_id: bytes, heads: list[bytes] | None) -> Any:
        if kind == core.ObjType.Text:
            return self._inner.text(object_id, heads)
        return self._plain(object_id, heads) if kind == core.ObjType.Map else []


def _scalar(value: Any) -> Any:
    """The Python value of a scalar as the engine returns it, a pair of type and value. Bytes come as a list."""
    content = value[1]
    return bytes(content) if content.__class__ is list else content


def joined(snapshot: bytes, changes: bytes) -> bytes:
    """A snapshot with changes appended; saved anew as a whole once what was appended has outgrown it.

    Appending costs nothing, loads in the same time, and is what a change by itself is worth; saving costs the more
    the longer the history is. Raises DocumentDamaged for bytes that are none, where it saves.
    """
    chunks = snapshot + changes
    return Document.load(chunks).save() if is_outgrown(chunks) else chunks


def is_outgrown(chunks: bytes) -> bool:
    """Whether a snapshot with changes behind it had better be saved anew as a whole."""
    first = first_chunk_size(chunks)
    return len(chunks) - first > max(_LARGEST_TAIL, first)


def frame(document: str, field_name: str, shape: Shape) -> Change:
    """The change that adds a missing container to a document, byte for byte the same wherever it is made.

    A field that came with a newer schema has no container in older documents. Made independently by two devices,
    two containers would be rivals and one would hide the other's content; the same bytes are one change.
    """
    actor = hashlib.sha256(f"forecourt frame {document} {field_name} {shape}".encode()).digest()[:16]
    with _ENGINE:
        inner = core.Document(actor)
        with inner.transaction() as transaction:
            transaction.put_object(_ROOT, field_name, _CONTAINERS[shape])
        made = inner.get_changes([])[0]
    return Change(made.raw_bytes, made.hash, ())


def _perform(transaction: core.Transaction, edit: Edit) -> None:
    if isinstance(edit, Put):
        target = _container_of(transaction, edit.path)
        transaction.put(target, edit.path[-1], _scalar_type(edit.value), edit.value)
    elif isinstance(edit, Remove):
        target = _container_of(transaction, edit.path)
        if transaction.get(target, edit.path[-1]) is not None:
            transaction.delete(target, edit.path[-1])
    else:
        _splice(transaction, _object_at(transaction, _ROOT, edit.path[0]), edit.splices)


def _container_of(transaction: core.Transaction, path: Path) -> bytes:
    """The object that holds the last key of the path; a missing row is created."""
    target: bytes = _ROOT
    for depth, key in enumerate(path[:-1]):
        held = transaction.get(target, key)
        if held is None and depth == 0:
            raise DocumentDamaged(f"the document has no container '{key}'")
        target = held[1] if held is not None else transaction.put_object(target, key, core.ObjType.Map)
    return target


def _object_at(transaction: core.Transaction, target: bytes, key: str) -> bytes:
    held = transaction.get(target, key)
    if held is None:
        raise DocumentDamaged(f"the document has no container '{key}'")
    return held[1]


def _splice(transaction: core.Transaction, text: bytes, changes: Sequence[Splice]) -> None:
    for change in reversed(changes):
        for _ in range(change.removed):
            transaction.delete(text, change.at)
        for offset, letter in enumerate(change.inserted):
            transaction.insert(text, change.at + offset, core.ScalarType.Str, letter)


def _scalar_type(value: Any) -> core.ScalarType:
    return _SCALARS[type(value)]


_SCALARS: dict[type, core.ScalarType] = {
    str: core.ScalarType.Str,
    bool: core.ScalarType.Boolean,
    int: core.ScalarType.Int,
    float: core.ScalarType.F64,
    bytes: core.ScalarType.Bytes,
    type(None): core.ScalarType.Null,
}


def _not_overtaken(hashes: list[bytes], history: Mapping[bytes, _Written]) -> list[bytes]:
    """Those of the writers that are no ancestor of another writer."""
    overtaken: set[bytes] = set()
    for change_hash in hashes:
        waiting = list(history[change_hash].deps)
        seen: set[bytes] = set()
        while waiting:
            parent = waiting.pop()
            if parent not in seen and parent in history:
                seen.add(parent)
                waiting.extend(history[parent].deps)
        overtaken |= seen
    return [change_hash for change_hash in hashes if change_hash not in overtaken]


def _value_and_op(written: _Written, path: Path, change_hash: bytes) -> tuple[Any, bytes, bytes]:
    value, op_id = written.values[path]
    return value, change_hash, op_id
