"""Facets: each value in exactly one band or bucket, counts that follow the other filters, days of the user."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.search import LATER, OVERDUE, Bands, Buckets, Range, Ranges, SearchField, SearchIndex, Terms

TODAY = date(2024, 2, 28)


def of(facet, values) -> SearchIndex:
    """An index with one facet and a row per value."""
    index = SearchIndex([SearchField("make")], [facet])
    for ordinal, value in enumerate(values, 1):
        index.add(ordinal, {}, {facet.name: value})
    return index


def counted(index: SearchIndex, today: date | None = None) -> dict[object, int]:
    (counts,) = index.facet_counts("", today=today).values()
    return {each.value: each.rows for each in counts}


@pytest.mark.parametrize(
    ("price", "band"),
    [(-1, 0), (0, 0), (19_999, 0), (20_000, 1), (20_001, 1), (39_999, 1), (40_000, 2), (10**9, 2), (-(2**62), 0)],
)
def test_a_price_is_in_one_band_only(price, band):
    index = of(Bands("price", (20_000, 40_000)), [price])
    assert counted(index) == {0: 0, 1: 0, 2: 0} | {band: 1}
    assert [each for each in range(3) if index.search("", {"price": {each}}).total] == [band]


def test_bands_say_where_they_start_and_where_the_next_does():
    counts = of(Bands("price", (20_000, 40_000)), [5]).facet_counts("")["price"]
    assert [each.label for each in counts] == [(None, 20_000), (20_000, 40_000), (40_000, None)]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        *[(-400, OVERDUE), (-1, OVERDUE), (0, 7), (7, 7), (8, 30), (30, 30)],
        *[(31, 60), (60, 60), (61, 90), (90, 90), (91, LATER), (4_000, LATER)],
    ],
)
def test_an_expiry_is_in_one_bucket_only(days, bucket):
    index = of(Buckets("expiry"), [TODAY + timedelta(days=days)])
    assert [value for value, rows in counted(index, TODAY).items() if rows] == [bucket]
    for value in (OVERDUE, 7, 30, 60, 90, LATER):
        assert index.search("", {"expiry": {value}}, today=TODAY).total == (value == bucket)


def test_buckets_move_with_the_day_and_across_leap_days_and_new_year():
    index = of(Buckets("expiry", (7,)), [date(2024, 2, 29), date(2024, 3, 6), date(2025, 1, 1)])
    assert counted(index, date(2024, 2, 28)) == {OVERDUE: 0, 7: 2, LATER: 1}
    assert counted(index, date(2024, 3, 1)) == {OVERDUE: 1, 7: 1, LATER: 1}
    assert counted(index, date(2024, 12, 25)) == {OVERDUE: 2, 7: 1, LATER: 0}
    assert counted(index, date(2024, 2, 28)) == {OVERDUE: 0, 7: 2, LATER: 1}
    assert [each.label for each in index.facet_counts("", today=TODAY)["expiry"]] == [
        (None, date(2024, 2, 27)),
        (date(2024, 2, 28), date(2024, 3, 6)),
        (date(2024, 3, 7), None),
    ]


def test_buckets_follow_changes_made_after_they_were_counted():
    index = of(Buckets("expiry"), [TODAY, TODAY])
    assert counted(index, TODAY)[7] == 2
    index.add(1, {}, {"expiry": TODAY - timedelta(days=1)})
    index.remove(2)
    assert counted(index, TODAY) == {OVERDUE: 1, 7: 0, 30: 0, 60: 0, 90: 0, LATER: 0}


def test_an_instant_is_no_day():
    """Which day an instant falls on depends on where one is: the caller must have decided that."""
    index = of(Buckets("expiry"), [])
    with pytest.raises(TypeError, match="expiry"):
        index.add(1, {}, {"expiry": datetime(2024, 2, 28, tzinfo=UTC)})
    assert len(index) == 0


def test_counts_follow_the_other_filters_but_not_their_own():
    index = SearchIndex([SearchField("make", 3)], [Terms("make"), Terms("fuel"), Bands("price", (20,))])
    rows = [("Ford", "petrol", 10), ("Ford", "diesel", 30), ("Kia", "petrol", 30), ("Kia", "petrol", 40)]
    for ordinal, (make, fuel, price) in enumerate(rows, 1):
        index.add(ordinal, {"make": make}, {"make": make, "fuel": fuel, "price": price})
    counts = index.facet_counts("", {"make": {"Ford"}, "price": {1}})
    assert [tuple(each) for each in counts["make"]] == [("Kia", "Kia", 2), ("Ford", "Ford", 1)]
    assert [tuple(each) for each in counts["fuel"]] == [("diesel", "diesel", 1)]
    assert [each.rows for each in counts["price"]] == [1, 1]
    both = index.search("", {"make": {"Ford", "Kia"}, "fuel": {"petrol"}})
    assert both.total == 3
    assert index.search("", {"make": set()}).total == 4


def test_a_wanted_value_is_shown_even_without_a_row():
    index = of(Terms("fuel"), ["petrol"])
    counts = index.facet_counts("nothing", {"fuel": {"petrol", "steam"}})["fuel"]
    assert [tuple(each) for each in counts] == [("petrol", "petrol", 0), ("steam", "steam", 0)]


def test_a_row_may_have_several_values():
    index = of(Terms("features"), [{"hybrid", "tow bar"}, {"hybrid"}, None, []])
    assert counted(index) == {"hybrid": 2, "tow bar": 1}


@given(st.lists(st.none() | st.integers(-(2**62), 2**62) | st.integers(-9, 9)), st.data())
def test_a_range_holds_both_its_ends(values, data):
    index = of(Ranges("mileage"), values)
    end = st.none() | st.integers(-(2**63), 2**63) | st.sampled_from([value for value in values if value] or [0])
    low, high = data.draw(end), data.draw(end)
    expected = [
        ordinal
        for ordinal, value in enumerate(values, 1)
        if value is not None and (low is None or low <= value) and (high is None or value <= high)
    ]
    assert sorted(index.search("", {"mileage": Range(low, high)}, len(values)).matched) == expected


def test_a_range_also_narrows_bands_buckets_and_numbers_that_are_terms():
    assert of(Bands("price", (20,)), [10, 20, 30]).search("", {"price": Range(15, 20)}).total == 1
    assert of(Terms("year"), [2018, 2020, 2022, None]).search("", {"year": Range(2019)}).total == 2
    expiry = of(Buckets("expiry"), [TODAY, TODAY + timedelta(days=1)])
    assert expiry.search("", {"expiry": Range(high=TODAY)}).total == 1


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        (Bands("price", (1,)), "12"),
        (Bands("price", (1,)), 1.5),
        (Bands("price", (1,)), True),
        (Ranges("price"), 2**62 + 1),
        (Terms("price"), 1.5),
        (Terms("price"), [None]),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_by_name_and_nothing_changes(facet, value):
    index = of(facet, [7])
    with pytest.raises((TypeError, ValueError), match="price"):
        index.add(1, {"make": "Ford"}, {"price": value})
    with pytest.raises((TypeError, ValueError), match="price"):
        index.add_many((ordinal, {"make": "Ford"}, {"price": value}) for ordinal in range(1, 999))
    assert index.search("ford").total == 0
    assert index.search("").ordinals == (1,)


def test_mistaken_facets_and_filters_are_refused_by_name():
    with pytest.raises(ValueError, match=r"price.*rise"):
        Bands("price", (40, 20))
    with pytest.raises(ValueError, match=r"expiry.*rise"):
        Buckets("expiry", (-7, 30))
    with pytest.raises(ValueError, match="'make' is named twice"):
        SearchIndex([], [Terms("make"), Terms("make")])
    with pytest.raises(ValueError, match="'make' is named twice"):
        SearchIndex([SearchField("make"), SearchField("make", 3)])
    with pytest.raises(ValueError, match="'make' is at least 1"):
        SearchField("make", 0)
    with pytest.raises(ValueError, match=r"no facet 'colour'.*expiry"):
        of(Buckets("expiry"), []).search("", {"colour": {"red"}})
    with pytest.raises(ValueError, match="'expiry' counts from today"):
        of(Buckets("expiry"), []).facet_counts("")
    with pytest.raises(ValueError, match="'mileage' is filtered by a Range"):
        of(Ranges("mileage"), [1]).search("", {"mileage": {1}})


@pytest.mark.parametrize("ordinal", [0, -1, 2**32])
def test_an_ordinal_out_of_bounds_is_refused(ordinal):
    index = of(Terms("make"), [])
    with pytest.raises(ValueError, match="from 1 to"):
        index.add(ordinal, {}, {})
    with pytest.raises(ValueError, match="from 1 to"):
        index.add_many([(each, {}, {}) for each in (ordinal, *range(1, 600))])
    assert len(index) == 0
