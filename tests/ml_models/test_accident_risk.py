"""Accident risk as the app and the hub ask for it, with the bundled weights."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_models.accident_risk import features, model, telematics
from ml_models.accident_risk.model import Preferences
from ml_models.model_file import read
from ml_models.score import Bands, Score

POLICY: dict[str, Any] = {"driver_age": 35, "bonus_malus": 60, "vehicle_age": 4, "vehicle_power": 6, "fuel": "petrol"}
DRIVING: dict[str, Any] = {"distance_km": 1200, "speeding_events": 30, "harsh_braking": 15, "telematics_days": 30}
DESIGN: dict[str, Any] = {"driver_age": 30, "mileage": 1500, "speeding_events": 20, "harsh_braking": 12}


def scored(values: dict[str, Any], preferences: Preferences = model.USUAL) -> Score:
    found = model.score(values, preferences)
    assert found is not None, model.why_absent(values)
    return found


@pytest.mark.parametrize("values", [POLICY, POLICY | DRIVING, DESIGN])
def test_reasons_and_base_add_up_to_the_risk(values: dict[str, Any]) -> None:
    score = scored(values)
    file = model._in_use.get()
    base = file.additive.base - math.log(file.settings["average_rate"])
    total = base + math.fsum(reason.contribution for reason in score.reasons)
    assert score.value == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-12)
    assert score.base == pytest.approx(base, abs=1e-9)


def test_the_value_is_the_claim_rate_against_the_average() -> None:
    file = model._in_use.get()
    ratio = model.claim_rates(file, [POLICY])[0] / file.settings["average_rate"]
    assert scored(POLICY).value == pytest.approx(ratio / (1 + ratio), abs=1e-12)


counts = st.integers(0, 5000)
distances = st.floats(telematics.LEAST_KM, 60_000)


@given(counts, counts, counts, distances, st.sampled_from(["speeding_events", "harsh_braking"]))
def test_more_speeding_or_harsh_braking_never_lowers_the_risk(
    few: int, more: int, other: int, distance: float, behaviour: str
) -> None:
    rest = {name: other for name in telematics.BEHAVIOURS if name != behaviour}
    values = POLICY | rest | {"distance_km": distance}
    calm, rash = sorted((few, more))
    assert scored(values | {behaviour: calm}).value <= scored(values | {behaviour: rash}).value + 1e-12


def test_speeding_and_harsh_braking_do_raise_the_risk_and_say_so() -> None:
    calm, rash = ({"distance_km": 2000, "speeding_events": 2, "harsh_braking": 1}, DRIVING)
    for behaviour in telematics.BEHAVIOURS:
        raised = POLICY | calm | {behaviour: 200}
        assert scored(raised).value > scored(POLICY | calm).value + 0.001
    words = [reason.words for reason in scored(POLICY | rash).reasons]
    assert any(each.startswith("2.5 speeding events per 100 km: ") for each in words)


@given(counts, counts, distances)
def test_telematics_moves_claims_by_a_fifth_at_most(speeding: int, braking: int, distance: float) -> None:
    seen = {"distance_km": distance, "speeding_events": speeding, "harsh_braking": braking}
    rate, plain = (score.value / (1 - score.value) for score in (scored(POLICY | seen), scored(POLICY)))
    assert 0.8 - 1e-9 <= rate / plain <= 1.2 + 1e-9


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Record the driver's age"),
        ({"vehicle_age": 3}, "Record the driver's age"),
        ({"driver_age": math.nan, "bonus_malus": 5000, "vehicle_age": math.inf}, "Record the driver's age"),
        (POLICY | {"telematics_days": 12}, "no distance"),
        (POLICY | {"distance_km": 0, "speeding_events": 3}, "no distance"),
        (POLICY | {"speeding_events": 3}, "no distance"),
        (POLICY | {"distance_km": 60, "harsh_braking": 3}, "60 km"),
        ({"distance_km": 900, "speeding_events": 3}, "Record the driver's age"),
    ],
)
def test_not_enough_data_is_no_score_but_a_sentence(values: dict[str, Any], said: str) -> None:
    assert model.score(values) is None
    why = model.why_absent(values)
    assert why.startswith("Not enough data")
    assert said in why


def test_a_young_driver_with_claims_is_above_an_experienced_one_without() -> None:
    young = scored({"driver_age": 19, "bonus_malus": 118, "vehicle_age": 10})
    settled = scored({"driver_age": 48, "bonus_malus": 50, "vehicle_age": 10})
    assert young.value > 0.7 > 0.5 > settled.value
    assert (young.band, settled.band) == ("high", "low")
    assert any("recent claim" in reason.words for reason in young.reasons)


def test_the_bands_are_the_tenants_to_set() -> None:
    value = scored(POLICY).value
    assert scored(POLICY, Preferences(bands=Bands(medium=0.0, high=value - 0.01))).band == "high"
    assert scored(POLICY, Preferences(bands=Bands(medium=0.0, high=value))).band == "medium"


def test_the_drivers_age_can_be_switched_off() -> None:
    without = Preferences(without=frozenset({"driver_age"}))
    young, old = ({**POLICY, "driver_age": age} for age in (19, 60))
    assert scored(young).value != scored(old).value
    assert scored(young, without) == scored(old, without)


def test_a_fleets_own_average_moves_what_counts_as_much() -> None:
    wild = Preferences(reference_per_100_km={"speeding_events": 20.0, "harsh_braking": 20.0})
    assert scored(POLICY | DRIVING, wild).value < scored(POLICY | DRIVING).value


def test_a_batch_equals_one_by_one() -> None:
    rows = [POLICY | {"driver_age": 18 + n % 70, "bonus_malus": 50 + n % 80} for n in range(200)]
    rows += [POLICY | DRIVING, DESIGN, {}, {"fuel": "steam"}]
    assert model.score_many(rows) == [model.score(row) for row in rows]
    assert model.score_many([]) == []


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none()))


@given(st.dictionaries(st.sampled_from([*features.COLUMNS, *DRIVING, "mileage"]), ANYTHING))
def test_no_value_breaks_scoring(values: dict[str, Any]) -> None:
    score = model.score(POLICY | values)
    if score is not None:
        assert 0 < score.value < 1


def test_bundled_tables_answer_as_the_library_that_trained_them_did() -> None:
    vector = json.loads((Path(__file__).parent / "accident_risk_vector.json").read_text("utf-8"))
    assert len(vector) > 100
    tables = read(model.BUNDLED, features.NAME).additive
    ours = tables.base + tables.contributions(tables.slots([each["row"] for each in vector])).sum(axis=1)
    assert np.abs(ours - np.array([each["answer"] for each in vector])).max() < 1e-6
