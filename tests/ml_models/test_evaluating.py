"""The commands that measure, on files that say too little: one JSON object or a sentence, never a half of either."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from ml_models.claim_fraud import evaluate as claims
from ml_models.claim_fraud import train as claim_training
from ml_models.demand import evaluate as demand
from ml_models.demand import train as demand_training
from ml_models.feedback_sentiment import evaluate as feedback
from ml_models.lead_conversion import evaluate as leads
from ml_models.measures import interval
from ml_models.sentences import encoder
from ml_models.unusual_record import train as booking_training
from ml_models.unusual_record.features import COLUMNS as BOOKING_COLUMNS
from ml_models.vehicle_price.evaluate import figures_of
from tests.ml_models import made_data

Command = Callable[[Sequence[str]], int]


@pytest.fixture(autouse=True)
def small_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a device without the encoder."""
    monkeypatch.setenv(encoder.VARIABLE, "")


def refused(command: Command, data: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert command(["--data", str(data), *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_leads_of_one_outcome_cannot_be_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = made_data.bank(60) | {"y": ["yes"] * 60}
    data = made_data.save(tmp_path / "calls.csv", calls)
    assert "column y is 'yes' in every row. Measuring needs both outcomes" in refused(leads.main, data, capsys)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("1", "0"),
        ("TRUE", "FALSE"),
        ("Ja", "Nein"),
        ("won", "lost"),
        ("oui", "non"),
        ("2", "1"),
        ("bought", "not bought"),
        ("Kauf", "kein Kauf"),
        ("sold", "no"),
    ],
)
def test_a_table_that_says_yes_in_another_word_is_measured_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], yes: str, no: str
) -> None:
    calls = made_data.bank(400)
    told = []
    for columns in (calls, calls | {"y": [yes if each == "yes" else no for each in calls["y"]]}):
        assert leads.main(["--data", str(made_data.save(tmp_path / "calls.csv", columns))]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert told[0]["missing_columns"] == []


def test_a_word_for_yes_that_nobody_knows_is_a_sentence_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = made_data.bank(400)
    data = made_data.save(tmp_path / "c.csv", calls | {"y": ["A" if each == "yes" else "B" for each in calls["y"]]})
    said = refused(leads.main, data, capsys)
    assert "column y nowhere says 'yes'" in said
    assert "Write 'yes' in the rows where it happened" in said


def test_what_a_table_does_not_hold_is_unknown_in_every_row_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = made_data.bank(400)
    blank = calls | {"balance": [""] * 400, "day": [""] * 400}
    without = {name: values for name, values in calls.items() if name not in ("balance", "day")}
    told = []
    for columns in (blank, without):
        assert leads.main(["--data", str(made_data.save(tmp_path / "calls.csv", columns))]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[1].pop("missing_columns") == ["day", "balance"]
    assert told[0].pop("missing_columns") == []
    assert told[0] == told[1]
    few = made_data.save(tmp_path / "few.csv", {name: calls[name] for name in ("day", "month", "y")})
    assert "are missing: contact, campaign" in refused(leads.main, few, capsys)


def test_claims_of_one_outcome_cannot_be_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert claim_training.main(["--out", str(tmp_path)]) == 0
    capsys.readouterr()
    kinds = json.loads((tmp_path / "weights.json").read_text("utf-8"))["settings"]["kinds"]
    columns = {name: ["1"] * 20 for name in kinds} | {"fraud": ["yes"] * 20}
    data = made_data.save(tmp_path / "claims.csv", columns)
    assert "needs both outcomes" in refused(claims.main, data, capsys, "--model", str(tmp_path / "weights.json"))


def test_feedback_of_one_label_cannot_be_measured_and_a_head_may_lie_anywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "said.txt"
    data.write_text("Good.\t1\nVery good.\t1\n", encoding="utf-8")
    assert "needs both outcomes" in refused(feedback.main, data, capsys)
    data.write_text("Good car.\t1\nreviews\tsentiment\nBad car.\t0\n", encoding="utf-8")
    assert feedback.main(["--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2


def test_a_few_rows_are_no_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Though their months lie far apart, so that noughts between them would make series long enough."""
    rows = {"Year": range(2007, 2017), "Month": [5] * 10, "Make": ["North"] * 10, "Quantity": [7] * 10}
    data = made_data.save(tmp_path / "sales.csv", {name: list(values) for name, values in rows.items()})
    assert "no series is long enough" in refused(demand.main, data, capsys)


def test_where_nothing_was_sold_there_is_no_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sales = made_data.monthly_sales() | {"Quantity": [0] * 8 * 72}
    data = made_data.save(tmp_path / "sales.csv", sales)
    assert "nothing was sold in any row" in refused(demand.main, data, capsys)
    assert demand_training.main(["--data", str(data), "--out", str(tmp_path)]) == 2
    assert "nothing was sold in any row" in capsys.readouterr().err


def test_one_outcome_alone_is_told_whichever_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = made_data.save(tmp_path / "calls.csv", made_data.bank(60) | {"y": ["no"] * 60})
    assert "column y is 'no' in every row. Measuring needs both outcomes" in refused(leads.main, data, capsys)


def test_sentences_labelled_one_and_two_speak_well_at_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "said.txt"
    data.write_text("A very good car.\t2\nA bad car, never again.\t1\n", encoding="utf-8")
    assert feedback.main(["--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["auc"] == 1


@pytest.mark.parametrize("word", ["no", "0", "yes"])
def test_bookings_all_marked_alike_are_learned_from_or_refused(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where all are in order there is enough to learn from; where none is, there is nothing."""
    random = np.random.default_rng(0)
    columns = {name: random.random(120).round(3).tolist() for name in BOOKING_COLUMNS} | {"fake": [word] * 120}
    data = made_data.save(tmp_path / "bookings.csv", columns)
    status = booking_training.main(["--data", str(data), "--out", str(tmp_path)])
    said = capsys.readouterr()
    assert status == (2 if word == "yes" else 0)
    assert ("column fake is 'yes' in every row" in said.err) is (word == "yes")


@pytest.mark.filterwarnings("error")
def test_what_cannot_be_measured_is_no_number_and_no_warning() -> None:
    one = np.log(np.array([9_000.0, 9_000.0]))
    assert np.isnan(figures_of(one, one + 0.01, np.array([[-0.1, 0.1]] * 2))["r2"])
    assert np.isnan(interval(lambda values: float("nan"), one)).all()
