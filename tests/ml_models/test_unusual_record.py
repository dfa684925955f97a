"""Unusual bookings: reasons add up, nothing known is no score, fakes are found, any table is learned from."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml_models.additive import NO_TABLES
from ml_models.unusual_record import evaluate, features, model, train
from ml_models.unusual_record.dataset import made_records
from ml_models.unusual_record.made import fakes, ordinary
from ml_models.unusual_record.rarity import slots_of, tables_of

ORDINARY = {
    "hour": 14, "weekday": 4, "ahead_hours": 30, "minutes": 45, "bookings": 1, "no_shows": 0, "overlapping": 0,
    "shared_contacts": 0, "missing_contacts": 0, "repeated_digits": 0.25, "mail_digits": 0, "known_days": 3,
    "price_ratio": 1,
}  # fmt: skip


def test_a_booking_like_all_others_is_not_unusual_and_one_of_many_at_once_is() -> None:
    usual = model.score(ORDINARY)
    odd = model.score({**ORDINARY, "bookings": 12, "overlapping": 3, "repeated_digits": 0.9, "mail_digits": 0.8})
    assert usual is not None
    assert odd is not None
    assert usual.band == "low"
    assert odd.band == "high"
    assert {reason.feature for reason in odd.top(4, 0)} <= {"bookings", "overlapping", "repeated_digits", "mail_digits"}


def test_the_reasons_add_up_and_are_words() -> None:
    score = model.score({**ORDINARY, "hour": 3.5})
    assert score is not None
    total = score.base + math.fsum(reason.contribution for reason in score.reasons)
    assert math.isclose(1 / (1 + math.exp(-total)), score.value, abs_tol=1e-9)
    said = [reason.words for reason in score.reasons]
    assert any(words.startswith("Starts at 03:30") for words in said)
    assert any(words.startswith("On a Friday") for words in said)


def test_too_little_known_is_a_sentence() -> None:
    assert model.score({"hour": 3}) is None
    assert "Not enough is known" in model.why_absent({"hour": 3})


@pytest.mark.parametrize(
    ("phone", "share"),
    [("+44 1111 111111", 10 / 11), ("0123456789", 1.0), ("07481 930275", 0.0), ("07481 556789", 0.5), ("12", None)],
)
def test_digits_that_repeat_or_count_on(phone: str, share: float | None) -> None:
    assert features.digits_repeated(phone) == (pytest.approx(share) if share is not None else None)


def test_one_row_takes_the_same_path_as_many() -> None:
    generator = np.random.default_rng(3)
    made, _ = fakes(40, generator)
    rows = [{name: float(values[at]) for name, values in made.items()} for at in range(40)]
    file = model._in_use.get()
    together = model.answers(file, rows)
    assert np.array_equal(together, [float(model.answers(file, [row])[0]) for row in rows])


def test_recall_and_false_alarms_of_injected_fakes_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = made_records(400, seed=9)
    path = tmp_path / "bookings.csv"
    lines = [",".join(map(str, [*row, int(fake)])) for row, fake in zip(records.values, records.fake, strict=True)]
    path.write_text("\n".join([",".join([*records.columns, "fake"]), *lines]) + "\n", "utf-8")
    assert evaluate.main(["--data", str(path)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["fakes"] == 20
    assert figures["recall"] > 0.6
    assert figures["false_alarms"] < 0.06


def test_any_table_of_numbers_is_learned_from_the_same_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ordinary(120, np.random.default_rng(1))
    lines = [f"{made['minutes'][at]},{made['price_ratio'][at]},{made['bookings'][at]},x" for at in range(120)]
    path = tmp_path / "own.csv"
    path.write_text("\n".join(["length,price,times,colour", *lines]) + "\n", "utf-8")
    for folder in ("one", "two"):
        assert train.main(["--data", str(path), "--out", str(tmp_path / folder)]) == 0
    assert (tmp_path / "one/weights.json").read_bytes() == (tmp_path / "two/weights.json").read_bytes()
    assert "false alarms" in capsys.readouterr().out


def test_rarity_grows_away_from_the_middle_and_goes_on_beyond_what_was_seen() -> None:
    values = np.random.default_rng(2).normal(10, 2, (500, 1))
    tables = tables_of(["price"], values)
    asked = np.array([[10.0], [11.0], [15.0], [17.5], [20.0], [40.0], [math.nan]])
    rare = tables.contributions(slots_of(tables, asked))[:, 0].tolist()
    assert rare[0] == rare[1] == rare[6] == 0
    assert 0 < rare[2] < rare[3] < rare[4] < rare[5]
    below = tables.contributions(slots_of(tables, 20 - asked[:6]))[:, 0].tolist()
    assert 0 < below[2] < below[4] < below[5]


@pytest.mark.parametrize("column", [[7.0] * 60, [math.nan] * 60, [0.0] * 59 + [1.0]])
def test_a_column_with_next_to_nothing_in_it_is_no_fault(column: list[float]) -> None:
    values = np.column_stack([np.random.default_rng(4).normal(0, 1, 60), column])
    answers = train.fitted(("one", "other"), values, seed=0).answer(values)
    assert np.isfinite(answers).all()


def test_forest_and_rarity_find_more_than_the_forest_alone_and_than_plain_distance() -> None:
    records = made_records(1200, seed=12)
    usual = np.flatnonzero(records.fake == 0)
    figures = train.measured(records, usual[::2], usual[1::2], seed=1)
    assert figures["auc"] > 0.97
    assert figures["auc"] > max(figures["forest_auc"], figures["baseline_auc"])


def test_a_model_from_before_rarity_goes_by_its_forest() -> None:
    now = model._in_use.get()
    before = replace(now, additive=NO_TABLES, version="before")
    rows = [ORDINARY, {**ORDINARY, "hour": 3}]
    assert model.answers(before, rows)[1] > model.answers(before, rows)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [("a,b\nx,y\n", "no column of numbers"), ("a\n1\n2\n3\n", "too few"), ("", "empty")],
)
def test_a_table_that_cannot_be_learned_from_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    assert train.main(["--data", str(path), "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
