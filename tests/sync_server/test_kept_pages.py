"""Pages of first syncs that the hub keeps: whoever fetches gets just what the documents say, whatever is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared_models.money import Money
from shared_models.protocol import unpack_body
from sync_server import first_pages, kept_pages
from sync_server.config import load_config
from sync_server.database import Database, database_of
from sync_server.first_pages import first_page, stored_records
from sync_server.kept_pages import RECORDS, Renewal, look_through, put_in_place
from tests.support.processes import wait_until
from tests.sync_server.hub_client import Device, Record, ok
from tests.sync_server.running_hub import NORTH, RunningHub

STOCK = "acme/stock"
SIZE = 6


@contextmanager
def opened(hub: RunningHub) -> Iterator[Database]:
    database = database_of(load_config({"data": hub.data}, {}))
    try:
        yield database
    finally:
        database.close()


def look(database: Database, space: str = STOCK, pages: int = 4) -> Renewal:
    with database.read() as connection:
        return look_through(connection, space, SIZE, pages)


def put(database: Database, renewal: Renewal) -> bool:
    with database.write() as connection:
        database.lock(connection, [renewal.space])
        return put_in_place(connection, renewal)


def keep(database: Database, space: str = STOCK, pages: int = 4) -> int:
    """Keep pages until there is nothing more to keep, so many at a time; how many were made."""
    made, more = 0, True
    while more:
        renewal = look(database, space, pages)
        assert len(renewal.pages) <= pages
        assert put(database, renewal)
        made, more = made + len(renewal.pages), renewal.more
    return made


def same(database: Database, device: Device) -> int:
    """See that every way of fetching gives what the documents say; how many of the records came out of pages."""
    with database.read() as connection:
        now = stored_records(connection, STOCK, 0, 10_000)
        whole = b"".join(one.packed for one in now)
        for limit in (1, 4, SIZE, 17, 10_000):
            after: int | None = 0
            parts, count = [], 0
            while after is not None:
                page = first_page(connection, STOCK, after, limit)
                parts += page.records
                count += page.count
                after = page.following
            assert (b"".join(parts), count) == (whole, len(now))
        page = first_page(connection, STOCK, 0, 10_000)
        assert page.columns.keys() >= {one.type for one in now}
    assert [one.id for one in device.first(STOCK, limit=7)[0]] == [one.id for one in now]
    return page.count - page.made


def born(device: Device, count: int, **values: str) -> list[Record]:
    made = [device.born("vehicle", make="Make", model=str(number), **values) for number in range(count)]
    assert {one.status for one in device.push(*(envelope for _, envelope in made))} == {"accepted"}
    return [record for record, _ in made]


@pytest.fixture
def seller(fresh_hub: RunningHub) -> Device:
    return fresh_hub.start().device("salesperson")


def test_what_is_handed_out_is_what_the_documents_say(fresh_hub: RunningHub, seller: Device) -> None:
    cars = born(seller, 20)
    with opened(fresh_hub) as database:
        assert same(database, seller) == 0, "nothing is kept yet"
        assert keep(database, pages=1) == 3
        assert same(database, seller) == 3 * SIZE
        seller.push(seller.put(cars[3], "price", "100 EUR"))
        assert same(database, seller) == 3 * SIZE - 1, "the one that has changed is made anew"
        assert keep(database) == 0, "one of six is too little to make a page anew"
        assert same(database, seller) == 3 * SIZE - 1
        assert len(fresh_hub.sql("SELECT ordinal FROM first_worn")) == 1
        _, sale = seller.fact("sale", vehicle=cars[0].id, customer=cars[1].id, store=NORTH, price=Money(5, "EUR"))
        seller.push(sale, *(seller.put(cars[at], "price", "200 EUR") for at in (0, 3, 4, 5, 19)))
        assert keep(database) == 1, "four of its six have changed"
        assert fresh_hub.sql("SELECT ordinal FROM first_worn") == []
        assert same(database, seller) == 3 * SIZE
        born(seller, 4)
        assert keep(database) == 1, "there are enough for another"
        assert same(database, seller) == 4 * SIZE
        for spoil in (
            "UPDATE first_mark SET chain = (SELECT chain FROM log WHERE space = 'acme/stock' AND seq = 1)",
            "UPDATE first_page SET form = 'of yesterday'",
        ):
            fresh_hub.sql(spoil)
            assert same(database, seller) == 0, "of another life of the log, or another schema"
            assert keep(database) == 4
            assert same(database, seller) == 4 * SIZE


def test_pages_that_lie_far_behind_are_not_used_and_made_anew(
    fresh_hub: RunningHub, seller: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To read what has changed would cost more, for each page that is fetched; what there is is read in portions."""
    monkeypatch.setattr(first_pages, "_PORTION", 3)
    cars = born(seller, 2 * SIZE)
    with opened(fresh_hub) as database:
        assert keep(database) == 2
        for turn in range(2):
            seller.push(*(seller.put(cars[at], "price", f"{turn}00 EUR") for at in range(SIZE + 1)))
        assert same(database, seller) == SIZE - 1, "portion by portion"
        assert not look(database).anew
        for module in (first_pages, kept_pages):
            monkeypatch.setattr(module, "MOST_BEHIND", 13)
        assert same(database, seller) == 0
        assert look(database).anew
        assert keep(database) == 2
        assert same(database, seller) == 2 * SIZE


