"""Reading a change's operations agrees with the engine that made them, and no bytes do harm."""

from __future__ import annotations

import contextlib
import hashlib
import os

import pytest
from automerge import core
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_models import operations
from shared_models.change_chunk import MAGIC, read_head
from shared_models.documents import Birth, Document, Edit, Put, Remove, Write
from shared_models.errors import DocumentDamaged, ForecourtError, TooLarge
from shared_models.operations import MAKE_MAP, MAKE_TEXT, read_operations, root_keys
from shared_models.text_merge import Splice

ACTOR = b"\x07" * 16
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
ATOMS = (
    st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False) | st.text(max_size=20) | st.binary(max_size=20)
)


def encoded(number: int) -> bytes:
    return bytes([number & 0x7F | 0x80]) + encoded(number >> 7) if number > 0x7F else bytes([number])


def chunk_of(body: bytes) -> bytes:
    hashed = b"\x01" + encoded(len(body)) + body
    return MAGIC + hashlib.sha256(hashed).digest()[:4] + hashed


BIRTH = Document.create(
    ACTOR, Birth("0" * 32, "vehicle"), {"notes": "text", "tags": "set", "lines": "rows"}, {"make": "Toyota", "year": 1}
)
BIRTH_CHUNK = BIRTH.changes()[0].chunk


@given(
    st.dictionaries(NAMES, ATOMS, max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sets(NAMES, max_size=5),
)
def test_a_birth_is_read_as_it_was_made(atoms: dict[str, object], notes: str, tags: set[str]) -> None:
    shapes = {"_notes": "text", "_tags": "set", "_lines": "rows"}
    atoms = {name: value for name, value in atoms.items() if name not in shapes}
    edits = [Put(("_tags", tag), True) for tag in tags] + [Put(("_lines", "1", tag), 5) for tag in tags]
    filled = [*edits, Write(("_notes",), [Splice(0, 0, notes)])]
    document = Document.create(ACTOR, Birth("1" * 32, "x"), shapes, atoms, filled)  # type: ignore[arg-type]
    found = read_operations(document.changes()[0].chunk)
    assert found.sets == {*atoms, "_id", "_type"}
    assert found.makes == {"_notes": MAKE_TEXT, "_tags": MAKE_MAP, "_lines": MAKE_MAP}
    assert found.count >= 5 + len(atoms) - len({"_id", "_type"} & set(atoms)) + len(notes) + len(tags)
    assert found.reaches_deeper == bool(notes or tags)


@given(st.lists(st.tuples(st.sampled_from(["make", "year", "new"]), ATOMS), max_size=6), st.booleans())
def test_an_edit_touches_what_the_engine_says(puts: list[tuple[str, object]], deeper: bool) -> None:
    document = Document.load(BIRTH_CHUNK)
    edits: list[Put | Remove] = [Put((name,), value) for name, value in puts]
    edits += [Put(("tags", "a"), True), Put(("lines", "r", "c"), 1)] if deeper else []
    change = document.apply(os.urandom(16), edits)
    if change is None:
        return
    found = read_operations(change.chunk)
    assert {
        path for path in document.written_by(change.hash) if len(path) == 1 and path[0] not in ("tags", "lines")
    } == (found.touched())
    assert found.reaches_deeper is deeper
    assert not found.makes


@settings(max_examples=1_000)
@given(st.binary(max_size=300))
def test_random_bytes(body: bytes) -> None:
    with contextlib.suppress(ForecourtError):
        read_operations(chunk_of(body))


@settings(max_examples=1_000)
@given(st.data())
def test_bent_changes_are_refused_or_read_and_harm_nothing(data: st.DataObject) -> None:
    """A change with any bytes altered and its checksum made right again, all the way into a document."""
    body = bytearray(BIRTH_CHUNK[11:])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    chunk = chunk_of(bytes(body))
    with contextlib.suppress(ForecourtError):
        head = read_head(chunk)
        read_operations(head.raw)
        Document.load(head.raw).content()


def test_runs_that_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of 2**40 operations takes eight bytes to write."""
    start = BIRTH_CHUNK[11 : 11 + 1 + 1 + 16 + 5]
    run = bytes([0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1])
    body = start + encoded(1) + encoded(0x42) + encoded(len(run)) + run
    with pytest.raises(TooLarge):
        read_operations(chunk_of(body))
    monkeypatch.setattr(operations, "MAX_OPERATIONS", 5)
    with pytest.raises(TooLarge):
        read_operations(BIRTH_CHUNK)


def test_what_no_record_has() -> None:
    inner = core.Document(ACTOR)
    with inner.transaction() as transaction:
        a_list = transaction.put_object(core.ROOT, "x", core.ObjType.List)
        transaction.insert(a_list, 0, core.ScalarType.Str, "a")
    with pytest.raises(DocumentDamaged, match="list"):
        read_operations(inner.get_changes([])[0].raw_bytes)


def test_deletions_are_seen() -> None:
    inner = core.Document.load(BIRTH_CHUNK)
    inner.set_actor(os.urandom(16))
    heads = inner.get_heads()
    with inner.transaction() as transaction:
        transaction.delete(core.ROOT, "make")
    assert read_operations(inner.get_changes(heads)[0].raw_bytes).deletes == {"make"}


@given(st.dictionaries(NAMES, ATOMS, min_size=1, max_size=8), st.booleans(), st.booleans())
def test_the_root_keys_of_a_change_are_those_it_wrote(atoms: dict[str, object], removes: bool, deeper: bool) -> None:
    document = Document.load(BIRTH_CHUNK)
    edits: list[Edit] = [Put((name,), value) for name, value in atoms.items() if name not in ("notes", "tags", "lines")]
    edits += [Remove(("make",))] if removes else []
    edits += [Put(("tags", "new"), True)] if deeper else []
    change = document.apply(b"\x08" * 16, edits)
    if change is not None:
        read = read_head(change.chunk)
        written = read_operations(read.raw)
        assert root_keys(read.raw) == (None if deeper else written.sets | written.deletes)
