"""Three tablets sell with the hub up, down and up again, killed and copied: no number twice, no gap within a block."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import RecordFact
from client.replica.worker import Replica, wait
from client.sync_state import Phase
from shared_models.document_numbers import LEAST
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.processes import ROOT, wait_until

SERIES = f"contract:{STORE}"
#: Sells on a tablet without its hub, says so after each sale, and goes on until it is killed.
_SELL_AND_SELL = """
import json, sys
from pathlib import Path
from client.changes import Identity
from client.commands import RecordFact
from client.replica.worker import Replica, wait
from shared_models.identifiers import new_id
from shared_models.money import Money
path, identity, store = sys.argv[1:]
replica = Replica(Path(path), Identity(*json.loads(identity)))
while True:
    sold = {"vehicle": new_id(), "customer": new_id(), "store": store, "price": Money(2_500_000, "EUR")}
    wait(replica.execute(RecordFact("sale", sold)))
    print("sold", flush=True)
"""


def sell(replica: Replica, count: int) -> None:
    for _ in range(count):
        sold = {"vehicle": new_id(), "customer": new_id(), "store": STORE, "price": Money(2_500_000, "EUR")}
        wait(replica.execute(RecordFact("sale", sold)))


def has_numbers(app: App, blocks: int = 1) -> bool:
    """Whether so many blocks of this very replica are confirmed."""
    query = (
        "SELECT count(*) FROM stake JOIN number_block ON number_block.id = stake.fact "
        "WHERE thing = ? AND confirmed AND NOT ended AND writer = ?"
    )
    with app.workspace.reader.connect() as connection:
        told = (f"numbers:{SERIES}", app.replica._store.actor.hex())
        return bool(connection.exec_driver_sql(query, told).scalar_one() >= blocks)


def sell_until_killed(app: App) -> None:
    """Sell in a process that is killed while it sells."""
    path, identity = app.replica.database.path, json.dumps(astuple(app.replica.identity))
    line = [sys.executable, "-c", _SELL_AND_SELL, str(path), identity, STORE]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ})
    try:
        assert process.stdout is not None
        for _ in range(7):
            assert process.stdout.readline().strip() == b"sold"
    finally:
        process.kill()
        process.wait(60)


def in_step_and_looked(*apps: App) -> None:
    """Wait until they are in step, and have them look at once instead of after a while."""
    wait_until(lambda: in_step(*apps), "everybody is in step", 60)
    for app in apps:
        app.numbers.look()


def check(app: App) -> None:
    """What everybody sees: every number once; of each block those from its first on; so also of those with a mark."""
    numbers = [view.values["contract_number"] for view in app.workspace.reader.find("sale")]
    assert len(numbers) == len(set(numbers))
    drawn = sorted(int(number[-5:]) for number in numbers if re.fullmatch(r"C-\w+-\d{5}", number))
    begins = {block.values["first"] for block in app.workspace.reader.find("number_block", series=SERIES)}
    assert [number for number in drawn if number not in begins and number - 1 not in drawn] == []
    own: dict[str, list[int]] = {}
    for number in numbers:
        if found := re.fullmatch(r"C-\w+-([0-9A-F]{8})-(\d+)", number):
            own.setdefault(found[1], []).append(int(found[2]))
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in own.values())
    assert own  # somebody had to go on without a block


@pytest.mark.timeout(240)
def test_no_number_is_given_twice_and_no_block_has_a_gap(tmp_path: Path, qtbot: QtBot) -> None:
    people = [person("ann", "salesperson"), person("ben", "salesperson"), person("cem", "sales_manager")]
    with HubProcess(tmp_path / "hub", people) as hub:
        apps = [hub.device(tmp_path / who["login"], who["login"]) for who in people]
        try:
            in_step_and_looked(*apps)
            wait_until(lambda: in_step(*apps) and all(map(has_numbers, apps)), "everybody has numbers", 60)
            for app in apps:
                sell(app.replica, 3)
            hub.kill()
            wait_until(lambda: all(a.sync.state.phase is Phase.OFFLINE for a in apps), "all notice")
            sell(apps[0].replica, LEAST)  # more than its block holds
            sell(apps[1].replica, 4)
            apps[2].close()
            sell_until_killed(apps[2])
            shutil.copytree(tmp_path / "cem", tmp_path / "copy")
            apps[2:] = [App(tmp_path / name, "showroom") for name in ("cem", "copy")]
            sell(apps[2].replica, 2)
            sell(apps[3].replica, 2)
            hub.start()
            for app in apps[2:]:
                app.start()
            for app in apps:
                app.sync.wake()
            in_step_and_looked(*apps)
            wait_until(lambda: in_step(*apps) and all(map(has_numbers, apps)), "everybody has numbers again", 60)
            wait_until(lambda: has_numbers(apps[0], 2), "the busy one has another block", 60)
            for app in apps:
                sell(app.replica, 2)
            total = 3 * 3 + LEAST + 4 + 7 + 2 + 2 + 2 * 4
            wait_until(lambda: in_step(*apps), "everybody is in step", 60)
            wait_until(
                lambda: (
                    len({app.workspace.reader.count("sale") for app in apps}) == 1
                    and apps[0].workspace.reader.count("sale") >= total
                ),
                "everybody has every sale",
                60,
            )
            for app in apps:
                check(app)
        finally:
            for app in apps:
                app.close()
