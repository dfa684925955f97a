"""The head of a change is read without opening it, and hostile bytes are refused before anything is loaded."""

import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.change_chunk import MAX_CHANGE_BYTES, read_head
from shared_models.documents import Birth, Document, Put
from shared_models.errors import DocumentDamaged, TooLarge
from shared_models.identifiers import new_id

ACTOR = bytes(range(16))


def _document(**atoms: str) -> Document:
    return Document.create(ACTOR, Birth(new_id(), "vehicle"), {}, atoms)


def test_the_head_agrees_with_the_engine() -> None:
    document = _document(make="Ford")
    born = document.changes()[0]
    edit = document.apply(os.urandom(16), [Put(("make",), "Opel")])
    assert edit is not None
    assert read_head(born.chunk).hash == born.hash
    head = read_head(edit.chunk)
    assert (head.hash, head.deps, head.seq) == (edit.hash, (born.hash,), 1)
    assert read_head(born.chunk).actor == ACTOR


def test_a_deflated_change_has_the_hash_of_the_plain_one() -> None:
    plain = _document(make="x" * 2_000).changes()[0]
    body = plain.chunk[11:]
    packer = zlib.compressobj(wbits=-15)
    deflated = packer.compress(body) + packer.flush()
    chunk = plain.chunk[:8] + b"\x02" + _leb128(len(deflated)) + deflated
    assert read_head(chunk).hash == plain.hash
    assert read_head(chunk).raw == plain.chunk


def test_a_bomb_is_refused_before_it_inflates() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    deflated = packer.compress(b"\0" * 200_000_000) + packer.flush()
    chunk = b"\x85\x6f\x4a\x83" + b"\0" * 4 + b"\x02" + _leb128(len(deflated)) + deflated
    with pytest.raises(TooLarge, match="once inflated"):
        read_head(chunk)


def test_a_large_change_is_refused_by_its_size() -> None:
    with pytest.raises(TooLarge):
        read_head(b"\x85\x6f\x4a\x83" + b"\0" * MAX_CHANGE_BYTES)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        read_head(data)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_altered_byte_is_noticed(place: int, flip: int) -> None:
    chunk = bytearray(_document(make="Ford", model="Fiesta").changes()[0].chunk)
    chunk[place % len(chunk)] ^= flip
    with pytest.raises((DocumentDamaged, TooLarge)):
        read_head(bytes(chunk))


def test_a_snapshot_is_no_change() -> None:
    with pytest.raises(DocumentDamaged, match="type 0"):
        read_head(_document(make="Ford").save())


def test_a_cut_change_is_refused() -> None:
    chunk = _document(make="Ford").changes()[0].chunk
    for end in range(len(chunk)):
        with pytest.raises(DocumentDamaged):
            read_head(chunk[:end])


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
