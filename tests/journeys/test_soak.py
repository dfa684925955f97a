"""The long run: four devices and a hub that is stopped and killed again and again, and everybody agrees at the end."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit
from client.replica.worker import wait
from shared_models.money import Money
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.replicas import camry, rows

ROUNDS = int(os.environ.get("FORECOURT_SOAK_ROUNDS", "60"))
SEED = int(os.environ.get("FORECOURT_SOAK_SEED", str(random.SystemRandom().randrange(10**6))))


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_devices_agree_whatever_happens_to_the_hub(tmp_path: Path, qtbot: QtBot) -> None:
    sys.stdout.write(f"to replay: FORECOURT_SOAK_SEED={SEED} FORECOURT_SOAK_ROUNDS={ROUNDS}\n")
    draw = random.Random(SEED)
    people = [person(f"p{number}", "sales_manager") for number in range(4)]
    with HubProcess(tmp_path / "hub", people) as hub:
        apps = [hub.device(tmp_path / who["login"], who["login"]) for who in people]
        cars: list[str] = []
        try:
            for _ in range(ROUNDS):
                _one_round(draw, hub, apps, cars)
            hub.kill()
            hub.start()
            for app in apps:
                app.sync.wake()
            wait_until(lambda: in_step(*apps), "everybody is in step", 120)
            held = rows(apps[0].replica, "vehicle")
            wait_until(lambda: all(rows(app.replica, "vehicle") == held for app in apps), "everybody agrees", 60)
            assert {row[0] for row in held} == set(cars)
            assert "BAD" not in hub.command("verify")
        finally:
            for app in apps:
                app.close()


def _one_round(draw: random.Random, hub: HubProcess, apps: list[App], cars: list[str]) -> None:
    if draw.random() < 0.15:
        hub.kill() if draw.random() < 0.5 else hub.stop()
        _work(draw, apps, cars)
        hub.start()
    _work(draw, apps, cars)


def _work(draw: random.Random, apps: list[App], cars: list[str]) -> None:
    for app in draw.sample(apps, draw.randint(1, len(apps))):
        here = [car for car in cars if app.workspace.reader.record("vehicle", car)]
        if not here or draw.random() < 0.3:
            command = Create("vehicle", camry(model=f"Soak {len(cars)}"))
            cars.append(command.id)
            wait(app.replica.execute(command))
        else:
            price = {"price": Money(draw.randint(1, 10**6), "EUR")}
            wait(app.replica.execute(Edit("vehicle", draw.choice(here), {}, price)))
