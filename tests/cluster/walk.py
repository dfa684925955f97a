"""Devices at different hubs of a cluster at work, while one server after the other is killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.checker import check
from tests.chaos.node import Node, enrol
from tests.chaos.simulated_time import SimulatedTime
from tests.cluster.cluster import Cluster
from tests.support.hubs import person
from tests.support.processes import wait_until

PEOPLE = (("dana", "sales_manager"), ("sam", "salesperson"), ("fay", "fleet_manager"))
Say = Callable[[str], None]


@contextmanager
def devices(cluster: Cluster, folder: Path) -> Iterator[list[Node]]:
    """A device at the first hub, one at the second, and one that goes by way of the balancer."""
    time = SimulatedTime(folder / "time")
    ways = [cluster.hubs[0].address, cluster.hubs[1].address, cluster.balancer.address]
    nodes = []
    try:
        for (login, _), way in zip(PEOPLE, ways, strict=True):
            enrol(folder / login, way, cluster.balancer.address, cluster.codes.pop(), login)
            nodes.append(Node(folder / login, 0.0, time.path))
            nodes[-1].start()
        yield nodes
    finally:
        for node in nodes:
            node.kill()


def walk(folder: Path, say: Say, rounds: int = 1) -> list[str]:
    """The whole walk; what is wrong at its end, which is nothing. ``FORECOURT_NO_KEYRING`` must be set."""
    os.environ["FORECOURT_NO_KEYRING"] = "1"
    people = [person(login, role) for login, role in PEOPLE]
    say("Starting PostgreSQL, NATS and three hubs behind a balancer.")
    with Cluster(folder / "cluster", people) as cluster, devices(cluster, folder) as nodes:
        work(nodes, 1)
        in_step(nodes)
        say("Three devices, each at another hub, have seen each other's work.")
        seed = 10
        for _ in range(rounds):
            for name, kill, healed in _servers(cluster):
                kill()
                say(f"Killed {name} (-9). People go on working.")
                work(nodes, seed := seed + 10)
                wait_until(healed, f"{name} is there again", 120, every=0.1)
                in_step(nodes)
                say(f"{name} is there again by itself, and every device has every change.")
        for node in nodes:
            node.close()
        wrong = check(cluster.written(folder / "hub.sqlite"), [node.folder for node in nodes]).wrong
    say("Checked every log, every chain and every device: " + ("; ".join(wrong) or "nothing was lost."))
    return wrong


def _servers(cluster: Cluster) -> list[tuple[str, Callable[[], None], Callable[[], bool]]]:
    return [
        ("a hub", cluster.hubs[0].kill, lambda: cluster.fit),
        ("NATS", cluster.nats.kill, lambda: cluster.nats.running),
        ("PostgreSQL", cluster.postgres.kill, lambda: cluster.fit),
    ]


def work(nodes: Sequence[Node], seed: int, deeds: int = 8) -> None:
    """Everybody does something, whether the hub is there or not."""
    for number, node in enumerate(nodes):
        assert (node.ask(do="work", seed=seed + number, deeds=deeds) or {}).get("saved")


def in_step(nodes: Sequence[Node]) -> None:
    """Wait until every device has sent everything and has come as far as the others."""

    def same() -> bool:
        states = [node.ask(do="state") or {} for node in nodes]
        for node, state in zip(nodes, states, strict=True):
            if state.get("phase") != "live" or state.get("unsent"):
                node.ask(do="wake")
        if not all(state.get("phase") == "live" and not state["unsent"] for state in states):
            return False
        furthest: dict[str, int] = {}
        for state in states:
            for space, seq in state["cursors"].items():
                furthest[space] = max(furthest.get(space, 0), seq)
        return all(seq == furthest[space] for state in states for space, seq in state["cursors"].items())

    wait_until(same, "all devices are in step", 120, every=0.1)
