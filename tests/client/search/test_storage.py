"""Saving and loading: all of it comes back, and nothing that is damaged or of another list is taken for good."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.search import Bands, Ranges, SearchField, SearchIndex, Terms, UnusableIndex, storage
from tests.client.search import market

TYPED = ("", "toyota", "toyta", "s", "geiko", "civic", "WVW", "ford focus", "abs")


@pytest.fixture(scope="module")
def stock() -> SearchIndex:
    """An index with rows that came together, and others that were added, changed and removed one by one."""
    index = SearchIndex(market.FIELDS, market.FACETS)
    rows = list(market.rows(1_500, vocabulary=3_000))
    index.add_many(rows)
    for ordinal, texts, values in rows[:40]:
        index.add(ordinal + 1_400, texts, values)
        index.remove(ordinal)
    index.add(9_000, {"owner": "Xanthippe", "vin": "XX1"}, {})
    index.remove(9_000)
    return index


def answers(index: SearchIndex) -> list[object]:
    return [
        (index.all_ordinals(typed), index.facet_counts(typed, today=market.TODAY), index.suggest(typed))
        for typed in TYPED
    ]


def test_what_was_saved_answers_the_same_and_goes_on(stock):
    loaded = SearchIndex.from_bytes(stock.to_bytes(), market.FIELDS, market.FACETS)
    assert answers(loaded) == answers(stock)
    again = SearchIndex.from_bytes(loaded.to_bytes(), market.FIELDS, market.FACETS)
    for ordinal in range(40, 90):
        again.remove(ordinal)
    for ordinal, texts, values in market.rows(30, seed=5):
        again.replace(ordinal + 100, texts, values)
    expected = SearchIndex.from_bytes(again.to_bytes(), market.FIELDS, market.FACETS)
    expected.warm(market.TODAY)
    assert answers(again) == answers(expected) != answers(stock)


def test_terms_no_row_holds_are_not_saved(stock):
    assert b"xanthippe" not in stock.to_bytes().lower()


def test_bands_may_change_between_saving_and_loading():
    index = SearchIndex([], [Bands("price", (10,))])
    index.add(1, {}, {"price": 15})
    loaded = SearchIndex.from_bytes(index.to_bytes(), [], [Bands("price", (5, 15, 20))])
    assert [each.rows for each in loaded.facet_counts("")["price"]] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("fields", "facets"),
    [
        ([SearchField("make", 3)], [Terms("year")]),
        ([SearchField("make")], [Terms("fuel")]),
        ([SearchField("make")], [Ranges("year")]),
        ([SearchField("make", code=True)], [Terms("year")]),
        ([], []),
    ],
)
def test_an_index_of_other_fields_is_not_taken(fields, facets):
    saved = SearchIndex([SearchField("make")], [Terms("year")]).to_bytes()
    with pytest.raises(UnusableIndex, match="other fields or facets"):
        SearchIndex.from_bytes(saved, fields, facets)


@given(st.data())
def test_damage_is_noticed(data):
    index = SearchIndex([SearchField("make")], [Terms("year")])
    index.add(1, {"make": "Ford"}, {"year": 2020})
    saved = index.to_bytes()
    place = data.draw(st.integers(0, len(saved) - 1))
    flipped = saved[:place] + bytes([saved[place] ^ data.draw(st.integers(1, 255))]) + saved[place + 1 :]
    for damaged in (saved[:place], flipped, saved + b"\0"):
        with pytest.raises(UnusableIndex):
            SearchIndex.from_bytes(damaged, index.fields, index.facets)


#: What the bytes of an index are made of, by the format they say they have.
FORMS = {1: "0949f246a353880a"}


def test_another_form_of_the_bytes_has_another_format(monkeypatch):
    """When this fails, the form of saved indexes has changed: raise `_FORMAT` and write down the new form here.

    An index of the old form would be read wrongly or not at all; the format makes it be built anew instead.
    """
    index = SearchIndex(market.FIELDS, market.FACETS)
    index.add_many(list(market.rows(40)))
    written = []

    def noted(writer):
        written.append(writer)
        return b""

    monkeypatch.setattr(storage.Writer, "finish", noted)
    index.to_bytes()
    # An array is kept with the name of its type, which begins with the order of its bytes.
    form = [each if str(each)[:1] in ("<", "|") else type(each).__name__ for each in written[0]._plain]
    shape = repr((form, len(written[0]._sections)))
    assert {storage._FORMAT: hashlib.sha256(shape.encode()).hexdigest()[:16]} == FORMS
