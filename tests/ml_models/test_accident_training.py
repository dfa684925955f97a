"""The accident risk trained and measured by its commands, on portfolios made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_models.accident_risk import evaluate, model, train
from ml_models.accident_risk.features import NAME
from ml_models.model_file import read
from tests.ml_models import made_data


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a portfolio, telematics, the model trained on them, and a portfolio of later policies."""
    folder = tmp_path_factory.mktemp("own")
    made_data.save(folder / "policies.csv", made_data.policies())
    made_data.save(folder / "later.csv", made_data.policies(3000, seed=1))
    made_data.save(folder / "telematics.csv", made_data.telematics())
    assert train.main(command(folder, "model")) == 0
    return folder


def command(folder: Path, out: str) -> list[str]:
    return [
        *("--data", str(folder / "policies.csv")),
        *("--telematics", str(folder / "telematics.csv")),
        *("--out", str(folder / out)),
    ]


def test_it_finds_the_effects_that_are_there(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = own / "model" / "weights.json"
    assert evaluate.main(["--data", str(own / "later.csv"), "--model", str(weights)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["d2"] > 0.02
    assert figures["gini"] > 0.2
    assert figures["balance"] == pytest.approx(1, abs=0.15)
    assert figures["balance_interval"][0] < 1.15
    assert {"driver's age", "region"} == set(figures["groups"])
    rates = model.claim_rates(read(weights, NAME), [{"driver_age": 20, "bonus_malus": 110}, {"driver_age": 50}])
    assert rates[0] > 2 * rates[1]


def test_the_weights_of_behaviours_come_from_telematics_and_are_never_below_zero(own: Path) -> None:
    seen = read(own / "model" / "weights.json", NAME).settings["telematics"]
    assert seen["weights"]["harsh_braking"] > seen["weights"]["speeding_events"] >= 0
    assert seen["rows"] == 400


def test_the_same_files_and_seed_give_the_same_bytes(own: Path) -> None:
    assert train.main(command(own, "again")) == 0
    for name in ("weights.json", "CARD.md"):
        assert (own / "again" / name).read_bytes() == (own / "model" / name).read_bytes()


def test_the_card_says_data_decision_figures_and_limits(own: Path) -> None:
    card = (own / "model" / "CARD.md").read_text("utf-8")
    for said in (
        "CASdatasets",
        "Four folds, each held out once",
        "D2 (95 %)",
        "Gini",
        "Poisson regression",
        "driver's age",
        "not causes",
        "ONNX",
    ):
        assert said in card
    assert "## Must not be used for" in card


def test_it_is_measured_in_as_many_folds_as_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = made_data.save(tmp_path / "few.csv", made_data.policies(300))
    asked = ["--data", str(data), "--out", str(tmp_path / "out"), "--folds"]
    assert train.main([*asked, "3"]) == 0
    assert "\n3 folds, each held out once" in (tmp_path / "out" / "CARD.md").read_text("utf-8")
    with pytest.raises(SystemExit):
        train.main([*asked, "1"])
    assert "--folds" in capsys.readouterr().err


POLICIES = made_data.policies(200)
FAULTS = {
    "no column of claims": ({k: v for k, v in POLICIES.items() if k != "ClaimNb"}, "no column 'ClaimNb'"),
    "no brand": ({k: v for k, v in POLICIES.items() if k != "VehBrand"}, "no column 'VehBrand'"),
    "no claim at all": (POLICIES | {"ClaimNb": [0] * 200}, "0 in every row"),
    "a claim not counted": (POLICIES | {"ClaimNb": ["", *POLICIES["ClaimNb"][1:]]}, "column ClaimNb, row 2"),
    "an exposure of nought": (POLICIES | {"Exposure": [0, *POLICIES["Exposure"][1:]]}, "column Exposure, row 2"),
    "an infinite density": (POLICIES | {"Density": ["inf", *POLICIES["Density"][1:]]}, "column Density, row 2"),
    "ten rows": ({k: v[:10] for k, v in POLICIES.items()}, "10 policies are too few"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_portfolio_that_cannot_be_learned_from_says_why_and_writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, said = FAULTS[name]
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_evaluating_with_a_broken_model_says_so(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "weights.json"
    broken.write_bytes((own / "model" / "weights.json").read_bytes()[:200])
    assert evaluate.main(["--data", str(own / "later.csv"), "--model", str(broken)]) == 2
    assert str(broken) in capsys.readouterr().err
