"""The simulated weeks: a hub, its devices, their people's work, and what goes wrong; all drawn from one seed."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from client import __version__
from client.hub.session import Session
from shared_models.identifiers import new_id
from tests.chaos.checker import Findings, check
from tests.chaos.network import Network
from tests.chaos.simulated_time import SimulatedTime
from tests.support.hubs import PASSWORD, person
from tests.support.processes import ROOT, free_port, wait_until

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


class Node:
    """One device: its folder, its way to the hub, its clock's error, and its program while that runs."""

    def __init__(self, folder: Path, error: float, time_file: Path) -> None:
        self.folder = folder
        self.error = error
        self._time_file = time_file
        self._process: subprocess.Popen[str] | None = None
        self.log = folder.parent / f"{folder.name}.log"

    @property
    def running(self) -> bool:
        """Whether its program runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the program and wait until it is ready."""
        line = [sys.executable, "-m", "tests.chaos.device", str(self.folder), str(self._time_file), repr(self.error)]
        self._process = subprocess.Popen(
            line,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            encoding="utf-8",
            env={**os.environ, "FORECOURT_NO_KEYRING": "1"},
        )
        assert self._hear() == {"ready": True}

    def ask(self, **request: Any) -> dict[str, Any] | None:
        """Have it do something; None when it dies meanwhile."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            return None
        return self._hear()

    def _hear(self) -> dict[str, Any] | None:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def limit_files(self, size: int) -> bool:
        """From now on its files cannot grow beyond ``size`` bytes, as on a full disk. Linux only."""
        if self._process is None or not sys.platform.startswith("linux"):
            return False
        import resource

        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return True

    def kill(self) -> None:
        """End it with -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)

    def close(self) -> None:
        """End it as people do."""
        if self._process is not None:
            self._process.communicate(timeout=120)
            assert self._process.returncode == 0, self.log.read_text("utf-8")
            self._process = None


