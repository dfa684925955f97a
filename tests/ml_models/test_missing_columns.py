"""Every model's evaluate on its table with each column taken out in turn: measured and told, or one clear sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_models.claim_fraud import features as claim_features
from ml_models.lead_conversion import features as lead_features
from ml_models.recommendation.features import COLUMNS as CHOICE_COLUMNS
from ml_models.registry import MODELS
from ml_models.unusual_record.features import COLUMNS as BOOKING_COLUMNS
from tests.ml_models import made_data

Columns = Mapping[str, Sequence[Any]]
NOT_OURS = "colour_of_door"
"""A column no model knows: with or without it, the figures are the same."""


@dataclass(frozen=True)
class Measured:
    """A table, the columns without which nothing can be measured, and those that are noted (as what) when missing."""

    columns: Columns
    needed: Sequence[str]
    noted: Mapping[str, str] = field(default_factory=dict)


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def made_claims(rows: int = 300) -> Columns:
    random = np.random.default_rng(0)
    columns: dict[str, Any] = {}
    for name, kind in claim_features.COLUMNS.items():
        columns[name] = (
            random.integers(0, 9, rows) if kind == "number" else random.choice(["yes", "no"], rows)
        ).tolist()
    return columns | {"fraud": random.choice(["yes", "no"], rows).tolist()}


def made_choices(customers: int = 30, cars: int = 4) -> Columns:
    random = np.random.default_rng(0)
    values = {name: random.random(customers * cars).round(3).tolist() for name in CHOICE_COLUMNS}
    choice = np.repeat(np.arange(customers), cars).tolist()
    return values | {"choice": choice, "chosen": ["yes", *["no"] * (cars - 1)] * customers}


def made_bookings(rows: int = 200) -> Columns:
    random = np.random.default_rng(0)
    return {name: random.random(rows).round(3).tolist() for name in BOOKING_COLUMNS}


CARS = ("model", "transmission", "fuelType", "tax", "engineSize")
TABLES: dict[str, Measured] = {
    "lead_conversion": Measured(
        made_data.bank(300), ["y"],
        same(*lead_features.COLUMNS),
    ),
    "claim_fraud": Measured(made_claims(), ["fraud"], same(*claim_features.COLUMNS)),
    "accident_risk": Measured(
        made_data.policies(300), ["ClaimNb", "Exposure"],
        same("VehPower", "VehAge", "DrivAge", "BonusMalus", "VehBrand", "VehGas", "Density", "Region"),
    ),
    "renewal": Measured(
        made_data.renewals(300), ["lapse"],
        {
            "prem_final": "premium_offered", "prem_last": "premium_last", "prem_market": "premium_market",
            "policy_age": "policy_age", "vehicl_age": "vehicle_age", "prem_freqperyear": "payments_per_year",
        },
    ),
    "vehicle_price": Measured(
        made_data.cars(300) | {"make": ["audi", "bmw", "ford"] * 100}, ["make", "year", "mileage", "price"],
        dict(zip(CARS, ("model", "gearbox", "fuel", "tax", "engine_size"), strict=True)),
    ),
    "demand": Measured(made_data.monthly_sales(2), ["Year", "Month", "Quantity"]),
    "recommendation": Measured(made_choices(), ["choice", "chosen"], same(*CHOICE_COLUMNS)),
    "unusual_record": Measured(made_bookings(), [], same(*BOOKING_COLUMNS)),
}  # fmt: skip
CASES = [(model, column) for model, table in TABLES.items() for column in [*table.columns, NOT_OURS]]


def test_all_models_of_tables_are_tried() -> None:
    assert set(TABLES) == set(MODELS) - {"assistant", "feedback_sentiment"}  # those read sentences


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("model", "column"), CASES)
def test_a_table_without_a_column_is_measured_and_told_or_refused_in_a_sentence(
    model: str, column: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = TABLES[model]
    some = dict(table.columns) | {NOT_OURS: ["red"] * len(next(iter(table.columns.values())))}
    del some[column]
    data = made_data.save(tmp_path / "own.csv", some)
    status = MODELS[model].evaluation().main(["--data", str(data)])
    said = capsys.readouterr()
    if column in table.needed:
        assert (status, said.out) == (2, "")
        assert said.err.startswith("own.csv: ")
        assert said.err.count("\n") == 1
        return
    assert (status, said.err) == (0, "")
    missing = json.loads(said.out).get("missing_columns", [])
    noted = table.noted.get(column)
    assert noted is None or noted in missing
    assert column in table.noted or not set(table.noted.values()) & set(missing)
