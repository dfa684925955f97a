"""Very many devices attached to one hub, each hearing one change a minute; then all of them coming back at once.

Attached: each tenant has 50 devices that listen to its stock, and edits one car a minute. Measured from the push until
each device has the change, with ``/health`` asked meanwhile. The storm: nobody listens while each tenant makes 100
changes, then all connect within a few seconds and catch up.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.bench.busy_stream import due
from tests.bench.crowd import Crowd, House, edit, house
from tests.bench.figures import line, p50_p99
from tests.bench.hubs import cpu_seconds, most_memory, unlimited_hub

_OF_A_TENANT, _MISSED, _ROUNDS = 50, 100, 3
ATTACHED = int(os.environ.get("FORECOURT_BENCH_ATTACHED", "1000"))
STORM = int(os.environ.get("FORECOURT_BENCH_STORM", str(ATTACHED // 2)))
SECONDS = float(os.environ.get("FORECOURT_BENCH_ATTACHED_SECONDS", "20"))
_STORM_SECONDS = 5.0


def run() -> list[dict[str, Any]]:
    """One hub for both."""
    tenants = [f"t{number:03}" for number in range(max(1, ATTACHED // _OF_A_TENANT))]
    with tempfile.TemporaryDirectory() as name:
        hub = unlimited_hub(Path(name) / "data", *tenants, codes=1, most_connections="19000").start()
        try:
            houses = [house(hub, tenant, _OF_A_TENANT) for tenant in tenants]
            return asyncio.run(_measure(hub.url, houses, hub.program.process.pid))
        finally:
            hub.program.close()


async def _measure(url: str, houses: list[House], process: int) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        crowd = Crowd(url)
        await crowd.attach(houses, within=ATTACHED / 500)
        before, begun = cpu_seconds(process), time.perf_counter()
        rounds = [await _minute(http, crowd, houses, number) for number in range(_ROUNDS)]
        load = (cpu_seconds(process) - before) / (time.perf_counter() - begun)
        lines = _attached_lines(len(crowd.members), rounds, most_memory(process), load, len(crowd.refused) + crowd.cut)
        crowd.leave()
        storms = [
            await _storm(url, http, houses[: STORM // _OF_A_TENANT or 1], 1_000 * (n + 1)) for n in range(_ROUNDS)
        ]
    return [*lines, *_storm_lines(storms)]


Minute = tuple[list[float], list[float]]


async def _minute(http: httpx.AsyncClient, crowd: Crowd, houses: list[House], number: int) -> Minute:
    """Every house edits once, evenly spread; seconds until each device heard, and of asking ``/health``."""
    begun, said, health = time.perf_counter(), dict[int, float](), list[float]()
    for member in crowd.members:
        member.entries, member.wanted = 0, 1
        member.enough.clear()
    for at, one in enumerate(houses):
        await due(begun + at * SECONDS / len(houses))
        said[id(one)] = time.perf_counter()
        await edit(http, one, 1, 100 * number + 1)
        asked = time.perf_counter()
        (await http.get("/health")).raise_for_status()
        health.append(time.perf_counter() - asked)
    await crowd.all_heard(120)
    return [each.heard_at - said[id(each.house)] for each in crowd.members if each.entries], health


def _attached_lines(
    devices: int, rounds: list[Minute], memory: float, load: float, errors: int
) -> list[dict[str, Any]]:
    tail = statistics.median(p50_p99(times)[1] for times, _ in rounds)
    slowest = max(each for _, health in rounds for each in health) * 1000
    words = f"{devices:,} attached devices of {devices // _OF_A_TENANT} tenants"
    return [
        line(
            f"{words}, {devices / SECONDS:,.0f} deliveries/s", tail, f"ms p99, {errors} refused or cut", bar="< 50 ms",
            held=tail < 50 and not errors,
        ),
        line(f"{words}: the hub's memory at its most", memory, "MB", bar="< 600 MB", held=memory < 600),
        line(f"{words}: /health, the slowest of all answers", slowest, "ms", bar="answers", held=True),
        line(f"{words}: the hub's processor", 100 * load, "% of a core"),
    ]  # fmt: skip


async def _storm(url: str, http: httpx.AsyncClient, houses: list[House], number: int) -> tuple[float, int, int]:
    """Seconds until all have caught up, how many they are, and how many met an error."""
    for one in houses:
        await edit(http, one, _MISSED, number)
    crowd, begun = Crowd(url), time.perf_counter()
    await crowd.attach(houses, behind=_MISSED, within=_STORM_SECONDS)
    await crowd.all_heard(300)
    seconds, found = time.perf_counter() - begun, (len(crowd.members), len(crowd.refused))
    wrong = sum(member.entries != _MISSED for member in crowd.members)
    crowd.leave()
    return seconds, found[0], found[1] + wrong


def _storm_lines(storms: list[tuple[float, int, int]]) -> list[dict[str, Any]]:
    seconds, errors = statistics.median(each for each, _, _ in storms), sum(wrong for _, _, wrong in storms)
    return [
        line(
            f"{storms[0][1]:,} devices come back within {_STORM_SECONDS:g} s, {_MISSED} changes missed each: caught up",
            seconds, f"s, {errors} errors", bar="< 30 s, no error", held=seconds < 30 and not errors,
        )
    ]  # fmt: skip
