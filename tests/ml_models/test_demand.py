"""Demand by month: against seasonal naive on made series, short histories said to be short, files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_models.demand import evaluate, model, train
from ml_models.demand.features import Series, month_of, series_of, year_and_month
from ml_models.demand.methods import damped_trend, season, seasonal_naive, theta
from tests.ml_models import made_data

START = month_of(2020, 1)
YEARS = np.tile(100 + 40 * np.sin(2 * np.pi * np.arange(12) / 12), 5)


def test_a_season_is_found_and_carried_on_by_every_way() -> None:
    assert season(YEARS) == pytest.approx(YEARS[:12] / 100, abs=0.03)
    for way in (seasonal_naive, theta, damped_trend):
        assert way(YEARS, 12) == pytest.approx(YEARS[:12], rel=0.06)
    assert season(np.random.default_rng(0).normal(100, 5, 60)) == pytest.approx([1.0] * 12, abs=0.02)
    assert season(np.zeros(60)).tolist() == [1.0] * 12


def test_a_forecast_says_its_months_band_and_parts() -> None:
    found = model.forecast(Series("Ford", START, YEARS), 12)
    assert found is not None
    assert (found.way, found.note, year_and_month(found.start)) == ("mean_of_three", "", (2025, 1))
    assert set(found.parts) == {"seasonal_naive", "theta", "damped_trend"}
    for low, expected, high in zip(found.low, found.expected, found.high, strict=True):
        assert 0 <= low <= expected <= high


@pytest.mark.parametrize(("months", "way"), [(23, "last_year"), (12, "last_year"), (11, "mean"), (1, "mean")])
def test_below_two_years_it_says_so(months: int, way: str) -> None:
    found = model.forecast(Series("Ford", START, YEARS[:months]), 12)
    assert found is not None
    assert found.way == way
    assert f"{months} months of history, a forecast needs 24" in found.note
    assert len(found.expected) == 12
    assert model.forecast(Series("none", START, np.zeros(0))) is None


def test_nothing_sold_and_odd_series_break_nothing() -> None:
    for values in (np.zeros(40), np.r_[np.zeros(39), 500.0], np.full(30, 7.0), np.arange(60.0)):
        found = model.forecast(Series("odd", START, values), 18)
        assert found is not None
        assert np.isfinite([*found.low, *found.expected, *found.high]).all()


def test_series_are_gathered_by_month_with_noughts_in_between() -> None:
    sold = [("b", START + 2, 1), ("a", START, 2), ("a", START + 3, 1), ("a", START, 1), ("a", START + 9, 4)]
    a, b = series_of(sold, last=START + 4)
    assert (a.name, a.start, a.values.tolist()) == ("a", START, [3, 0, 0, 1, 0])
    assert (b.start, b.values.tolist()) == (START + 2, [1, 0, 0])
    assert series_of([]) == []


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sales")
    data = made_data.save(folder / "sales.csv", made_data.monthly_sales())
    assert train.main(["--data", str(data), "--out", str(folder)]) == 0
    return folder


def test_on_series_not_learned_from_it_is_no_worse_than_seasonal_naive_and_its_band_holds(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = made_data.save(own / "later.csv", made_data.monthly_sales(6, seed=4))
    assert evaluate.main(["--data", str(later), "--model", str(own / "weights.json")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["mase"] < figures["mase_seasonal_naive"]
    assert 0.65 <= figures["band_covers"] <= 0.95
    card = (own / "CARD.md").read_text("utf-8")
    for said in ("sales.csv", "MASE (95 %)", "seasonal naive", "Must not be used for"):
        assert said in card


SALES = made_data.monthly_sales(6, 40)
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing counted": ({k: v for k, v in SALES.items() if k != "Quantity"}, "no column says what was sold"),
    "no month": ({k: v for k, v in SALES.items() if k != "Month"}, "no column says the month"),
    "a thirteenth month": (SALES | {"Month": [13, *SALES["Month"][1:]]}, "row 2: year 2010, month 13 is no month"),
    "too few series": (made_data.monthly_sales(2, 40), "2 series have 36 months or more"),
    "an infinity": (SALES | {"Quantity": ["inf", *SALES["Quantity"][1:]]}, "column Quantity, row 2"),
    "a negative count": (SALES | {"Quantity": [-4, *SALES["Quantity"][1:]]}, "row 2: what was sold is empty or below"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_that_cannot_be_learned_from_says_why(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, said = FAULTS[name]
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_too_short_to_measure_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = made_data.save(tmp_path / "short.csv", made_data.monthly_sales(2, 30))
    assert evaluate.main(["--data", str(data)]) == 2
    assert "one needs 36 months" in capsys.readouterr().err
