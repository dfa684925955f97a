"""Weeks of faults, and nothing anybody was told is saved is ever lost: a short run here, the long one in the soak.

``FORECOURT_CHAOS_SEED`` replays a run's plan: who does what on which day, and what goes wrong. (What two processes do
within the same instant is not in anybody's hand.)
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.checker import check, marker
from tests.chaos.reading import opened
from tests.chaos.world import Plan, World

_ASKED = os.environ.get("FORECOURT_CHAOS_SEED")
#: The short run follows the same plan each time, as properties do; the long one looks for another.
_SEED = int(_ASKED or 2026)
_SEED_OF_SOAK = int(_ASKED or random.SystemRandom().randrange(10**6))

_FACT = "(SELECT min(fact) FROM stake)"
_REFUSED = "INSERT INTO set_aside (hash, document, type, code, field, detail, payload, stamp) "

#: What the checker must find: where something is changed behind everybody's back, how, and words of what it then says.
_HARM = {
    "a change vanishes from the hub's log": ("hub", "DELETE FROM log WHERE seq = 1", "has a gap"),
    "the hub rewrites a stamp": ("hub", "UPDATE log SET stamp = stamp + 1 WHERE seq = 2", "is broken at"),
    "a row is altered on the hub": ("hub", "UPDATE vehicle SET model = model || '!'", "unlike the hub's"),
    "a row is altered on a device": ("device", "UPDATE vehicle SET make = make || '!'", "unlike the hub's"),
    "a device forgets a change": (
        "device", "DELETE FROM change WHERE number = (SELECT max(number) FROM change WHERE state = 1)", "lacks",
    ),
    "a receipt is invented": ("device", "UPDATE change SET seq = seq + 1 WHERE chain IS NOT NULL", "is not honoured"),
    "another store's document is on a device": (
        "device", "UPDATE document SET space = 'acme/store/x/leads'", "holds a document of",
    ),
    "a change still waits": ("device", "UPDATE change SET state = 0 WHERE number = 1", "still waits"),
    "a device has another holder": (
        "device", f"UPDATE stake SET lost_to = 'x' WHERE fact = {_FACT}", "stand otherwise than the facts say",
    ),
    "the hub confirms what it may not": (
        "hub", f"UPDATE stake SET confirmed = 1 - confirmed WHERE fact = {_FACT}", "hub: 1 stakes stand otherwise",
    ),
    "a stake is forgotten": ("device", f"DELETE FROM stake WHERE fact = {_FACT}", "stand otherwise than the facts say"),
    "a sale is counted twice": (
        "device", "UPDATE sale SET id = 'again' WHERE id = (SELECT min(id) FROM sale)", "sale facts in",
    ),
    "a refusal without a reason": (
        "device", f"{_REFUSED} VALUES (x'01', 'd', 'sale', '', '', '', x'', 0)", "no reason",
    ),
    "a refused change is on the hub": (
        "device",
        f"{_REFUSED} SELECT hash, 'd', 'sale', 'c', '', 'why', x'', 0 FROM change WHERE state = 1 LIMIT 1",
        "in the hub's log",
    ),
    "a word of another space is in full text": (
        "device",
        f"INSERT INTO vehicle_text (rowid, make) VALUES (999999, '{marker('acme/costs')}')",
        "has words of acme/costs",
    ),
}  # fmt: skip


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


@pytest.mark.timeout(900)  # half a minute by itself; many processes beside another busy test take their time
def test_a_few_devices_through_a_few_bad_days(tmp_path: Path) -> None:
    world = _run(tmp_path, Plan(_SEED, devices=4, days=3))
    done = 0
    for told, (where, statement, words) in _HARM.items():
        folder = tmp_path / "harmed"
        shutil.copytree(tmp_path / "hub", folder / "hub")
        shutil.copytree(world.nodes[0].folder, folder / "device")
        (replica,) = (folder / "device").glob("replica-*.sqlite")
        with closing(opened(folder / "hub" / "hub.sqlite" if where == "hub" else replica, harm=True)) as connection:
            connection.execute("BEGIN")
            connection.execute(statement)
            harmed = connection.execute("SELECT changes()").fetchone()[0]
            connection.execute("COMMIT")
        if not harmed:  # a short run need not hold a sale or a case
            shutil.rmtree(folder)
            continue
        done += 1
        wrong = check(folder / "hub" / "hub.sqlite", [folder / "device"]).wrong
        assert any(words in each for each in wrong), f"not found: {told}; but {wrong[:3]}"
        shutil.rmtree(folder)
    assert _told_of_two_writers(tmp_path, world), "two files under one actor were not found out"
    assert done >= len(_HARM) * 2 // 3, "too little was there to harm"


def _told_of_two_writers(folder: Path, world: World) -> bool:
    """Whether the checker sees that a device's copy goes on under the actor it was copied with."""
    one = world.nodes[0].folder
    shutil.copytree(one, folder / "again" / "copied")
    wrong = check(folder / "hub" / "hub.sqlite", [one, folder / "again" / "copied"]).wrong
    return any("writes under the actor of" in each for each in wrong)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_thirty_devices_through_three_weeks(tmp_path: Path) -> None:
    _run(tmp_path, Plan(_SEED_OF_SOAK, devices=30, days=21, deeds=10))
