"""The demonstration's own hub: a process that can be stopped and started again, as IT would run it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

_PATIENCE = 60.0


class DemoFailed(Exception):
    """A step of the demonstration did not come about; the message says which."""


def wait_for(
    holds: Callable[[], Any], what: str, seconds: float = _PATIENCE, meanwhile: Callable[[], None] | None = None
) -> Any:
    """Wait until a condition holds and return what it gave; ``meanwhile`` is called while waiting.

    Raises DemoFailed, naming ``what``.
    """
    end = time.monotonic() + seconds
    while not (given := holds()):
        if time.monotonic() > end:
            raise DemoFailed(f"{what}: not within {seconds:g} seconds")
        if meanwhile is not None:
            meanwhile()
        time.sleep(0.01)
    return given


class DemoHub:
    """``forecourt-hub`` on a free port of this machine, its data in ``folder``."""

    #: What Python runs for each of its commands.
    program: Sequence[str] = ("-m", "sync_server")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def provision(self, tenant: str, people: Sequence[dict[str, Any]], codes: int) -> list[str]:
        """Create the dealer group with its people; return one-time codes for devices."""
        plan = json.dumps({"tenant": tenant, "people": list(people), "codes": codes})
        done = subprocess.run(
            self._command("provision", "-"), input=plan, capture_output=True, text=True, check=False, encoding="utf-8"
        )
        if done.returncode != 0:
            raise DemoFailed(done.stderr.strip())
        return [str(code) for code in json.loads(done.stdout)["codes"]]

    def agree(self, tenant: str, fields: Sequence[str]) -> None:
        """Say what insurers' people see and write of their policies and claims; before the hub is started."""
        command = self._command("agreed", "set", *fields, "--tenant", tenant)
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
        if done.returncode != 0:
            raise DemoFailed(done.stderr.strip())

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        command = self._command("serve", "--port", str(self.port))
        with (self._folder / "hub.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
        wait_for(self._answers, "the hub answers")

    def stop(self) -> None:
        """Stop it; devices go on alone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def chain_holds(self) -> bool:
        """Whether the hub's own check finds its log whole."""
        return subprocess.run(self._command("verify"), capture_output=True, check=False).returncode == 0

    def _command(self, verb: str, *words: str) -> list[str]:
        return [sys.executable, *self.program, verb, *words, "--data", str(self._folder)]

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise DemoFailed(f"the hub ended; see {self._folder / 'hub.log'}")
        try:
            return httpx.get(f"{self.address}/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False
