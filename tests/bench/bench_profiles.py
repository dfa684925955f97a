"""The two load profiles of the designs by k6 itself, scaled to the machine; and how many hubs 10,000 a second need.

Showroom (S-3.10): 30 s up to 100 users, a minute at 500, 30 s down to 100; p99 under 50 ms, under 1 % failing.
Insurance (I-3.4): 30 s up to 1,000 users, a minute at 5,000, 30 s down to none; p95 under 50 ms, under 1 % failing.
Each user asks once a second: half of them pull and are told that nothing is new, the others read a list or a record.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared_models.protocol import pack
from tests.bench.bench_hub import CAR, SPACE
from tests.bench.figures import line
from tests.bench.hubs import cpu_seconds, unlimited_hub
from tests.bench.peers import NotHere, installed, k6
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub

#: 1 is the designs' own size; users and seconds are multiplied by it.
USERS = float(os.environ.get("FORECOURT_BENCH_K6_USERS", "0.1"))
TIME = float(os.environ.get("FORECOURT_BENCH_K6_TIME", "0.25"))
_CARS, _WANTED, _MOST_FAILING, _BAR_MS = 500, 10_000, 0.01, 50.0
#: Share of a core that a node may use in steady life: the rest is for what comes in bursts.
_USED = 0.6


@dataclass(frozen=True, slots=True)
class Profile:
    """Stages of (seconds, users at their end), and which tail is promised."""

    name: str
    stages: tuple[tuple[int, int], ...]
    tail: str


PROFILES = (
    Profile("showroom profile", ((30, 100), (60, 500), (30, 100)), "p(99)"),
    Profile("insurance profile", ((30, 1_000), (60, 5_000), (30, 0)), "p(95)"),
)


def run() -> list[dict[str, Any]]:
    """Both, one after the other, against one hub."""
    try:
        program = k6(installed())
    except NotHere as error:
        return [line("load profiles with k6", None, str(error), bar="a figure", held=False)]
    with tempfile.TemporaryDirectory() as name:
        hub = unlimited_hub(Path(name) / "data").start()
        try:
            device = hub.device("salesperson")
            return [each for profile in PROFILES for each in _profile(program, profile, hub, device, Path(name))]
        finally:
            hub.program.close()


def _profile(program: str, profile: Profile, hub: RunningHub, device: Device, folder: Path) -> list[dict[str, Any]]:
    before = cpu_seconds(hub.program.process.pid)
    told = _told_by_k6(program, profile, hub, device, folder)
    spent = cpu_seconds(hub.program.process.pid) - before
    times, failing = told["http_req_duration"], told["checks"]["value"]
    asked, rate = told["http_reqs"]["count"], told["http_reqs"]["rate"]
    most = max(users for _, users in profile.stages) * USERS
    tail, fails = times[profile.tail], 1 - failing
    a_core = asked / max(spent, 0.01)
    nodes = math.ceil(_WANTED / (a_core * _USED))
    words = f"{profile.name} at {USERS:g} of its users ({most:,.0f} at most)"
    return [
        line(
            words, tail, f"ms {profile.tail.replace('(', '').replace(')', '')} ({times['med']:.1f} median)",
            baseline=f"{rate:,.0f} requests/s, {100 * fails:.2g} % failing", bar="< 50 ms, < 1 % failing",
            held=tail < _BAR_MS and fails < _MOST_FAILING,
        ),
        line(
            f"{profile.name}: requests per second of the hub's processor", a_core, "requests/s",
            baseline=f"{_WANTED:,} a second: {nodes} hubs of a core each, {100 * _USED:.0f} % busy",
        ),
    ]  # fmt: skip


def _told_by_k6(program: str, profile: Profile, hub: RunningHub, device: Device, folder: Path) -> dict[str, Any]:
    made = [device.born("vehicle", **CAR) for _ in range(_CARS)]
    device.push(*(envelope for _, envelope in made))
    pull, cars, summary = folder / "pull", folder / "cars.json", folder / "summary.json"
    pull.write_bytes(pack({"cursors": device.pull({SPACE: 0}, 1)[1]}))
    cars.write_text(json.dumps([car.id for car, _ in made]), "utf-8")
    stages = [{"duration": f"{s * TIME:g}s", "target": round(n * USERS)} for s, n in profile.stages]
    values = {
        "URL": hub.url, "TOKEN": device.http.headers["Authorization"], "PULL": str(pull), "CARS": str(cars),
        "STAGES": json.dumps(stages),
    }  # fmt: skip
    named = [part for name, value in values.items() for part in ("-e", f"{name}={value}")]
    script = Path(__file__).with_name("profile.js")
    command = [program, "run", "-q", "--no-usage-report", "--summary-export", str(summary), *named, str(script)]
    subprocess.run(command, check=True, timeout=900, capture_output=True)
    metrics: dict[str, Any] = json.loads(summary.read_text("utf-8"))["metrics"]
    return metrics
