"""The index against its definition: whatever is added, changed and removed, it finds, ranks and counts the same."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.search import (
    Bands,
    Buckets,
    Facet,
    Filters,
    Range,
    Ranges,
    SearchField,
    SearchIndex,
    Terms,
    codes,
    columns,
    index,
    postings,
    row_sets,
    row_terms,
    vocabulary,
    words,
)
from tests.client.search import market
from tests.client.search.naive import NaiveIndex

TODAY = date(2026, 3, 2)
FIELDS = (
    SearchField("make", 3),
    SearchField("model", 2),
    SearchField("features"),
    SearchField("insurer"),
    SearchField("vin", code=True),
    SearchField("policy", 2, code=True),
)
FACETS: tuple[Facet, ...] = (
    Terms("make"),
    Terms("year"),
    Terms("features"),
    Bands("price", (20_000, 40_000)),
    Buckets("expiry"),
    Ranges("mileage"),
)
_WORDS = (
    "Toyota Toyta toy tow Camry camri Camrick Civic civics CIVIC Ford Fort frod Focus BMW BM A4 A45 4A 2019 2020 Geico "
    "Geiko hybrid hybird CX-5 CX5 CX 5 Škoda skoda O'Brien merc Mercedes Mercedes-Benz ab12 pol123 12cde"
)
_CODES = "AB12 CDE|AB12CDF|POL123|POL1234|POL-456|1HGCM82633A004352|wvwzzz1jz3w386752|RICK|004352|x1|12cde"
WORDS, CODES = _WORDS.split(), _CODES.split("|")

EXPIRIES: list[str | int] = ["overdue", 7, 30, 60, 90, "later", 5]
PRICES = (None, 0, 19_999, 20_000, 20_001, 39_999, 40_000, -5, 10**12)


def random_row(random: Random) -> tuple[dict[str, words.Texts], dict[str, object]]:
    """Texts and values of a row; each may be missing, one or several."""

    def text() -> str:
        return " ".join(random.choices(WORDS, k=random.randint(1, 2)))

    texts: dict[str, words.Texts] = {
        "make": text(),
        "model": random.choice([None, text()]),
        "features": random.choice([text(), [text(), text()], []]),
        "vin": random.choice(CODES),
        "policy": random.choices(CODES, k=random.randint(0, 2)),
    }
    values: dict[str, object] = {
        "make": random.choice(["Toyota", "Ford", "Škoda", "BMW"]),
        "year": random.choice([None, 2018, 2019, 2020, 2021]),
        "features": set(random.choices(["hybrid", "tow bar", "sat nav"], k=random.randint(0, 3))),
        "price": random.choice(PRICES),
        "expiry": random.choice([None, TODAY + timedelta(days=random.randint(-40, 120))]),
        "mileage": random.choice([None, random.randint(-300, 300)]),
    }
    return texts, values


def random_text(random: Random) -> str:
    """One or two known words or codes, perhaps with a slip, cut short at either end, or ended by a space."""
    chosen = random.choices([*WORDS, *CODES, *CODES], k=random.randint(1, 2))
    text = " ".join(market.misspelt(word, random) if random.random() < 0.3 else word for word in chosen)
    start, end = random.choice([0, 0, 0, 2, 5]), random.choice([0, 0, 0, 1, 2, 4])
    return text[start : len(text) - end] + random.choice(["", "", " ", "!"])


def random_filters(random: Random) -> Filters:
    """Values or a range for some facets."""

    def around() -> Range:
        low, high = random.randint(-400, 400), random.randint(-400, 400)
        return Range(random.choice([None, low]), random.choice([None, high]))

    def one_of(*wanted: Set[str | int] | Range) -> Set[str | int] | Range:
        return random.choice(wanted)

    filters = {
        "make": one_of(set(random.choices(["Toyota", "Ford", "Tesla"], k=2))),
        "year": one_of({2018, 2020}, set(), Range(2019, 2020)),
        "features": set(random.choices(["hybrid", "tow bar"], k=random.randint(0, 2))),
        "price": one_of({0, 3}, {1}, {1, 2}, Range(19_999, 40_000), around()),
        "expiry": one_of(set(random.sample(EXPIRIES, 3)), Range(TODAY, TODAY + timedelta(days=30))),
        "mileage": around(),
    }
    return {name: filters[name] for name in random.sample(sorted(filters), random.choice([1, 1, 2, 4]))}


_RANDOM = Random(1)
rows = st.sampled_from([random_row(_RANDOM) for _ in range(150)])
texts = st.sampled_from([random_text(_RANDOM) for _ in range(1_500)])
filters = st.sampled_from([random_filters(_RANDOM) for _ in range(200)])
ordinals = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 70_000, 2**32 - 1])
numbered = st.tuples(ordinals, rows)
change = st.one_of(
    st.tuples(st.just("add"), numbered),
    st.tuples(st.just("many"), st.lists(numbered, min_size=3, max_size=8)),
    st.tuples(st.just("remove"), ordinals),
    st.tuples(st.sampled_from(["reload", "warm"]), st.none()),
    st.tuples(st.just("read"), st.sampled_from(["c", "to", "4", "f b", "cam", "toyta", "", "a4 c"])),
)
changes = st.lists(change, min_size=3, max_size=12)


@contextmanager
def small_limits() -> Iterator[None]:
    """Makes the index change over to its ways for many rows at two or three, so that small examples try them."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in (
            (index, "_FEW", 2),
            (index, "_CHUNK", 3),
            (index, "_REMEMBERED", 2),
            (codes, "_LEAST_RECENT", 3),
            (columns, "_FEW_ROWS", 3),
            (columns, "_FEW_VALUES", 1),
            (postings, "MANY", 1),
            (postings, "_PAUSE", 2),
            (row_sets, "FEW", 2),
            (row_terms, "_MANY_CHANGED", 2),
            (vocabulary, "_FEW_NEW", 1),
        ):
            assert hasattr(module, name)
            patch.setattr(module, name, value)
        yield


