"""A birth that is read without the document engine holds what the engine says; what is in doubt goes to the engine."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from automerge import core
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_models import birth_reading
from shared_models.birth_reading import learn_birth, read_birth
from shared_models.change_chunk import ChangeHead, read_head, to_leb128
from shared_models.document_parts import Birth, Edit, Put, Write
from shared_models.documents import Document
from shared_models.editing import birth
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.growing import birth as grown
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.operations import read_operations
from shared_models.records import RECORD_TYPES
from shared_models.text_merge import Splice
from tests.support.hostile import bent
from tests.support.hostile_changes import checksummed

ACTOR = b"\x07" * 16
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
ATOMS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.binary(max_size=40)
    | st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from([0, 63, 64, -64, -65, 127, 128, -0.0, ""])
)  # fmt: skip
SHAPES = {"_notes": "text", "_tags": "set", "_lines": "rows"}
CAR: dict[str, Any] = {"make": "Toyota", "model": "Camry", "year": 2020, "price": Money(5, "EUR"), "vin": "1HG"}


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    """Every test begins as a hub that was just started."""
    birth_reading._layouts.clear()
    yield
    birth_reading._layouts.clear()


def born(atoms: dict[str, Any], edits: Sequence[Edit] = ()) -> ChangeHead:
    document = Document.create(new_actor(), Birth(new_id(), "vehicle"), SHAPES, atoms, edits)  # type: ignore[arg-type]
    return read_head(document.changes()[0].chunk)


def new_actor() -> bytes:
    return bytes.fromhex(new_id())


def by_the_engine(head: ChangeHead) -> dict[str, Any]:
    return Document.load(head.raw).content()


@settings(max_examples=1_000, deadline=None)
@given(st.data(), st.sets(NAMES, max_size=10), st.sets(NAMES, max_size=4), st.lists(NAMES, max_size=3, unique=True))
def test_it_is_what_the_engine_says(data: st.DataObject, names: set[str], tags: set[str], rows: list[str]) -> None:
    """Also what a value is (1, 1.0 or True), whether a number is none, and in which order containers are."""
    names -= {*SHAPES, "_id", "_type"}
    words: list[Edit] = [Put(("_tags", tag), True) for tag in sorted(tags)]
    heads = []
    for _ in range(3):
        atoms = {name: data.draw(ATOMS) for name in sorted(names)}
        cells: list[Edit] = [Put(("_lines", row, cell), data.draw(ATOMS)) for row in rows for cell in ("b", "a")]
        heads.append(born(atoms, [*words, *cells]))
    assert read_birth(heads[0]) is None or birth_reading._layouts
    learn_birth(heads[0], by_the_engine(heads[0]))
    for head in heads:
        found = read_birth(head)
        assert found is not None
        assert repr(found) == repr(by_the_engine(head))


def test_births_of_every_type_are_read() -> None:
    for record_type in RECORD_TYPES.values():
        heads = [read_head(birth(new_actor(), record_type, new_id(), {}).changes()[0].chunk) for _ in range(2)]
        learn_birth(heads[0], by_the_engine(heads[0]))
        assert read_birth(heads[1]) == by_the_engine(heads[1])


def test_one_with_prose_is_left_to_the_engine() -> None:
    first, second = (born({"make": "Kia"}, [Write(("_notes",), [Splice(0, 0, "clean")])]) for _ in range(2))
    learn_birth(first, by_the_engine(first))
    assert read_birth(second) is None


def test_nothing_is_read_of_a_layout_that_the_engine_has_not_read() -> None:
    assert read_birth(born({"make": "Kia"})) is None
    learn_birth(born({"make": "Kia"}), {"make": "Kia"})  # not what it holds
    assert read_birth(born({"make": "Kia"})) is None


def outcome(payload: bytes) -> str:
    """What comes of a birth at the hub's door, by whichever way it is read: what it holds, or why it is refused."""
    try:
        head = read_head(checksummed(payload))
        operations = read_operations(head.raw, head.rest_at)
        assert operations == read_operations(head.raw)
        envelope = Envelope("merge", "a/stock", "0" * 32, "vehicle", "1", "2", 1, False, "1", head.hash, head.raw)
        return repr(grown(envelope, head, operations))
    except ForecourtError as error:
        return f"{type(error).__name__}: {error}"


