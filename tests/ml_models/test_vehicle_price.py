"""Prices of vehicles: monotone, with a band, reasons that add up in money, a house's own level; trained here."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_models.model_file import ModelFileBroken
from ml_models.vehicle_price import evaluate, model, train
from ml_models.vehicle_price.level import Level, conformal
from tests.ml_models import made_data
from tests.support.model_keys import signed_for

CAR: dict[str, Any] = {
    "make": "Ford", "model": "Fiesta", "year": 2017, "mileage": 24_000, "gearbox": "manual", "fuel": "petrol",
    "engine_size": 1.1,
}  # fmt: skip
OWN = Level(0.1, -0.08, 0.09, 60)
pytestmark = pytest.mark.filterwarnings("ignore:Field onnx:DeprecationWarning")  # skl2onnx gives booleans as numbers


def priced(values: dict[str, Any], level: Level = OWN, year: float = 2020) -> model.Price:
    found = model.price(values, level, year)
    assert found is not None
    return found


def test_reasons_add_up_in_money_and_the_price_lies_in_its_band() -> None:
    found = priced(CAR)
    assert found.typical + math.fsum(each.amount for each in found.reasons) == pytest.approx(found.value, rel=1e-9)
    assert found.low < found.value < found.high
    said = [each.words for each in found.reasons]
    assert {"Ford Fiesta", "3 years old", "Driven 24,000 mi", "Manual gearbox", "Petrol engine"} <= set(said)
    assert "What is not known" in said  # tax and consumption
    sizes = [abs(each.contribution) for each in found.reasons]
    assert sizes == sorted(sizes, reverse=True)


@given(st.lists(st.integers(0, 250_000), min_size=2, max_size=6), st.lists(st.integers(0, 25), min_size=2, max_size=6))
def test_further_driven_or_older_is_never_dearer(mileages: list[int], ages: list[int]) -> None:
    driven = [priced({**CAR, "mileage": each}).value for each in sorted(mileages)]
    older = [priced({**CAR, "year": 2020 - each}).value for each in sorted(ages)]
    assert driven == sorted(driven, reverse=True)
    assert older == sorted(older, reverse=True)


def test_the_level_shifts_all_prices_and_kilometres_are_miles_in_other_words() -> None:
    plain, shifted = priced(CAR, Level.none()), priced(CAR, Level(math.log(1.5), -0.1, 0.1, 60))
    assert shifted.value == pytest.approx(1.5 * plain.value)
    in_km = priced({**CAR, "mileage": 24_000 * 1.609344, "mileage_unit": "km"}, Level.none())
    assert in_km.value == pytest.approx(plain.value)
    assert any(each.words == "Driven 38,624 km" for each in in_km.reasons)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"make": "Trabant", "model": "601"}, "never seen this make"),
        ({"year": None}, "year of registration"),
        ({"mileage": math.nan}, "mileage"),
        ({"mileage": math.inf, "year": "soon"}, "year of registration, mileage"),
    ],
)
def test_too_little_known_is_a_sentence_and_no_price(change: dict[str, Any], said: str) -> None:
    assert model.price({**CAR, **change}, OWN, 2020) is None
    assert said in model.why_absent({**CAR, **change}, OWN, 2020)
    assert model.why_absent(CAR, OWN, 2020) == ""


def test_an_unknown_model_counts_by_its_make_and_odd_values_break_nothing() -> None:
    assert priced({**CAR, "model": "Never Built"}).value > 0
    oddities: tuple[object, ...] = (None, "", "never seen", math.nan, math.inf, -1, 1e300, [], 10**400)
    for odd in oddities:
        rows = [{**CAR, name: odd} for name in CAR] + [dict.fromkeys(CAR, odd)]
        for each in model.price_or_reason(rows, OWN, 2020, reasons=False):
            assert isinstance(each, str) or each.value > 0


def test_a_house_s_level_is_the_median_of_its_own_prices_and_needs_a_dozen() -> None:
    asked = [({**CAR, "mileage": 10_000 + 3_000 * at}, 0.0) for at in range(20)]
    plain = model.price_or_reason([row for row, _ in asked], Level.none(), 2020, reasons=False)
    own = [(row, 1.2 * each.value) for (row, _), each in zip(asked, plain, strict=True) if not isinstance(each, str)]
    level = model.level_of(own, 2020)
    assert level.shift == pytest.approx(math.log(1.2))
    assert level.known
    assert not model.level_of(own[:11], 2020).known
    assert model.level_of([], 2020) == Level.none()


def test_a_conformal_band_holds_what_it_says() -> None:
    random = np.random.default_rng(0)
    inside = []
    for _ in range(300):
        low, high = conformal(random.normal(size=60), 0.8)
        inside.append(np.mean((low <= (new := random.normal(size=50))) & (new <= high)))
    assert 0.79 <= np.mean(inside) <= 0.85


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cars")
    data = made_data.save(folder / "cars.csv", made_data.cars())
    assert train.main(["--data", str(data), "--out", str(folder)]) == 0
    return folder


def test_a_dealers_own_table_trains_a_model_that_beats_the_ridge_and_covers(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = made_data.save(own / "later.csv", made_data.cars(400, seed=1))
    assert evaluate.main(["--data", str(later), "--model", str(own / "weights.json")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["mape"] < 0.12
    assert 0.65 <= figures["band_covers"] <= 0.92
    assert {each["group"] for each in figures["groups"]["make"]} == {"north", "south", "west"}
    card = (own / "CARD.md").read_text("utf-8")
    for said in ("cars.csv", "MAPE (95 %)", "ridge regression", "80 % band covers", "Must not be used for"):
        assert said in card


def test_a_model_of_ones_own_is_used_when_signed_and_a_broken_one_changes_nothing(own: Path, tmp_path: Path) -> None:
    try:
        model.use(own / "weights.json", signed_for("north", own / "weights.json"))
        assert priced({"make": "north", "model": "two", "year": 2018, "mileage": 9_000}).value > 0
        before = model.version()
        broken = tmp_path / "weights.json"
        broken.write_bytes((own / "weights.json").read_bytes()[:900])
        with pytest.raises(ModelFileBroken):
            model.use(broken, signed_for("north", broken))
        assert model.version() == before
    finally:
        model.use_bundled()


CARS = made_data.cars(250)
FAULTS = {
    "no make": ({k: v for k, v in CARS.items() if k != "make"}, [], "'make' or 'brand'"),
    "no price": ({k: v for k, v in CARS.items() if k != "price"}, [], "no column 'price'"),
    "ten rows": (made_data.cars(10), [], "too few to learn from"),
    "a negative price": (CARS | {"price": [-1, *CARS["price"][1:]]}, [], "row 2: a price is never below nothing"),
    "an infinity": (CARS | {"mileage": ["inf", *CARS["mileage"][1:]]}, [], "column mileage, row 2"),
    "one price only": (CARS | {"price": [9_000] * 250}, [], "the same in every row"),
    "another target": (CARS, ["--target", "paid"], "no column 'paid'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_that_cannot_be_learned_from_says_why(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, options, said = FAULTS[name]
    data = made_data.save(tmp_path / "own.csv", columns)
    assert train.main(["--data", str(data), "--out", str(tmp_path / "out"), *options]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
