"""Suggestions: needs and behaviour move them, reasons add up, only what is given is suggested, learned from any log."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from ml_models.recommendation import evaluate, model, train
from ml_models.recommendation.choice import chances, learned, ranks
from ml_models.recommendation.log import made_log
from ml_models.recommendation.measuring import figures_of

CARS = [
    {"make": "Ford", "model": "Fiesta", "body": "hatchback", "fuel": "petrol", "price": 12_000, "year": 2020},
    {"make": "BMW", "model": "X3", "body": "suv", "fuel": "diesel", "price": 45_000, "year": 2022},
    {"make": "Toyota", "model": "RAV4", "body": "suv", "fuel": "hybrid", "price": 28_000, "year": 2021},
    {"make": "Ford", "model": "Focus", "body": "estate", "fuel": "diesel", "price": 16_000, "year": 2019, "sold": 9},
]


def first(seeker: dict[str, object]) -> dict[str, object]:
    return CARS[model.suggest(seeker, CARS, this_year=2026)[0].place]


def test_what_is_wanted_comes_first() -> None:
    assert first({"body": "suv", "budget": 30_000})["model"] == "RAV4"
    assert first({"body": "suv", "budget": 60_000, "make": "BMW"})["model"] == "X3"
    assert first({"looked_at": [CARS[0]]})["model"] == "Fiesta"
    assert model.personal({"looked_at": [CARS[0]]})


def test_without_needs_what_others_chose_comes_first() -> None:
    assert first({})["model"] == "Focus"
    assert not model.personal({})


def test_only_cars_that_are_given_are_suggested_each_once_with_reasons_that_add_up() -> None:
    found = model.suggest({"budget": 20_000, "fuel": "diesel"}, CARS, most=3, this_year=2026)
    assert len({each.place for each in found}) == 3
    for each in found:
        total = math.fsum(reason.contribution for reason in each.score.reasons)
        assert math.isclose(1 / (1 + math.exp(-total)), each.score.value, abs_tol=1e-9)
    assert model.suggest({"budget": 1}, []) == []


@pytest.mark.parametrize("odd", [None, "", math.nan, math.inf, -3, [], {}, "never seen", 10**400])
def test_odd_values_break_nothing(odd: object) -> None:
    names = ("budget", "make", "model", "body", "fuel", "gearbox", "looked_at", "price", "year", "mileage", "sold")
    row = dict.fromkeys(names, odd)
    assert len(model.suggest({**row, "looked_at": [row, odd]}, [row, *CARS])) == 5
    assert len(model.suggest(row, [row])) == 1


def test_a_replayed_log_is_ranked_better_than_by_what_is_most_popular() -> None:
    log = made_log(choices=120, stock=40, seed=5)
    early, late = log.take(0, 90), log.take(90, 120)
    weights = learned(early.values, early.chosen, early.groups, np.zeros(len(log.columns)), 1.0)
    figures = figures_of(late, late.values @ weights)
    assert figures["hit_at_10"] > figures["hit_at_10_most_popular"]


def test_few_sales_move_the_weights_little_and_many_much() -> None:
    log = made_log(choices=60, stock=20, seed=2)
    prior = np.ones(len(log.columns))
    away = [
        np.abs(learned(part.values, part.chosen, part.groups, prior, 20.0) - prior).sum()
        for part in (log.take(0, 3), log.take(0, 60))
    ]
    assert away[0] < away[1]


def test_chances_add_up_and_ties_share_their_place() -> None:
    groups = np.array([0, 0, 0, 1, 1])
    chance = chances(np.array([0.0, 0.0, 1000.0, -5.0, -5.0]), groups)
    assert np.allclose(np.bincount(groups, chance), 1)
    assert ranks(np.array([1.0, 1.0, 0.0, 2.0, 3.0]), np.array([1, 0, 0, 1, 0.0]), groups).tolist() == [1.5, 2.0]


def written(path: Path) -> Path:
    log = made_log(choices=30, stock=12, seed=1)
    rows = [
        ",".join(map(str, [int(group), int(chosen), *row]))
        for group, chosen, row in zip(log.groups, log.chosen, log.values, strict=True)
    ]
    path.write_text("\n".join([",".join(["choice", "chosen", *log.columns]), *rows]) + "\n", "utf-8")
    return path


def test_it_is_trained_and_measured_on_a_dealers_own_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = written(tmp_path / "log.csv")
    assert evaluate.main(["--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["choices"] == 30
    for folder in ("one", "two"):
        assert train.main(["--data", str(data), "--out", str(tmp_path / folder)]) == 0
    assert (tmp_path / "one/weights.json").read_bytes() == (tmp_path / "two/weights.json").read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("choice,chosen,a\n1,1,2\n1,0,3\n2,0,1\n2,0,2\n", "exactly one"),
        ("choice,chosen,a\n1,1,2\n1,0,3\n", "too few"),
        ("chosen,a\n1,2\n", "no column 'choice'"),
    ],
)
def test_a_log_that_cannot_be_learned_from_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    assert train.main(["--data", str(path), "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
