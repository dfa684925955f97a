"""The hub is put back to yesterday: the devices give back what it lost, whatever happens to them meanwhile."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.checker import check
from tests.chaos.node import Node
from tests.chaos.simulated_time import SimulatedTime
from tests.support.hubs import HubProcess, person
from tests.support.processes import wait_until
from tests.support.replicas import open_file


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubProcess]:
    monkeypatch.setenv("FORECOURT_NO_KEYRING", "1")
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("fay", "fleet_manager")]
    with HubProcess(tmp_path / "hub", [*people, person("ivo", "it_admin", None)], codes=8) as running:
        yield running


@pytest.fixture
def nodes(hub: HubProcess, tmp_path: Path) -> Iterator[list[Node]]:
    time = SimulatedTime(tmp_path / "time")
    made = []
    for login in ("dana", "sam", "fay"):
        hub.session(tmp_path / login, login, f"{login}'s tablet")
        made.append(Node(tmp_path / login, 0.0, time.path))
    for node in made:
        node.start()
    yield made
    for node in made:
        node.kill()


def in_step(nodes: list[Node]) -> None:
    """Wait until every device has sent everything and has come as far as the others."""

    def same() -> bool:
        states = [node.ask(do="state") for node in nodes]
        if not all(state and state["phase"] == "live" and not state["unsent"] for state in states):
            return False
        furthest: dict[str, int] = {}
        for state in states:
            for space, seq in (state or {})["cursors"].items():
                furthest[space] = max(furthest.get(space, 0), seq)
        return all(seq == furthest[space] for state in states for space, seq in (state or {})["cursors"].items())

    for node in nodes:
        node.ask(do="wake")
    wait_until(same, "all devices are in step", 60)


def work(nodes: list[Node], seed: int, deeds: int = 8) -> None:
    for number, node in enumerate(nodes):
        assert (node.ask(do="work", seed=seed + number, deeds=deeds) or {}).get("saved")


def receipts(node: Node) -> dict[bytes, tuple[int, bytes]]:
    (path,) = node.folder.glob("replica-*.sqlite")
    with closing(open_file(path)) as connection:
        rows = connection.execute("SELECT hash, seq, chain FROM change WHERE seq IS NOT NULL AND chain IS NOT NULL")
        return {digest: (seq, chain) for digest, seq, chain in rows}


def restore(hub: HubProcess, file: str) -> dict[str, Any]:
    hub.stop()
    told: dict[str, Any] = json.loads(hub.command("restore", file))
    hub.start()
    return told


def verdict(hub: HubProcess, nodes: list[Node]) -> list[str]:
    for node in nodes:
        node.close()
    hub.stop()
    found = check(hub.folder / "hub.sqlite", [node.folder for node in nodes])
    assert found.counted["rows compared"] > 10
    assert found.counted["receipts with their chain"] > 10
    return found.wrong


def test_nothing_newer_than_the_backup_is_lost_and_the_report_says_who_gave_it_back(
    hub: HubProcess, nodes: list[Node], tmp_path: Path
) -> None:
    work(nodes, 1)
    in_step(nodes)
    made = json.loads(hub.command("backup"))
    work(nodes, 11)
    in_step(nodes)
    late = [digest for node in nodes for digest in receipts(node)]
    nodes[2].close()  # away all the time, its cursors beyond what the hub will have
    told = restore(hub, made["backup"])
    assert Path(told["former_data"]).is_file()
    assert "now" in told["accounts_and_devices"]
    for node in nodes[:2]:
        node.ask(do="wake")
    wait_until(lambda: len(report(hub)["not_heard"]) == 1, "two devices have told", every=0.5)
    assert [each["name"] for each in report(hub)["not_heard"]] == ["fay's tablet"]
    wait_until(lambda: brought(hub)["fay's tablet"] > 0, "the others have brought hers, under her signature", every=0.5)
    work(nodes[:2], 21)
    nodes[2].start()
    work(nodes[2:], 31)
    in_step(nodes)
    wait_until(lambda: all_back(hub), "what was promised has come back", every=0.5)
    said = report(hub)
    assert {each["name"] for each in said["devices"]} == {"dana's tablet", "sam's tablet", "fay's tablet"}
    assert any(space["to_give_back"] for device in said["devices"] for space in device["spaces"])
    read_by(hub, tmp_path, said)
    assert set(late) <= {digest for node in nodes for digest in receipts(node)}
    assert not verdict(hub, nodes)


def read_by(hub: HubProcess, folder: Path, said: dict[str, Any]) -> None:
    """Head office reads the report by REST, and nobody else does."""
    for login, status in (("ivo", 200), ("sam", 403)):
        session = hub.session(folder / f"{login}-2", login)
        headers = {"Authorization": f"Bearer {session._token}"}
        answer = httpx.get(f"{hub.address}/v1/standing/restored", headers=headers, timeout=60)
        assert answer.status_code == status
        if status == 200:
            assert [each["name"] for each in answer.json()["devices"]] == [each["name"] for each in said["devices"]]


def report(hub: HubProcess) -> dict[str, Any]:
    return dict(json.loads(hub.command("restored-report")))


def brought(hub: HubProcess) -> dict[str, int]:
    """How many changes of each device have come back."""
    return {each["name"]: each["came_back"] for each in report(hub)["devices"]}


def all_back(hub: HubProcess) -> bool:
    """Whether every device was heard and has had back as much as it promised, and something.

    More may have: what others have brought before need not be given back again.
    """
    said = report(hub)
    given = [
        (each["came_back"], sum(space["to_give_back"] or 0 for space in each["spaces"])) for each in said["devices"]
    ]
    return not said["not_heard"] and all(back >= max(promised, 1) for back, promised in given)


def test_devices_killed_while_they_give_back_go_on_where_they_were(hub: HubProcess, nodes: list[Node]) -> None:
    draw = random.Random(5)
    made = json.loads(hub.command("backup"))  # of a hub that knows nothing yet
    work(nodes, 41, deeds=30)
    in_step(nodes)
    restore(hub, made["backup"])
    for _ in range(3):
        timers = [threading.Timer(draw.uniform(0.0, 0.25), node.kill) for node in nodes]
        for node, timer in zip(nodes, timers, strict=True):
            node.ask(do="wake")
            timer.start()
        for node, timer in zip(nodes, timers, strict=True):
            timer.join()
            node.start()
    in_step(nodes)
    wait_until(lambda: sum(brought(hub).values()) > 60, "what was lost has come back", every=0.5)
    assert not verdict(hub, nodes)