def test_what_was_made_before_an_erasure_is_not_put_in_place(fresh_hub: RunningHub, seller: Device) -> None:
    office = fresh_hub.device("head_office")
    customer, birth = seller.born("customer", name="Zyxmarked Emil")
    others = [seller.born("customer", name=f"Customer {number}")[1] for number in range(2 * SIZE)]
    seller.push(birth, *others)
    with opened(fresh_hub) as database:
        assert keep(database, customer.space) == 2
        before = seller.first(customer.space)[0]
        assert before[0].id == customer.id
        seller.push(*(seller.born("customer", name=f"Later {number}")[1] for number in range(SIZE)))
        renewal = look(database, customer.space)
        answer = office.http.post("/v1/privacy/erase", json={"type": "customer", "record": customer.id})
        assert answer.status_code == 200, answer.text
        assert len(fresh_hub.sql("SELECT first FROM first_page")) == 1, "its page is gone, the other is not"
        assert not put(database, renewal)
        for _ in range(2):
            now = seller.first(customer.space)[0]
            assert {one.id for one in before} <= {one.id for one in now}
            assert b"Zyxmarked" not in b"".join(one.snapshot for one in now)
            keep(database, customer.space)
        assert fresh_hub.sql("SELECT first FROM first_page WHERE first = 0"), "and it was made again without"


def test_a_page_that_outlived_an_erasure_gives_nothing_of_it_and_is_made_anew_soon(
    fresh_hub: RunningHub, seller: Device
) -> None:
    """A hub of before, beside this one, erases without knowing of pages."""
    office = fresh_hub.device("head_office")
    customer, birth = seller.born("customer", name="Zyxmarked Emil")
    others = [seller.born("customer", name=f"Customer {number}")[1] for number in range(2 * SIZE - 1)]
    seller.push(birth, *others)
    space = customer.space
    with opened(fresh_hub) as database:
        assert keep(database, space) == 2
        [kept] = fresh_hub.sql("SELECT * FROM first_page WHERE first = 0")
        answer = office.http.post("/v1/privacy/erase", json={"type": "customer", "record": customer.id})
        assert answer.status_code == 200, answer.text
        names = ", ".join(kept._fields)
        values = ", ".join(f":{name}" for name in kept._fields)
        fresh_hub.sql(f"INSERT INTO first_page ({names}) VALUES ({values})", **kept._asdict())
        assert b"Zyxmarked" in fresh_hub.sql("SELECT body FROM first_page WHERE first = 0")[0][0], "it lies there still"
        assert b"Zyxmarked" not in b"".join(one.snapshot for one in seller.first(space)[0])
        with database.read() as connection:
            assert space in kept_pages._grown_since(connection), "though its log has hardly grown"
        assert look(database, space).dropped == [0], "that one alone"
        keep(database, space)
        bodies = [bytes(row[0]) for row in fresh_hub.sql("SELECT body FROM first_page")]
        assert bodies
        assert b"Zyxmarked" not in b"".join(bodies)
        with database.read() as connection:
            assert space not in kept_pages._grown_since(connection)


def test_rights_that_go_between_two_portions_end_the_second(fresh_hub: RunningHub, seller: Device) -> None:
    cars = born(seller, 3 * SIZE)
    with opened(fresh_hub) as database:
        assert keep(database) == 3
    asked: dict[str, str | int] = {"space": STOCK, "limit": SIZE}
    first = unpack_body(ok(seller.http.get("/v1/sync/first", params=asked)).content)
    assert (len(first["records"]), first["records"][0][0]) == (SIZE, cars[0].id)
    fresh_hub.sql("UPDATE account SET role = 'insurer' WHERE login = 'salesperson'")
    for after in (first["next"], 0):
        answer = seller.http.get("/v1/sync/first", params={**asked, "after": after})
        assert (answer.status_code, answer.json()["code"]) == (403, "space_forbidden")
        assert cars[SIZE].id.encode() not in answer.content
    fresh_hub.sql("UPDATE account SET role = 'salesperson', active = :no WHERE login = 'salesperson'", no=False)
    answer = seller.http.get("/v1/sync/first", params={**asked, "after": first["next"]})
    assert (answer.status_code, answer.json()["code"]) == (401, "account_closed")


_NAMES = (
    "acme/stock", "acme", "acme/", "acme/stock%", "%", "_cme/stock", "other/../acme/stock", "ACME/stock",
    "acme/stock\\0", "acme//stock", " acme/stock", "",
)  # fmt: skip


@pytest.mark.parametrize("space", _NAMES)
def test_another_house_s_page_is_nobody_else_s_whatever_it_is_called(
    hub: RunningHub, kept: list[str], space: str
) -> None:
    stranger = hub.device("head_office", "other")
    for after in (0, 1, SIZE, 2**62 - 1):
        answer = stranger.http.get("/v1/sync/first", params={"space": space, "after": after, "limit": 1})
        assert answer.status_code == 403
        assert not any(name.encode() in answer.content for name in kept)
    for odd in ({"after": -1}, {"after": 2**62}, {"limit": 0}, {"limit": -1}, {"after": "1 OR 1=1"}):
        answer = stranger.http.get("/v1/sync/first", params={"space": space, **odd})
        assert answer.status_code in (403, 422)


@pytest.fixture(scope="module")
def kept(hub: RunningHub) -> list[str]:
    """What is in kept pages of one house, beside another on the same hub."""
    cars = born(hub.device("salesperson"), 2 * SIZE)
    with opened(hub) as database:
        keep(database)
    return [car.id for car in cars]


def test_the_hub_keeps_pages_of_what_is_fetched(fresh_hub_on_sqlite: RunningHub) -> None:
    device = fresh_hub_on_sqlite.start().device("salesperson")
    born(device, RECORDS)
    before = device.first(STOCK)
    wait_until(
        lambda: fresh_hub_on_sqlite.sql("SELECT count FROM first_page") == [(RECORDS,)], "a page is kept", every=0.2
    )
    assert device.first(STOCK) == before
