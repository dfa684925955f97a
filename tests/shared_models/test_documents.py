"""Documents merge in any order to the same content, keep rivals and unknown fields, and refuse what is no document."""

import itertools
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.documents import Birth, Change, Document, Put, Remove, Write, frame
from shared_models.errors import DocumentDamaged
from shared_models.identifiers import new_id
from shared_models.text_merge import Splice

A, B, C = (bytes([n]) * 16 for n in (1, 2, 3))
SHAPES: dict[str, Any] = {
    "notes": "text",
    "features": "set",
    "lines": "rows",
}


def _born(**atoms: Any) -> Document:
    return Document.create(A, Birth("0" * 32, "vehicle"), SHAPES, {"make": "Ford", "price": "1 EUR", **atoms})


def _copy(document: Document) -> Document:
    return Document.load(document.save())


def _made(change: Change | None) -> Change:
    assert change is not None
    return change


def test_each_shape_is_written_and_read() -> None:
    document = _born()
    document.apply(
        A,
        [
            Put(("price",), "2 EUR"),
            Put(("features", "abs"), True),
            Put(("lines", "r1", "limit"), "5 EUR"),
            Write(("notes",), [Splice(0, 0, "Grüße 😀")]),
        ],
    )
    content = document.content()
    assert content["price"] == "2 EUR"
    assert content["features"] == {"abs": True}
    assert content["lines"] == {"r1": {"limit": "5 EUR"}}
    assert content["notes"] == "Grüße 😀"
    document.apply(A, [Remove(("features", "abs")), Remove(("lines", "r1")), Put(("make",), None)])
    assert document.content()["features"] == {}
    assert document.content()["lines"] == {}
    assert document.content()["make"] is None


def test_equal_records_have_different_changes() -> None:
    one, other = (Document.create(A, Birth(new_id(), "vehicle"), SHAPES, {"make": "Ford"}) for _ in range(2))
    assert one.changes()[0].hash != other.changes()[0].hash


def test_the_value_a_field_already_has_is_no_change() -> None:
    assert _born().apply(B, [Put(("make",), "Ford")]) is None


def test_different_fields_merge_without_rivals() -> None:
    one, other = _copy(_born()), _copy(_born())
    change = _made(other.apply(B, [Put(("make",), "Opel")]))
    one.apply(C, [Put(("price",), "9 EUR")])
    merged = one.merged(change.chunk)
    assert (merged.content()["make"], merged.content()["price"]) == ("Opel", "9 EUR")
    assert merged.candidates() == {}


def test_rivals_stay_visible_under_a_single_head() -> None:
    base = _born()
    one, other = _copy(base), _copy(base)
    one.apply(B, [Put(("price",), "2 EUR")])
    change = _made(other.apply(C, [Put(("price",), "3 EUR")]))
    merged = one.merged(change.chunk)
    merged.apply(A, [Put(("make",), "Opel")])
    assert len(merged.heads) == 1
    assert {c.value for c in merged.candidates()[("price",)]} == {"2 EUR", "3 EUR"}
    merged.apply(A, [Put(("price",), "4 EUR")])
    assert merged.candidates() == {}


def test_rivals_in_a_cell_of_a_row() -> None:
    base = _born()
    base.apply(A, [Put(("lines", "r1", "limit"), "1 EUR")])
    one, other = _copy(base), _copy(base)
    one.apply(B, [Put(("lines", "r1", "limit"), "2 EUR")])
    change = _made(other.apply(C, [Put(("lines", "r1", "limit"), "3 EUR")]))
    running = one.merged(change.chunk).candidates()[("lines", "r1", "limit")]
    assert {c.value for c in running} == {"2 EUR", "3 EUR"}