class World:
    """Everything that runs, and what has happened so far."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan
        self.draw = random.Random(plan.seed)
        self.time = SimulatedTime(folder / "time")
        self.faults: Counter[str] = Counter()
        self.saved = self.refused = 0
        self.port = free_port()
        self._backup = ""
        self._hub: subprocess.Popen[bytes] | None = None
        self.nodes: list[Node] = []

    # --- building it ---

    def __enter__(self) -> Self:
        store, other = new_id(), new_id()
        people = [
            person(f"p{n}", _ROLES[n % len(_ROLES)], other if n % 4 == 3 else store) for n in range(self.plan.devices)
        ]
        told = self._hub_command("provision", {"tenant": "acme", "people": people, "codes": self.plan.devices})
        self.start_hub()
        self.network = Network(self.port, self.plan.seed)
        errors = [self.draw.uniform(-240, 240) for _ in people]
        errors[0], errors[-1] = 3 * DAY, -2 * DAY
        for number, who in enumerate(people):
            folder = self.folder / f"device-{number:02}"
            address = f"http://127.0.0.1:{self.network.proxy(number)}"
            _enrol(folder, address, f"http://127.0.0.1:{self.port}", told["codes"][number], who["login"])
            self.nodes.append(Node(folder, errors[number], self.time.path))
        self.faults["clocks wrong by minutes"] = len(people) - 2
        self.faults["clocks wrong by days"] = 2
        self.each(Node.start)
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.kill()
        if self._hub is not None:
            self._hub.kill()
            self._hub.wait(30)
        self.network.close()

    def each(self, deed: Callable[[Node], Any]) -> None:
        """Do something with every device, several at a time."""
        threads = [threading.Thread(target=deed, args=(node,)) for node in self.nodes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # --- the hub ---

    def _hub_command(self, word: str, given: dict[str, Any]) -> dict[str, Any]:
        line = [sys.executable, "-m", "sync_server", word, "--data", str(self.folder / "hub"), "-"]
        done = subprocess.run(line, input=json.dumps(given), capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def start_hub(self) -> None:
        """Start the hub and wait until it answers."""
        line = [sys.executable, "-m", "tests.chaos.hub", str(self.time.path), "serve"]
        options = ["--data", str(self.folder / "hub"), "--port", str(self.port)]
        log = (self.folder / "hub.log").open("ab")
        self._hub = subprocess.Popen([*line, *options], stdout=log, stderr=log, cwd=ROOT)
        wait_until(self._hub_answers, "the hub answers")

    def _hub_answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def kill_hub(self) -> None:
        """End the hub with -9."""
        assert self._hub is not None
        self.faults["hub killed"] += 1
        self._hub.kill()
        self._hub.wait(30)

    def _hub_deed(self, word: str, *given: str) -> dict[str, Any]:
        """A command of the hub, in the world's time."""
        line = [sys.executable, "-m", "tests.chaos.hub", str(self.time.path), word, "--data"]
        done = subprocess.run(
            [*line, str(self.folder / "hub"), *given], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def back_up_hub(self) -> None:
        """Back up the hub while it serves."""
        self._backup = str(self._hub_deed("backup")["backup"])

    def put_hub_back(self) -> None:
        """End the hub with -9 and put its last backup back, with devices at work meanwhile or away."""
        self.kill_hub()
        self.faults["hub restored from a backup"] += 1
        self._hub_deed("restore", self._backup)
        self.start_hub()

    # --- living in it ---

    def live(self) -> None:
        """Let the days pass."""
        for day in range(self.plan.days):
            self.time.set(day * DAY)
            self._one_day(day)

    def _one_day(self, day: int) -> None:
        draw = self.draw
        for number, node in enumerate(self.nodes):
            if draw.random() < 0.3:
                self.network.cut(number)
            elif draw.random() < 0.6:
                self.network.mend(number)
            self.network.slow(number, draw.random() < 0.15)
            if not node.running:
                node.start()
        self._collide(day)
        self._set_rights("auditor" if day % 2 else "head_office")
        hub_dies = draw.random() < 0.3 or day == 1
        full = [
            node
            for node in self.nodes
            if draw.random() < (1 if day == 2 else 0.05) and node.limit_files(_size_of(node))
        ]
        self.faults["disk full"] += len(full)
        doomed = {node for node in self.nodes if draw.random() < 0.12} or {draw.choice(self.nodes)}
        orders = {node: (draw.randrange(2**31), draw.randint(1, self.plan.deeds)) for node in self.nodes}
        timers = [threading.Timer(draw.uniform(0.05, 1.5), node.kill) for node in doomed]
        self.faults["device killed in the middle of its work"] += len(doomed)
        if hub_dies:
            timers.append(threading.Timer(draw.uniform(0.05, 1.0), self.kill_hub))
        for timer in timers:
            timer.start()
        self.each(lambda node: self._work(node, *orders[node]))
        for timer in timers:
            timer.join()
        for node in full:
            if node.running:
                node.limit_files(-1)
        if hub_dies:
            self.start_hub()
        if day % 7 == 0:
            self.back_up_hub()
        elif day % 7 == 2:
            self.put_hub_back()

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
        with closing(sqlite3.connect(self.folder / "hub" / "hub.sqlite", timeout=30)) as connection:
            people = [f"p{n}" for n in range(self.plan.devices) if _ROLES[n % len(_ROLES)] == "head_office"]
            marks = ", ".join("?" * len(people))
            connection.execute(f"UPDATE account SET role = ? WHERE login IN ({marks})", (role, *people))
            connection.commit()
        self.faults["rights taken away"] += role == "auditor"

    def _count(self, done: dict[str, Any] | None) -> None:
        self.saved += (done or {}).get("saved", 0)
        self.refused += bool((done or {}).get("refused", 0))

    def _work(self, node: Node, seed: int, deeds: int) -> None:
        done = node.ask(do="work", seed=seed, deeds=deeds) or {}
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
        assert self._hub is not None
        self._hub.terminate()
        self._hub.wait(60)

    def _in_step(self, node: Node) -> bool:
        state = node.ask(do="state")
        assert state is not None, node.log.read_text("utf-8")[-3_000:]
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


def _enrol(folder: Path, proxied: str, direct: str, code: str, login: str) -> None:
    """Enrol without faults, then let the device know the hub by its bad road only."""
    os.environ["FORECOURT_NO_KEYRING"] = "1"
    session = Session(folder, __version__)
    session.enrol_now(direct, code, folder.name)
    session.sign_in_now(login, PASSWORD)
    file = folder / "session.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "hub": proxied}), "utf-8")


def _size_of(node: Node) -> int:
    """A limit that the device's log of the day will run into."""
    return max((path.stat().st_size for path in node.folder.glob("replica-*")), default=0) + 20_000


def copy_of(folder: Path) -> Path:
    """What somebody makes who copies a device's folder."""
    copied = folder.with_name(folder.name + "-copied")
    shutil.copytree(folder, copied)
    return copied
