"""Lead scores as the app and the hub ask for them, with the bundled weights."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_models.lead_conversion import features, model
from ml_models.model_file import read
from ml_models.score import Score

KNOWN: dict[str, Any] = {
    "channel": "cellular",
    "month": 3,
    "day": 12,
    "contacts_now": 2,
    "contacts_before": 1,
    "previous_outcome": "success",
}


def scored(values: dict[str, Any]) -> Score:
    found = model.score(values)
    assert found is not None
    return found


def test_reasons_and_base_add_up_to_the_score() -> None:
    score = scored(KNOWN)
    total = model._in_use.get().additive.base + math.fsum(reason.contribution for reason in score.reasons)
    assert score.value == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-12)


def test_reasons_are_in_words_the_weightiest_first() -> None:
    score = scored(KNOWN)
    assert score.reasons[0].words.startswith("Bought last time: +")
    assert any(reason.words.startswith("Contact in March: ") for reason in score.reasons)
    sizes = [abs(reason.contribution) for reason in score.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(reason.feature == "not_known" for reason in score.reasons) == 1


def test_an_earlier_buyer_scores_above_one_who_did_not_buy() -> None:
    assert scored(KNOWN).value > scored({**KNOWN, "previous_outcome": "failure"}).value


@pytest.mark.parametrize("values", [{}, {"contacts_now": 1}, {"month": None, "day": math.nan, "channel": "pigeon"}])
def test_too_little_known_is_no_score_but_a_sentence(values: dict[str, Any]) -> None:
    assert model.score(values) is None
    assert model.why_absent(values).startswith("Not enough is known for a score")


def test_a_score_has_no_sentence_of_absence() -> None:
    assert model.why_absent(KNOWN) == ""


def test_a_batch_equals_one_by_one() -> None:
    rows = [{**KNOWN, "day": 1 + n % 31, "contacts_now": n % 9} for n in range(300)] + [{}]
    assert model.score_many(rows) == [model.score(row) for row in rows]
    assert model.score_many([]) == []


def test_who_somebody_is_makes_no_difference() -> None:
    personal = {"age": 70, "sex": "f", "marital": "single", "job": "student", "duration": 900}
    assert scored({**KNOWN, **personal}) == scored(KNOWN)


@pytest.mark.parametrize(
    ("lead", "columns"),
    [
        ({"channel": "Mobile", "month": "March", "day": "7"}, {"contact": "cellular", "month": "mar", "day": 7.0}),
        ({"channel": "in_person", "month": 13, "day": 0}, {}),
        ({"contacts_before": 0, "previous_outcome": "success"}, {"previous": 0, "pdays": -1, "poutcome": "unknown"}),
        ({"previous_outcome": "nonexistent"}, {"previous": 0, "pdays": -1, "poutcome": "unknown"}),
        (
            {"home_loan": True, "other_loan": "no", "payment_default": 0},
            {"housing": "yes", "loan": "no", "default": "no"},
        ),
        ({"contacts_now": -1, "account_balance": math.inf, "days_since_earlier_contact": 90}, {"pdays": 90}),
    ],
)
def test_a_lead_is_mapped_onto_the_trained_columns(lead: dict[str, Any], columns: dict[str, Any]) -> None:
    assert features.from_lead(lead) == columns


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none()))


@given(st.dictionaries(st.sampled_from([*KNOWN, "home_loan", "account_balance"]), ANYTHING))
def test_no_value_breaks_scoring(values: dict[str, Any]) -> None:
    score = model.score({**KNOWN, **values})
    if score is not None:
        assert 0 < score.value < 1
        assert score.band in ("low", "medium", "high")


def test_bundled_tables_answer_as_the_library_that_trained_them_did() -> None:
    vector = json.loads((Path(__file__).parent / "lead_conversion_vector.json").read_text("utf-8"))
    assert len(vector) > 100
    file = read(model.BUNDLED, features.NAME)
    expected = 1 / (1 + np.exp(-np.array([each["answer"] for each in vector])))
    assert np.abs(model.chances(file, [each["row"] for each in vector]) - expected).max() < 1e-6


def test_scoring_loads_nothing_that_trains_and_reads_weights_only_when_asked() -> None:
    program = (
        "import sys\n"
        "import ml_models.score, ml_models.lead_conversion.model as lead, ml_models.accident_risk.model as risk\n"
        "assert lead._in_use._file is None and risk._in_use._file is None\n"
        "lead.score({}), risk.score({})\n"
        "assert lead._in_use._file and risk._in_use._file\n"
        "heavy = {'sklearn', 'scipy', 'pandas', 'interpret', 'onnxruntime', 'joblib'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
