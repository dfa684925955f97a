"""Pages of a first sync: what they leave in the replica, and that their packed histories serve like any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from client.commands import Create, Edit, RecordFact
from client.finding.catalogue import Catalogue
from client.reading.queries import Reader
from client.reading.record_history import history_of
from client.replica.first_pages import resumed
from client.replica.worker import Replica, wait
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import FirstPage
from tests.support.processes import wait_until
from tests.support.replicas import Log, camry, create, first_page, identity, open_file, open_replica, rows

SPACE = "acme/stock"
START = (1, b"\1" * 32)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Replica, Replica, Log]]:
    """A replica, an empty one, and the log that stands for the hub."""
    here, there = open_replica(tmp_path / "here"), open_replica(tmp_path / "there")
    yield here, there, Log()
    here.close()
    there.close()


def price(replica: Replica, car: str, euros: int) -> None:
    wait(replica.execute(Edit("vehicle", car, {}, {"price": Money(euros, "EUR")})))


def take(replica: Replica, page: FirstPage) -> None:
    wait(replica.first_page(SPACE, page, START))


def count(replica: Replica, table: str, where: str = "1") -> int:
    return int(replica.database.writer.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def test_a_packed_history_tells_who_gave_which_value(pair: tuple[Replica, Replica, Log]) -> None:
    here, there, log = pair
    car = create(here, "vehicle", **camry())
    price(here, car, 7)
    log.take_from(here)
    take(there, first_page(here))
    assert rows(there, "vehicle") == rows(here, "vehicle")
    assert count(there, "change") == 0
    readers = [Reader(replica.database) for replica in (here, there)]
    told = [reader.why("vehicle", car, ("price",)) for reader in readers]
    assert told[0] == told[1]
    assert next((one.value, one.state, one.on_hub) for one in told[1]) == (Money(7, "EUR"), "shown", True)
    assert history_of(readers[0], "vehicle", car) == history_of(readers[1], "vehicle", car)
    assert len(history_of(readers[1], "vehicle", car)) == 2


def test_what_comes_after_joins_the_packed_history(pair: tuple[Replica, Replica, Log]) -> None:
    here, there, log = pair
    car = create(here, "vehicle", **camry())
    log.take_from(here)
    take(there, first_page(here))
    log.give_to(there)  # the cursor was taken before the first page: the birth comes once more
    assert count(there, "change") == 0
    price(here, car, 7)
    price(there, car, 8)
    log.take_from(here)
    log.take_from(there)
    log.give_to(here, there)
    assert rows(there, "vehicle") == rows(here, "vehicle")
    told = [Reader(replica.database).why("vehicle", car, ("price",)) for replica in (here, there)]
    assert told[0] == told[1]
    assert sorted(one.state for one in told[1]) == ["replaced", "rival", "shown"]


def test_rows_of_a_first_sync_can_be_made_anew(pair: tuple[Replica, Replica, Log], tmp_path: Path) -> None:
    """Rivals too: they need the stamps in the packed history."""
    here, there, log = pair
    cars = [create(here, "vehicle", **camry()) for _ in range(8)]
    log.take_from(here)
    log.give_to(there)
    for euros, car in enumerate(cars):
        price(here, car, euros)
        price(there, car, 100 + euros)
    log.take_from(here)
    log.take_from(there)
    log.give_to(here, there)
    third = Replica(tmp_path / "third.sqlite", identity())
    take(third, first_page(here))
    assert rows(third, "vehicle") == rows(here, "vehicle")
    wait(third.write(lambda writer: writer.execute("DELETE FROM meta WHERE key = 'schema'")))
    third.close()
    third = Replica(tmp_path / "third.sqlite", identity())
    assert rows(third, "vehicle") == rows(here, "vehicle")
    third.close()


def test_columns_in_another_order_new_ones_and_missing_ones(pair: tuple[Replica, Replica, Log]) -> None:
    here, there, log = pair
    create(here, "vehicle", **camry())
    log.take_from(here)
    page = first_page(here)
    names = ("towing", *reversed(page.columns["vehicle"]))
    record = page.records[0]
    newer = (*record[:6], ("yes", *reversed(record[6])), *record[7:])
    take(there, replace(page, records=(newer,), columns={"vehicle": names}))
    assert rows(there, "vehicle") == rows(here, "vehicle")
    create(here, "vehicle", **camry(model="Corolla"))
    log.take_from(here)
    page = first_page(here)
    older = tuple((*r[:6], r[6][:5], *r[7:]) for r in page.records)
    take(there, replace(page, records=older, columns={"vehicle": page.columns["vehicle"][:5]}))
    assert rows(there, "vehicle") == rows(here, "vehicle")


def test_a_type_only_a_newer_program_knows_is_kept(pair: tuple[Replica, Replica, Log]) -> None:
    here, there, log = pair
    car = create(here, "vehicle", **camry())
    log.take_from(here)
    page = first_page(here)
    foreign = (car, "hovercraft", *page.records[0][2:6], (), (), page.records[0][8])
    take(there, replace(page, records=(foreign,), columns={"hovercraft": ()}))
    assert there.database.writer.execute("SELECT type, snapshot FROM document").fetchall() == [
        ("hovercraft", page.records[0][3])
    ]


def test_facts_keep_their_change_where_claims_are_decided(pair: tuple[Replica, Replica, Log]) -> None:
    here, there, log = pair
    car, customer = create(here, "vehicle", **camry()), create(here, "customer", name="Ann")
    values = {"vehicle": car, "customer": customer, "store": new_id(), "price": Money(5, "EUR")}
    wait(here.execute(RecordFact("sale", values)))
    log.take_from(here)
    take(there, first_page(here))
    assert rows(there, "sale") == rows(here, "sale")
    assert count(there, "change") == count(there, "change", "kind = 'fact'") == 1
    assert count(there, "stake") == count(here, "stake") == 1


def test_a_page_and_where_to_go_on_are_written_together(pair: tuple[Replica, Replica, Log], tmp_path: Path) -> None:
    here, _, log = pair
    for _ in range(2):
        create(here, "vehicle", **camry())
    log.take_from(here)
    page = first_page(here)
    cut = Replica(tmp_path / "cut.sqlite", identity())
    assert resumed(Reader(cut.database), SPACE) == (0, None)
    wait(cut.first_page(SPACE, replace(page, records=page.records[:1], following=17), START))
    broken = (*page.records[1][:6], (1, 2), *page.records[1][7:])
    with pytest.raises(sqlite3.ProgrammingError):
        wait(cut.first_page(SPACE, replace(page, records=(broken,), following=18), START))
    cut.close()
    cut = Replica(tmp_path / "cut.sqlite", identity())
    reader = Reader(cut.database)
    assert (resumed(reader, SPACE), reader.count("vehicle"), reader.cursors()) == ((17, START), 1, {})
    take(cut, page)  # the whole once more: what is here is joined, not doubled
    assert (resumed(reader, SPACE), reader.cursors()) == ((0, None), {SPACE: 1})
    assert rows(cut, "vehicle") == rows(here, "vehicle")
    cut.close()


def test_an_index_saved_before_a_page_is_not_used_after_it(pair: tuple[Replica, Replica, Log], tmp_path: Path) -> None:
    here, there, log = pair
    create(here, "vehicle", make="Wartburg", model="353")
    log.take_from(here)
    wait(there.execute(Create("vehicle", camry())))
    catalogue = Catalogue(there, Reader(there.database))
    catalogue.wait_ready("vehicle")
    wait_until(lambda: count(there, "search_blob"), "the index is saved")
    catalogue.close()
    take(there, first_page(here))
    catalogue = Catalogue(there, Reader(there.database))
    catalogue.wait_ready("vehicle")
    assert catalogue.search("vehicle", "wartburg").total == 1
    catalogue.close()


def test_a_file_of_the_layout_before_histories_is_raised(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    car = create(replica, "vehicle", **camry())
    replica.close()
    with closing(open_file(tmp_path / "replica.sqlite")) as old:
        old.execute("ALTER TABLE document DROP COLUMN history")
        old.execute("ALTER TABLE change DROP COLUMN signature")
        old.execute("DROP TABLE awaiting")
        old.execute("DROP TABLE erased")
        old.execute("PRAGMA user_version = 4")
    old.close()
    replica = open_replica(tmp_path)
    price(replica, car, 7)
    assert len(Reader(replica.database).why("vehicle", car, ("price",))) == 2
    replica.close()
