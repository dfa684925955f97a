"""Dates in a table of one's own: month, weekday and days apart where they are known on the day, nothing otherwise."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_models.date_columns import dates_of, order_of, read_date, read_dates, with_dates, with_dates_read
from ml_models.labelled_table import LabelledTable
from ml_models.lead_conversion import evaluate, model, train
from ml_models.lead_conversion.features import NAME
from ml_models.model_file import read
from ml_models.table_columns import choose
from tests.ml_models import made_data
from tests.support.model_keys import signed_for


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2026-11-01", "", "2026-1-31T10:00:00Z"], "ymd"),
        (["31.01.2026", "01.02.2026 10:30"], "dmy"),
        (["01/31/2026", "02/01/2026"], "mdy"),
        (["01/02/2026"], "dmy"),
        (["2026-02-30"], None),
        (["2026-11-01", "soon"], None),
        (["1.5", "20261101"], None),
        (["", "NA"], None),
    ],
)
def test_a_column_of_dates_is_known_by_all_of_its_cells(values: list[str], order: str | None) -> None:
    assert order_of(values) == order


def test_a_date_of_a_record_is_read_as_it_is() -> None:
    assert (
        read_date(date(2026, 11, 23), "ymd")
        == read_date(datetime(2026, 11, 23, 9, tzinfo=UTC), "dmy")
        == date(2026, 11, 23)
    )
    assert read_date(20261123, "ymd") is None
    assert read_dates({"created": date(2026, 11, 23), "visit": "2026-11-30"}, {"created": "ymd", "visit": "ymd"}) == {
        "created (month)": "nov", "created (weekday)": "mon", "visit (month)": "nov", "visit (weekday)": "mon",
        "visit (days after created)": 7.0,
    }  # fmt: skip
    assert set(read_dates({}, {"created": "ymd", "visit": "ymd"}).values()) == {None}


def exported(rows: int = 500, seed: int = 0) -> dict[str, list[Any]]:
    """Leads of which those who come soon, and on Saturdays, buy; closed and won dates are there too."""
    random = np.random.default_rng(seed)
    created = [date(2025, 1, 1) + timedelta(int(days)) for days in random.integers(0, 700, rows)]
    apart = random.integers(0, 30, rows)
    visit = [day + timedelta(int(days)) for day, days in zip(created, apart, strict=True)]
    logits = 1.5 - 0.2 * apart + 2.0 * np.array([day.weekday() == 5 for day in visit])
    bought = random.random(rows) < 1 / (1 + np.exp(-logits))
    return {
        "created": [day.strftime("%d.%m.%Y") for day in created],
        "visit": [day.isoformat() for day in visit],
        "closed on": [(day + timedelta(9)).isoformat() for day in visit],
        "first invoice": [day.isoformat() if one else "" for day, one in zip(visit, bought, strict=True)],
        "keys given": [day.isoformat() if one else "" for day, one in zip(visit, bought, strict=True)],
        "birthday": [day.isoformat() for day in created],
        "source": random.choice(["web", "walk-in"], rows).tolist(),
        "outcome": np.where(bought, "won", "lost").tolist(),
    }


def test_dates_that_are_known_with_the_outcome_are_left_out_with_the_reason() -> None:
    columns = exported()
    table = LabelledTable("own.csv", columns)
    kept, left_out = dates_of(table, ["outcome", "birthday"])
    assert kept == {"created": "dmy", "visit": "ymd"}
    assert "known only with the outcome" in left_out["closed on"]
    assert "known only with the outcome" in left_out["first invoice"]
    assert left_out["keys given"].startswith("a date that is empty in ")
    chosen = choose(table, "outcome", ["visit"])
    assert set(chosen.kinds) == {"created (month)", "created (weekday)", "source"}
    assert chosen.left_out["visit"] == "named with --drop"
    assert chosen.left_out["birthday"] == "says what a person is, not what was done"


def test_a_table_without_one_of_the_dates_has_what_the_others_give() -> None:
    table = LabelledTable("own.csv", {"visit": ["2026-11-28"]})
    assert with_dates(table, {"created": "dmy", "visit": "ymd"}).columns == {
        "visit": ["2026-11-28"], "visit (month)": ["nov"], "visit (weekday)": ["sat"],
    }  # fmt: skip
    assert with_dates(table, {}) is table
    rows = [{"visit": "2026-11-28"}]
    assert with_dates_read(rows, {}) is rows


def test_a_model_learns_from_dates_measures_a_later_table_and_scores_a_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = made_data.save(tmp_path / "own.csv", exported())
    ordered = ["--data", str(data), "--target", "outcome", "--order", "created", "--out", str(tmp_path / "model")]
    assert train.main(ordered) == 0
    assert "visit (days after created): number" in capsys.readouterr().out
    weights = tmp_path / "model" / "weights.json"
    assert "last 25 %" in (tmp_path / "model" / "CARD.md").read_text("utf-8")
    assert read(weights, NAME).settings["dates"] == {"created": "dmy", "visit": "ymd"}
    later = exported(400, seed=1)
    assert evaluate.main(["--data", str(made_data.save(tmp_path / "l.csv", later)), "--model", str(weights)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["missing_columns"] == []
    assert figures["auc"] > 0.8
    del later["created"]
    assert evaluate.main(["--data", str(made_data.save(tmp_path / "l.csv", later)), "--model", str(weights)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["missing_columns"] == ["created (month)", "created (weekday)", "visit (days after created)"]
    assert told["auc"] < figures["auc"]
    try:
        model.use(weights, signed_for("north", weights))
        lead = {"created": date(2026, 11, 20), "source": "web"}
        soon, late = model.score_many([{**lead, "visit": "2026-11-21"}, {**lead, "visit": "2026-12-16"}])
        assert soon is not None
        assert late is not None
        assert soon.value > 0.7 > 0.3 > late.value
        assert any("Visit (days after created) 1:" in reason.words for reason in soon.reasons)
    finally:
        model.use_bundled()