EDITS = st.lists(
    st.tuples(st.sampled_from([A, B, C]), st.sampled_from(["make", "price"]), st.integers(0, 3), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(EDITS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_document(edits: list[tuple[bytes, str, int, bool]], random: Any) -> None:
    base = _born()
    replicas = {actor: _copy(base) for actor in (A, B, C)}
    chunks: list[bytes] = []
    for actor, field, number, catch_up in edits:
        if catch_up and chunks:
            replicas[actor] = replicas[actor].merged(b"".join(chunks))
        change = replicas[actor].apply(actor, [Put((field,), f"{actor[0]}-{number}")])
        if change is not None:
            chunks.append(change.chunk)
    shuffled = list(chunks)
    random.shuffle(shuffled)
    one = base.merged(b"".join(chunks))
    other = base.merged(b"".join(shuffled) + b"".join(shuffled[:1]))
    assert one.content() == other.content()
    assert one.heads == other.heads
    assert _values(one) == _values(other)


def _values(document: Document) -> dict[Any, set[Any]]:
    return {path: {(c.value, c.change) for c in running} for path, running in document.candidates().items()}


def test_a_change_without_its_parent_waits_inside() -> None:
    document = _born()
    first = _made(document.apply(B, [Put(("make",), "Opel")]))
    second = _made(document.apply(B, [Put(("make",), "Fiat")]))
    early = _born().merged(second.chunk)
    assert not early.holds(second.hash)
    assert early.merged(first.chunk).content()["make"] == "Fiat"


def test_a_frame_is_the_same_change_everywhere() -> None:
    assert frame("d", "tags", "set") == frame("d", "tags", "set")
    assert frame("d", "tags", "set").hash != frame("e", "tags", "set").hash
    one, other = _born(), _born()
    for document in (one, other):
        document.__init__(document.merged(frame("d", "tags", "set").chunk)._inner)  # type: ignore[misc]
    change = _made(one.apply(B, [Put(("tags", "x"), True)]))
    other.apply(C, [Put(("tags", "y"), True)])
    assert other.merged(change.chunk).content()["tags"] == {"x": True, "y": True}


def test_unknown_fields_pass_through_an_edit() -> None:
    newer = Document.create(A, Birth("0" * 32, "vehicle"), {**SHAPES, "aura": "set"}, {"make": "Ford", "charm": 7})
    newer.apply(A, [Put(("aura", "blue"), True)])
    older = _copy(newer)
    older.apply(B, [Put(("make",), "Opel")])
    content = _copy(older).content()
    assert (content["charm"], content["aura"]) == (7, {"blue": True})


def test_what_a_change_wrote_is_known() -> None:
    document = _born()
    edit = _made(
        document.apply(
            B,
            [
                Put(("price",), "2 EUR"),
                Write(("notes",), [Splice(0, 0, "x")]),
                Put(("features", "abs"), True),
            ],
        )
    )
    assert document.written_by(edit.hash) == {("price",), ("notes",), ("features",)}
    assert [c.value for c in document.writes(("price",))] == ["1 EUR", "2 EUR"]


@pytest.mark.parametrize("value", [2**63, "\ud800"])
def test_values_the_engine_cannot_keep_leave_the_document_usable(value: Any) -> None:
    document = _born()
    with pytest.raises(DocumentDamaged):
        document.apply(B, [Put(("make",), value)])
    assert _born().content()["make"] == "Ford"


@given(st.binary(min_size=1, max_size=200))
def test_random_bytes_are_no_document(data: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        Document.load(data)


def test_mutated_documents_never_end_the_process() -> None:
    whole = bytearray(_born().save())
    for place, flip in itertools.product(range(0, len(whole), 3), (0x01, 0x80)):
        bad = bytearray(whole)
        bad[place] ^= flip
        try:
            Document.load(bytes(bad)).content()
        except DocumentDamaged:
            continue


def test_an_edit_of_a_missing_container_is_refused() -> None:
    with pytest.raises(DocumentDamaged, match="no container 'tags'"):
        _born().apply(os.urandom(16), [Put(("tags", "x"), True)])
