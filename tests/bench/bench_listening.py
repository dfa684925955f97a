"""Each way of hearing the hub: an edit on one device until its row on another, and the third way where two are held up.

The other device reaches the hub through a proxy of the tests, which lets all ways through or swallows the first two.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from client.app import App
from client.hub.ladder import Ladder
from client.hub.transports import TRANSPORTS, Transport
from tests.bench.bench_edit import edits_across
from tests.bench.figures import line, p50_p99, size_of
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.proxies import Proxy

EDITS = size_of("FORECOURT_BENCH_LISTENING_EDITS", 100)
_STANDS = 5
_TIMES_ASKED, _TIMES, _TIMES_PATIENCE = 30.0, 3.0, 1.4


def run() -> list[dict[str, Any]]:
    """All ways at one hub, one after the other; the WebSocket is what the others are compared with."""
    people = [person("dana", "sales_manager"), person("sam", "salesperson")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with HubProcess(folder / "hub", people, codes=20) as hub, Proxy(hub.port) as proxy:
            by_way = {}
            with httpx.Client(base_url=proxy.address, timeout=60) as client:
                asked = [_asked(client) for _ in range(EDITS)]
            for way in TRANSPORTS:
                with _devices(hub, proxy, folder / way.name, [way]) as (one, two):
                    by_way[way.name] = edits_across(one, two, EDITS)
            proxy.swallow_upgrades = proxy.buffer_events = True
            stood = [_stands(hub, proxy, folder / f"held up {number}") for number in range(_STANDS)]
    return [*_across_lines(by_way, p50_p99(asked)[0]), _stands_line(stood)]


def _asked(client: httpx.Client) -> float:
    """Seconds of a request that the hub need do nothing for, through the proxy."""
    start = time.perf_counter()
    client.get("/health").raise_for_status()
    return time.perf_counter() - start


@contextmanager
def _devices(hub: HubProcess, proxy: Proxy, folder: Path, ways: list[Transport]) -> Iterator[tuple[App, App]]:
    """One device at the hub, and one behind the proxy that knows these ways alone."""
    one = hub.device(folder / "one", "dana")
    direct, hub.address = hub.address, proxy.address
    two = App(folder / "two", "showroom", hub.session(folder / "two", "sam"))
    hub.address = direct
    two.sync.listening.ladder = Ladder(ways)
    two.start()
    try:
        yield one, two
    finally:
        one.close()
        two.close()


def _stands(hub: HubProcess, proxy: Proxy, folder: Path) -> float:
    """Seconds from the first try, by the best way, until the last stands."""
    proxy.seen.clear()
    with _devices(hub, proxy, folder, list(TRANSPORTS)) as (_, two):
        wait_until(lambda: any("/v1/live" in line for line in proxy.seen), "it begins to listen")
        start = time.perf_counter()
        wait_until(lambda: in_step(two) and two.sync.state.transport == TRANSPORTS[-1].name, "the last way stands")
        return time.perf_counter() - start


def _across_lines(by_way: dict[str, list[float]], asked: float) -> Iterator[dict[str, Any]]:
    """The WebSocket against a mere request, the other ways against the WebSocket."""
    against, other, times = "a request for /health", asked, _TIMES_ASKED
    for name, seconds in by_way.items():
        p50, p99 = p50_p99(seconds)
        yield line(
            f"edit to the row on another device, through a proxy, by {name}", p50, f"ms p50 (p99 {p99:.0f})",
            baseline=f"{against}, {other:.1f} ms", ratio=p50 / other, bar=f"<= {times:g}x", held=p50 <= times * other,
        )  # fmt: skip
        if name == TRANSPORTS[0].name:
            against, other, times = f"by {name}", p50, _TIMES


def _stands_line(stood: list[float]) -> dict[str, Any]:
    """Against the patience with the first two, which is waited out whatever the machine."""
    patience = sum(way.patience for way in TRANSPORTS[:-1])
    seconds = statistics.median(stood)
    return line(
        "the third way stands, the first two swallowed", seconds, "s", baseline=f"patience with both, {patience:g} s",
        ratio=seconds / patience, bar=f"<= {_TIMES_PATIENCE}x, 5 s", held=seconds <= _TIMES_PATIENCE * patience,
    )  # fmt: skip
