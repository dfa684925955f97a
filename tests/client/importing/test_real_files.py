"""Real files, where FORECOURT_DATA names the folder they are in."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.suggestion import suggest
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.schema import validate

TODAY = date(2026, 3, 1)


def real(name: str) -> Path:
    folder = os.environ.get("FORECOURT_DATA")
    path = Path(folder or ".") / name
    if not folder or not path.is_file():
        pytest.skip(f"needs {name} in the folder that FORECOURT_DATA names")
    return path


def test_the_used_car_listing_is_imported_whole() -> None:
    source = open_source(real("uk_used_cars.csv.gz"))
    mapping = suggest("vehicle", source, today=TODAY, currency="GBP", units={"mileage": "mi"})
    assert mapping.unused(source.headers) == ["tax", "mpg"]
    made = Preview(source, mapping, today=TODAY)
    values = [entry for batch in made.batches() for entry in batch]
    assert len(values) == 79_350
    assert values[0] == {
        "make": "audi", "model": "A6", "year": 2016, "price": Money(1_650_000, "GBP"), "gearbox": "automatic",
        "mileage": Quantity(36_203, "mi"), "fuel": "diesel", "engine_size": 2.0,
    }  # fmt: skip
    assert {entry["gearbox"] for entry in values} == {"manual", "automatic", "semi_automatic", "other"}
    for entry in values[::97]:
        assert validate(RECORD_TYPES["vehicle"], entry) == []
    report = made.check()
    assert (report.counts.created, report.counts.refused, report.questions) == (79_350, 0, ())


def test_the_french_portfolio_becomes_policies_and_claims() -> None:
    source = open_source(real("freMTPL2freq_120k.csv.gz"))
    mapping = suggest("policy", source, today=TODAY)
    assert mapping.unused(source.headers) == []
    assert mapping.missing_required() == []
    kinds = {"policy": 0, "claim": 0}
    sample = []
    for batch in Preview(source, mapping, today=TODAY).planned(5_000):
        for entry in batch:
            kinds[entry.record_type] += 1
        sample.append(batch[:3])
    assert kinds == {"policy": 120_000, "claim": 6_343}
    first = sample[0]
    assert [entry.record_type for entry in first] == ["policy", "claim", "policy"]
    assert (first[0].values["number"], first[0].values["expires_on"]) == ("18", date(2026, 12, 31))
    assert first[1].values == {"number": "18-1", "status": "settled", "policy": first[0].id}
    assert "power class 7" in first[0].values["notes"]
    for entry in (entry for batch in sample for entry in batch):
        assert validate(RECORD_TYPES[entry.record_type], entry.values) == []
