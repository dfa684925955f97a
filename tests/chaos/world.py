"""The simulated weeks: a hub, its devices, their people's work, and what goes wrong; all drawn from one seed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from shared_models.identifiers import new_id
from tests.chaos.checker import check
from tests.chaos.hub_process import HubProcess
from tests.chaos.network import Network
from tests.chaos.node import Node, enrol
from tests.chaos.reading import Findings
from tests.chaos.simulated_time import SimulatedTime
from tests.support.hubs import PASSWORD, person
from tests.support.processes import wait_until

DAY = 86_400.0
_ROLES = ("salesperson", "sales_manager", "head_office", "salesperson", "fleet_manager", "auditor")
_SETTLED = 240.0


@dataclass(frozen=True)
class Plan:
    """How large the world is, and its seed."""

    seed: int
    devices: int
    days: int
    deeds: int = 6


class World:
    """Everything that runs, and what has happened so far."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan
        self.draw = random.Random(plan.seed)
        self.time = SimulatedTime(folder / "time")
        self.faults: Counter[str] = Counter()
        self.saved = self.refused = 0
        self.hub = HubProcess(folder / "hub", self.time.path, self.faults)
        self.nodes: list[Node] = []
        self._copied: set[str] = set()

    # --- building it ---

    def __enter__(self) -> Self:
        store, other = new_id(), new_id()
        people = [
            person(f"p{n}", _ROLES[n % len(_ROLES)], other if n % 4 == 3 else store) for n in range(self.plan.devices)
        ]
        codes = self.hub.provision(people, self.plan.devices)
        self.hub.start()
        self.network = Network(self.hub.port, self.plan.seed)
        errors = [self.draw.uniform(-240, 240) for _ in people]
        errors[0], errors[-1] = 3 * DAY, -2 * DAY
        for number, who in enumerate(people):
            folder = self.folder / f"device-{number:02}"
            address = f"http://127.0.0.1:{self.network.proxy(number)}"
            enrol(folder, address, f"http://127.0.0.1:{self.hub.port}", codes[number], who["login"])
            self.nodes.append(Node(folder, errors[number], self.time.path, number))
        self.faults["clocks wrong by minutes"] = len(people) - 2
        self.faults["clocks wrong by days"] = 2
        self.each(Node.start)
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.kill()
        self.hub.away()
        self.network.close()

    def each(self, deed: Callable[[Node], Any]) -> None:
        """Do something with every device, several at a time."""
        threads = [threading.Thread(target=deed, args=(node,)) for node in self.nodes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # --- living in it ---

    def live(self) -> None:
        """Let the days pass."""
        for day in range(self.plan.days):
            self.time.set(day * DAY)
            self._one_day(day)

    def _one_day(self, day: int) -> None:
        draw = self.draw
        for number in range(self.plan.devices):
            if draw.random() < 0.3:
                self.network.cut(number)
            elif draw.random() < 0.6:
                self.network.mend(number)
            self.network.slow(number, draw.random() < 0.15)
        pairs = self._out_of_reach()
        if day % 6 == 1:
            self._copy_a_device()
        for node in self.nodes:
            if not node.running:
                node.start()
        self._collide(day)
        self._set_rights("auditor" if day % 2 else "head_office")
        hub_dies = draw.random() < 0.3 or day == 1
        full = [
            node for node in self.nodes if draw.random() < (1 if day == 2 else 0.05) and node.limit_files(node.limit())
        ]
        self.faults["disk full"] += len(full)
        doomed = {node for node in self.nodes if draw.random() < 0.12} or {draw.choice(self.nodes)}
        orders = {node: (draw.randrange(2**31), draw.randint(1, self.plan.deeds)) for node in self.nodes}
        timers = [threading.Timer(draw.uniform(0.05, 1.5), node.kill) for node in doomed]
        self.faults["device killed in the middle of its work"] += len(doomed)
        if hub_dies:
            timers.append(threading.Timer(draw.uniform(0.05, 1.0), self.hub.kill))
        for timer in timers:
            timer.start()
        self.each(lambda node: self._work(node, *orders[node]))
        for timer in timers:
            timer.join()
        for node in full:
            if node.running:
                node.limit_files(-1)
        for one, two in pairs:
            self._meet(one, two)
        if hub_dies:
            self.hub.start()
        if day % 7 == 0:
            self.hub.back_up()
        elif day % 7 == 2:
            self.hub.put_back()

    def _copy_a_device(self) -> None:
        """Somebody copies a device's folder behind its back; both go on, with the same work waiting in them."""
        chosen = self.draw.choice([n for n in self.nodes[: self.plan.devices] if n.folder.name not in self._copied])
        self._copied.add(chosen.folder.name)
        self.network.cut(chosen.link)
        if not chosen.running:
            chosen.start()
        self._work(chosen, self.draw.randrange(2**31), self.plan.deeds)
        (chosen.close if chosen.running and self.draw.random() < 0.5 else chosen.kill)()
        self.nodes.append(chosen.copied(self.draw.uniform(-240, 240)))
        self.faults["replica copied, and both used"] += 1

    def _out_of_reach(self) -> list[tuple[Node, Node]]:
        """Some stand in one cellar today: the hub is out of their reach, and they find each other."""
        chosen = self.draw.sample(self.nodes, 2 * max(1, len(self.nodes) // 8))
        for node in chosen:
            self.network.cut(node.link)
        return list(zip(chosen[::2], chosen[1::2], strict=True))

    def _meet(self, one: Node, two: Node) -> None:
        """Two exchange what they have, without the hub; now and then one dies in the middle of it."""
        dies, after = self.draw.random() < 0.25, self.draw.uniform(0.02, 0.4)
        if not (one.running and two.running):
            return
        here = one.ask(do="neighbour") or {}
        if "address" not in here:
            self.faults[f"no neighbours: {here.get('refused', '')[:60]}"] += 1
            return
        timer = threading.Timer(after if dies else 120, (one if after < 0.2 else two).kill)
        timer.start()
        met = two.ask(do="meet", address=here["address"]) or {}
        timer.cancel()
        timer.join()
        self.faults["killed while neighbours met"] += dies
        self.faults["neighbours met without the hub"] += "got" in met
        self.faults["changes taken over from neighbours"] += met.get("got", 0) + met.get("given", 0)
        if "refused" in met:
            self.faults[f"neighbours turned away: {met['refused'][:60]}"] += 1

    def _collide(self, day: int) -> None:
        """Two people who do not hear of each other sell one car; on odd days somebody has delivered it before."""
        one, boss, other = self.nodes[0], self.nodes[1], self.nodes[3]
        known = [set((node.ask(do="vehicles") or {}).get("ids", ())) for node in (one, boss, other)]
        shared, roll = sorted(known[0] & known[2]), self.draw.random()
        if not shared:
            return
        car = shared[int(roll * len(shared))]
        for number in (0, 3):
            self.network.cut(number)
        if day % 2 and car in known[1]:
            self._count(boss.ask(do="deliver", vehicle=car))
            self.faults["sold though delivered"] += 1
        for node in (one, other):
            self._count(node.ask(do="sell", vehicle=car))
        self.faults["one car sold twice on purpose"] += 1

    def _set_rights(self, role: str) -> None:
        """Take from head office the right to change anything, or give it back, while their devices may be away."""
        self.hub.give_role(
            [f"p{n}" for n in range(self.plan.devices) if _ROLES[n % len(_ROLES)] == "head_office"], role
        )
        self.faults["rights taken away"] += role == "auditor"

    def _count(self, done: dict[str, Any] | None) -> None:
        self.saved += (done or {}).get("saved", 0)
        self.refused += bool((done or {}).get("refused", 0))

    def _work(self, node: Node, seed: int, deeds: int) -> None:
        done = node.ask(do="work", seed=seed, deeds=deeds, password=PASSWORD) or {}
        self.saved += done.get("saved", 0)
        self.refused += done.get("refused", 0)

    # --- the end of it ---

    def settle(self) -> None:
        """Everything works again: wait until every device has everything, then close all of it."""
        self.network.calm()
        for node in self.nodes:
            if not node.running:
                node.start()
        for node in self.nodes:
            node.ask(do="wake")
        for node in self.nodes:
            wait_until(lambda node=node: self._in_step(node), f"{node.folder.name} is in step", _SETTLED)  # type: ignore[misc]
        heads = self._heads()
        for node in self.nodes:
            wait_until(lambda node=node: self._has_all(node, heads), f"{node.folder.name} has everything", _SETTLED)  # type: ignore[misc]
        self.each(Node.close)
        self.hub.stop()

    def _in_step(self, node: Node) -> bool:
        state = node.ask(do="state")
        assert state is not None, node.log.read_text("utf-8")[-3_000:]
        if state["phase"] == "signed_out":  # two copies have used one token: their people sign in again
            node.ask(do="sign_in", password=PASSWORD)
            self.faults["signed in again"] += 1
        return bool(state["phase"] == "live" and state["unsent"] == 0)

    def _has_all(self, node: Node, heads: dict[str, int]) -> bool:
        state = node.ask(do="state") or {}
        cursors = state.get("cursors", {})
        return all(seq >= heads.get(space, 0) for space, seq in cursors.items())

    def _heads(self) -> dict[str, int]:
        """The end of each space, taken from the devices: the furthest that any of them has come."""
        furthest: dict[str, int] = {}
        for node in self.nodes:
            for space, seq in (node.ask(do="state") or {}).get("cursors", {}).items():
                furthest[space] = max(furthest.get(space, 0), seq)
        return furthest

    def verdict(self) -> Findings:
        """What an independent reading of the files finds."""
        return check(self.folder / "hub" / "hub.sqlite", [node.folder for node in self.nodes])
