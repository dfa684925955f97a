"""Lists over the search index: before it is there, while changes arrive, after a restart, and when it is damaged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from client.commands import Archive, Create, Edit, Import
from client.finding.catalogue import Catalogue
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models.protocol import REFUSED, PushResult
from tests.bench.figures import vehicle, vehicles
from tests.support.processes import wait_until
from tests.support.replicas import STORE, create, identity

MANY = 700


@contextmanager
def opened(folder: Path, role: str = "sales_manager") -> Iterator[tuple[Replica, Reader, Catalogue]]:
    """A replica with its catalogue, closed as the app closes them."""
    replica = Replica(folder / "replica.sqlite", identity(role))
    reader = Reader(replica.database)
    catalogue = Catalogue(replica, reader)
    try:
        yield replica, reader, catalogue
    finally:
        catalogue.close()
        replica.close()


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[tuple[Replica, Reader, Catalogue]]:
    with opened(tmp_path) as parts:
        wait(parts[0].execute(Import(vehicles(MANY))))
        yield parts


def found(catalogue: Catalogue, text: str, **filters: str) -> list[int]:
    chosen = {name: frozenset({key}) for name, key in filters.items()}
    return list(catalogue.everything("vehicle", text, chosen))


def settled(condition: Callable[[], bool]) -> None:
    wait_until(condition, "the index has caught up")


def saved_number(replica: Replica) -> int | None:
    row = replica.write(
        lambda w: w.execute("SELECT number FROM search_blob WHERE type = 'vehicle'").fetchone()
    ).result()
    return None if row is None else int(row[0])


def test_a_list_is_answered_before_its_index_is_there_and_the_same_after(
    stock: tuple[Replica, Reader, Catalogue],
) -> None:
    _, reader, catalogue = stock
    camrys = reader.find("vehicle", model="Camry")
    before = catalogue.search("vehicle", "camry", limit=5)
    assert before.total == min(len(camrys), 200)
    assert list(catalogue.everything("vehicle", "", {"make": frozenset({"Toyota"})})) == [
        view.ordinal for view in reader.find("vehicle", make="Toyota")
    ]
    assert catalogue.facets("vehicle", "") == []
    catalogue.wait_ready("vehicle")
    after = catalogue.search("vehicle", "camry", limit=5)
    assert (after.total, after.ordinals) == (len(camrys), before.ordinals)
    assert catalogue.search("vehicle", "toyta camri").corrections
    makes = next(group for group in catalogue.facets("vehicle", "") if group.name == "make")
    assert {choice.key: choice.count for choice in makes.values}["Toyota"] == len(reader.find("vehicle", make="Toyota"))
    by_price = catalogue.everything("vehicle", "camry", order="-price")
    prices = [view.values["price"].minor for view in reader.by_ordinals("vehicle", by_price)]
    assert prices == sorted(prices, reverse=True)
    assert len(prices) == len(camrys)


def test_what_changes_while_the_index_is_built_is_in_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, reader, catalogue):
        wait(replica.execute(Import(vehicles(3_000))))
        views = reader.find("vehicle", limit=60)
        stop = threading.Event()
        made: list[int] = []

        def work() -> None:
            """Edits, archives, single births and batches too large to be taken in at once."""
            for number, view in enumerate(views):
                edit = Edit("vehicle", view.id, {"trim": view.values["trim"]}, {"trim": f"Special {number}"})
                wait(replica.execute(edit if number % 2 else Archive("vehicle", view.id)))
                if number % 20 == 0:
                    batch = [Create("vehicle", vehicle(10_000 + number * 1_000 + n)) for n in range(300)]
                    made.append(len(wait(replica.execute(Import(batch))).changes.touched))
            stop.set()

        worker = threading.Thread(target=work)
        worker.start()
        catalogue.wait_ready("vehicle")
        while not stop.is_set():  # lists are asked for all the time while the rows change
            catalogue.everything("vehicle", "", order="price")
            catalogue.facets("vehicle", "special")
        worker.join()
        settled(lambda: set(found(catalogue, "")) == set(reader.ordinals("vehicle")))
        assert len(found(catalogue, "")) == 3_000 + sum(made) - len(views) // 2
        assert sorted(found(catalogue, "special")) == sorted(
            view.ordinal for view in views if view.id not in {v.id for v in views[::2]}
        )
        assert list(catalogue.everything("vehicle", "", order="-price")) == list(reader.ordinals("vehicle", "-price"))


def test_a_bulk_is_told_when_it_is_in(stock: tuple[Replica, Reader, Catalogue]) -> None:
    replica, _, catalogue = stock
    catalogue.wait_ready("vehicle")
    told: list[str] = []
    catalogue.on_ready(told.append)
    wait(replica.execute(Import([Create("vehicle", {"make": "Trabant", "model": "601"}) for _ in range(300)])))
    settled(lambda: "vehicle" in told)
    assert len(found(catalogue, "trabant")) == 300


def test_a_new_name_is_found_wherever_it_stands(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, _, catalogue):
        customers = [Create("customer", {"name": f"Smith {number}"}) for number in range(250)]
        wait(replica.execute(Import(customers)))
        wait(
            replica.execute(
                Import([Create("lead", {"customer": each.id, "store": STORE, "status": "new"}) for each in customers])
            )
        )
        catalogue.wait_ready("lead")
        assert catalogue.search("lead", "smith").total == 250
        renamed = Edit("customer", customers[0].id, {"name": "Smith 0"}, {"name": "Ngozi Adichie"})
        wait(replica.execute(renamed))
        settled(lambda: catalogue.search("lead", "adichie").total == 1)
        edits = [Edit("customer", each.id, {}, {"name": "Fleet Berlin"}) for each in customers]
        wait(replica.execute(Import(edits)))
        settled(lambda: catalogue.search("lead", "fleet berlin").total == 250)
        assert catalogue.search("lead", "adichie").total == 0


def test_a_record_the_hub_refused_leaves_the_list(stock: tuple[Replica, Reader, Catalogue]) -> None:
    replica, reader, catalogue = stock
    catalogue.wait_ready("vehicle")
    create(replica, "vehicle", make="Wartburg", model="353")
    assert len(found(catalogue, "wartburg")) == 1
    last = wait(replica.pending(MANY + 1))[-1]
    wait(replica.refused(PushResult(last.hash, REFUSED, code="not_allowed")))
    assert found(catalogue, "wartburg") == []
    assert len(found(catalogue, "")) == reader.count("vehicle") == MANY


def test_the_index_is_kept_for_the_next_start_and_what_came_since_is_added(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, _, catalogue):
        wait(replica.execute(Import(vehicles(MANY))))
        catalogue.wait_ready("vehicle")
        settled(lambda: saved_number(replica) == MANY)
    with opened(tmp_path) as (replica, reader, _):  # a day on which nobody opens the list
        first = reader.find("vehicle", limit=1)[0]
        wait(replica.execute(Edit("vehicle", first.id, {"trim": first.values["trim"]}, {"trim": "Wolfsburg"})))
        wait(replica.execute(Archive("vehicle", reader.find("vehicle", limit=2)[1].id)))
    with opened(tmp_path) as (replica, reader, catalogue):
        catalogue.wait_ready("vehicle")
        assert found(catalogue, "wolfsburg") == [first.ordinal]
        assert found(catalogue, "") == list(reader.ordinals("vehicle"))
        assert saved_number(replica) == MANY  # it was loaded: one made anew would have been saved anew


def test_a_saved_index_that_does_not_fit_is_made_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, _, catalogue):
        wait(replica.execute(Import(vehicles(MANY))))
        catalogue.wait_ready("vehicle")
        settled(lambda: saved_number(replica) == MANY)
        create(replica, "vehicle", make="Wartburg", model="353")
    for spoiled in ("data = substr(data, 1, 1000)", "data = zeroblob(100)", "fingerprint = 'of an older program'"):
        with opened(tmp_path) as (replica, reader, catalogue):
            replica.write(lambda writer, spoiled=spoiled: writer.execute(f"UPDATE search_blob SET {spoiled}")).result()  # type: ignore[misc]
            catalogue.wait_ready("vehicle")
            assert found(catalogue, "wartburg") == [reader.find("vehicle", make="Wartburg")[0].ordinal]
            settled(lambda: saved_number(replica) == MANY + 1)


def test_an_index_saved_before_a_refusal_is_not_used_after_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, _, catalogue):
        create(replica, "vehicle", make="Wartburg", model="353")
        catalogue.wait_ready("vehicle")
        settled(lambda: saved_number(replica) == 1)
    with opened(tmp_path) as (replica, _, _catalogue):
        wait(replica.refused(PushResult(wait(replica.pending(1))[0].hash, REFUSED, code="not_allowed")))
    with opened(tmp_path) as (_, _, catalogue):
        catalogue.wait_ready("vehicle")
        assert found(catalogue, "wartburg") == []


def test_who_may_not_read_a_type_finds_nothing_of_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (replica, _, catalogue):
        car = create(replica, "vehicle", make="Toyota", model="Camry")
        create(replica, "vehicle_cost", vehicle=car)
        catalogue.wait_ready("vehicle_cost")
        assert catalogue.search("vehicle_cost", "").total == 1
        replica.sign_in_as(identity("salesperson"))
        assert catalogue.search("vehicle_cost", "").total == 0
        assert len(catalogue.everything("vehicle_cost", "")) == 0
        assert catalogue.facets("vehicle_cost", "") == []
        replica.sign_in_as(identity("sales_manager"))
        assert catalogue.search("vehicle_cost", "").total == 1
