"""Lists narrowed by how far away the store is: the great circle, its counts, and those without a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from client.commands import Create, Edit
from client.finding.catalogue import Catalogue
from client.finding.found import Chosen
from client.finding.nearness import DISTANCE, great_circle
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from tests.support.replicas import STORE, camry, create, identity

#: Latitude, longitude, kilometres from the first (by Vincenty's formula on the ellipsoid, from public coordinates).
LEEDS = (53.8008, -1.5491)
CITIES = {
    "Bradford": (53.7960, -1.7594, 13.87),
    "York": (53.9600, -1.0873, 35.16),
    "London": (51.5074, -0.1278, 272.72),
}


@pytest.mark.parametrize("name", sorted(CITIES))
def test_the_great_circle_agrees_with_the_ellipsoid_to_six_per_mille(name: str) -> None:
    latitude, longitude, kilometres = CITIES[name]
    assert great_circle(LEEDS, (latitude, longitude)) == pytest.approx(kilometres, rel=0.006)


def test_a_place_is_no_distance_from_itself_and_half_the_earth_from_its_antipode() -> None:
    assert great_circle(LEEDS, LEEDS) == 0
    assert great_circle((0, 0), (0, 180)) == pytest.approx(20_015.1, abs=0.1)


class Stock:
    """Cars in stores near and far; the person belongs to the one in Leeds."""

    def __init__(self, folder: Path, store: str | None = STORE) -> None:
        self.replica = Replica(folder / "replica.sqlite", identity("it_admin"))
        self.catalogue = Catalogue(self.replica, Reader(self.replica.database))
        self.stores = {"Leeds": STORE}
        self._store(name="Leeds", latitude=LEEDS[0], longitude=LEEDS[1], id=STORE)
        for name, (latitude, longitude, _) in CITIES.items():
            self.stores[name] = self._store(name=name, latitude=latitude, longitude=longitude)
        self.stores["Nowhere"] = self._store(name="Nowhere")
        self.seller = replace(identity("sales_manager"), store=store)
        self.replica.sign_in_as(self.seller)
        for number, (name, shop) in enumerate(self.stores.items(), 1):
            for _ in range(number):
                create(self.replica, "vehicle", **camry(store=shop, trim=name))
        create(self.replica, "vehicle", **camry(store=None))

    def _store(self, id: str = "", **values: object) -> str:
        command = Create("store", values, id=id) if id else Create("store", values)
        wait(self.replica.execute(command))
        return command.id

    def found(self, chosen: Chosen) -> int:
        """How many are listed, asked in both ways."""
        total = self.catalogue.search("vehicle", "", chosen).total
        assert len(self.catalogue.everything("vehicle", "", chosen)) == total
        return total

    def counts(self, facet: str, chosen: Chosen) -> dict[str, int]:
        groups = {group.name: group.values for group in self.catalogue.facets("vehicle", "", chosen)}
        return {each.label: each.count for each in groups[facet]}

    def close(self) -> None:
        self.catalogue.close()
        self.replica.close()


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Stock]:
    made = Stock(tmp_path)
    yield made
    made.close()


def within(*bands: int) -> Chosen:
    return {DISTANCE: frozenset(map(str, bands))}


def test_each_band_lists_what_it_counts_before_the_index_is_there_and_after(stock: Stock) -> None:
    expected = {10: 1, 25: 3, 50: 6, 100: 6, 500: 10}
    assert {band: stock.found(within(band)) for band in expected} == expected
    stock.catalogue.wait_ready("vehicle")
    assert {band: stock.found(within(band)) for band in expected} == expected
    counts = stock.counts(DISTANCE, {})
    assert counts == {"Within 10 km": 1, "Within 25 km": 3, "Within 50 km": 6, "Within 500 km": 10}
    assert stock.found(within(10, 50)) == 6
    assert stock.found({}) == 16


def test_distance_and_store_narrow_each_other(stock: Stock) -> None:
    stock.catalogue.wait_ready("vehicle")
    assert stock.counts("store", within(50)) == {"Leeds": 1, "Bradford": 2, "York": 3}
    some = frozenset({stock.stores["York"], stock.stores["London"]})
    assert stock.found({"store": some, **within(50)}) == 3
    assert stock.counts(DISTANCE, {"store": some}) == {"Within 50 km": 3, "Within 500 km": 7}
    assert stock.found({"store": frozenset({stock.stores["London"]}), **within(50)}) == 0
    assert sum(stock.counts("make", within(50)).values()) == 6


def test_a_store_that_moves_is_where_it_is_at_once(stock: Stock) -> None:
    stock.catalogue.wait_ready("vehicle")
    assert stock.found(within(50)) == 6
    london = stock.stores["London"]
    places = [{"latitude": place[0], "longitude": place[1]} for place in (CITIES["London"], LEEDS)]
    stock.replica.sign_in_as(identity("it_admin"))
    wait(stock.replica.execute(Edit("store", london, *places)))
    stock.replica.sign_in_as(stock.seller)
    assert stock.found(within(10)) == 5


def test_who_belongs_to_no_store_is_offered_no_distance_and_a_kept_one_lists_nothing(tmp_path: Path) -> None:
    stock = Stock(tmp_path, None)
    try:
        stock.catalogue.wait_ready("vehicle")
        assert stock.counts(DISTANCE, {}) == {}
        assert stock.found(within(50)) == 0
    finally:
        stock.close()
