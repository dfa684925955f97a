"""Projection: the same row everywhere, the later of two rivals shown, what cannot be read left empty."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.documents import Birth, Document, Put
from shared_models.editing import birth, field_edits
from shared_models.errors import DocumentDamaged, NotAllowed, TooLarge
from shared_models.facts import decode_fact, encode_fact
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.projection import birth_columns, columns_at, project, values_of
from shared_models.records.driver import Driver
from shared_models.records.policy import Policy
from shared_models.records.sale import Sale
from shared_models.records.vehicle import Vehicle
from shared_models.sealing import Seals, keys_for, seal, unseal

A, B, C = (bytes([n]) * 16 for n in (1, 2, 3))
FORD = {
    "make": "Ford",
    "model": "Fiesta",
    "year": 2017,
    "price": Money(1_200_000, "GBP"),
    "mileage": Quantity(15_944, "mi"),
    "features": frozenset({"abs", "heated seats"}),
    "engine_size": 1.1,
}
POLICY = {
    "number": "POL1",
    "status": "active",
    "expires_on": date(2025, 12, 31),
    "notes": "Renew early",
    "lines": {"l1": {"cover": "liability", "limit": Money(100, "EUR")}},
    "instalments": {"i1": {"due": date(2025, 1, 1)}},
}


@pytest.mark.parametrize(("record_type", "values"), [(Vehicle, FORD), (Policy, POLICY)])
def test_a_birth_projects_to_what_was_entered(record_type: Any, values: dict[str, Any]) -> None:
    document = birth(A, record_type, new_id(), values)
    assert len(document.changes()) == 1
    columns = project(record_type, document).columns
    assert columns == birth_columns(record_type, values)
    read = record_type.values_of(columns)
    assert {name: read[name] for name in values} == values


def _rivals() -> tuple[Document, bytes, bytes]:
    base = birth(A, Vehicle, new_id(), FORD)
    one, other = Document.load(base.save()), Document.load(base.save())
    first = one.apply(B, [Put(("price",), "1 GBP")])
    second = other.apply(C, [Put(("price",), "2 GBP")])
    assert first is not None
    assert second is not None
    return one.merged(second.chunk), first.hash, second.hash


@pytest.mark.parametrize("later", [0, 1])
def test_the_later_rival_is_shown_and_the_other_kept(later: int) -> None:
    document, first, second = _rivals()
    stamps = {first: 10 + 10 * (later == 0), second: 15}
    projection = project(Vehicle, document, lambda h: stamps[h])
    assert projection.columns["price"] == (1 if later == 0 else 2)
    assert [(r.value, r.shown) for r in sorted(projection.rivals, key=lambda r: str(r.value))] == [
        ("1 GBP", later == 0),
        ("2 GBP", later == 1),
    ]


def test_equal_stamps_are_decided_the_same_everywhere() -> None:
    document, *_ = _rivals()
    again = Document.load(b"".join(change.chunk for change in reversed(document.changes())))
    assert project(Vehicle, document, lambda _: 5).columns == project(Vehicle, again, lambda _: 5).columns


ATOMS = st.one_of(st.none(), st.text(max_size=20), st.integers(-(2**40), 2**40), st.booleans(), st.binary(max_size=20))


@given(st.dictionaries(st.sampled_from(list(Vehicle.fields())), ATOMS))
def test_what_another_program_wrote_never_stops_a_projection(atoms: dict[str, Any]) -> None:
    document = Document.create(A, Birth(new_id(), "vehicle"), {}, atoms)
    columns = project(Vehicle, document).columns
    assert set(columns) == set(birth_columns(Vehicle, {}))


def test_an_archived_document_says_so() -> None:
    document = birth(A, Vehicle, new_id(), FORD)
    document.apply(A, [Put(("_archived",), True)])
    assert project(Vehicle, document).archived


def test_sets_and_rows_keep_what_both_added() -> None:
    field = Vehicle.fields()["features"]
    current = frozenset({"abs", "towbar"})
    edits = field_edits(field, frozenset({"abs"}), frozenset({"abs", "sunroof"}), current)
    assert edits == [Put(("features", "sunroof"), True)]


def test_a_fact_is_read_as_it_was_written() -> None:
    values = {"vehicle": new_id(), "price": Money(5, "EUR"), "signed_on": date(2025, 5, 1)}
    read = values_of(Sale, decode_fact(encode_fact(Sale, new_id(), values)))
    assert {name: read[name] for name in values} == values


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[]",
        b'{"id":1,"type":"sale","values":{}}',
        b'{"id":"x","type":"sale","values":[]}',
        b"\xff",
    ],
)
def test_what_is_no_fact_is_refused(payload: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        decode_fact(payload)


def test_a_huge_fact_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        decode_fact(b" " * 100_000)


def test_a_sealed_value_opens_only_with_its_key_and_in_its_place() -> None:
    key, record = b"k" * 32, new_id()
    sealed = seal("AB 123456", key, record, "licence_number")
    assert b"123456" not in sealed
    assert unseal(sealed, key, record, "licence_number") == "AB 123456"
    document = birth(A, Driver, record, {"name": "Ada", "licence_number": sealed})
    assert project(Driver, document).columns["licence_number"] == sealed
    for wrong_key, wrong_record in ((b"x" * 32, record), (key, new_id())):
        with pytest.raises(NotAllowed, match="sealed for another role"):
            unseal(sealed, wrong_key, wrong_record, "licence_number")


def test_a_role_holds_keys_only_for_what_it_may_write() -> None:
    master = b"m" * 32
    seller, office = keys_for("salesperson", "acme", master), keys_for("fleet_manager", "acme", master)
    assert set(seller) == {"customer"}
    assert set(office) == {"customer", "driver", "claim"}
    assert keys_for("auditor", "acme", master) == {}
    assert seller["customer"] == office["customer"] != office["driver"]
    assert keys_for("salesperson", "other", master)["customer"] != seller["customer"]
    assert Seals(seller["customer"]).unseal(Seals(office["customer"]).seal("X1", "r", "f"), "r", "f") == "X1"


@pytest.mark.parametrize(("record_type", "values"), [(Vehicle, FORD), (Policy, POLICY)])
def test_the_columns_at_some_keys_are_those_of_the_whole(record_type: Any, values: dict[str, Any]) -> None:
    document = birth(A, record_type, new_id(), values)
    document.apply(A, [Put(("_archived",), True), Put(("from_a_newer_program",), 1)])
    whole = project(record_type, document)
    every = {name: document.value(name) for name in [*record_type.fields(), *document.content()]}
    assert columns_at(record_type, every) == {**whole.columns, "archived": True}
    some = columns_at(record_type, {name: every[name] for name in list(values)[:2]})
    assert some
    assert some.items() <= whole.columns.items()
    assert {name: document.value(name) for name in document.content()} == document.content()