def test_whatever_is_bent_fares_as_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, shorter = random.Random(5), 0
    good = [
        birth(new_actor(), RECORD_TYPES["vehicle"], new_id(), {**CAR, **more}).changes()[0].chunk
        for more in ({}, {"features": frozenset({"abs", "nav"})}, {"mileage": None, "engine_size": 1.5})
    ]
    for chunk in good:
        outcome(chunk)
    assert len(birth_reading._layouts) == 3
    asked, load = list[bytes](), Document.load

    def loading(chunks: bytes) -> Document:
        asked.append(chunks)
        return load(chunks)

    monkeypatch.setattr(Document, "load", loading)
    for _ in range(6_000):
        payload = bent(dice, dice.choice(good))
        known = dict(birth_reading._layouts)
        before = len(asked)
        by_what_is_known = outcome(payload)
        shorter += by_what_is_known.startswith("{") and len(asked) == before
        birth_reading._layouts.clear()
        assert outcome(payload) == by_what_is_known, payload.hex()
        birth_reading._layouts.clear()
        birth_reading._layouts.update(known)
    assert shorter > 100, "hardly any was read without the engine"


def rewritten(head: ChangeHead, old: bytes, new: bytes) -> ChangeHead:
    """The birth with some bytes of its body replaced, once, its length and checksum good."""
    body = head.raw[9 + len(to_leb128(len(head.raw))) :]
    assert body[:2] == b"\0\x10"
    assert old in body
    body = body.replace(old, new, 1)
    return read_head(checksummed(b"\x85\x6f\x4a\x83" + bytes(4) + b"\1" + to_leb128(len(body)) + body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ACTOR + b"\1\1\0\0\0", ACTOR + b"\1\2\0\0\0"),  # numbered on from nothing
        (ACTOR + b"\1\1\0\0\0", ACTOR + b"\2\1\0\0\0"),  # a second change without a first
        (ACTOR + b"\1\1\0\0\0", ACTOR + b"\1\1\5\0\0"),  # at some time
        (ACTOR + b"\1\1\0\0\0", ACTOR + b"\1\1\0\1a\0"),  # with a message
        (ACTOR + b"\1\1\0\0\0", ACTOR + b"\1\x81\0\0\0\0"),  # a number longer than need be
        (b"1HG", b"\xff\xfe\xfd"),  # text that is none
        (b"\xe4\x0f", b"\xe4\x7f"),  # another number
        (b"\xe4\x0f", b"\xe4\x8f"),  # a number that does not end
    ],
)
def test_what_is_written_otherwise_fares_as_with_the_engine(old: bytes, new: bytes) -> None:
    known = birth(ACTOR, RECORD_TYPES["vehicle"], new_id(), CAR).changes()[0].chunk
    outcome(known)
    written = rewritten(read_head(known), old, new).raw
    by_what_is_known = outcome(written)
    birth_reading._layouts.clear()
    assert outcome(written) == by_what_is_known


def test_more_bytes_behind_it_are_left_to_the_engine() -> None:
    known = born({"make": "Kia"})
    learn_birth(known, by_the_engine(known))
    body = known.raw[9 + len(to_leb128(len(known.raw))) :] + b"more"
    longer = read_head(checksummed(known.raw[:8] + b"\1" + to_leb128(len(body)) + body))
    assert read_birth(known) is not None
    assert read_birth(longer) is None


def test_a_key_written_twice_is_left_to_the_engine() -> None:
    inner = core.Document(ACTOR)
    with inner.transaction() as transaction:
        for value in ("a", "b"):
            transaction.put(core.ROOT, "make", core.ScalarType.Str, value)
    head = read_head(inner.get_changes([])[0].raw_bytes)
    learn_birth(head, by_the_engine(head))
    assert read_birth(head) is None


def test_a_key_written_twice_at_once_is_left_to_the_engine() -> None:
    head = rewritten(born({"aaaa": 1, "bbbb": 2}), b"bbbb", b"aaaa")
    learn_birth(head, {"_id": "", "_type": "", "_notes": "", "_tags": {}, "_lines": {}, "aaaa": 2})
    assert list(birth_reading._layouts.values()) == [None]
    assert read_birth(head) is None


def test_lengths_are_read_where_they_are_written_as_shortly_as_can_be() -> None:
    assert birth_reading._lengths_in(b"\x02\x16\x7f\x05") == (22, 22, 5)
    for otherwise in (b"\x7d\x16\x16\x05", b"\x01\x16", b"\x02\x96\x00", b"\x00\x02", b"\x02", b"\x80", b"\xff" * 9):
        assert birth_reading._lengths_in(otherwise) is None


@pytest.mark.parametrize(
    ("kind", "raw"),
    [(0, b"a"), (2, b"a"), (4, b""), (4, b"\x80"), (4, b"\x81\0"), (5, b"1234"), (6, b"\xff"), (3, b""), (8, b"1")],
)
def test_what_is_no_whole_value(kind: int, raw: bytes) -> None:
    assert birth_reading._scalar(kind, raw) is birth_reading._UNREADABLE


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(birth_reading, "_MOST", 3)
    for number in range(10):
        head = born({f"field{number}": number, "text": "x" * number})
        learn_birth(head, by_the_engine(head))
        assert read_birth(head) == by_the_engine(head)
        assert len(birth_reading._layouts) <= 3
        assert len(birth_reading._lengths) <= 3
