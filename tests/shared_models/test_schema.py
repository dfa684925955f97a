"""The schema: every type complete and consistent, checks in words, one file per type."""

from pathlib import Path
from typing import Any

import pytest

import shared_models.records
from shared_models.errors import InvalidRecord
from shared_models.kinds import Reference, Rows
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.records.vehicle import Vehicle
from shared_models.rights import template_of
from shared_models.schema import Record, fill, validate

TYPES = list(RECORD_TYPES.values())


def test_a_record_type_is_one_file_and_one_line() -> None:
    folder = Path(shared_models.records.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == set(RECORD_TYPES)


@pytest.mark.parametrize("record_type", TYPES, ids=lambda t: t.type_name())
def test_what_a_type_says_of_itself_holds(record_type: type[Record]) -> None:
    about, fields = record_type.about, record_type.fields()
    values: dict[str, Any] = dict.fromkeys(fields)
    for template in (about.title, about.subtitle, about.card):
        fill(template, record_type, values)
    assert about.label
    assert about.plural != about.label
    assert template_of(f"t/{about.space}") or about.space in ("leads", "private", "inbox", "insurer")
    assert about.expiry == "" or about.expiry in fields
    assert set(about.default_filters) | set(about.bands) <= {name for name, field in fields.items() if field.facet}
    for field in fields.values():
        assert field.label, field.name
        kinds = [field.kind, *(f.kind for f in field.kind.fields)] if isinstance(field.kind, Rows) else [field.kind]
        assert all(kind.to in RECORD_TYPES for kind in kinds if isinstance(kind, Reference)), field.name


def test_facts_and_merge_records_are_those_of_the_day() -> None:
    facts = {name for name, record_type in RECORD_TYPES.items() if record_type.about.fact}
    assert facts == {
        "sale", "hold", "payment", "claim_decision", "deposit", "release", "slot", "plate_checkout", "number_block",
        "redemption", "case_approval", "case_closure", "handover", "handover_answer", "approval_request",
        "approval_answer", "alarm_mark", "discard", "audit_entry", "consent", "legal_hold", "claim_review",
        "risk_rule", "underwriting_decision", "price_decision",
    }  # fmt: skip


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(InvalidRecord) as caught:
        validate(Vehicle, {"model": "", "fuel": "steam", "wings": 2})
    assert {problem.field for problem in caught.value.problems} == {"make", "model", "fuel", "wings"}


def test_an_edit_checks_only_what_it_changes() -> None:
    assert validate(Vehicle, {"trim": "LE"}, partial=True) == []
    with pytest.raises(InvalidRecord, match="make: is needed"):
        validate(Vehicle, {"make": None}, partial=True)


def test_an_unusual_vin_is_a_warning() -> None:
    (warning,) = validate(Vehicle, {"make": "Toyota", "model": "Camry", "vin": "VIN123456789"})
    assert (warning.field, warning.severity) == ("vin", "warning")


def test_the_card_reads_as_the_design_says() -> None:
    values = {
        "make": "Toyota",
        "model": "Camry",
        "vin": "4T1BF1FK5CU123456",
        "price": Money(2_500_000, "EUR"),
    }
    words = fill(Vehicle.about.card, Vehicle, values)
    assert words == "View details for Toyota Camry, VIN 4T1BF1FK5CU123456, priced at 25,000.00 EUR"
