"""Premiums tried out: bounds, required cover, the cap of new business, saving; underwriting that people decide."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_models.premium.underwriting import Case, NoNamedPerson, Rules, decide, propose
from ml_models.premium.what_if import OBJECTIVES, Bounds, NotAllowed, Policy, portfolio, proposed, what_if

COVER = frozenset({"liability", "collision"})
POLICY = Policy("P-1", 60_000, COVER, 30_000, 36_000, 150_000, 57_000, {"policy_age": 2})

MONEY = st.integers(10_000, 500_000)
POLICIES = st.builds(
    Policy, st.just("P"), MONEY, st.just(COVER), st.sampled_from([0, 30_000]), st.one_of(st.none(), MONEY),
    st.one_of(st.none(), MONEY), st.one_of(st.none(), MONEY),
)  # fmt: skip


@given(policy=POLICIES, objective=st.sampled_from(OBJECTIVES), capped=st.booleans())
def test_a_proposal_keeps_floor_cap_and_required_cover(policy: Policy, objective: Any, capped: bool) -> None:
    bounds = Bounds(0.85, 1.1, frozenset({"liability"}), capped, (0, 60_000))
    found = proposed(policy, bounds, objective)
    low, high = bounds.of(policy)
    assert low <= found.premium <= high
    assert found.cover == policy.cover
    assert found.saving == policy.last - found.premium
    if capped:
        assert found.premium <= (policy.last if policy.new_business is None else policy.new_business)


def test_a_dearer_premium_never_predicts_fewer_lapses() -> None:
    bounds = Bounds(0.5, 2.0, capped=False)
    lapses = [what_if(POLICY, bounds, premium).lapse for premium in range(30_000, 120_000, 3_000)]
    assert None not in lapses
    assert lapses == sorted(lapses)  # type: ignore[type-var]
    assert lapses[-1] > lapses[0]  # type: ignore[operator]


def test_the_cap_of_new_business_is_on_by_default_and_a_person_may_switch_it_off() -> None:
    assert proposed(POLICY, Bounds(), "income").premium <= 57_000
    with pytest.raises(NotAllowed, match="57000"):
        what_if(POLICY, Bounds(), 60_000)
    assert proposed(POLICY, Bounds(capped=False), "income").premium > 57_000


def test_required_cover_is_never_dropped() -> None:
    with pytest.raises(NotAllowed, match="liability is required"):
        what_if(POLICY, Bounds(), 55_000, cover={"collision"})
    bare = Policy("P-2", 50_000, frozenset({"collision"}))
    with pytest.raises(NotAllowed, match="P-2 does not have liability"):
        proposed(bare, Bounds(), "saving")
    assert what_if(POLICY, Bounds(), 55_000, cover={"liability"}).cover == {"liability"}


def test_each_objective_is_best_at_what_it_is_for_and_another_deductible_changes_the_claims() -> None:
    bounds = Bounds(0.8, 1.2, capped=False, deductibles=(0, 30_000, 90_000))
    by = {objective: proposed(POLICY, bounds, objective) for objective in OBJECTIVES}
    assert by["saving"].premium == 48_000
    assert by["saving"].saving == 12_000
    assert by["income"].deductible == 90_000  # of which less is paid out
    for other in OBJECTIVES:
        assert by["income"].income >= by[other].income  # type: ignore[operator]
        assert by["kept"].lapse <= by[other].lapse  # type: ignore[operator]


def test_a_portfolio_tells_its_saving_against_last_year_and_names_what_it_left_alone() -> None:
    policies = [POLICY, Policy("P-2", 90_000, COVER, claims=50_000), Policy("P-3", 70_000, frozenset({"glass"}))]
    found = portfolio(policies, Bounds(), "saving")
    assert found.saving == found.last - found.premium == sum(each.saving for each in found.outcomes) > 0
    assert found.last == 150_000
    assert set(found.without) == {"P-3"}
    assert 0 < found.lapse < 2
    assert portfolio([], Bounds(), "income").saving == 0


@pytest.mark.parametrize(("floor", "cap"), [(0.0, 1.0), (1.2, 0.9)])
def test_bounds_that_hold_nothing_are_refused(floor: float, cap: float) -> None:
    with pytest.raises(ValueError, match="floor"):
        Bounds(floor, cap)


GOOD = Case(0.4, 0, COVER, frozenset({"liability"}), 60_000, 40_000)


@pytest.mark.parametrize(
    ("change", "decision", "reason"),
    [
        ({}, "accept", "risk_low"),
        ({"risk": 0.71}, "refer", "risk_high"),
        ({"risk": 0.70}, "accept", "risk_low"),
        ({"risk": 0.95}, "decline", "risk_high"),
        ({"risk": None}, "refer", "risk_not_known"),
        ({"risk": float("nan")}, "refer", "risk_not_known"),
        ({"claims": 3}, "refer", "claims_many"),
        ({"claims": 6}, "decline", "claims_many"),
        ({"claims": None}, "refer", "claims_not_known"),
        ({"cover": frozenset({"glass"})}, "refer", "cover_missing"),
        ({"premium": 30_000}, "refer", "premium_below_claims"),
    ],
)
def test_what_is_proposed_has_its_gravest_reason_first(change: dict[str, Any], decision: str, reason: str) -> None:
    found = propose(Case(**{**vars(GOOD), **change}), Rules())
    assert (found.decision, found.reasons[0][0]) == (decision, reason)
    assert len(found.reasons) >= 3


def test_nothing_is_decided_without_a_named_person_and_declining_needs_a_reason() -> None:
    proposal = propose(Case(0.95, 6, COVER, COVER))
    assert proposal.decision == "decline"
    for person, why in (("", "too many claims"), ("  ", "x"), ("Ana Ruiz", ""), ("Ana Ruiz", " ")):
        with pytest.raises(NoNamedPerson):
            decide(proposal, "decline", person, why)
    with pytest.raises(NoNamedPerson, match="otherwise than proposed"):
        decide(proposal, "accept", "Ana Ruiz")
    decided = decide(proposal, "decline", "Ana Ruiz", "six claims in three years")
    assert (decided.person, decided.followed) == ("Ana Ruiz", True)
    assert decide(propose(GOOD), "accept", "Ana Ruiz").followed
