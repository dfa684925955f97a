"""What becomes of rows that repeat others, and of rows that are more than one record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from client.importing.mapping import ColumnMapping, Derived
from client.importing.outcome import DuplicateRule
from shared_models.identifiers import is_id
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.schema import validate
from tests.client.importing.samples import VIN, preview

# --- duplicates ---

TWINS = f"VIN,Make,Model,Price\n{VIN},Kia,Rio,100\nA2,Kia,Ceed,200\n{VIN},Kia,Rio,300\nA3,Kia,Soul,\n"


def known(record_type: str, key: str) -> Mapping[str, str]:
    return {"A3": "3" * 32} if (record_type, key) == ("vehicle", "vin") else {}


def test_duplicates_are_left_out(tmp_path: Path) -> None:
    made = preview(tmp_path, TWINS, known=known)
    report = made.check()
    assert made.key == "vin"
    assert [row.action for row in report.shown] == ["create", "create", "skip", "skip"]
    assert (report.counts.created, report.counts.skipped, report.counts.refused) == (2, 2, 0)
    messages = [p.message for p in report.problems if p.row in {4, 5} and "VIN has" not in p.message]
    assert messages == [f"{VIN} also stands in row 2", "A3 is already known here"]
    assert [len(batch) for batch in made.planned()] == [2]


def test_duplicates_are_kept_beside(tmp_path: Path) -> None:
    made = preview(tmp_path, TWINS, known=known, duplicates=DuplicateRule.KEEP)
    assert [planned.action for batch in made.planned() for planned in batch] == ["create"] * 4


def test_duplicates_update_what_is_known_with_what_the_file_says(tmp_path: Path) -> None:
    def edit(mapping: ColumnMapping) -> None:
        mapping.set_constant("status", "available")

    made = preview(tmp_path, TWINS, known=known, duplicates=DuplicateRule.UPDATE, edit=edit)
    planned = [entry for batch in made.planned() for entry in batch]
    assert [entry.action for entry in planned] == ["create", "create", "update", "update"]
    assert all(is_id(entry.id) for entry in planned)
    assert planned[2].id == planned[0].id
    assert planned[2].values == {"vin": VIN, "make": "Kia", "model": "Rio", "price": Money(30_000, "EUR")}
    assert planned[3] == (5, "update", "vehicle", "3" * 32, {"vin": "A3", "make": "Kia", "model": "Soul"})
    assert [len(batch) for batch in made.batches()] == [2]


# --- derived records ---

POLICIES = (
    "IDpol,ClaimNb,Until\n1.0,2.0,2026-12-31\n2.0,0.0,2026-12-31\n3.0,1.5,2026-12-31\n4.0,1.0,never\n5.0,1,2026-12-31\n"
)


def with_claims(mapping: ColumnMapping) -> None:
    mapping.columns = {"number": "IDpol", "expires_on": "Until"}
    mapping.set_constant("status", "active")
    claims = ColumnMapping("claim", constants={"status": "settled"}, templates={"number": "{IDpol}-{n}"})
    mapping.derived = [Derived(claims, "ClaimNb", "policy")]


def test_a_row_becomes_a_policy_and_its_claims(tmp_path: Path) -> None:
    made = preview(tmp_path, POLICIES, "policy", with_claims)
    report = made.check()
    assert (report.counts.created, report.counts.refused, report.counts.derived) == (3, 2, 3)
    assert [(p.row, p.message) for p in report.problems] == [
        (4, "ClaimNb: '1.5' is not a whole number from 0 to 1000"),
        (5, "'never' is not a date written like 2025-12-31"),
    ]
    planned = [entry for batch in made.planned(2) for entry in batch]
    assert [(entry.record_type, entry.values["number"]) for entry in planned] == [
        ("policy", "1"), ("claim", "1-1"), ("claim", "1-2"), ("policy", "2"), ("policy", "5"), ("claim", "5-1"),
    ]  # fmt: skip
    assert planned[1].values == {"number": "1-1", "status": "settled", "policy": planned[0].id}
    for entry in planned:
        assert validate(RECORD_TYPES[entry.record_type], entry.values) == []


def test_derived_records_that_are_known_are_not_made_again(tmp_path: Path) -> None:
    def here(record_type: str, key: str) -> Mapping[str, str]:
        return {"1-2": "c" * 32} if record_type == "claim" else {}

    made = preview(tmp_path, POLICIES, "policy", with_claims, known=here)
    numbers = [entry.values["number"] for batch in made.planned() for entry in batch if entry.record_type == "claim"]
    assert numbers == ["1-1", "5-1"]
