"""One change of deductible and cover over many policies: required cover stays, bounds hold, why it does not apply."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_models.premium.changing import Change, changed, terms
from ml_models.premium.what_if import OBJECTIVES, Bounds, NotAllowed, Outcome, Policy, as_it_is

COVERS = ("liability", "collision", "glass", "partial")
LADDER = (0, 15_000, 30_000, 50_000, 100_000)
SETS = st.frozensets(st.sampled_from(COVERS))
POLICIES = st.builds(
    Policy, st.just("P"), st.integers(10_000, 500_000), SETS.map(lambda some: some | {"liability"}),
    st.sampled_from((0, 20_000, 30_000, 100_000)), st.one_of(st.none(), st.integers(10_000, 500_000)),
    st.one_of(st.none(), st.integers(10_000, 200_000)),
)  # fmt: skip
CHANGES = st.builds(
    Change, st.sampled_from((-1, 0, 1)), st.one_of(st.none(), st.integers(0, 200_000)), st.just(LADDER), SETS, SETS
)
POLICY = Policy("P-1", 60_000, frozenset({"liability", "glass"}), 30_000, 36_000, 150_000)


@given(policy=POLICIES, change=CHANGES, required=SETS, objective=st.sampled_from(OBJECTIVES))
def test_required_cover_is_never_dropped_and_floor_and_cap_hold(
    policy: Policy, change: Change, required: frozenset[str], objective: Any
) -> None:
    bounds = Bounds(0.8, 1.2, required | {"liability"})
    try:
        found = changed(policy, bounds, change, objective)
    except NotAllowed:
        assert not bounds.required <= policy.cover | change.adding
        return
    if isinstance(found, str):
        return
    assert bounds.required <= found.cover
    assert found.cover <= policy.cover | change.adding
    low, high = bounds.of(policy)
    assert low <= found.premium <= high
    assert (found.deductible, found.cover) != (policy.deductible, policy.cover)
    assert found.deductible >= 0


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (Change(1, ladder=LADDER), (50_000, POLICY.cover)),
        (Change(-1, ladder=LADDER), (15_000, POLICY.cover)),
        (Change(deductible=40_000), (40_000, POLICY.cover)),
        (Change(without=frozenset({"glass", "liability"})), (30_000, frozenset({"liability"}))),
        (Change(adding=frozenset({"collision"})), (30_000, POLICY.cover | {"collision"})),
        (Change(1, ladder=(0, 30_000)), "highest"),
        (Change(-1, ladder=(30_000, 50_000)), "lowest"),
        (Change(deductible=30_000), "same_deductible"),
        (Change(without=frozenset({"liability"})), "required"),
        (Change(without=frozenset({"partial"})), "no_such_cover"),
        (Change(adding=frozenset({"glass"})), "has_cover"),
        (Change(), "nothing_asked"),
    ],
    ids=[
        "a step up",
        "a step down",
        "a given one",
        "glass left out, liability not",
        "collision added",
        "highest",
        "lowest",
        "same",
        "required",
        "not there",
        "there already",
        "nothing",
    ],
)
def test_a_change_gives_other_terms_or_says_why_not(change: Change, answer: Any) -> None:
    assert terms(POLICY, Bounds(), change) == answer


def test_a_higher_deductible_leaves_less_to_pay_and_today_is_outside_of_any_bounds() -> None:
    higher = changed(POLICY, Bounds(), Change(1, ladder=LADDER), "income")
    now = as_it_is(POLICY)
    assert isinstance(higher, Outcome)
    assert now.income is not None
    assert higher.income is not None
    assert higher.income > now.income
    assert (now.premium, now.deductible, now.cover) == (POLICY.last, POLICY.deductible, POLICY.cover)
    with pytest.raises(ValueError, match="below nothing"):
        Change(deductible=-1)
    with pytest.raises(NotAllowed, match="collision"):
        changed(POLICY, Bounds(required=frozenset({"collision"})), Change(1, ladder=LADDER), "income")
