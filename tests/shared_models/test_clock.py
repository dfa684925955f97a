"""Hybrid logical time never runs backwards and is bounded against wild clocks."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.clock import TOLERANCE_MS, HybridClock, bounded, instant_of, milliseconds_of, stamp_at

HOUR = 3_600_000


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=50))
def test_stamps_rise_whatever_the_wall_clock_does(ticks: list[int]) -> None:
    times = iter(ticks)
    clock = HybridClock(physical=lambda: next(times))
    issued = [clock.now() for _ in ticks]
    assert issued == sorted(set(issued))


def test_what_happens_after_a_message_is_ordered_after_it() -> None:
    clock = HybridClock(physical=lambda: 1_000)
    theirs = stamp_at(61_000)
    clock.observe(theirs)
    assert clock.now() > theirs


def test_a_wild_clock_elsewhere_does_not_drag_ours_along() -> None:
    clock = HybridClock(physical=lambda: HOUR)
    clock.observe(stamp_at(1_000 * HOUR))
    assert milliseconds_of(clock.now()) <= HOUR + TOLERANCE_MS + 1


def test_the_hub_bounds_a_fast_clock_and_leaves_a_slow_one() -> None:
    assert milliseconds_of(bounded(stamp_at(99 * HOUR), HOUR)) == HOUR + TOLERANCE_MS
    assert bounded(stamp_at(5), HOUR) == stamp_at(5)


def test_an_instant_comes_back_in_utc() -> None:
    assert instant_of(stamp_at(1_735_689_600_000)).isoformat() == "2025-01-01T00:00:00+00:00"
