"""The bonus-malus read backwards."""

from __future__ import annotations

import pytest

from ml_models.accident_risk.bonus_malus import histories, history


@pytest.mark.parametrize(
    ("coefficient", "claims", "since"),
    [(100, 0, 0), (95, 0, 1), (90, 0, 2), (50, 0, 13), (125, 1, 0), (118, 1, 0), (62, 1, 0), (58, 1, 1), (55, 1, 2)],
)
def test_the_fewest_claims_and_the_years_since(coefficient: int, claims: int, since: int) -> None:
    assert history(coefficient) == (claims, since)


def test_every_coefficient_found_lies_within_the_rule_and_others_count_as_many_claims() -> None:
    assert all(50 <= coefficient <= 350 for coefficient in histories())
    assert history(349)[0] > 0
    assert history(-5) == (7, 0)
