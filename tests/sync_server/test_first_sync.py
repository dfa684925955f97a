"""First sync: rows and documents by page, as they stand, and nothing lost of what changes meanwhile."""

from __future__ import annotations

import httpx
import pytest

from shared_models.documents import Document
from shared_models.facts import decode_fact
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.projection import columns_of
from shared_models.protocol import MAX_FIRST
from shared_models.records import RECORD_TYPES
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import NORTH, RunningHub

STOCK = "acme/stock"


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    return hub.device("salesperson")


def test_every_page_and_the_cursor_of_the_first(seller: Device) -> None:
    births = [seller.born("vehicle", make="Make", model=str(i)) for i in range(25)]
    seller.push(*(envelope for _, envelope in births))
    records, cursor = seller.first(STOCK, limit=7)
    assert [r[0] for r in records][-25:] == [record.id for record, _ in births]
    assert len({r[0] for r in records}) == len(records)
    assert cursor == len(seller.pull_all(STOCK))
    assert records == seller.first(STOCK, limit=MAX_FIRST)[0]


def test_a_record_holds_what_its_changes_made(hub: RunningHub, seller: Device) -> None:
    car, birth = seller.born("vehicle", make="Toyota", model="Camry", features=frozenset({"abs"}))
    edit = seller.put(car, "price", "100 EUR")
    receipts = seller.push(birth, edit)
    found = next(r for r in seller.first(STOCK)[0] if r[0] == car.id)
    assert car.document is not None
    assert (found.type, found.kind, found.heads, found.forked) == ("vehicle", "merge", [edit.hash], False)
    assert found.rivals == []
    content = Document.load(found.snapshot).content()
    assert content == car.document.content()
    expected = columns_of(RECORD_TYPES["vehicle"], content)
    common = {"id": car.id, "space": STOCK, "archived": False, "author": seller.session["person"]}
    assert found.row == {**expected, **common, "created": birth.stamp >> 16, "updated": edit.stamp >> 16}
    assert sorted(found.changes, key=lambda change: change[-1]) == [
        [e.hash, "merge", e.author, e.device, r.stamp, False, "test-1", r.seq]
        for e, r in zip((birth, edit), receipts, strict=True)
    ]


def test_a_fact_comes_as_its_own_bytes(seller: Device) -> None:
    sale, fact = seller.fact("sale", vehicle=new_id(), customer=new_id(), store=NORTH, price=Money(5, "EUR"))
    seller.push(fact)
    found = next(r for r in seller.first(STOCK)[0] if r[0] == sale.id)
    assert found[2:6] == ("fact", fact.payload, [fact.hash], False)
    assert decode_fact(found.snapshot)["price"] == "5 EUR"
    assert (found.row["price"], found.row["price_currency"]) == (5, "EUR")


def test_concurrent_values_come_with_the_record(hub: RunningHub, seller: Device) -> None:
    car, birth = seller.born("vehicle", make="Toyota", model="Camry")
    other = hub.device("sales_manager")
    _, _copy = other.born("vehicle", make="x", model="y")
    mine = seller.put(car, "price", "100 EUR")
    theirs_record = car.__class__(car.id, car.type, car.space, Document.load(birth.payload))
    other.clock.observe(mine.stamp)
    theirs = other.put(theirs_record, "price", "200 EUR")
    seller.push(birth, mine)
    other.push(theirs)
    found = next(r for r in seller.first(STOCK)[0] if r[0] == car.id)
    assert found.forked is True
    assert sorted(found.heads) == sorted([mine.hash, theirs.hash])
    assert sorted(found.rivals, key=str) == sorted(
        [[["price"], "100 EUR", mine.hash, False], [["price"], "200 EUR", theirs.hash, True]], key=str
    )
    assert (found.row["price"], found.row["author"]) == (200, other.session["person"])


def test_an_empty_space(hub: RunningHub) -> None:
    nobody_wrote = hub.device("it_admin", "other")
    assert nobody_wrote.first(f"other/user/{nobody_wrote.session['person']}") == ([], 0)


def test_what_makes_no_sense_is_refused(seller: Device) -> None:
    for asked in ({"space": STOCK, "after": "x"}, {"space": STOCK, "limit": "0"}, {}):
        answer: httpx.Response = seller.http.get("/v1/sync/first", params=asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_pull_by_pages_over_several_spaces(seller: Device) -> None:
    person = f"acme/user/{seller.session['person']}"
    seller.push(*(seller.born("saved_search", name=str(i), record_type="vehicle")[1] for i in range(5)))
    cursors = {STOCK: 0, person: 0}
    seen: dict[str, list[int]] = {STOCK: [], person: []}
    while True:
        entries, heads = seller.pull(cursors, limit=3)
        assert len(entries) <= 3
        for entry in entries:
            seen[entry.space].append(entry.seq)
            cursors[entry.space] = entry.seq
        if cursors == heads:
            break
    assert {space: list(range(1, heads[space] + 1)) for space in heads} == seen
