"""Sums of votes as bitmaps give the same order as adding them up row by row."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from client.search import ranking

rows = st.frozensets(st.integers(1, 40))


@given(rows, st.lists(st.tuples(rows, st.integers(1, 40)), max_size=8), st.integers(0, 50), st.integers(0, 50))
def test_highest_sum_first_then_newest(voted, votes, limit, offset):
    sums = {row: sum(weight for voters, weight in votes if row in voters) for row in voted}
    expected = sorted(voted, key=lambda row: (sums[row], row), reverse=True)
    as_bitmaps = [(BitMap(voters), weight) for voters, weight in votes]
    assert ranking.everything(ranking.tiers(BitMap(voted), as_bitmaps)).tolist() == expected
    page = ranking.page(ranking.tiers(BitMap(voted), as_bitmaps), limit, offset)
    assert list(page) == expected[offset : offset + limit]
    assert [voters for voters, _ in as_bitmaps] == [BitMap(voters) for voters, _ in votes]
