"""A column mapping: suggested by headings and cells, changed by a person, saved and loaded."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from client.importing.conventions import Question
from client.importing.mapping import ColumnMapping, Derived, fields_of, targets_of
from client.importing.preview import Preview
from client.importing.reading import Source, open_source
from client.importing.refusals import FieldUnknown, FileUnreadable, MappingDoesNotFit, MappingUnreadable
from client.importing.suggestion import suggest
from client.importing.vocabulary import fold, heading_words
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

TODAY = date(2026, 3, 1)


def source_of(tmp_path: Path, *rows: list[str], delimiter: str = ",") -> Source:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path = tmp_path / "file.csv"
    path.write_text(out.getvalue(), "utf-8")
    return open_source(path)


def suggested(tmp_path: Path, record_type: str, *rows: list[str]) -> dict[str, str]:
    """Heading -> field, as suggested."""
    mapping = suggest(record_type, source_of(tmp_path, *rows), today=TODAY, currency="EUR", units={"mileage": "km"})
    return {column: name for name, column in mapping.columns.items()}


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        (
            "VRM,Chassis No,Manufacturer,Model,Derivative,Reg Year,Odometer,Fuel Type,Transmission,Body,Hue,Price",
            "AB12 CDE,WVWZZZ1KZ6W000001,VW,Golf,GTI,2019,41000,Petrol,Automatic,Hatchback,Red,12500",
            "plate,vin,make,model,trim,year,mileage,fuel,gearbox,body,,price",
        ),
        (
            "Kennzeichen;FIN;Marke;Modell;Baujahr;Kilometerstand;Kraftstoff;Getriebe;Farbe;Preis (EUR);Hubraum (ccm)",
            "M-AB 123;WVWZZZ1KZ6W000001;VW;Golf;2019;41.000;Benzin;Schaltgetriebe;Rot;12.500,00;1.498",
            "plate,vin,make,model,year,mileage,fuel,gearbox,colour,price,engine_size",
        ),
        (
            "immatriculation,marque,modèle,année,kilométrage,carburant,boîte de vitesses,couleur,prix de vente",
            "AB-123-CD,Renault,Clio,2019,41000,essence,manuelle,rouge,12500",
            "plate,make,model,year,mileage,fuel,gearbox,colour,price",
        ),
        (
            "make,model,year,price,transmission,mileage,fuelType,tax,mpg,engineSize",
            "audi,A6,2016,16500,Automatic,36203,Diesel,20,64.2,2.0",
            "make,model,year,price,gearbox,mileage,fuel,,,engine_size",
        ),
        (
            "brand,modle,milage,asking_price_eur,curency",
            "Kia,Rio,41000,9995,EUR",
            "make,model,mileage,price,",
        ),
        ("Make,Model,Price,Currency,Mileage,Mileage unit", "Kia,Rio,9995,EUR,41000,km",
         "make,model,price,price_currency,mileage,mileage_unit"),
    ],
)  # fmt: skip
def test_vehicle_headings_are_understood(tmp_path: Path, headings: str, cells: str, expected: str) -> None:
    mark = ";" if ";" in headings else ","
    names = headings.split(mark)
    found = suggested(tmp_path, "vehicle", names, cells.split(mark))
    assert [found.get(name, "") for name in names] == expected.split(",")


def test_policy_headings_are_understood(tmp_path: Path) -> None:
    found = suggested(
        tmp_path,
        "policy",
        ["PolicyNumber", "Inception date", "Expiry", "Gross premium", "Voluntary Excess", "Status", "Reg", "Insurer"],
        ["POL1", "2025-01-01", "31/12/2025", "£450.00", "250", "In force", "AB12 CDE", "Geico"],
    )
    assert found == {
        "PolicyNumber": "number", "Inception date": "starts_on", "Expiry": "expires_on", "Gross premium": "premium",
        "Voluntary Excess": "deductible", "Status": "status", "Reg": "vehicle",
    }  # fmt: skip


def test_an_insurer_is_suggested_when_its_names_are_known(tmp_path: Path) -> None:
    source = source_of(tmp_path, ["Policy", "Carrier"], ["POL1", "Geico"], ["POL2", "Allianz"])
    known = {"geico": "1" * 32, "allianz": "2" * 32}
    mapping = suggest("policy", source, today=TODAY, lookups={"insurer": lambda text: known.get(text.lower())})
    assert mapping.columns == {"number": "Policy", "insurer": "Carrier"}


def test_headings_that_say_nothing_are_read_by_their_cells(tmp_path: Path) -> None:
    found = suggested(
        tmp_path,
        "vehicle",
        ["A", "B", "Make", "Model", "C"],
        ["1M8GDM9AXKP042788", "x", "Kia", "Rio", "€ 9.995"],
        ["1M8GDM9AXKP042789", "y", "Kia", "Rio", "€ 12.500"],
    )
    assert (found["A"], found["C"]) == ("vin", "price")
    assert "B" not in found


def test_a_date_without_a_name_goes_to_the_one_field_that_needs_it(tmp_path: Path) -> None:
    assert suggested(tmp_path, "policy", ["Nr. Police", "Bis wann"], ["P1", "31.12.2026"])["Bis wann"] == "expires_on"


def test_a_heading_is_not_believed_when_the_cells_say_otherwise(tmp_path: Path) -> None:
    found = suggested(tmp_path, "vehicle", ["make", "model", "year", "price"], ["Kia", "Rio", "Petrol", "on request"])
    assert found == {"make": "make", "model": "model"}


def test_every_heading_word_leads_to_its_field_and_every_field_is_there() -> None:
    for name in RECORD_TYPES:
        assert heading_words(name).keys() <= fields_of(name).keys()
        for words in heading_words(name).values():
            assert len(words) == len({fold(word) for word in words}), "a word stands twice"


def test_assigning_moves_columns_and_fields(tmp_path: Path) -> None:
    mapping = ColumnMapping("vehicle", {"make": "A", "model": "B"})
    mapping.assign("A", "model")
    assert mapping.columns == {"model": "A"}
    mapping.assign("B", "price")
    mapping.assign("C", "price_currency")
    assert (mapping.field_of("C"), mapping.field_of("D")) == ("price_currency", None)
    mapping.unassign("A")
    assert [entry.name for entry in mapping.missing_required()] == ["make", "model"]
    assert mapping.unused(["A", "B", "C"]) == ["A"]
    mapping.set_constant("make", "Kia")
    mapping.templates["model"] = "{D} {A}"
    assert mapping.missing_required() == []
    assert mapping.unused(["A", "B", "C", "D", "E"]) == ["E"]
    mapping.set_constant("make", None)
    assert [entry.name for entry in mapping.missing_required()] == ["make"]


def test_what_cannot_be_imported_is_named() -> None:
    mapping = ColumnMapping("vehicle")
    assert not {"photos", "nonsense"} & set(targets_of("vehicle"))
    with pytest.raises(FieldUnknown, match="'photos' is not a field of vehicle that can be imported"):
        mapping.assign("A", "photos")
    with pytest.raises(FieldUnknown, match="'wheels'"):
        mapping.set_constant("wheels", 4)
    with pytest.raises(ValueError, match="is not one of"):
        mapping.set_constant("status", "gone")
    with pytest.raises(FieldUnknown, match="'spaceship' is not a type of record"):
        fields_of("spaceship")


def full_mapping() -> ColumnMapping:
    claims = ColumnMapping("claim", constants={"status": "settled"}, templates={"number": "{No}-{n}"})
    mapping = ColumnMapping(
        "policy",
        {"number": "No", "premium": "Prämie", "premium_currency": "Ccy"},
        {"status": "active", "expires_on": date(2026, 12, 31), "deductible": Money(30_000, "EUR"), "auto_renew": True},
        {"notes": "{No} {row}"},
        {"status": {"Läuft": "active"}},
        {"Prämie": {"decimal": ","}},
        "EUR",
        {},
        "Europe/Berlin",
        [Derived(claims, "Claims", "policy")],
    )
    mapping.answer(Question("Prämie", "currency", "?", ("EUR", "GBP")), "GBP")
    return mapping


def test_a_mapping_survives_saving_and_loading(tmp_path: Path) -> None:
    mapping = full_mapping()
    mapping.save(tmp_path / "mapping.json")
    assert ColumnMapping.load(tmp_path / "mapping.json") == mapping
    features = ColumnMapping("vehicle", constants={"features": frozenset({"Sunroof", "Isofix"})})
    assert ColumnMapping.from_json(features.to_json()) == features


def test_a_mapping_of_a_newer_program_loses_only_what_is_not_known_here() -> None:
    plain = json.loads(full_mapping().to_json())
    plain["columns"]["drone"] = "X"
    plain["constants"]["colour_of_ink"] = "blue"
    plain["something"] = 1
    assert ColumnMapping.from_json(json.dumps(plain)) == full_mapping()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"forecourt_mapping": 9, "record_type": "policy"}', "\x00",
                                     '{"forecourt_mapping": 1, "record_type": "spaceship"}',
                                     '{"forecourt_mapping": 1, "record_type": "policy", "columns": 3}'])  # fmt: skip
def test_what_is_no_mapping_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(content, "utf-8")
    with pytest.raises(MappingUnreadable, match=r"'mapping\.json' is not a column mapping saved by this program"):
        ColumnMapping.load(path)


def test_a_mapping_that_cannot_be_read_or_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"'gone\.json' cannot be opened"):
        ColumnMapping.load(tmp_path / "gone.json")
    with pytest.raises(FileUnreadable, match=r"'x\.json' cannot be written"):
        full_mapping().save(tmp_path / "no" / "x.json")


def test_a_mapping_for_other_columns_is_refused_with_their_names(tmp_path: Path) -> None:
    source = source_of(tmp_path, ["No", "x"], ["1", "2"])
    with pytest.raises(MappingDoesNotFit, match=r"columns that 'file\.csv' does not have: Ccy, Claims, Prämie\."):
        Preview(source, full_mapping(), today=TODAY)
