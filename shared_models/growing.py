"""How a change may grow a document: a birth, an edit, or the frame of a new container. Tried on a scratch document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, get_args

from shared_models.birth_reading import learn_birth, read_birth
from shared_models.change_chunk import ChangeHead
from shared_models.contents import check_fields, check_space
from shared_models.documents import ID_KEY, TYPE_KEY, Change, Document, frame
from shared_models.envelopes import Envelope
from shared_models.errors import DocumentDamaged, Refusal
from shared_models.kinds import Shape
from shared_models.operations import MAKE_MAP, MAKE_TEXT, Operations
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal

Content = dict[str, Any]
_CONTAINER = {"text": MAKE_TEXT, "set": MAKE_MAP, "rows": MAKE_MAP}


class Grown(Protocol):
    """A document as whoever admits a change holds it."""

    id: str
    type: str
    snapshot: bytes
    heads: frozenset[bytes]

    def read(self) -> Content:
        """What the document holds."""


def birth(envelope: Envelope, head: ChangeHead, operations: Operations) -> Content:
    """What the document holds that a first change makes. Raises Refusal or DocumentDamaged."""
    for name, shape in _shapes(envelope.type).items():
        wanted = _CONTAINER.get(shape)
        if operations.makes.get(name) != wanted or (wanted is not None and name in operations.sets):
            raise Refusal("invalid_record", "does not have the form that the schema says", name)
    if operations.deletes:
        raise Refusal("wrong_form", "a record is not born with something removed")
    content = read_birth(head)
    if content is None:
        content = Document.load(envelope.payload).content()
        learn_birth(head, content)
    return content


def require_frame(envelope: Envelope, operations: Operations, held: Grown) -> None:
    """Raise Refusal unless the change is, byte for byte, the one that adds one container to this document."""
    known = _shapes(held.type)
    for name in operations.makes:
        shapes = (known[name],) if name in known else get_args(Shape)
        if any(shape != "atom" and frame(held.id, name, shape).chunk == envelope.payload for shape in shapes):
            return
    raise Refusal("second_birth", "this record was born already; a change of it names what it builds on")


def edit(
    envelope: Envelope, head: ChangeHead, operations: Operations, held: Grown, author: Principal
) -> tuple[Document, Content | None, Content | None]:
    """The document with one more change; what it holds then, if that was read; and what the change put at the root,
    if it did nothing else and had seen all there was. Raises Refusal, NotAllowed or DocumentDamaged.
    """
    containers = {name for name, shape in _shapes(held.type).items() if shape != "atom"}
    if operations.deletes or operations.makes or operations.sets & {ID_KEY, TYPE_KEY, *containers}:
        raise Refusal("wrong_form", "an edit neither removes nor replaces fields, nor does it rename the record")
    before = held.read() if operations.reaches_deeper else {}
    after = Document.load(held.snapshot + envelope.payload)
    if envelope.hash not in after.heads:
        raise DocumentDamaged("the change does not fit its document")
    content: Content | None = None
    changed: Content | None = None
    if operations.reaches_deeper or frozenset(head.deps) != held.heads:
        content = seen = after.content()
    else:
        changed = seen = {name: after.value(name) for name in operations.sets}
    if frozenset(head.deps) != held.heads:
        before, seen = _seen_by(after, envelope.hash, head.deps)
    record_type = RECORD_TYPES.get(held.type)
    if record_type is not None:
        touched = set(operations.sets)
        if operations.reaches_deeper:
            touched |= {path[0] for path in after.written_by(envelope.hash)}
            touched |= {name for name in {*before, *seen} if before.get(name) != seen.get(name)}
        check_fields(record_type, seen, before, touched, author)
        if "insurer" in touched:
            check_space(record_type, seen, envelope.space)
    return after, content, changed


def _seen_by(document: Document, change: bytes, deps: Iterable[bytes]) -> tuple[Content, Content]:
    """What a change saw before it and left behind it, without what others did meanwhile."""
    history = {made.hash: made for made in document.changes()}
    before = _content_of(history, deps)
    return before, _content_of(history, [change])


def _content_of(history: dict[bytes, Change], heads: Iterable[bytes]) -> Content:
    waiting, chosen = list(heads), set[bytes]()
    while waiting:
        change = waiting.pop()
        if change not in chosen:
            chosen.add(change)
            waiting.extend(history[change].deps)
    chunks = [made.chunk for name, made in history.items() if name in chosen]
    return Document.load(b"".join(chunks)).content()


def _shapes(type_name: str) -> dict[str, Shape]:
    record_type = RECORD_TYPES.get(type_name)
    return {} if record_type is None else {name: field.kind.shape for name, field in record_type.fields().items()}
