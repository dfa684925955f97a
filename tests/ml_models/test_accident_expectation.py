"""What a large portfolio's policies are expected to claim, and the tables learned from that instead of from claims."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml_models.accident_risk import train
from ml_models.accident_risk.expectation import FEWEST_ENTERED, entered_by_claim
from ml_models.accident_risk.model import claim_rates
from ml_models.accident_risk.portfolio import Portfolio, read_portfolio
from ml_models.measures import explained_deviance
from ml_models.model_file import ModelFile
from tests.ml_models import made_data

ENTERED = 400


@pytest.fixture(scope="module")
def two_kinds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Portfolio, Portfolio]:
    """Policies to learn from and later ones, of each the first `ENTERED` entered by a claim, however short they ran."""
    folder = tmp_path_factory.mktemp("kinds")
    return portfolio(folder / "seen.csv", 3), portfolio(folder / "later.csv", 4)


def portfolio(path: Path, seed: int, rows: int = 8000) -> Portfolio:
    columns = made_data.policies(rows, seed)
    random = np.random.default_rng(seed)
    young = random.random(ENTERED) < 0.8
    columns["DrivAge"][:ENTERED] = np.where(young, random.integers(18, 30, ENTERED), columns["DrivAge"][:ENTERED])
    columns["ClaimNb"][:ENTERED] = [1] * ENTERED
    columns["ClaimNb"][ENTERED] = 0
    return read_portfolio(made_data.save(path, {name: list(values) for name, values in columns.items()}))


def test_policies_numbered_before_the_first_without_a_claim_were_entered_by_one(
    two_kinds: tuple[Portfolio, Portfolio],
) -> None:
    seen, _ = two_kinds
    assert entered_by_claim(seen).tolist() == list(range(ENTERED))
    order = np.random.default_rng(0).permutation(len(seen))
    assert sorted(seen.number[order][entered_by_claim(seen.take(order))]) == list(range(1, ENTERED + 1))


def test_few_of_them_or_policies_without_numbers_are_none(two_kinds: tuple[Portfolio, Portfolio]) -> None:
    seen, _ = two_kinds
    few = seen.take(np.arange(ENTERED - FEWEST_ENTERED + 1, len(seen)))
    assert len(entered_by_claim(few)) == 0
    assert len(entered_by_claim(seen.take(np.arange(ENTERED - FEWEST_ENTERED, len(seen))))) == FEWEST_ENTERED
    assert len(entered_by_claim(replace(seen, number=np.full(len(seen), np.nan)))) == 0
    assert len(entered_by_claim(seen.take(np.arange(ENTERED)))) == 0


def test_numbers_that_are_words_are_none(tmp_path: Path) -> None:
    columns = made_data.policies(200)
    columns["IDpol"] = [f"P-{each}" for each in columns["IDpol"]]
    assert np.isnan(read_portfolio(made_data.save(tmp_path / "own.csv", columns)).number).all()


def test_tables_learned_from_expectations_tell_later_policies_better_and_are_balanced(
    two_kinds: tuple[Portfolio, Portfolio], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, later = two_kinds

    def found() -> tuple[float, float]:
        fitted, model, slots = train.learn(seen, seed=0)
        balance = (np.exp(fitted.answer(slots)) * seen.exposure).sum() / (seen.rate * seen.exposure).sum()
        predicted = claim_rates(ModelFile("accident_risk", "", model, {}), later.rows)
        return explained_deviance(later.rate, predicted, later.exposure), balance

    from_claims, _ = found()
    monkeypatch.setattr(train, "MANY", len(seen))
    from_expectations, balance = found()
    assert from_expectations > from_claims
    assert balance == pytest.approx(1, abs=1e-6)
