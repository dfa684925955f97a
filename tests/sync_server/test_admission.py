"""What may enter and what may not: spaces, rights by field, schema, parents, actors, facts, and what is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared_models.clock import TOLERANCE_MS, stamp_at, system_milliseconds
from shared_models.documents import Birth, Document, Put, Remove, Write, frame
from shared_models.editing import archive_edits
from shared_models.envelopes import Envelope
from shared_models.facts import fact_hash
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.projection import columns_of
from shared_models.protocol import PushResult, chain_hash, pack
from shared_models.records import RECORD_TYPES
from shared_models.text_merge import Splice
from tests.sync_server.hub_client import Device, Record, heard, statuses
from tests.sync_server.running_hub import NORTH, PASSWORD, SOUTH, RunningHub

CAR: dict[str, Any] = {"make": "Toyota", "model": "Camry", "price": Money(1_850_000, "EUR")}


def why(result: PushResult) -> tuple[str, str, str]:
    return result.status, result.code, result.field


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    return hub.device("salesperson")


@pytest.fixture(scope="module")
def office(hub: RunningHub) -> Device:
    return hub.device("fleet_manager")


def born_by_hand(
    device: Device, type_name: str, space: str, atoms: dict[str, Any], **shapes: Any
) -> tuple[Record, Any]:
    """A birth that no schema was asked about."""
    record = Record(new_id(), type_name, space, None)
    record.document = Document.create(device.actor, Birth(record.id, type_name), shapes, atoms)
    return record, device.envelope(record, record.document.changes()[0])


def test_accepted_then_known_with_the_same_receipt(seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR, features=frozenset({"sunroof"}), mileage=Quantity(41_000, "mi"))
    edit = seller.put(car, "price", "1790000 EUR")
    first = seller.push(birth, edit)
    assert statuses(first) == ["accepted", "accepted"]
    assert first[1].seq == first[0].seq + 1
    assert first[1].chain == chain_hash(first[0].chain, first[1].seq, edit.hash, first[1].stamp)
    again = seller.push(birth, edit, edit)
    assert statuses(again) == ["known"] * 3
    assert [(r.seq, r.chain, r.stamp) for r in again[:2]] == [(r.seq, r.chain, r.stamp) for r in first]


def test_births_alike_are_each_taken_for_what_they_are(seller: Device) -> None:
    """The hub reads what a birth holds without the document engine, once it knows how such births are laid out."""
    births: list[Envelope] = []
    expected = dict[str, dict[str, Any]]()
    for number in range(60):
        values = {**CAR, "stock_number": f"S{number}" * (number % 7), "year": 1990 + number % 30}
        values["features"] = frozenset({"abs", "nav"} if number % 2 else ())
        values["price"] = Money(number**4 - 5, "EUR")
        car, birth = seller.born("vehicle", **{name: value for name, value in values.items() if value != ""})
        births.append(birth)
        if values["price"].minor >= 0:
            expected[car.id] = columns_of(RECORD_TYPES["vehicle"], Document.load(birth.payload).content())
        if number % 10 == 9:  # a birth and what builds on it in one push, and the engine only then
            births.append(seller.put(car, "trim", "LE"))
            expected[car.id]["trim"] = "LE"
    other = new_id()
    births.append(seller.again(births[-2], document=other))
    results = seller.push(*births)
    refused = [why(result) for result in results if result.status != "accepted"]
    assert refused == [("refused", "invalid_record", "price")] * 2 + [("refused", "wrong_document", "")]
    found = {record.id: record.row for record in seller.first("acme/stock")[0] if record.id in {*expected, other}}
    assert {name: {c: row[c] for c in expected[name]} for name, row in found.items()} == expected


def test_the_same_change_twice_in_one_batch(seller: Device) -> None:
    _, birth = seller.born("vehicle", **CAR)
    results = seller.push(birth, birth)
    assert statuses(results) == ["accepted", "known"]
    assert results[0].seq == results[1].seq


def test_a_change_without_its_parent_waits(seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR)
    edit = seller.put(car, "price", "1 EUR")
    assert why(seller.push_one(edit)) == ("waiting", "waiting", "")
    assert statuses(seller.push(edit, birth, edit)) == ["waiting", "accepted", "accepted"]


def test_one_refusal_holds_up_only_what_builds_on_it(seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR)
    other, other_birth = seller.born("vehicle", **CAR)
    bad = seller.put(car, "price", "twelve pounds")
    after = seller.put(car, "make", "Lexus")
    results = seller.push(birth, bad, after, other_birth)
    assert [r.status for r in results] == ["accepted", "refused", "refused", "accepted"]
    assert why(results[1]) == ("refused", "invalid_record", "price")
    assert results[2].code == "built_on_refused"
    assert seller.push_one(after).status == "waiting"
    assert [e.envelope.document for e in seller.pull_all("acme/stock")][-2:] == [car.id, other.id]


@pytest.mark.parametrize(
    ("field", "atom"),
    [
        ("price", "-5 EUR"),
        ("price", 5),
        ("price", f"{10**17} EUR"),
        ("make", None),
        ("make", ""),
        ("make", "x" * 61),
        ("make", "a\nb"),
        ("status", "x" * 200),
        ("year", 3000),
        ("year", "2020"),
        ("year", True),
        ("mileage", "a lot"),
        ("mileage", "5 furlong"),
        ("store", "the one downtown"),
        ("_archived", 1),
        ("_archived", "yes"),
    ],
)
def test_a_value_that_does_not_fit_the_schema(seller: Device, field: str, atom: Any) -> None:
    car, birth = seller.born("vehicle", **CAR)
    results = seller.push(birth, seller.put(car, field, atom))
    assert why(results[1]) == ("refused", "invalid_record", field)
    assert results[1].detail


def test_what_is_required_is_required_at_birth(seller: Device) -> None:
    _, birth = seller.born("vehicle", model="Camry")
    assert why(seller.push_one(birth)) == ("refused", "invalid_record", "make")


def test_rows_are_checked_cell_by_cell(office: Device) -> None:
    values: dict[str, Any] = {"number": "P1", "status": "active", "expires_on": date(2026, 1, 1)}
    policy, birth = office.born("policy", **values, lines={"a": {"cover": "glass", "limit": Money(5, "EUR")}})
    good = office.edited(policy, Put(("lines", "a", "clause"), "none"), Put(("lines", "b", "cover"), "collision"))
    assert statuses(office.push(birth, good)) == ["accepted", "accepted"]
    bad = office.edited(policy, Put(("lines", "b", "limit"), "much"))
    assert why(office.push_one(bad)) == ("refused", "invalid_record", "lines")


def test_texts_sets_and_rows_pass(office: Device, seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR, features=frozenset({"nav"}))
    edit = seller.edited(car, Put(("features", "abs"), True), Remove(("features", "nav")))
    assert statuses(seller.push(birth, edit)) == ["accepted", "accepted"]
    claim, birth = office.born("claim", number="C1", status="reported", description="A dent")
    edit = office.edited(claim, Write(("description",), [Splice(6, 0, ", small")]))
    assert statuses(office.push(birth, edit)) == ["accepted", "accepted"]
    bad = seller.edited(car, Put(("features", "x" * 101), True))
    assert why(seller.push_one(bad)) == ("refused", "invalid_record", "features")


def test_archiving_passes(seller: Device, hub: RunningHub) -> None:
    car, birth = seller.born("vehicle", **CAR)
    assert statuses(seller.push(birth, seller.edited(car, *archive_edits(True)))) == ["accepted", "accepted"]
    assert seller.http.get(f"/v1/records/vehicle/{car.id}").json()["record"]["archived"] is True


def test_a_sellers_cost_is_refused_wherever_it_is_put(seller: Device, hub: RunningHub) -> None:
    atoms = {"vehicle": new_id(), "purchase_price": "1 EUR"}
    _, into_costs = born_by_hand(seller, "vehicle_cost", "acme/costs", atoms, notes="text")
    _, into_stock = born_by_hand(seller, "vehicle_cost", "acme/stock", atoms, notes="text")
    assert why(seller.push_one(into_costs)) == ("refused", "space_forbidden", "")
    assert why(seller.push_one(into_stock)) == ("refused", "not_allowed", "")
    manager = hub.device("sales_manager")
    assert manager.push_one(manager.born("vehicle_cost", vehicle=new_id())[1]).status == "accepted"
    assert manager.pull_all("acme/costs")


def test_readers_do_not_write(hub: RunningHub) -> None:
    auditor = hub.device("auditor")
    assert why(auditor.push_one(auditor.born("vehicle", **CAR)[1])) == ("refused", "not_allowed", "")


def test_another_tenants_space_is_closed(seller: Device, hub: RunningHub) -> None:
    before = hub.device("salesperson", "other").pull_all("other/stock")
    _car, birth = seller.born("vehicle", **CAR)
    foreign = seller.again(birth, space="other/stock")
    assert why(seller.push_one(foreign)) == ("refused", "space_forbidden", "")
    for space in ("nonsense", "acme/stock/more", "acme", "acme/user/" + hub.people["acme", "auditor"]):
        assert seller.push_one(seller.again(birth, space=space)).code == "space_forbidden"
    assert hub.device("salesperson", "other").pull_all("other/stock") == before


def test_a_record_stays_in_the_space_it_was_born_in(hub: RunningHub, seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR)
    assert seller.push_one(birth).status == "accepted"
    elsewhere = seller.again(seller.put(car, "price", "5 EUR"), space="acme/customers")
    assert why(seller.push_one(elsewhere)) == ("refused", "wrong_document", "")
    stranger = hub.device("salesperson", "other")
    _, stolen = stranger.born("vehicle", car.id, **CAR)
    assert why(stranger.push_one(stolen)) == ("refused", "wrong_document", "")


def test_a_lead_belongs_to_the_store_it_names(hub: RunningHub, seller: Device) -> None:
    own, birth = seller.born("lead", customer=new_id(), status="new", store=NORTH)
    results = seller.push(birth)
    if results[0].status == "refused":  # the schema may ask for other fields: then it names one of them
        pytest.fail(results[0].detail)
    assert own.space == f"acme/store/{NORTH}/leads"
    south = hub.device("south")
    assert south.push_one(south.again(birth, author=south.session["person"], device=south.id)).code == "space_forbidden"
    _, misplaced = seller.born("lead", customer=new_id(), status="new", store=SOUTH)
    assert why(seller.push_one(seller.again(misplaced, space=own.space))) == ("refused", "wrong_space", "store")


def test_identity_and_type_cannot_be_changed(seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR)
    assert seller.push_one(birth).status == "accepted"
    assert why(seller.push_one(seller.put(car, "_type", "lead"))) == ("refused", "wrong_form", "")
    other = Record(new_id(), "vehicle", car.space, None)
    assert why(seller.push_one(seller.again(birth, document=other.id))) == ("refused", "wrong_document", "")
    assert why(seller.push_one(seller.again(birth, document=new_id(), type="hold"))) == ("refused", "wrong_kind", "")


def test_a_second_birth_is_refused(seller: Device) -> None:
    car, birth = seller.born("vehicle", **CAR)
    _, twin = seller.born("vehicle", car.id, **{**CAR, "make": "Lexus"})
    assert statuses(seller.push(birth, twin)) == ["accepted", "refused"]


def test_an_actor_belongs_to_the_first_device_that_used_it(hub: RunningHub, seller: Device) -> None:
    assert seller.push_one(seller.born("vehicle", **CAR)[1]).status == "accepted"
    forger = hub.device("salesperson")
    forger.actor = seller.actor
    assert why(forger.push_one(forger.born("vehicle", **CAR)[1])) == ("refused", "actor_taken", "")
    forger.actor = b"short"
    assert why(forger.push_one(forger.born("vehicle", **CAR)[1])) == ("refused", "actor_invalid", "")


def test_a_frame_adds_a_container_and_nothing_else_may(seller: Device) -> None:
    values = {"make": "Toyota", "model": "Camry"}
    old = Record(new_id(), "vehicle", "acme/stock", None)
    old.document = Document.create(
        seller.actor, Birth(old.id, "vehicle"), {"features": "set", "photos": "rows"}, values
    )
    assert seller.push_one(seller.envelope(old, old.document.changes()[0])).status == "accepted"
    added = frame(old.id, "wishes", "set")
    framed = seller.envelope(old, added)
    assert statuses(seller.push(framed, framed)) == ["accepted", "known"]
    old.document = old.document.merged(added.chunk)
    assert seller.push_one(seller.edited(old, Put(("wishes", "red"), True))).status == "accepted"
    wrong_shape = seller.envelope(old, frame(old.id, "photos", "text"))
    assert why(seller.push_one(wrong_shape)) == ("refused", "second_birth", "")
    of_another = seller.envelope(old, frame(new_id(), "wishes", "text"))
    assert why(seller.push_one(of_another)) == ("refused", "second_birth", "")


def test_fields_and_types_the_hub_does_not_know_pass_unharmed(seller: Device) -> None:
    car, birth = born_by_hand(
        seller,
        "vehicle",
        "acme/stock",
        {"make": "A", "model": "B", "towing": 7},
        features="set",
        photos="rows",
        tags="set",
    )
    assert statuses(seller.push(birth, seller.put(car, "towing", 8))) == ["accepted", "accepted"]
    records, _ = seller.first("acme/stock")
    snapshot = next(record.snapshot for record in records if record.id == car.id)
    assert Document.load(snapshot).content()["towing"] == 8
    part, birth = born_by_hand(seller, "spare_part", "acme/stock", {"name": "wheel"}, notes="text")
    assert statuses(seller.push(birth, seller.put(part, "name", "bolt"))) == ["accepted", "accepted"]
    record = next(record for record in seller.first("acme/stock")[0] if record.id == part.id)
    assert (record.type, record.row, Document.load(record.snapshot).content()["name"]) == ("spare_part", {}, "bolt")


def test_unknown_types_need_a_space_in_which_one_may_write(hub: RunningHub, seller: Device) -> None:
    _, birth = born_by_hand(seller, "bonus", "acme/directory", {"sum": 1})
    assert why(seller.push_one(birth)) == ("refused", "not_allowed", "")


def test_a_fact_is_written_once(seller: Device) -> None:
    values: dict[str, Any] = {"vehicle": new_id(), "customer": new_id(), "store": NORTH, "price": Money(5, "EUR")}
    sale, fact = seller.fact("sale", **values)
    assert statuses(seller.push(fact, fact)) == ["accepted", "known"]
    _, other = seller.fact("sale", sale.id, **{**values, "price": Money(6, "EUR")})
    assert why(seller.push_one(other)) == ("refused", "fact_exists", "")
    _, incomplete = seller.fact("sale", **{**values, "price": None})
    assert why(seller.push_one(incomplete)) == ("refused", "invalid_record", "price")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ('{"id":"ID","type":"sale","values":{ }}', "document_damaged"),
        ('{"id":"ID","type":"sale","values":{},"more":1}', "document_damaged"),
        ('{"id":"ID","type":"sale","values":{"price":NaN}}', "document_damaged"),
        ('{"id":"ID","type":"hold","values":{}}', "wrong_document"),
        ('{"id":"11111111111111111111111111111111","type":"sale","values":{}}', "wrong_document"),
        ("[" * 5_000, "document_damaged"),
        ("{}", "document_damaged"),
    ],
)
def test_fact_bytes_that_are_not_a_fact(seller: Device, payload: str, code: str) -> None:
    record = Record(new_id(), "sale", "acme/stock", None)
    data = payload.replace("ID", record.id).encode()
    assert seller.push_one(seller.sealed(record, "fact", fact_hash(data), data)).code == code


def test_facts_and_documents_are_not_mixed_up(seller: Device) -> None:
    _, birth = born_by_hand(seller, "sale", "acme/stock", {"store": NORTH})
    assert why(seller.push_one(birth)) == ("refused", "wrong_kind", "")
    _, fact = seller.fact("vehicle", **CAR)
    assert why(seller.push_one(fact)) == ("refused", "wrong_kind", "")


def test_a_wild_clock_is_bounded(seller: Device) -> None:
    _, birth = seller.born("vehicle", **CAR)
    year = 366 * 24 * 3600 * 1000
    late = seller.push_one(seller.again(birth, stamp=stamp_at(system_milliseconds() + year)))
    assert late.status == "accepted"
    assert late.stamp <= stamp_at(system_milliseconds() + TOLERANCE_MS)
    _, birth = seller.born("vehicle", **CAR)
    old = seller.again(birth, stamp=stamp_at(system_milliseconds() - year))
    assert seller.push_one(old).stamp == old.stamp


def test_a_shared_tablet_pushes_what_another_made_offline(hub: RunningHub) -> None:
    tablet = hub.device("salesperson")
    _, offline = tablet.born("saved_search", name="Mine", record_type="vehicle")
    tablet.sign_in("auditor", PASSWORD)
    assert tablet.push_one(offline).status == "accepted"
    never_here = tablet.again(offline, author=hub.people["acme", "sales_manager"])
    assert why(tablet.push_one(never_here)) == ("refused", "author_unknown", "")


def test_a_device_may_carry_what_another_device_signed(hub: RunningHub, seller: Device) -> None:
    carrier = hub.device("auditor")
    _, birth = seller.born("vehicle", **CAR)
    assert carrier.push_one(birth).status == "accepted"
    assert hub.device("auditor", "other").push_one(birth).code == "device_unknown"


def test_concurrent_edits_merge_and_both_prices_are_kept(hub: RunningHub, seller: Device) -> None:
    other = hub.device("sales_manager")
    car, birth = seller.born("vehicle", **CAR)
    seller.push(birth)
    assert car.document is not None
    copy = Record(car.id, car.type, car.space, Document.load(car.document.save()))
    mine = seller.put(car, "price", "100 EUR")
    other.clock.observe(mine.stamp)
    theirs = other.put(copy, "price", "200 EUR")
    assert seller.push_one(mine).status == "accepted"
    assert other.push_one(theirs).status == "accepted"
    found = seller.http.get(f"/v1/records/vehicle/{car.id}").json()
    assert {(r["value"], r["shown"]) for r in found["rivals"]} == {("100 EUR", False), ("200 EUR", True)}
    assert found["record"]["price"] == 200
    assert [c["author"] for c in found["history"]] == [
        hub.people["acme", "salesperson"], hub.people["acme", "salesperson"], hub.people["acme", "sales_manager"],
    ]  # fmt: skip
    bad = other.put(copy, "year", 1500)
    assert why(other.push_one(bad)) == ("refused", "invalid_record", "year")


def test_a_bad_value_cannot_hide_behind_a_concurrent_good_one(hub: RunningHub, seller: Device) -> None:
    other = hub.device("sales_manager")
    car, birth = seller.born("vehicle", **CAR)
    assert car.document is not None
    copy = Record(car.id, car.type, car.space, Document.load(car.document.save()))
    good = [seller.put(car, "year", year) for year in range(2000, 2010)]
    assert set(statuses(seller.push(birth, *good))) == {"accepted"}
    assert why(other.push_one(other.put(copy, "year", 1500))) == ("refused", "invalid_record", "year")


def test_accepted_changes_reach_listeners(hub: RunningHub, seller: Device) -> None:
    """They are sent to whoever listens before the push is answered."""
    from tests.sync_server.test_metrics import samples

    space = f"acme/user/{seller.session['person']}"
    deliveries = ("forecourt_deliveries_total", ())
    with seller.live({space: len(seller.pull_all(space))}) as socket:
        assert socket.recv(timeout=60) == pack([]), "it is up to date"
        before = samples(hub.url)[deliveries]
        _, search = seller.born("saved_search", name="Vans", record_type="vehicle")
        result = seller.push_one(search)
        assert result.status == "accepted", result
        assert samples(hub.url)[deliveries] == before + 1
        entry = heard(socket, 1)[0]
        assert (entry.seq, entry.chain, entry.envelope) == (result.seq, result.chain, search)
