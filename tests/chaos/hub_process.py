"""The hub of the simulated world, in a process of its own: started, killed, backed up, put back, its rights changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from tests.support.hub_files import opened_file
from tests.support.processes import ROOT, free_port, wait_until


class HubProcess:
    """One hub in simulated time."""

    def __init__(self, folder: Path, time_file: Path, faults: Counter[str]) -> None:
        self.folder = folder
        self.port = free_port()
        self._time_file = time_file
        self._faults = faults
        self._backup = ""
        self._process: subprocess.Popen[bytes] | None = None

    def provision(self, people: Sequence[dict[str, Any]], codes: int) -> list[str]:
        """Set it up; returns one-time codes for devices."""
        plan = json.dumps({"tenant": "acme", "people": list(people), "codes": codes})
        told = self._run([sys.executable, "-m", "sync_server", "provision", "--data", str(self.folder), "-"], plan)
        return [str(code) for code in told["codes"]]

    def start(self) -> None:
        """Start it and wait until it answers."""
        line = [sys.executable, "-m", "tests.chaos.hub", str(self._time_file), "serve"]
        options = ["--data", str(self.folder), "--port", str(self.port)]
        log = (self.folder.parent / "hub.log").open("ab")
        self._process = subprocess.Popen([*line, *options], stdout=log, stderr=log, cwd=ROOT)
        wait_until(self._answers, "the hub answers", 120)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it with -9."""
        assert self._process is not None
        self._faults["hub killed"] += 1
        self._process.kill()
        self._process.wait(60)

    def stop(self) -> None:
        """End it as an administrator does."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(60)

    def away(self) -> None:
        """Whatever it is doing, have it gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(60)

    def back_up(self) -> None:
        """Back it up while it serves."""
        self._backup = str(self._deed("backup")["backup"])

    def put_back(self) -> None:
        """End it with -9 and put its last backup back, with devices at work meanwhile or away."""
        self.kill()
        self._faults["hub restored from a backup"] += 1
        self._deed("restore", self._backup)
        self.start()

    def give_role(self, logins: Sequence[str], role: str) -> None:
        """What an administrator does while the people's devices may be away."""
        with closing(opened_file(self.folder)) as connection:
            marks = ", ".join("?" * len(logins))
            connection.execute(f"UPDATE account SET role = ? WHERE login IN ({marks})", (role, *logins))
            connection.commit()

    def _deed(self, word: str, *given: str) -> dict[str, Any]:
        """A command of the hub, in the world's time."""
        line = [sys.executable, "-m", "tests.chaos.hub", str(self._time_file), word, "--data", str(self.folder)]
        return self._run([*line, *given])

    @staticmethod
    def _run(line: Sequence[str], given: str = "") -> dict[str, Any]:
        done = subprocess.run(line, input=given, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))
