"""Fan-out to 1,000 listeners: the hub's processor time per delivery, against a bare C server in the same run.

The hub does all it does in life: each update is a push of its own, signed, checked, merged, projected and committed
before anybody hears of it. The C server repeats as many bytes to as many sockets.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared_models.protocol import pack
from tests.bench.bench_hub import CAR, SPACE
from tests.bench.figures import line
from tests.bench.hubs import cpu_seconds, unlimited_hub
from tests.support.processes import Program
from tests.sync_server.hub_client import Device, Record, ok

LISTENERS = int(os.environ.get("FORECOURT_BENCH_LISTENERS", "1000"))
UPDATES = 100
ROUNDS = 3
_PATIENCE = 600.0
_HERE = Path(__file__).resolve().parent


def run() -> list[dict[str, Any]]:
    """Three rounds of each, in turn."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return [line("fan-out against a bare C server", None, "no C compiler here", bar="a figure", held=False)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([compiler, "-O2", "-o", str(folder / "bare"), str(_HERE / "bare_fanout.c")], check=True)
        ours, bare = [], []
        for number in range(ROUNDS):
            cpu, size = _hub(folder / f"hub{number}")
            ours.append(cpu)
            bare.append(_bare(folder / "bare", size))
    one, other = statistics.median(ours), statistics.median(bare)
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    return [
        line(
            f"server's processor per delivery, single updates, {LISTENERS:,} listeners, full admission",
            one, "us", baseline=f"bare C server, {other:.2f} us", ratio=ratio, bar="at most 1.5x", held=ratio <= 1.5,
        )
    ]  # fmt: skip


def _hub(data: Path) -> tuple[float, int]:
    """Microseconds of the hub per delivery, and how large an update is on the wire."""
    hub = unlimited_hub(data).start()
    try:
        device = hub.device("salesperson")
        car, birth = device.born("vehicle", **CAR)
        assert device.push_one(birth).status == "accepted"
        cursor = device.pull({SPACE: 0}, 1)[1][SPACE]
        tokens = data / "tokens"
        tokens.write_text(device.http.headers["Authorization"], "utf-8")
        with listening(hub.url, str(tokens), pack({"cursors": {SPACE: cursor}})) as listeners:
            before = cpu_seconds(hub.program.process.pid)
            _push_each(device, car, listeners)
            spent = cpu_seconds(hub.program.process.pid) - before
        entries, _ = device.pull({SPACE: cursor}, 1)
        size = len(
            pack([entries[0].space, entries[0].seq, entries[0].chain, entries[0].stamp, entries[0].envelope.pack()])
        )
        hub.stop()
    finally:
        hub.program.close()
    return spent / (UPDATES * LISTENERS) * 1e6, size + 5


def _push_each(device: Device, car: Record, listeners: Listeners) -> None:
    for number in range(UPDATES):
        ok(device.post("/v1/sync/push", pack({"envelopes": [device.put(car, "price", f"{number + 1} EUR").pack()]})))
    listeners.heard(UPDATES)


def _bare(program: Path, size: int) -> float:
    """The same of the C server; it is told one frame after the other."""
    server = subprocess.Popen([str(program)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline().split()[1])
        frame = b"\x82\x7e" + struct.pack(">H", size) + b"x" * size
        with (
            listening(f"127.0.0.1:{port}", "-", b"") as listeners,
            socket.create_connection(("127.0.0.1", port)) as speaker,
        ):
            speaker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            before = cpu_seconds(server.pid)
            for _ in range(UPDATES):
                speaker.sendall(struct.pack("<I", len(frame)) + frame)
                listeners.heard(1)
            spent = cpu_seconds(server.pid) - before
    finally:
        server.kill()
        server.wait()
    return spent / (UPDATES * LISTENERS) * 1e6


class Listeners:
    """The sockets, in a process of their own."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._asked = 0

    def heard(self, frames: int) -> None:
        """Wait until each has heard so many more."""
        self._asked += 1
        self._program.tell(str(frames))
        self._program.wait_for(rf"^heard {self._asked}$", _PATIENCE)


@contextmanager
def listening(where: str, tokens: str, hello: bytes, count: int = LISTENERS) -> Iterator[Listeners]:
    """So many sockets that listen; see ``many_listeners``."""
    with Program("-m", "tests.bench.many_listeners", where, str(count), tokens, hello.hex() or "00") as program:
        program.wait_for("^listening$", _PATIENCE)
        yield Listeners(program)
