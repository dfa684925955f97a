"""A vehicle's status follows from who holds it: in rows, facets, orders and search, to the moment a hold ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.business.holders import holder_of
from client.commands import Create, RecordFact
from client.finding.catalogue import Catalogue
from client.item_models import Summaries
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.showroom import workspace_at
from tests.support.moved_time import MovedTime, moved
from tests.support.replicas import STORE, camry, create, identity

__all__ = ["moved"]
PRICE = Money(2_500_000, "EUR")
PATIENCE = 30_000


@pytest.fixture
def house(tmp_path: Path, themed: object) -> Iterator[Workspace]:
    with workspace_at(tmp_path, "sales_manager") as workspace:
        yield workspace


def fact(replica: Replica, kind: str, car: str, **more: Any) -> str:
    wanted = {"vehicle": car, "store": STORE, "person": replica.identity.person, **more}
    if kind in ("sale", "hold"):
        wanted = {"customer": new_id(), **wanted}
    command = RecordFact(kind, wanted)
    wait(replica.execute(command))
    return command.id


def told(reader: Reader, catalogue: Catalogue, car: str) -> set[str]:
    """What the row, SQL, the index, its facets and its orders say of the only car's status."""
    view = reader.record("vehicle", car)
    assert view is not None
    said = {view.values["status"], Summaries(reader, UTC).of([view])[0].texts["status"].lower()}
    said |= {v.values["status"] for v in reader.find("vehicle", status=view.values["status"])}
    said |= {v.values["status"] for v in reader.where("vehicle", [], order="status")}
    catalogue.wait_ready("vehicle")
    groups = {group.name: group for group in catalogue.facets("vehicle", "")}
    said |= {choice.key for choice in groups["status"].values}
    for status in ("incoming", "available", "held", "sold", "delivered"):
        if catalogue.everything("vehicle", "", {"status": frozenset({status})}):
            said.add(status)
    return said


def test_a_sale_a_hold_and_their_release_are_the_status_everywhere(house: Workspace) -> None:
    replica, reader, catalogue = house.replica, house.reader, house.catalogue
    car = create(replica, "vehicle", **camry(status="incoming"))
    assert told(reader, catalogue, car) == {"incoming"}
    hold = fact(replica, "hold", car, until=datetime.now(UTC) + timedelta(days=1))
    assert told(reader, catalogue, car) == {"held"}
    fact(replica, "release", car, stake=hold, reason="withdrawn")
    assert told(reader, catalogue, car) == {"incoming"}
    sale = fact(replica, "sale", car, price=PRICE)
    assert told(reader, catalogue, car) == {"sold"}
    assert [v.id for v in reader.where("vehicle", [reader.column("vehicle", "status") == "sold"])] == [car]
    assert reader.count("vehicle", reader.column("vehicle", "status") == "incoming") == 0
    fact(replica, "release", car, stake=sale, reason="mistake")
    assert told(reader, catalogue, car) == {"incoming"}


def test_what_was_written_down_holds_where_no_claim_ever_was(house: Workspace) -> None:
    replica, reader, catalogue = house.replica, house.reader, house.catalogue
    car = create(replica, "vehicle", **camry(status="sold"))
    assert told(reader, catalogue, car) == {"sold"}  # an import knows no sale
    hold = fact(replica, "hold", car, until=datetime.now(UTC) + timedelta(days=1))
    assert told(reader, catalogue, car) == {"held"}
    fact(replica, "release", car, stake=hold, reason="withdrawn")
    assert told(reader, catalogue, car) == {"available"}  # an older program wrote "held" and nothing else down


def test_what_is_delivered_stays_delivered(house: Workspace) -> None:
    car = create(house.replica, "vehicle", **camry(status="delivered"))
    fact(house.replica, "sale", car, price=PRICE)
    assert told(house.reader, house.catalogue, car) == {"delivered"}


def test_lists_hear_the_moment_a_hold_ends(
    house: Workspace, qtbot: QtBot, moved: MovedTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written then: but for the word that it has ended, the index would say "held" for ever."""
    replica, reader, catalogue = house.replica, house.reader, house.catalogue
    catalogue.wait_ready("vehicle")
    monkeypatch.setattr("client.business.expiring._LONGEST_MS", 3_600_000)
    car = create(replica, "vehicle", **camry())
    heard: list[str] = []
    fact(replica, "hold", car, until=utc_now() + timedelta(minutes=30))
    qtbot.waitUntil(lambda: told(reader, catalogue, car) == {"held"}, timeout=PATIENCE)
    alarm = house.expiring._timer
    qtbot.waitUntil(lambda: 60_000 < alarm.interval() <= 1_800_005, timeout=PATIENCE)
    house.changed.connect(lambda changes: heard.extend(one.id for one in changes.rows_of("vehicle")))
    moved.on(minutes=31)
    alarm.setInterval(0)  # this machine's own time has not come so far
    qtbot.waitUntil(lambda: told(reader, catalogue, car) == {"available"}, timeout=PATIENCE)
    qtbot.waitUntil(lambda: car in heard, timeout=PATIENCE)
    assert holder_of(reader, car, "") is None


def test_what_is_read_is_right_at_any_time(house: Workspace, qtbot: QtBot, moved: MovedTime) -> None:
    replica, reader, catalogue = house.replica, house.reader, house.catalogue
    car = create(replica, "vehicle", **camry(status="incoming"))
    fact(replica, "hold", car, until=utc_now() + timedelta(days=2))
    assert told(reader, catalogue, car) == {"held"}
    moved.on(days=2, seconds=1)
    view = reader.record("vehicle", car)
    assert view is not None
    assert view.values["status"] == "incoming"
    assert holder_of(reader, car, "") is None
    house.expiring.look()  # the timer would look within a minute
    qtbot.waitUntil(lambda: told(reader, catalogue, car) == {"incoming"}, timeout=PATIENCE)


def test_an_index_that_was_saved_while_a_hold_stood_is_right_after_it_ended(tmp_path: Path) -> None:
    folder, me = tmp_path, identity()
    replica = Replica(folder / "replica.sqlite", me)
    reader, catalogue = Reader(replica.database), Catalogue(replica, Reader(replica.database))
    car = create(replica, "vehicle", **camry())
    catalogue.wait_ready("vehicle")
    hold = fact(replica, "hold", car, until=datetime.now(UTC) + timedelta(days=1))
    catalogue._keep("vehicle", catalogue._saved_indexes().mark().result()).result()  # type: ignore[union-attr]
    assert told(reader, catalogue, car) == {"held"}
    catalogue.close()
    ended = int((datetime.now(UTC) - timedelta(seconds=1)).timestamp() * 1000)
    replica.write(lambda w: w.execute("UPDATE stake SET last = ? WHERE fact = ?", (ended, hold))).result()
    catalogue = Catalogue(replica, reader)
    assert told(reader, catalogue, car) == {"available"}
    catalogue.close()
    replica.close()


def test_status_follows_also_where_the_fact_came_before_its_vehicle(tmp_path: Path) -> None:
    replica, car = Replica(tmp_path / "replica.sqlite", identity()), new_id()
    fact(replica, "sale", car, price=PRICE)
    wait(replica.execute(Create("vehicle", camry(), car)))
    reader, catalogue = Reader(replica.database), Catalogue(replica, Reader(replica.database))
    assert told(reader, catalogue, car) == {"sold"}
    catalogue.close()
    replica.close()
