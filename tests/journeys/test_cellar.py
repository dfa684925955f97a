"""Three tablets in a cellar without the hub: they agree who sold the car, and the hub hears everything once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Edit
from client.replica.worker import wait
from client.roads.neighbours import FORBIDDING
from client.sync_state import Phase
from shared_models.envelopes import unpack
from shared_models.money import Money
from tests.journeys.test_collision import everywhere, sell, standing
from tests.support.hub_files import opened_file
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.replicas import camry, create, rows, values_of


def knows_the_house(app: App) -> bool:
    return in_step(app) and app.workspace.reader.meta("roster") is not None


def log_of(hub: HubProcess) -> list[bytes]:
    """The hashes of all changes that the hub has."""
    with closing(opened_file(hub.folder)) as database:
        return [unpack(row[0]).hash for row in database.execute("SELECT envelope FROM log")]


def waiting(app: App) -> set[bytes]:
    return {each.hash for each in wait(app.replica.pending(100))}


def same_rows(name: str, *apps: App) -> bool:
    first, *others = (rows(app.replica, name) for app in apps)
    return all(each == first for each in others)


def price(app: App, car: str, amount: int) -> None:
    old = values_of(app.replica, "vehicle", car)["price"]
    wait(app.replica.execute(Edit("vehicle", car, {"price": old}, {"price": Money(amount, "EUR")})))


@pytest.mark.timeout(240)
def test_a_car_sold_twice_in_a_cellar_is_settled_there_and_reaches_the_hub_once(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FORBIDDING)
    people = [person("ann", "salesperson"), person("ben", "salesperson"), person("cem", "salesperson")]
    with HubProcess(tmp_path / "hub", people) as hub:
        # Who was enrolled later knows of the others; the first ones hear of it from them.
        apps = [hub.device(tmp_path / who["login"], who["login"]) for who in people]
        one, two, three = apps
        try:
            car = create(one.replica, "vehicle", **camry())
            wait_until(lambda: all(map(knows_the_house, apps)), "all know the house")
            wait_until(lambda: all(app.workspace.reader.record("vehicle", car) for app in apps), "all have the car")
            wait_until(lambda: not any(app.neighbours.state.open for app in apps), "nobody needs neighbours yet")
            hub.stop()
            wait_until(lambda: all(app.sync.state.phase is Phase.OFFLINE for app in apps), "all notice")
            first, second = sell(one, car), sell(two, car)
            assert standing(one, car) == {first: ""}
            assert standing(two, car) == {second: ""}
            wait_until(lambda: all(app.neighbours.state.open for app in apps), "all are open to neighbours")
            # By multicast DNS they find each other alone; where a machine has none, somebody enters addresses.
            one.neighbours.note(two.neighbours.state.addresses[0])
            three.neighbours.note(two.neighbours.state.addresses[0])
            agreed = {first: "", second: first}
            wait_until(lambda: all(standing(app, car) == agreed for app in apps), "one winner, one case, in the cellar")
            price(three, car, 1_000)
            wait_until(lambda: values_of(one.replica, "vehicle", car)["price"].minor == 1_000, "an edit goes round")
            qtbot.waitUntil(lambda: one.workspace.sync_state.neighbours > 0, timeout=30_000)  # the window hears of it
            wait_until(lambda: waiting(one) == waiting(two) == waiting(three), "everybody carries everything")
            carried = waiting(one)
            assert len(carried) >= 3
            hub.start()
            for app in apps:
                app.sync.wake()
            everywhere(apps, car, agreed)
            wait_until(lambda: not any(app.neighbours.state.open for app in apps), "nobody needs neighbours any more")
            assert [log_of(hub).count(each) for each in carried] == [1] * len(carried)
            for name in ("sale", "vehicle"):
                wait_until(lambda: same_rows(name, *apps), f"everybody has the same rows of {name}")  # noqa: B023
        finally:
            for app in apps:
                app.close()
