"""Claim fraud: the rules of the prior, and models of any labelled table by the commands."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from ml_models.claim_fraud import evaluate, model, prior, train
from ml_models.claim_fraud.features import COLUMNS, NAME, from_claim
from ml_models.model_file import read
from ml_models.score import Score
from tests.ml_models import made_data

HARMLESS = {
    "report_delay_days": 0, "days_since_start": 200, "days_to_end": 165, "earlier_claims": 0, "cause": "glass",
    "unwitnessed": False, "at_night": False, "photos": 2, "estimate_share": 0.05, "covered": True, "doubted": False,
}  # fmt: skip
STRANGE = {
    "report_delay_days": 45, "days_since_start": 6, "days_to_end": 359, "earlier_claims": 3, "cause": "theft",
    "unwitnessed": True, "at_night": True, "photos": 0, "estimate_share": 0.95, "covered": True, "doubted": True,
}  # fmt: skip


def scored(values: dict[str, object]) -> Score:
    found = model.score(values)
    assert found is not None
    return found


def test_what_looks_strange_is_looked_at_first_and_why_is_said() -> None:
    harmless, strange = scored(HARMLESS), scored(STRANGE)
    assert strange.value > 0.5 > 0.05 > harmless.value
    assert (strange.band, harmless.band) == ("high", "low")
    said = [reason.words for reason in strange.reasons]
    assert any(one.startswith("Reported 45 days after it happened: +") for one in said)
    assert any(one.startswith("Policy began 6 days before: +") for one in said)
    assert any(one.startswith("Somebody noted that something speaks against the report: +") for one in said)


def test_the_reasons_add_up_to_the_score_against_the_average() -> None:
    for found in (scored(HARMLESS), scored(STRANGE)):
        logit = math.log(found.value / (1 - found.value))
        assert found.base + sum(reason.contribution for reason in found.reasons) == pytest.approx(logit, abs=1e-9)
        assert found.average == pytest.approx(prior.RATE, abs=1e-6)


@pytest.mark.parametrize("name", ["report_delay_days", "earlier_claims", "estimate_share"])
def test_more_of_what_speaks_for_fraud_never_lowers_the_score(name: str) -> None:
    found = [scored(HARMLESS | {name: value}).value for value in (0, 0.4, 1, 2, 4, 10, 20, 40)]
    assert found == sorted(found)
    assert found[-1] > found[0]


def test_too_little_known_is_no_score() -> None:
    assert model.score({"cause": "theft"}) is None
    assert model.why_absent({"cause": "theft"}).startswith("Not enough data:")


def test_what_a_person_is_is_no_input_and_odd_values_are_not_known() -> None:
    assert not {"sex", "age", "marital_status", "driver_age"} & set(COLUMNS)
    assert from_claim({"cause": "meteor", "photos": -1, "covered": "perhaps", "report_delay_days": math.inf}) == {}


def test_the_bundled_card_names_the_prior_openly() -> None:
    card = Path(model.BUNDLED).with_name("CARD.md").read_text("utf-8")
    assert "synthetic prior: no claim was learned from" in card
    assert "circular" in card
    assert "Never for rejecting a claim" in card


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settled claims of another house, later ones, and the model trained on the first."""
    folder = tmp_path_factory.mktemp("claims")
    data = made_data.save(folder / "claims.csv", made_data.claims())
    made_data.save(folder / "later.csv", made_data.claims(1500, seed=1))
    assert train.main(["--data", str(data), "--out", str(folder / "model")]) == 0
    return folder


def test_any_table_of_claims_trains_a_model_whose_review_is_measured(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own / "model" / "weights.json"
    assert evaluate.main(["--data", str(own / "later.csv"), "--model", str(file)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["auc"] > 0.7
    assert figures["review_load"] == 0.05
    assert figures["precision_at_load"] > 2 * figures["positive_rate"]
    loads = {each["load"]: each for each in figures["review"]}
    assert loads[0.05]["recall"] < loads[0.2]["recall"] < loads[0.5]["recall"]
    assert loads[0.2]["recall_interval"][0] <= loads[0.2]["recall"] <= loads[0.2]["recall_interval"][1]
    assert 0.2 < figures["load_for_90_recall"] < 1
    assert set(figures["groups"]) == {"Sex", "Age", "MaritalStatus", "State"}
    assert set(figures["fairness"]["Sex"]) >= {"parity_ratio", "tpr_gap", "calibration"}
    assert isinstance(figures["fairness_failures"], list)


def test_what_a_person_is_is_left_out_and_compared(own: Path) -> None:
    file = read(own / "model" / "weights.json", NAME)
    assert set(file.settings["kinds"]) == {"Fault", "PolicyDays", "PoliceReport", "State"}
    card = (own / "model" / "CARD.md").read_text("utf-8")
    for said in ("Sex (says what a person is", "By Sex", "By Age", "The gate of a release:", "review load", "recall"):
        assert said in card


def test_a_table_of_the_apps_own_columns_scores_claims(tmp_path: Path) -> None:
    rows, happened = prior.drawn(1200, seed=3)
    columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in COLUMNS}
    data = made_data.save(tmp_path / "reviewed.csv", columns | {"fraud": ["yes" if one else "no" for one in happened]})
    out = tmp_path / "model"
    assert train.main(["--data", str(data), "--out", str(out)]) == 0
    assert "the bundled rules" in (out / "CARD.md").read_text("utf-8")
    file = read(out / "weights.json", NAME)
    assert file.settings["inputs"] == "claim"
    first, second = model.chances(file, [from_claim(STRANGE), from_claim(HARMLESS)])
    assert first > second


def test_the_prior_written_anew_is_the_bundled_one_byte_for_byte(tmp_path: Path) -> None:
    assert train.main(["--out", str(tmp_path)]) == 0
    for name in ("weights.json", "CARD.md"):
        assert (tmp_path / name).read_bytes() == model.BUNDLED.with_name(name).read_bytes()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (made_data.claims(10), "10 rows are too few"),
        ({k: v for k, v in made_data.claims(100).items() if k != "FraudFound"}, "--target"),
        (made_data.claims(100) | {"FraudFound": [0] * 100}, "both outcomes"),
        (made_data.claims(400) | {"PolicyDays": ["inf", *range(399)]}, "column PolicyDays, row 2"),
    ],
)
def test_a_table_that_cannot_be_learned_from_says_why(
    columns: dict[str, list[object]], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
