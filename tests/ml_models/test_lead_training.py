"""The lead model trained and measured by its commands, on tables made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_models.lead_conversion import evaluate, model, train
from ml_models.lead_conversion.features import NAME
from ml_models.model_file import read
from tests.ml_models import made_data
from tests.support.model_keys import signed_for


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dealer's export, the model trained on it, and an export of later leads."""
    folder = tmp_path_factory.mktemp("own")
    data = made_data.save(folder / "leads.csv", made_data.leads())
    made_data.save(folder / "later.csv", made_data.leads(500, seed=1))
    assert train.main(["--data", str(data), "--target", "outcome", "--out", str(folder / "model")]) == 0
    return folder


def test_a_dealers_own_table_trains_a_model_that_beats_chance(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model_file = own / "model" / "weights.json"
    assert evaluate.main(["--data", str(own / "later.csv"), "--model", str(model_file)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["auc"] > 0.7
    assert figures["auc_interval"][0] < figures["auc"] < figures["auc_interval"][1]
    assert figures["calibration_error"] < 0.15
    assert figures["version"] == read(model_file, NAME).version
    assert {group["group"] for group in figures["groups"]["customer_age"]} >= {"under 30", "60 and over"}


def test_columns_are_typed_and_persons_identifiers_and_constants_left_out(own: Path) -> None:
    file = read(own / "model" / "weights.json", NAME)
    assert file.settings["kinds"] == {
        "source": "category",
        "test_drive_booked": "category",
        "budget": "number",
        "visits": "number",
        "availability": "category",
    }
    names = [axis.name for axis in file.additive.axes]
    pairs = [{names[at] for at in block.axes} for block in file.additive.blocks if len(block.axes) == 2]
    assert {"visits", "availability"} in pairs  # they only help together


def test_a_model_of_ones_own_scores_records_by_its_columns(own: Path) -> None:
    lead = {
        "source": "walk-in",
        "test_drive_booked": "yes",
        "budget": 30_000.0,
        "visits": 6,
        "availability": "in stock",
    }
    try:
        model.use(own / "model" / "weights.json", signed_for("north", own / "model" / "weights.json"))
        best, worst = model.score_many([lead, lead | {"test_drive_booked": "no", "visits": 0}])
        assert best is not None
        assert worst is not None
        assert best.value > 0.6 > 0.4 > worst.value
        assert any(reason.words.startswith("Test drive booked yes: +") for reason in best.reasons)
        assert model.score({"source": "portal"}) is None
    finally:
        model.use_bundled()


def test_the_same_table_and_seed_give_the_same_bytes(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = own / "again"
    assert train.main(["--data", str(own / "leads.csv"), "--target", "outcome", "--out", str(again)]) == 0
    assert "seed 0" in capsys.readouterr().out
    for name in ("weights.json", "CARD.md"):
        assert (again / name).read_bytes() == (own / "model" / name).read_bytes()


def test_the_card_says_data_split_figures_baseline_fairness_and_limits(own: Path) -> None:
    card = (own / "model" / "CARD.md").read_text("utf-8")
    for said in (
        "leads.csv",
        "75/25",
        "AUC (95 %)",
        "logistic regression",
        "Brier",
        "calibration error",
        "customer_age",
        "The shares were chosen by 5-fold cross-validation",
    ):
        assert said in card
    for heading in ("## Data", "## Model", "## How good", "## Fairness", "## Must not be used for"):
        assert heading in card
    assert "left out" in card.lower()
    assert "not causes" in card


def test_the_bundled_columns_are_recognised_and_only_they_are_used(tmp_path: Path) -> None:
    data = made_data.save(tmp_path / "calls.csv", made_data.bank(400))
    vector = tmp_path / "vector.json"
    assert train.main(["--data", str(data), "--out", str(tmp_path), "--vector", str(vector)]) == 0
    file = read(tmp_path / "weights.json", NAME)
    names = [axis.name for axis in file.additive.axes]
    assert not {"duration", "age", "marital", "job", "education", "row"} & set(names)
    assert file.settings["inputs"] == "lead"
    card = (tmp_path / "CARD.md").read_text("utf-8")
    assert "CC BY 4.0" in card
    assert "by time" in card
    assert "| channel | contact |" in card
    assert json.loads(vector.read_text("utf-8"))


CALLS = made_data.leads(200)
FAULTS = {
    "no such target": (CALLS, ["--target", "bought"], "no column 'bought'"),
    "no target named": ({k: v for k, v in CALLS.items() if k != "outcome"}, [], "--target"),
    "one class only": (CALLS | {"outcome": ["won"] * 200}, ["--target", "outcome"], "both outcomes"),
    "hardly a second class": (CALLS | {"outcome": ["won"] * 197 + ["lost"] * 3}, ["--target", "outcome"], "3 times"),
    "ten rows": (made_data.leads(10), ["--target", "outcome"], "10 rows are too few"),
    "an infinity": (CALLS | {"visits": ["inf", *CALLS["visits"][1:]]}, ["--target", "outcome"], "column visits, row 2"),
    "target not known": (CALLS | {"outcome": ["", *CALLS["outcome"][1:]]}, ["--target", "outcome"], "row 2"),
    "nothing to learn from": ({"lead_id": CALLS["lead_id"], "won": CALLS["outcome"]}, [], "no column is left"),
    "no column to drop": (CALLS, ["--target", "outcome", "--drop", "colour"], "no column 'colour'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_that_cannot_be_learned_from_says_why_and_writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, options, said = FAULTS[name]
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out"), *options]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_empty_file_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.csv").touch()
    assert train.main(["--data", str(tmp_path / "empty.csv"), "--out", str(tmp_path)]) == 2
    assert "empty.csv: the file is empty" in capsys.readouterr().err


def test_evaluating_with_a_broken_model_or_a_foreign_file_says_so(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "weights.json"
    broken.write_bytes((own / "model" / "weights.json").read_bytes()[:200])
    assert evaluate.main(["--data", str(own / "later.csv"), "--model", str(broken)]) == 2
    assert str(broken) in capsys.readouterr().err
    assert evaluate.main(["--data", str(own / "later.csv")]) == 2
    assert "no column" in capsys.readouterr().err
