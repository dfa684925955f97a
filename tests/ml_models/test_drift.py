"""Drift that was put in is found, none is not; a model is set right on outcomes, by so much as they bear out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ml_models import measures
from ml_models.additive import AdditiveModel, Axis, Block, Floats, logistic
from ml_models.drift import Health, Month, as_plain, from_plain, health, stability_index
from ml_models.model_file import ModelFile
from ml_models.refitting import TooFewOutcomes, refitted

AXES = (
    Axis("visits", "number", edges=tuple(float(each) for each in range(1, 30))),
    Axis("source", "category", categories=("web", "shop")),
)
TABLES = AdditiveModel(
    AXES,
    (Block((0,), np.concatenate([[0.0], np.linspace(-1, 1, 30)])), Block((1,), np.array([0.0, -0.5, 0.5]))),
    -0.4, (0.5, 0.4),
)  # fmt: skip
NONE = np.zeros(0)
FILE = ModelFile("made", "one", TABLES, {"bands": {"medium": 0.3, "high": 0.6}})


def rows(count: int, seed: int, most: int = 30) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    visits, shop = random.integers(0, most, count), random.random(count) < 0.5
    return [{"visits": int(v), "source": "shop" if s else "web"} for v, s in zip(visits, shop, strict=True)]


def chances(of: list[dict[str, Any]]) -> Floats:
    return logistic(TABLES.answers(of))


def outcomes(of: list[dict[str, Any]], seed: int, level: float = 0.0, factor: float = 1.0) -> list[bool]:
    logits = TABLES.base + level + factor * (TABLES.answers(of) - TABLES.base)
    return [bool(each) for each in np.random.default_rng(seed).random(len(of)) < logistic(logits)]


def test_inputs_that_have_not_moved_are_good_and_those_that_have_alarm() -> None:
    same = health(FILE, rows(400, 1), rows(300, 2), NONE, [], [])
    assert [each.state for each in same.inputs] == ["good", "good"]
    other = health(FILE, rows(400, 1), rows(300, 2, most=15), NONE, [], [])
    assert [(each.feature, each.state) for each in other.inputs] == [("visits", "alarm"), ("source", "good")]
    assert other.state == "alarm"


def test_few_records_are_not_judged() -> None:
    few = health(FILE, rows(400, 1), rows(20, 2), NONE, [], [])
    assert {each.state for each in few.inputs} == {"unknown"}
    assert few.state == "unknown"


def test_the_index_is_that_of_the_textbook_less_what_chance_makes() -> None:
    before, now = np.array([5000.0, 3000, 2000]), np.array([3000.0, 3000, 4000])
    textbook = sum((q - p) * np.log(q / p) for p, q in zip((0.5, 0.3, 0.2), (0.3, 0.3, 0.4), strict=True))
    assert stability_index(before, now) == pytest.approx(textbook - 2 * 2e-4, abs=2e-4)


def test_months_and_order_are_told_from_fifty_outcomes_on() -> None:
    ended = rows(300, 3)
    months = ["2026-04"] * 150 + ["2026-05"] * 150
    right = health(FILE, [], [], chances(ended), outcomes(ended, 4), months)
    assert [each.state for each in right.months] == ["good", "good"]
    assert right.auc is not None
    assert right.interval is not None
    assert right.interval[0] < right.auc < right.interval[1]
    wrong = health(FILE, [], [], chances(ended), [True] * 290 + [False] * 10, months)
    assert wrong.state == "alarm"
    assert as_plain(wrong)["months"][0]["observed"] == 1.0
    assert from_plain(as_plain(right)) == right
    few = health(FILE, [], [], chances(ended[:49]), outcomes(ended[:49], 4), months[:49])
    assert few.auc is None


def test_the_level_is_set_right() -> None:
    ended = rows(400, 5)
    happened = outcomes(ended, 6, level=1.0)
    made = refitted(FILE, ended, happened, "level")
    assert logistic(made.additive.answers(ended)).mean() == pytest.approx(np.mean(happened), abs=1e-6)
    assert made.additive.blocks == FILE.additive.blocks
    assert made.settings["refit_from"] == "one"


def test_ridge_learns_what_the_outcomes_bear_out_and_little_from_few() -> None:
    many, few, unseen = rows(3000, 7), rows(220, 7), rows(2000, 8)
    truth = outcomes(unseen, 9, level=0.5, factor=-1.0)
    before = measures.log_loss(np.array(truth, float), logistic(TABLES.answers(unseen)))
    losses = []
    for known in (few, many):
        made = refitted(FILE, known, outcomes(known, 10, level=0.5, factor=-1.0), "ridge").additive
        losses.append(measures.log_loss(np.array(truth, float), logistic(made.answers(unseen))))
        contributions = made.contributions(made.slots(unseen))
        assert made.base + contributions.sum(axis=1) == pytest.approx(made.answers(unseen), abs=1e-12)
    assert losses[1] < losses[0] < before
    best = measures.log_loss(
        np.array(truth, float), logistic(TABLES.base + 0.5 - (TABLES.answers(unseen) - TABLES.base))
    )
    assert losses[1] == pytest.approx(best, abs=0.01)


@pytest.mark.parametrize(
    ("count", "yes", "kind"), [(49, 20, "level"), (60, 3, "level"), (199, 90, "ridge"), (300, 0, "ridge")]
)
def test_too_few_outcomes_teach_nothing(count: int, yes: int, kind: Any) -> None:
    happened = [at < yes for at in range(count)]
    with pytest.raises(TooFewOutcomes, match="are needed"):
        refitted(FILE, rows(count, 1), happened, kind)


def test_a_model_that_orders_no_better_than_by_lot_is_watched_and_one_that_orders_worse_alarms() -> None:
    seen = rows(400, 6)
    found = chances(seen)
    rises = [bool(each) for each in np.random.default_rng(7).random(400) < found]
    lot = [bool(each) for each in np.random.default_rng(8).random(400) < 0.4]
    states = [
        health(FILE, [], [], found, each, ["2026-05"] * 400).order for each in (rises, lot, [not x for x in rises])
    ]
    assert states == ["good", "warn", "alarm"]
    assert health(FILE, [], [], found[:20], rises[:20], ["2026-05"] * 20).order == "unknown"


@pytest.mark.parametrize(
    ("month", "state"),
    [
        (Month("2026-05", 1, 0.007, 0.0), "unknown"), (Month("2026-05", 1, 0.007, 1.0), "alarm"),
        (Month("2026-05", 40, 0.2, 0.25), "good"), (Month("2026-05", 40, 0.2, 0.7), "alarm"),
    ],
)  # fmt: skip
def test_a_month_of_hardly_any_outcomes_is_not_called_good(month: Month, state: str) -> None:
    assert month.state == state


@pytest.mark.parametrize(("outcomes", "state"), [(6, "unknown"), (49, "unknown"), (50, "good")])
def test_no_model_is_good_before_fifty_outcomes(outcomes: int, state: str) -> None:
    months = (Month("2026-05", outcomes, 0.2, 0.2),)
    interval = (0.6, 0.8) if outcomes >= 50 else None
    assert Health("m", "v", (), months, outcomes, 0.7 if interval else None, interval).state == state