def after(changes: list[tuple[str, Any]]) -> tuple[SearchIndex, NaiveIndex]:
    """The index and the definition after the same changes."""
    tried, naive = SearchIndex(FIELDS, FACETS), NaiveIndex(FIELDS, FACETS)
    for kind, what in changes:
        if kind == "remove":
            tried.remove(what)
            naive.remove(what)
        elif kind == "reload":
            tried = SearchIndex.from_bytes(tried.to_bytes(), FIELDS, FACETS)
        elif kind == "warm":
            tried.warm(TODAY - timedelta(days=3))
        elif kind == "read":  # fills what is remembered between changes
            tried.facet_counts(what, {"price": {1}}, TODAY)
            tried.suggest(what)
        else:
            rows = [(each, texts, values) for each, (texts, values) in (what if kind == "many" else [what])]
            tried.add_many(rows) if kind == "many" else tried.add(*rows[0])
            for each in rows:
                naive.add(*each)
    return tried, naive


@settings(max_examples=300, deadline=None)
@given(changes, st.lists(texts, min_size=4, max_size=12), filters)
def test_finds_ranks_and_counts_as_defined(changes, typed, some_filters):
    with small_limits():
        tried, naive = after(changes)
        assert len(tried) == len(naive.rows)
        for place, text in enumerate([*typed, *(what for kind, what in changes if kind == "read")]):
            wanted = some_filters if place % 2 else {}
            expected = naive.search(text, wanted, TODAY)
            assert tried.all_ordinals(text, wanted, TODAY).tolist() == expected
            hits = tried.search(text, wanted, limit=3, offset=1, today=TODAY)
            assert (hits.total, list(hits.ordinals)) == (len(expected), expected[1:4])
            assert sorted(hits.matched) == sorted(expected)
            counts = tried.facet_counts(text, wanted, TODAY)
            expected_counts = naive.counts(text, wanted, TODAY)
            for name, found in counts.items():
                assert {each.value: each.rows for each in found if each.rows} == expected_counts[name]


@settings(max_examples=100, deadline=None)
@given(changes, texts, filters)
def test_a_count_is_the_length_of_the_list_after_the_click(changes, text, wanted):
    with small_limits():
        tried, _ = after(changes)
        for name, found in tried.facet_counts(text, wanted, TODAY).items():
            for each in found:
                clicked = {**wanted, name: {each.value}}
                assert tried.search(text, clicked, today=TODAY).total == each.rows


def test_what_was_asked_before_a_change_is_not_the_answer_after_it():
    tried = SearchIndex([SearchField("make", 3)], FACETS)
    ford, kia, year = {"make": "Ford"}, {"make": "Kia"}, {"year": 2020}

    def found() -> int:
        return tried.search("ford", {"year": {2020}}).total

    assert found() == 0
    tried.add(1, ford, year)
    assert found() == 1
    tried.replace(1, kia, year)
    assert found() == 0
    tried.add_many((each, ford, year) for each in range(1, 1_001))
    assert found() == 1_000
    tried.add_many((each, ford, year) for each in range(1_001, 2_001))
    assert found() == 2_000
    tried.remove(5)
    assert found() == 1_999
