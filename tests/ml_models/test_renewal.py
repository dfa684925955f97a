"""How likely a policy lapses: monotone in its price, reasons that add up, trained on made tables; cash by month."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ml_models.additive import AdditiveModel, Axis
from ml_models.model_file import read
from ml_models.renewal import evaluate, features, model, train
from ml_models.renewal.curves import fit_curves, terms_for
from ml_models.renewal.forecast import Due, by_month
from tests.ml_models import made_data

KNOWN: dict[str, Any] = {
    "premium_offered": 520.0,
    "premium_last": 480.0,
    "premium_market": 450.0,
    "policy_age": 2,
    "payments_per_year": 4,
    "bonus_change": "down",
    "vehicle_age": 9,
    "vehicle_age_bought": 3,
}


def test_reasons_and_base_add_up_to_the_score_and_are_in_words() -> None:
    score = model.score(KNOWN)
    assert score is not None
    total = read(model.BUNDLED, features.NAME).additive.base + math.fsum(each.contribution for each in score.reasons)
    assert score.value == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-12)
    said = " | ".join(each.words for each in score.reasons)
    assert "Premium 8 % dearer than last year" in said
    assert "Premium 16 % above the market's" in said


PREMIUM = st.floats(1, 1e7)
OPTIONAL = {
    "premium_market": st.one_of(st.none(), PREMIUM),
    "premium_pure": st.one_of(st.none(), PREMIUM),
    "policy_age": st.one_of(st.none(), st.integers(-1, 90)),
    "payments_per_year": st.sampled_from([None, 1, 2, 4, 12, 7, "2 per year"]),
}


@example(last=1000.0, values={"premium_market": 2.0}, factors=[1.0, 2.0])
@given(last=PREMIUM, values=st.fixed_dictionaries(OPTIONAL), factors=st.lists(st.floats(0.5, 2), min_size=2))
def test_a_dearer_premium_never_predicts_fewer_lapses(
    last: float, values: dict[str, Any], factors: list[float]
) -> None:
    chances = model.lapse_at({**values, "premium_last": last}, [last * each for each in sorted(factors)])
    assert chances is not None
    assert (np.diff(chances) >= 0).all()


@pytest.mark.parametrize("values", [{}, {"premium_last": 400}, {"premium_offered": 0, "premium_last": 400}])
def test_without_both_premiums_there_is_a_sentence_and_no_score(values: dict[str, Any]) -> None:
    assert model.score(values) is None
    assert "last year's premium" in model.why_absent(values)
    assert model.lapse_at({k: v for k, v in values.items() if k != "premium_last"}, [400.0]) is None


def test_who_somebody_is_makes_no_difference() -> None:
    personal = {"polholder_age": 70, "age": 70, "sex": "f", "polholder_gender": "Female", "marital": "single"}
    assert model.score({**KNOWN, **personal}) == model.score(KNOWN)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renewals")
    data = made_data.save(folder / "renewals.csv", made_data.renewals())
    assert train.main(["--data", str(data), "--out", str(folder)]) == 0
    return folder


def test_a_trained_model_ranks_later_renewals_and_follows_the_price(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = made_data.save(own / "later.csv", made_data.renewals(600, seed=1))
    assert evaluate.main(["--data", str(later), "--model", str(own / "weights.json")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["auc"] > 0.65
    assert figures["lift_at_20"] > 1.5
    curve = list(figures["lapse_at_price"].values())
    assert curve == sorted(curve)
    assert curve[-1] > curve[0] * 1.1
    assert figures["cash"]["error"] < figures["cash"]["error_if_everybody_renews"]
    assert set(figures["groups"]) == {"polholder_age", "polholder_gender"}


def test_what_a_person_is_is_not_learned_and_the_card_says_so(own: Path) -> None:
    names = {axis.name for axis in read(own / "weights.json", features.NAME).additive.axes}
    assert names < set(features.COLUMNS)
    assert {"price_change", "against_market", "bonus_change"} < names
    assert "region" not in names  # the file does not have it
    card = (own / "CARD.md").read_text("utf-8")
    for said in (
        "renewals.csv",
        "Five folds",
        "its curves alone",
        "AUC (95 %)",
        "logistic regression",
        "polholder_gender",
        "not causes",
    ):
        assert said in card


RENEWALS = made_data.renewals(200)
FAULTS = {
    "no offered premium": ({k: v for k, v in RENEWALS.items() if k != "prem_final"}, "'premium_offered' or 'prem_fin"),
    "one class only": (RENEWALS | {"lapse": [0] * 200}, "both outcomes"),
    "ten rows": (made_data.renewals(10), "10 rows are too few"),
    "no target": ({k: v for k, v in RENEWALS.items() if k != "lapse"}, "--target"),
    "one lapse": (RENEWALS | {"lapse": [1] + [0] * 199}, "at least"),
    "an infinity": (RENEWALS | {"prem_last": ["inf", *RENEWALS["prem_last"][1:]]}, "column prem_last, row 2"),
    "premiums not known": (RENEWALS | {"prem_last": [""] * 200}, "both premiums are known in 0 of 200"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_that_cannot_be_learned_from_says_why(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, said = FAULTS[name]
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_columns_in_another_order_under_other_names_teach_the_same(own: Path, tmp_path: Path) -> None:
    plain = {"prem_final": "premium_offered", "prem_market": "premium_market", "lapse": "left us"}
    columns = {plain.get(name, name): values for name, values in reversed(made_data.renewals().items())}
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--target", "left us", "--out", str(tmp_path)]) == 0
    here, there = (read(folder / "weights.json", features.NAME).additive for folder in (own, tmp_path))
    assert {axis.name for axis in here.axes} == {axis.name for axis in there.axes}
    row = features.prepared(KNOWN)
    assert here.answers([row]) == pytest.approx(there.answers([row]), abs=1e-12)


def test_two_premiums_and_an_outcome_are_enough_to_learn_from(tmp_path: Path) -> None:
    few = {name: values for name, values in RENEWALS.items() if name in ("lapse", "prem_final", "prem_last")}
    assert train.main(["--data", str(made_data.save(tmp_path / "own.csv", few)), "--out", str(tmp_path)]) == 0
    made = read(tmp_path / "weights.json", features.NAME)
    assert {axis.name for axis in made.additive.axes} == {"price_change", "premium_level"}
    curve = model.lapse_at(KNOWN, [300.0, 400.0, 480.0, 520.0, 700.0], made)
    assert curve is not None
    assert (np.diff(curve) >= 0).all()


def test_a_curve_bends_where_the_rows_do_rises_where_it_must_and_is_flat_where_nothing_is() -> None:
    random = np.random.default_rng(5)
    values = random.uniform(-1, 1, (4_000, 3))
    chance = 1 / (1 + np.exp(1 - 3 * values[:, 0] ** 2 + 0.8 * values[:, 1]))
    lapsed = (random.random(4_000) < chance).astype(float)
    names = ("bent", "price_change", "nothing")
    axes = tuple(Axis(name, "number", edges=tuple(np.linspace(-0.9, 0.9, 19))) for name in names)
    rows = [dict(zip(names, each, strict=True)) for each in values.tolist()]
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows)
    curves = fit_curves(terms_for(axes, [(0,), (1,), (2,)], ("price_change",), slots), slots, lapsed)
    bent, price, nothing = (curves.weights[term.part][1:] for term in curves.terms)
    at = np.linspace(-0.95, 0.95, 20)
    assert np.abs((bent - bent.mean()) - (3 * at**2 - (3 * at**2).mean())).max() < 0.7
    assert (np.diff(price) >= 0).all()  # the rows fall by 1.6 from end to end
    assert np.ptp(price) < 0.01
    assert np.ptp(nothing) < 0.3
    assert curves.strengths[2] > 10 * curves.strengths[0]  # each is drawn as the rows say, not all alike


def test_trees_and_curves_never_fall_in_the_price(own: Path) -> None:
    fitted, tables, _ = train.learn(*train.prepare(own / "renewals.csv").part(np.arange(900)), seed=1)
    middle = np.array([[axis.size // 2 for axis in tables.axes]])
    for name in features.RISING:
        at = [axis.name for axis in tables.axes].index(name)
        slots = np.repeat(middle, tables.axes[at].size - 1, axis=0)
        slots[:, at] = np.arange(1, tables.axes[at].size)
        for half in (fitted.curves, fitted.trees):
            assert (np.diff(half.answer(slots)) >= -1e-12).all()


def test_a_vehicle_bought_before_with_or_after_the_policy_is_said_so() -> None:
    def said(years: int) -> str:
        bought = {"vehicle_age": 9, "vehicle_age_bought": 9 - years, "policy_age": 3}
        return str(features.subject("owned_before_policy", features.prepared({**KNOWN, **bought})))

    assert said(5) == "Time with this vehicle before the policy 2 years"
    assert said(3) == "Vehicle and policy began together"
    assert said(2) == "Time with the policy before this vehicle 1 year"


def test_cash_by_month_is_what_is_kept_between_nothing_and_everything() -> None:
    due = [Due(date(2026, 11, day), 60_000, 0.2) for day in range(1, 21)] + [Due(date(2027, 1, 5), 90_000, 0.0)]
    november, january = by_month(due)
    assert (november.first, november.policies) == (date(2026, 11, 1), 20)
    assert november.kept == pytest.approx(16)
    assert november.expected == 960_000 < november.everybody == 1_200_000
    assert november.low < 960_000 < november.high <= 1_200_000
    assert january.low == january.expected == january.high == 90_000  # nobody lapses, so nothing is uncertain
    assert by_month([]) == []


def test_the_band_holds_four_months_in_five_when_the_chances_hold() -> None:
    random = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        lapse, premium = random.uniform(0.05, 0.3, 60), random.integers(20_000, 90_000, 60)
        month = by_month([Due(date(2027, 1, 1), int(p), float(c)) for p, c in zip(premium, lapse, strict=True)], 0.0)[0]
        came = (premium * (random.random(60) > lapse)).sum()
        held += month.low <= came <= month.high
    assert 0.75 <= held / 400 <= 0.86
