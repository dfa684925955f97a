"""Type-ahead: what the box offers, in which order, and how many rows taking it would find."""

import pytest

from client.search import SearchField, SearchIndex
from tests.client.search import market


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    index = SearchIndex(
        [SearchField("make", 3), SearchField("model", 2), SearchField("city"), SearchField("vin", 1, True)]
    )
    rows = [("Toyota", "Camry", "Cambridge"), ("Toyota", "Corolla", "Cambridge"), ("Toyota", "Camry", "Cardiff")]
    rows += [("Citroën", "C3", "Toytown"), ("Cadillac", "CTS", "Cambridge"), ("Mazda", "CX-5", "Cardiff")]
    for ordinal, (make, model, city) in enumerate(rows, 1):
        index.add(ordinal, {"make": make, "model": model, "city": city, "vin": f"WVW{ordinal}000"}, {})
    return index


def texts(index: SearchIndex, typed: str, limit: int = 8) -> list[str]:
    return [each.text for each in index.suggest(typed, limit)]


def test_common_and_boosted_words_come_first(index):
    assert texts(index, "ca") == ["Camry", "Cambridge", "Cadillac", "Cardiff"]
    assert texts(index, "ca", 2) == ["Camry", "Cambridge"]


def test_spelled_as_they_were_written(index):
    assert texts(index, "cit") == ["Citroën"]
    assert "CX-5" in texts(index, "cx")


def test_the_words_before_stay_as_typed_and_narrow_what_is_offered(index):
    assert texts(index, "TOYOTA  c") == ["TOYOTA  Camry", "TOYOTA  Cambridge", "TOYOTA  Corolla", "TOYOTA  Cardiff"]
    assert texts(index, "toyota camry card") == ["toyota camry Cardiff"]
    assert texts(index, "mazda cam") == []


def test_counts_are_what_taking_it_finds(index):
    for typed in ("c", "toyota c", "toyta c", "ca", "wvw1"):
        offered = index.suggest(typed)
        assert offered
        for each in offered:
            assert index.search(each.text + " ").total == each.rows


def test_a_misspelt_word_is_offered_as_meant(index):
    assert texts(index, "toyta") == ["Toyota", "Toytown"]
    assert texts(index, "camri") == ["Camry", "Cambridge"]


def test_codes_are_offered_from_three_characters(index):
    assert texts(index, "wvw1") == ["WVW1000"]
    assert texts(index, "wv") == []


def test_nothing_is_offered_after_a_space_or_for_nothing(index):
    assert texts(index, "toyota ") == texts(index, "") == texts(index, "zzz") == texts(index, "ca", 0) == []


def test_counts_hold_in_a_big_stock():
    index = SearchIndex(market.FIELDS)
    index.add_many(market.rows(3_000, vocabulary=6_000))
    for typed in ("to", "ford f", "geik", "s", "ab"):
        for each in index.suggest(typed):
            assert index.search(each.text + " ").total == each.rows > 0
