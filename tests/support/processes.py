"""Real programs for tests: start them, wait for what they say, stop or kill them, read their log."""

from __future__ import annotations

import itertools
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds to wait for a condition before a test fails: long, because the machine may be busy."""
_LOOK_EVERY = 0.01

T = TypeVar("T")


class NeverHappened(AssertionError):
    """What a test waited for did not come about in time."""


def wait_until(condition: Callable[[], T], what: str, seconds: float = PATIENCE, every: float = _LOOK_EVERY) -> T:
    """Ask again and again (``every`` so many seconds) until the condition is true, and return its value.

    Raises NeverHappened, naming `what`, after `seconds`.
    """
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise NeverHappened(f"{what}: not within {seconds:g} s")
        pause.wait(every)


def _ports() -> Iterator[int]:
    """Ports below those that systems hand out to whoever connects, round and round; each worker has its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first, count = 20_000 + 500 * (worker % 20), 500
    return (first + (os.getpid() + at) % count for at in itertools.count())


_next_port = _ports()
_kept: list[socket.socket] = []


def free_port() -> int:
    """A TCP port on loopback that nobody listens on, and that nobody is given by chance before it is used.

    A port of the system's own choice could go to any connection while the hub that had it is down. On Linux the port
    is also held until this process ends, in the way that leaves it to whoever means to listen on just this one.
    """
    for port in _next_port:
        if _is_free(port):
            return port
    raise AssertionError("there is always another port")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    if sys.platform == "linux":
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", port))
        _kept.append(held)
    return True


def answers(port: int) -> bool:
    """Does anyone accept connections on this port of loopback?"""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class Program:
    """`python ARGUMENTS` as a process of its own, with everything it says kept line by line.

    `env` adds to the surroundings; `cwd` is the repository unless named; `program` replaces this Python.
    """

    def __init__(
        self,
        *arguments: str | Path,
        env: dict[str, str] | None = None,
        cwd: Path = ROOT,
        program: str | Path = sys.executable,
    ) -> None:
        self.command = [str(program), *map(str, arguments)]
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self.process = subprocess.Popen(
            self.command,
            cwd=cwd,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=os.name == "posix",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self._lines.append(line.rstrip("\r\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def lines(self) -> list[str]:
        """What it has said so far, output and errors together."""
        with self._changed:
            return list(self._lines)

    @property
    def log(self) -> str:
        """What it has said so far, as one text."""
        return "\n".join(self.lines)

    @property
    def running(self) -> bool:
        """Has it not ended yet?"""
        return self.process.poll() is None

    def wait_for(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """Wait until a line matches. Raises NeverHappened with the log when it does not."""
        deadline = time.monotonic() + seconds
        seen = 0
        with self._changed:
            while True:
                for line in self._lines[seen:]:
                    seen += 1
                    if match := re.search(pattern, line):
                        return match
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    why = f"ended with {self.process.poll()}" if self._ended else f"not within {seconds:g} s"
                    raise NeverHappened(f"/{pattern}/ from {self.command}: {why}\n" + "\n".join(self._lines))
                self._changed.wait(left)

    def wait_for_port(self, port: int, seconds: float = PATIENCE) -> None:
        """Wait until it accepts connections. Raises NeverHappened with the log."""
        try:
            wait_until(lambda: answers(port) or not self.running, f"port {port} of {self.command}", seconds)
        except NeverHappened as error:
            raise NeverHappened(f"{error}\n{self.log}") from None
        if not self.running:
            raise NeverHappened(f"{self.command} ended with {self.process.poll()}\n{self.log}")

    def tell(self, text: str) -> None:
        """Write a line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for its end and return its exit code. Raises NeverHappened with the log."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise NeverHappened(f"end of {self.command}: not within {seconds:g} s\n{self.log}") from None
        self._reader.join(seconds)
        return code

    def stop(self, seconds: float = PATIENCE) -> int:
        """Ask it to end, as the system does at shut-down, and return its exit code."""
        if self.running:
            self.process.terminate()
        return self.wait(seconds)

    def kill(self) -> None:
        """End it at once, as a power cut would: `kill -9`."""
        self.process.kill()
        self.process.wait()
        self._reader.join(PATIENCE)

    def close(self) -> None:
        """Kill it if it still runs, and let go of its pipes."""
        if self.running:
            self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:  # it ended with our words unread
                    pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
