"""Weeks of faults, and nothing anybody was told is saved is ever lost: a short run here, the long one in the soak.

``FORECOURT_CHAOS_SEED`` replays a run's plan: who does what on which day, and what goes wrong. (What two processes do
within the same instant is not in anybody's hand.)
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.checker import check
from tests.chaos.world import Plan, World

_SEED = int(os.environ.get("FORECOURT_CHAOS_SEED") or random.SystemRandom().randrange(10**6))

#: What the checker must find: where something is changed behind everybody's back, and how.
_HARM = {
    "a change vanishes from the hub's log": ("hub", "DELETE FROM log WHERE seq = 1"),
    "the hub rewrites a stamp": ("hub", "UPDATE log SET stamp = stamp + 1 WHERE seq = 2"),
    "a row is altered on the hub": ("hub", "UPDATE vehicle SET model = model || '!'"),
    "a row is altered on a device": ("device", "UPDATE vehicle SET make = make || '!'"),
    "a device forgets a change": (
        "device",
        "DELETE FROM change WHERE number = (SELECT max(number) FROM change WHERE state = 1)",
    ),
    "a receipt is invented": ("device", "UPDATE change SET seq = seq + 1 WHERE chain IS NOT NULL"),
    "another store's document is on a device": ("device", "UPDATE document SET space = 'acme/store/x/leads'"),
    "a change still waits": ("device", "UPDATE change SET state = 0 WHERE number = 1"),
}


def _run(folder: Path, plan: Plan) -> World:
    sys.stdout.write(f"to replay: FORECOURT_CHAOS_SEED={plan.seed} ({plan.devices} devices, {plan.days} days)\n")
    with World(folder, plan) as world:
        world.live()
        world.settle()
    findings = world.verdict()
    told = {"saved": world.saved, "refused": world.refused, **world.faults, **world.network.faults, **findings.counted}
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    assert findings.counted["deeds confirmed to people"] >= world.saved > plan.days
    assert not findings.wrong, "\n".join(findings.wrong[:40])
    return world


def test_a_few_devices_through_a_few_bad_days(tmp_path: Path) -> None:
    world = _run(tmp_path, Plan(_SEED, devices=3, days=4))
    for told, (where, statement) in _HARM.items():
        folder = tmp_path / "harmed"
        shutil.copytree(tmp_path / "hub", folder / "hub")
        shutil.copytree(world.nodes[0].folder, folder / "device")
        (replica,) = (folder / "device").glob("replica-*.sqlite")
        with closing(sqlite3.connect(folder / "hub" / "hub.sqlite" if where == "hub" else replica)) as connection:
            assert connection.execute(statement).rowcount, f"{told}: nothing there to harm"
            connection.commit()
        assert check(folder / "hub" / "hub.sqlite", [folder / "device"]).wrong, f"not found: {told}"
        shutil.rmtree(folder)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_thirty_devices_through_three_weeks(tmp_path: Path) -> None:
    _run(tmp_path, Plan(_SEED, devices=30, days=21, deeds=10))
