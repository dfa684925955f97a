"""Who holds a thing: the rule case by case, and that neither order nor road of arrival matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_models.claims import (
    BEARING,
    FOREVER,
    STAKE_TYPES,
    Made,
    Stake,
    Verdict,
    decide,
    ended_by,
    holder_at,
    rivals,
    stake_of,
    vehicle_thing,
)
from shared_models.clock import stamp_at
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

CAR = vehicle_thing("c" * 32)


def stake(
    name: str, party: str, at: int = 0, *, kind: str = "sale", offline: bool = True, seq: int | None = 1,
    last: int = FOREVER, paid: bool = False, device: str = "d",
) -> Stake:  # fmt: skip
    return Stake(kind, CAR, party, at, last, paid, Made(name, "author", device, stamp_at(at), offline, seq))


def winners(*stakes: Stake, ended: Sequence[str] = ()) -> list[str]:
    return [v.stake.id for v in decide(stakes, ended) if not v.lost_to]


def test_all_that_claims_is_a_fact_of_the_one_space_everybody_sees() -> None:
    for name in BEARING:
        assert RECORD_TYPES[name].about.fact
        assert RECORD_TYPES[name].about.space == "stock"


def test_without_the_hub_the_earlier_sale_holds() -> None:
    assert winners(stake("b", "berg", 20), stake("a", "adams", 10)) == ["a"]


def test_signed_and_paid_comes_before_earlier() -> None:
    assert winners(stake("a", "adams", 10), stake("b", "berg", 20, paid=True)) == ["b"]


def test_equal_stamps_are_decided_by_device() -> None:
    assert winners(stake("a", "adams", 10, device="2"), stake("b", "berg", 10, device="1")) == ["b"]


def test_what_the_hub_confirmed_is_not_taken_away_by_who_comes_home_later() -> None:
    confirmed = stake("a", "adams", 50, offline=False, seq=3)
    later = stake("b", "berg", 10, paid=True, seq=4)
    assert winners(confirmed, later) == ["a"]
    assert [v.confirmed for v in decide([confirmed, later])] == [True, False]


def test_a_stake_that_says_it_was_made_within_reach_but_comes_late_is_tentative() -> None:
    """The hub died before it came: what was sold meanwhile stands before it in the log."""
    late = stake("a", "adams", 10, offline=False, seq=9)
    meanwhile = stake("b", "berg", 20, offline=False, seq=5)
    assert winners(late, meanwhile) == ["b"]


def test_what_the_hub_lacks_is_tentative() -> None:
    assert [v.confirmed for v in decide([stake("a", "adams", offline=False, seq=None)])] == [False]


def test_a_hold_gives_way_to_nobody_but_its_own_customer() -> None:
    hold = stake("h", "adams", 10, kind="hold", last=100, offline=False, seq=1)
    assert winners(hold, stake("s", "adams", 20)) == ["h", "s"]
    assert winners(hold, stake("s", "berg", 20, paid=True)) == ["h"]
    held = holder_at(decide([hold, stake("s", "adams", 20)]), 50)
    assert held is not None
    assert held.stake.id == "s"


def test_an_expired_or_released_hold_is_in_nobodys_way() -> None:
    hold = stake("h", "adams", 10, kind="hold", last=100)
    assert winners(hold, stake("s", "berg", 100)) == ["h", "s"]
    assert winners(hold, stake("s", "berg", 50), ended=["h"]) == ["s"]
    assert holder_at(decide([hold]), 100) is None


def test_a_cancelled_sale_gives_the_car_to_who_lost_unless_that_case_is_closed() -> None:
    first, second = stake("a", "adams", 10), stake("b", "berg", 20)
    assert winners(first, second, ended=["a"]) == ["b"]
    assert winners(first, second, ended=["a", "b"]) == []


def test_the_same_customer_sold_to_twice_is_a_collision_two_holds_are_not() -> None:
    assert winners(stake("a", "adams", 10), stake("b", "adams", 20)) == ["a"]
    assert winners(stake("a", "adams", 10, kind="hold"), stake("b", "adams", 20, kind="hold")) == ["a", "b"]


def test_three_ways_there_is_one_winner_and_each_loser_knows_it() -> None:
    stakes = [stake("a", "adams", 30), stake("b", "berg", 20, paid=True), stake("c", "chen", 10)]
    for arrival in permutations(stakes):
        verdicts = {v.stake.id: v.lost_to for v in decide(arrival)}
        assert verdicts == {"a": "b", "b": "", "c": "b"}


_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_LATER = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values", "thing", "secured"),
    [
        ("sale", {"vehicle": "v", "customer": "c", "signed_on": date(2026, 3, 2), "deposit": Money(1, "EUR")},
         "vehicle:v", True),
        ("sale", {"vehicle": "v", "customer": "c", "deposit": Money(1, "EUR")}, "vehicle:v", False),
        ("hold", {"vehicle": "v", "customer": "c", "until": _LATER}, "vehicle:v", False),
        ("deposit", {"vehicle": "v", "customer": "c", "amount": Money(1, "EUR")}, "vehicle:v", False),
        ("slot", {"vehicle": "v", "test_drive": "t", "starts_at": _AT, "ends_at": _LATER}, "drive:v", False),
        ("plate_checkout", {"plate": "b-xy 06 123", "out_at": _AT}, "plate:BXY06123", False),
        ("number_block", {"series": "contract", "first": 1.0, "last": 50.0}, "numbers:contract", False),
        ("redemption", {"reward": "GOLD"}, "reward:GOLD", False),
    ],
)  # fmt: skip
def test_each_kind_of_fact_claims_its_thing(kind: str, values: dict[str, object], thing: str, secured: bool) -> None:
    made = Made("f", "author", "d", stamp_at(5), True, None)
    found = stake_of(kind, values, made)
    assert found is not None
    assert (found.thing, found.secured) == (thing, secured)
    other = stake_of(kind, values | {"customer": "x", "test_drive": "y"}, Made("g", "author", "e", 1, True, None))
    assert other is not None
    assert rivals(found, other) or kind == "deposit"
    assert stake_of(kind, {}, made) is None


def test_slots_and_number_blocks_collide_only_where_they_meet() -> None:
    def block(name: str, first: int, last: int) -> Stake:
        found = stake_of("number_block", {"series": "c", "first": first, "last": last}, Made(name, "", "", 1, True, 1))
        assert found is not None
        return found

    assert not rivals(block("a", 1, 50), block("b", 51, 100))
    assert rivals(block("a", 1, 50), block("b", 50, 99))


def test_what_claims_nothing_and_what_ends_something() -> None:
    assert stake_of("payment", {"vehicle": "v"}, Made("f", "", "", 1, True, 1)) is None
    assert ended_by("release", {"stake": "s"}) == "s"
    assert ended_by("case_closure", {"stake": "s"}) == "s"
    assert ended_by("sale", {"stake": "s"}) == ""
    assert "case_closure" not in STAKE_TYPES


# --- whatever the facts are ---

_parties = st.sampled_from("pqr")


@st.composite
def _facts(draw: st.DrawFn) -> tuple[list[Stake], set[str]]:
    count = draw(st.integers(1, 6))
    places = draw(st.permutations(range(1, count + 1)))
    stakes = []
    for number, seq in enumerate(places):
        kind = draw(st.sampled_from(("sale", "hold", "deposit")))
        at = draw(st.integers(0, 8))
        last = FOREVER if kind == "sale" else at + draw(st.integers(1, 6))
        paid = kind == "sale" and draw(st.booleans())
        offline, device = draw(st.booleans()), draw(st.sampled_from("de"))
        stakes.append(stake(f"f{number}", draw(_parties), at, kind=kind, last=last, paid=paid, offline=offline,
                            device=device, seq=seq))  # fmt: skip
    return stakes, set(draw(st.lists(st.sampled_from([s.id for s in stakes]), max_size=2)))


def _told(verdicts: Sequence[Verdict]) -> dict[str, tuple[bool, str]]:
    return {v.stake.id: (v.confirmed, v.lost_to) for v in verdicts}


@settings(max_examples=150, deadline=None)
@given(_facts(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(facts: tuple[list[Stake], set[str]], shuffle: object) -> None:
    stakes, ended = facts
    wanted = _told(decide(stakes, ended))
    shuffled = list(stakes)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _told(decide(shuffled, ended)) == wanted


@settings(max_examples=150, deadline=None)
@given(_facts())
def test_holders_are_no_rivals_and_every_loser_lost_to_one_of_them(facts: tuple[list[Stake], set[str]]) -> None:
    stakes, ended = facts
    by_id = {s.id: s for s in stakes}
    verdicts = decide(stakes, ended)
    holding = [v.stake for v in verdicts if not v.lost_to]
    assert {v.stake.id for v in verdicts} == {s.id for s in stakes} - ended
    assert not any(rivals(a, b) for a in holding for b in holding)
    for verdict in verdicts:
        if verdict.lost_to:
            assert by_id[verdict.lost_to] in holding
            assert rivals(verdict.stake, by_id[verdict.lost_to])


@settings(max_examples=150, deadline=None)
@given(_facts())
def test_a_later_entry_of_the_log_never_takes_a_confirmation_away(facts: tuple[list[Stake], set[str]]) -> None:
    stakes, _ = facts
    in_order = sorted(stakes, key=lambda s: s.made.seq or 0)
    confirmed: set[str] = set()
    for length in range(1, len(in_order) + 1):
        verdicts = decide(in_order[:length])
        now = {v.stake.id for v in verdicts if v.confirmed}
        assert confirmed <= now
        assert all(not v.lost_to for v in verdicts if v.confirmed)
        confirmed = now
