"""The same car sold on several tablets while the hub is away: one winner and one case for each loser, everywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import RecordFact
from client.replica.worker import wait
from client.sync_state import Phase
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.replicas import camry, create
from tests.sync_server.hub_client import Device

PRICE = Money(2_500_000, "EUR")
ROOT = Path(__file__).parents[2]
#: Opens a tablet's replica without its hub, sells the car, says that it is on the disk, and waits to be killed.
_SELL_AND_WAIT = """
import json, sys
from pathlib import Path
from client.changes import Identity
from client.commands import RecordFact
from client.replica.worker import Replica, wait
from shared_models.money import Money
path, identity, values, fact = sys.argv[1:]
replica, values = Replica(Path(path), Identity(*json.loads(identity))), json.loads(values)
wait(replica.execute(RecordFact("sale", values | {"price": Money(2_500_000, "EUR")}, fact)))
print("sold", flush=True)
sys.stdin.read()
"""


def values(car: str, app: App, **more: Any) -> dict[str, Any]:
    return {"vehicle": car, "customer": new_id(), "store": STORE, "person": app.replica.identity.person, **more}


def sell(app: App, car: str) -> str:
    command = RecordFact("sale", values(car, app, price=PRICE))
    wait(app.replica.execute(command))
    return command.id


def close(app: App, case: str, lost_to: str) -> None:
    closing = {"stake": case, "lost_to": lost_to, "resolution": "refunded", "person": app.replica.identity.person}
    wait(app.replica.execute(RecordFact("case_closure", closing)))


def standing(app: App, car: str) -> dict[str, str]:
    """Each sale of the car that has not ended on this device, with what it lost to."""
    with app.workspace.reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT fact, lost_to FROM stake WHERE thing = ? AND NOT ended", (f"vehicle:{car}",)
        )
        return {row[0]: row[1] for row in rows}


def at_the_hub(hub: HubProcess, office: App, car: str) -> dict[str, str]:
    """The same, as head office reads it from the hub."""
    device = Device(hub.address)
    device.enrol(hub.codes.pop())
    device.sign_in("olga", "correct horse battery staple")
    found = device.http.get(f"/v1/holders/vehicle:{car}").raise_for_status().json()["stakes"]
    cases = device.http.get("/v1/cases").raise_for_status().json()["cases"]
    held = {stake["fact"]: stake["lost_to"] for stake in found if not stake["ended"]}
    losing = sorted(fact for fact, lost_to in held.items() if lost_to)
    assert sorted(case["case"] for case in cases if case["lost"]["thing"] == f"vehicle:{car}") == losing
    return held


def everywhere(apps: list[App], car: str, wanted: dict[str, str]) -> None:
    wait_until(lambda: in_step(*apps), "everybody is in step", 60)
    wait_until(lambda: all(standing(app, car) == wanted for app in apps), "everybody agrees who holds the car", 60)


@pytest.mark.timeout(240)
def test_one_car_sold_on_three_tablets_has_one_winner_and_a_case_for_each_loser(tmp_path: Path, qtbot: QtBot) -> None:
    people = [person("ann", "salesperson"), person("ben", "salesperson"), person("cem", "salesperson")]
    people += [person("olga", "head_office", None)]
    with HubProcess(tmp_path / "hub", people, codes=12) as hub:
        apps = [hub.device(tmp_path / who["login"], who["login"]) for who in people]
        one, two, three, office = apps
        try:
            car, other = create(one.replica, "vehicle", **camry()), create(one.replica, "vehicle", **camry())
            wait_until(
                lambda: in_step(*apps) and all(a.workspace.reader.record("vehicle", other) for a in apps), "cars"
            )
            hub.kill()
            wait_until(lambda: all(a.sync.state.phase is Phase.OFFLINE for a in apps), "all notice")
            # Two tablets sell one car, three another; the third is killed right after its sale.
            first, second = sell(one, car), sell(two, car)
            earlier, later = sell(two, other), sell(one, other)
            killed = _sell_and_be_killed(three, other, tmp_path / "cem")
            assert standing(one, car) == {first: ""}
            assert standing(two, car) == {second: ""}
            hub.start()
            three = apps[2] = App(tmp_path / "cem", "showroom")
            three.start()
            for app in apps:
                app.sync.wake()
            everywhere(apps, car, {first: "", second: first})
            everywhere(apps, other, {earlier: "", later: earlier, killed: earlier})
            assert at_the_hub(hub, office, other) == {earlier: "", later: earlier, killed: earlier}
            assert at_the_hub(hub, office, car) == {first: "", second: first}
            close(two, second, first)
            close(three, killed, earlier)
            everywhere(apps, car, {first: ""})
            everywhere(apps, other, {earlier: "", later: earlier})
            assert at_the_hub(hub, office, other) == {earlier: "", later: earlier}
        finally:
            for app in apps:
                app.close()


def _sell_and_be_killed(app: App, car: str, folder: Path) -> str:
    """Sell on this tablet in a process that is ended with the sale just on its disk."""
    import json
    from dataclasses import astuple

    path, identity, fact = app.replica.database.path, app.replica.identity, new_id()
    told = json.dumps(values(car, app))
    app.close()
    line = [sys.executable, "-c", _SELL_AND_WAIT, str(path), json.dumps(astuple(identity)), told, fact]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"sold"
    process.kill()
    process.wait(60)
    assert folder.exists()
    return fact
