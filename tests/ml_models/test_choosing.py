"""Small tables: the rows choose between trees, a straight line and both, and never lose to a plain regression."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, category, logistic
from ml_models.any_table.choosing import CANDIDATES, Candidate, Mixed, Way, choose_shares
from ml_models.any_table.linear import cells_of
from ml_models.any_table.telltale import TELLING, said, telltales
from ml_models.any_table.train import Data, baseline, equal, fit_linear, learn, prepare
from ml_models.boosting.axes import category_axis, number_axis
from ml_models.card import said_shares
from ml_models.claim_fraud import train as claims
from ml_models.table_columns import rows_of
from tests.ml_models import made_data

SEEN, UNSEEN = 300, 2_000


def straight(random: np.random.Generator, rows: int) -> tuple[dict[str, list[Any]], Floats]:
    """Effects in proportion, and columns that say nothing."""
    columns = {name: random.normal(size=rows) for name in ("a", "b", "c", "d", "e", "f")}
    source = random.choice(["north", "south", "web"], rows)
    logits = columns["a"] - 0.7 * columns["b"] + 0.5 * columns["c"] + 0.8 * (source == "web") - 0.8
    return {name: values.tolist() for name, values in columns.items()} | {"source": source.tolist()}, logits


def in_steps(random: np.random.Generator, rows: int) -> tuple[dict[str, list[Any]], Floats]:
    """A column that counts in its middle only, and two that only count together."""
    columns = {name: random.normal(size=rows) for name in ("a", "b", "c", "d")}
    logits = 3.0 * (np.abs(columns["a"]) < 0.6) + 2.5 * np.sign(columns["b"]) * (columns["c"] > 0) - 1.5
    return {name: values.tolist() for name, values in columns.items()}, logits


def made(folder: Path, kind: Any, seed: int) -> Data:
    random = np.random.default_rng(seed)
    columns, logits = kind(random, SEEN + UNSEEN)
    bought = np.where(random.random(SEEN + UNSEEN) < logistic(logits), "yes", "no").tolist()
    return prepare(made_data.save(folder / "own.csv", columns | {"bought": bought}), "bought", None, [])


def found(data: Data, seed: int = 0) -> tuple[Mixed, Floats, Floats]:
    """What was learned of the first rows, and its chances and a plain regression's of the others."""
    seen, unseen = np.arange(SEEN), np.arange(SEEN, SEEN + UNSEEN)
    learned, model, slots = learn(data, seen, seed)
    assert isinstance(learned, Mixed)
    assert equal(learned, model, slots) < 1e-9
    return learned, logistic(model.answers(rows_of(data.part(unseen)))), baseline(data, seen, unseen)


def test_where_effects_are_straight_it_is_no_worse_than_a_plain_regression(tmp_path: Path) -> None:
    data = made(tmp_path, straight, 1)
    learned, ours, plain = found(data)
    happened = data.happened[SEEN:]
    assert learned.choice.shares["linear"] > 0.5
    assert measures.auc(happened, ours) >= measures.auc(happened, plain) - 0.01
    assert measures.log_loss(happened, ours) <= measures.log_loss(happened, plain) + 0.01


def only_together(random: np.random.Generator, rows: int) -> tuple[dict[str, list[Any]], Floats]:
    """Visits that count where the car stands there, and three columns that say nothing."""
    columns: dict[str, Any] = {name: random.normal(size=rows) for name in ("a", "b", "c")}
    visits, stock = random.integers(0, 8, rows), random.choice(["in stock", "to order"], rows)
    logits: Floats = np.where(stock == "in stock", 0.6, -0.6) * (visits.astype(float) - 3.5)
    return {name: values.tolist() for name, values in (columns | {"visits": visits, "stock": stock}).items()}, logits


def bent(random: np.random.Generator, rows: int) -> tuple[dict[str, list[Any]], Floats]:
    """A column that counts far from its middle, either way."""
    columns = {name: random.normal(size=rows) for name in ("a", "b", "c")}
    logits: Floats = 2.0 * np.abs(columns["a"]) - 1.6
    return {name: values.tolist() for name, values in columns.items()}, logits


@pytest.mark.parametrize(("kind", "way"), [(only_together, "pairs"), (bent, "curves")])
def test_columns_that_help_together_and_lines_that_bend_are_found_in_a_few_hundred_rows(
    kind: Any, way: Way, tmp_path: Path
) -> None:
    data = made(tmp_path, kind, 2)
    learned, ours, plain = found(data)
    happened = data.happened[SEEN:]
    assert learned.choice.shares[way] >= 0.4
    assert learned.choice.shares["linear"] <= 0.2
    assert measures.auc(happened, ours) >= measures.auc(happened, plain) + 0.1


