"""Codes that came together and one by one are found alike, whatever was changed since, packed or not."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.search import codes
from client.search.codes import Codes
from client.search.storage import Reader, Writer

CODES = ["1a2b3c", "1a2b", "2b3c", "é1a2b3c", "1a2b3cé", "abcd", "1", "1a2b3c4d", "x1a2b"]
some_codes = st.lists(st.sampled_from(CODES), max_size=3)
PARTS = sorted({part for code in CODES for part in (code, code[:3], code[:4], code[-3:], code[-4:])})
change = st.tuples(st.integers(1, 6), st.sampled_from(["put", "alter", "drop", "pack", "save"]), some_codes)


@contextmanager
def packed_early() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "_LEAST_RECENT", 3)
        yield


@settings(deadline=None, max_examples=200)
@given(st.lists(change, min_size=2, max_size=15))
def test_found_whole_by_beginning_and_by_end(changes):
    tried, held = Codes(), dict[int, list[str]]()
    with packed_early():
        for ordinal, kind, new in changes:
            if kind in ("put", "drop"):
                tried.drop(ordinal)
                held.pop(ordinal, None)
            if kind == "put":
                tried.put(ordinal, new)
                held[ordinal] = new
            if kind == "alter":
                tried.alter(ordinal, new)
                held[ordinal] = new
            if kind == "pack" or tried.crowded():
                tried.take_over(tried.packed_with())
            if kind == "save":
                writer = Writer()
                tried.save(writer)
                tried = Codes()
                tried.load(Reader(writer.finish()))
    pairs = [(ordinal, code) for ordinal, several in held.items() for code in several]
    for typed in PARTS:
        has_digit = any(letter.isdigit() for letter in typed)
        begins = has_digit and len(typed) >= codes.SHORTEST_BEGINNING
        ends = has_digit and len(typed) >= codes.SHORTEST_ENDING
        assert set(tried.equal_to(typed)) == {ordinal for ordinal, code in pairs if code == typed}
        assert set(tried.part_of(typed)) == {
            ordinal
            for ordinal, code in pairs
            if code == typed or (begins and code.startswith(typed)) or (ends and code.endswith(typed))
        }
        expected = sorted({code for _, code in pairs if code.startswith(typed)})
        assert tried.beginning_with(typed, 100) == expected
        assert tried.whole_or_begun(typed) == bool(expected)
