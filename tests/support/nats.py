"""A real NATS server for tests, from a wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.support.processes import PATIENCE, answers, free_port, wait_until


class Nats:
    """A server on a port of its own; it can be stopped, killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where hubs find it."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it and wait until it answers."""
        program = Path(sys.executable).parent / ("nats-server.exe" if sys.platform == "win32" else "nats-server")
        quiet = subprocess.DEVNULL
        line = [str(program), "-a", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(line, stdout=quiet, stderr=quiet)
        wait_until(lambda: answers(self.port), "NATS answers", PATIENCE)
        return self

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it with -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