def test_where_nothing_tells_the_outcome_little_is_said(tmp_path: Path) -> None:
    """No strength of ridge is picked by lot: chances stay near the mean, and no better is claimed than was found."""

    def nothing(random: np.random.Generator, rows: int) -> tuple[dict[str, list[Any]], Floats]:
        return {name: random.normal(size=rows).tolist() for name in ("a", "b", "c", "d", "e")}, np.full(rows, -1.0)

    data = made(tmp_path, nothing, 4)
    _, ours, plain = found(data)
    happened = data.happened[SEEN:]
    assert measures.log_loss(happened, ours) <= measures.log_loss(happened, plain)
    assert ours.std() < 0.06


def test_where_they_are_not_it_finds_what_a_regression_cannot(tmp_path: Path) -> None:
    data = made(tmp_path, in_steps, 3)
    learned, ours, plain = found(data)
    happened = data.happened[SEEN:]
    assert learned.choice.shares["linear"] <= 0.5
    assert measures.auc(happened, ours) >= measures.auc(happened, plain) + 0.1


def test_the_regression_is_the_librarys_on_the_values_themselves() -> None:
    """Few different values, so that a cell is a value: nothing is lost by going through cells."""
    random = np.random.default_rng(0)
    x, kind = random.integers(0, 9, 400).astype(float), random.choice(["a", "b"], 400).tolist()
    happened = (random.random(400) < logistic(0.5 * x - 2 + (np.array(kind) == "a"))).astype(float)
    axes = (number_axis("x", x), category_axis("kind", kind))
    rows = [{"x": one, "kind": other} for one, other in zip(x, kind, strict=True)]
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows)
    linear = fit_linear(cells_of(axes, {"x": x.tolist(), "kind": kind}, slots), slots, happened, 1e6)
    slope = np.polyfit(x[np.array(kind) == "a"], linear.answer(slots)[np.array(kind) == "a"], 1)[0]
    assert slope == pytest.approx(0.5, abs=0.1)
    assert logistic(linear.answer(slots)).mean() == pytest.approx(happened.mean(), abs=1e-3)
    assert {category(each) for each in kind} == set(axes[1].categories)


def test_of_ways_alike_the_straight_line_is_taken_and_none_sees_the_rows_it_is_measured_on() -> None:
    happened = np.tile([0.0, 1.0, 0.0], 40)
    met: list[tuple[Slots, Slots]] = []

    def asked(seen: Slots, unseen: Slots) -> dict[Candidate, Floats]:
        met.append((seen, unseen))
        return dict.fromkeys(CANDIDATES, np.full(len(unseen), -0.7))

    assert choose_shares(happened, asked, 0).shares == {"linear": 1.0, "curves": 0.0, "pairs": 0.0, "trees": 0.0}
    assert all(not set(seen) & set(unseen) for seen, unseen in met)
    assert sorted(at for _, unseen in met for at in unseen) == list(range(120))


def test_the_choice_is_printed_and_written_into_file_and_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = made_data.claims(120)
    kept = {name: columns[name] for name in ("Fault", "PoliceReport")} | {"fraud": ["yes", "no", "no"] * 40}
    data = made_data.save(tmp_path / "own.csv", kept)
    assert claims.main(["--data", str(data), "--out", str(tmp_path)]) == 0
    assert "chosen by 5-fold cross-validation: " in capsys.readouterr().out
    choice = json.loads((tmp_path / "weights.json").read_text("utf-8"))["settings"]["choice"]
    card = (tmp_path / "CARD.md").read_text("utf-8")
    assert f"Taken: {said_shares(choice)}." in card
    assert f"| linear | {choice['log_loss']['linear']:.4f} |" in card


def test_a_column_that_tells_the_outcome_by_itself_is_told_of(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    columns, logits = straight(random, 300)
    bought = random.random(300) < logistic(logits)
    columns |= {"invoice": [f"{at}.50" if one else "" for at, one in enumerate(bought)]}
    columns |= {
        "handed over": np.where(bought, "1 June", "").tolist(),
        "bought": np.where(bought, "yes", "no").tolist(),
    }
    data = prepare(made_data.save(tmp_path / "own.csv", columns), "bought", None, [])
    told = telltales(data)
    assert set(told) == {"invoice", "handed over"} & set(data.chosen.kinds)
    assert "invoice" in told
    assert min(told.values()) >= TELLING
    assert "--drop 'invoice'" in said(told)[0]
    without = prepare(made_data.save(tmp_path / "own.csv", columns), "bought", None, ["invoice", "handed over"])
    assert telltales(without) == {}
