"""Selling asks only when the risk of a collision is real: how often the model goes, and how long the hub is unheard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client.business.collision_risk import REAL, Risk, chance_of, collision_risk
from client.business.comparable import comparable_cars, nearest
from client.commands import RecordFact
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.sync_state import Phase, SyncState
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.replicas import STORE, Log, camry, create, open_replica


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    opened = open_replica(tmp_path / "here")
    yield opened
    opened.close()


def risk(replica: Replica, car: str, hours: float, phase: Phase = Phase.OFFLINE) -> Risk | None:
    reader, now = Reader(replica.database), datetime.now(UTC)
    view = reader.record("vehicle", car)
    assert view is not None
    state = SyncState(phase, last_heard=now - timedelta(hours=hours))
    return collision_risk(reader, state, view, replica.identity.device, now)


def others_hold(replica: Replica, cars: list[str], tmp_path: Path, model: str = "Camry") -> None:
    other = open_replica(tmp_path / new_id())
    until = datetime.now(UTC) + timedelta(hours=1)
    for car in cars:
        values = {"vehicle": car, "customer": new_id(), "store": STORE, "until": until}
        wait(other.execute(RecordFact("hold", values)))
    log = Log()
    log.take_from(other)
    log.give_to(replica)
    other.close()


def test_nothing_is_asked_where_nobody_else_takes_this_model(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    for _ in range(5):  # our own holds say nothing about others
        values = {"vehicle": car, "customer": new_id(), "store": STORE, "price": Money(1, "EUR")}
        wait(replica.execute(RecordFact("sale", values)))
    assert risk(replica, car, 24 * 20) is None


def test_the_question_needs_both_demand_and_silence_and_never_comes_while_live(
    replica: Replica, tmp_path: Path
) -> None:
    cars = [create(replica, "vehicle", **camry()) for _ in range(2)]
    corolla = create(replica, "vehicle", **camry(model="Corolla"))
    others_hold(replica, cars * 3, tmp_path)
    assert risk(replica, cars[0], 1) is None
    found = risk(replica, cars[0], 48)
    assert found is not None
    assert found.taken == 6
    assert found.chance == pytest.approx(chance_of(6, 2, 48))
    assert found.chance > REAL
    assert risk(replica, cars[0], 48, Phase.LIVE) is None
    assert risk(replica, corolla, 48) is None


def test_the_chance_grows_with_silence_and_shrinks_with_stock() -> None:
    assert chance_of(0, 3, 500) == chance_of(5, 3, 0) == 0
    assert chance_of(5, 3, 10) < chance_of(5, 3, 20) < 1
    assert chance_of(5, 30, 10) < chance_of(5, 3, 10)


def test_the_nearest_cars_are_offered_and_only_those_that_are_free(replica: Replica, tmp_path: Path) -> None:
    wanted = create(replica, "vehicle", **camry(body="saloon"))
    like = create(replica, "vehicle", **camry(body="saloon", year=2020))
    held = create(replica, "vehicle", **camry(body="saloon"))
    dearer = create(replica, "vehicle", **camry(body="saloon", price=Money(4_000_000, "EUR")))
    other = create(replica, "vehicle", **camry(make="BMW", model="320", body="saloon"))
    create(replica, "vehicle", **camry(make="BMW", model="Z4", body="convertible"))
    create(replica, "vehicle", **camry(body="saloon", status="sold"))
    others_hold(replica, [held], tmp_path)
    reader = Reader(replica.database)
    view = reader.record("vehicle", wanted)
    assert view is not None
    found = [car.id for car in comparable_cars(reader, view, replica.identity.device)]
    assert found[0] == like
    assert set(found) == {like, dearer, other}
    assert nearest(view, [view]) == []
