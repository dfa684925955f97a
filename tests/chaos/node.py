"""One device of the simulated world: its folder, its program while that runs, and what is done to both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from client import __version__
from client.hub.session import Session
from client.roads.neighbours import FORBIDDING
from tests.support.hubs import PASSWORD
from tests.support.processes import ROOT

_SURROUNDINGS = {**os.environ, "FORECOURT_NO_KEYRING": "1"}


class Node:
    """One device: its folder, its way to the hub, its clock's error, and its program while that runs."""

    def __init__(self, folder: Path, error: float, time_file: Path, link: int = 0, root: Path = ROOT) -> None:
        """``error`` is how wrong its clock is, in seconds; ``link`` the way to the hub that it takes; ``root`` holds
        its program."""
        self.folder, self._root = folder, root
        self.link = link
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
        surroundings = {**_SURROUNDINGS, "PYTHONPATH": str(self._root)}
        self._process = subprocess.Popen(
            line,
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            encoding="utf-8",
            env={name: value for name, value in surroundings.items() if name != FORBIDDING},
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
            self._process.wait(60)

    def close(self) -> None:
        """End it as people do."""
        if self._process is not None:
            self._process.communicate(timeout=120)
            assert self._process.returncode == 0, self.log.read_text("utf-8")
            self._process = None

    def copied(self, error: float) -> Node:
        """What somebody gets who copies the folder behind the program's back, onto a machine with another clock.

        The program must not run meanwhile; it may have been killed.
        """
        folder = self.folder.with_name(f"{self.folder.name}-copied")
        shutil.copytree(self.folder, folder)
        return Node(folder, error, self._time_file, self.link, self._root)

    def limit(self) -> int:
        """How large its files may be so that the work of the day will not find room."""
        return max((path.stat().st_size for path in self.folder.glob("replica-*")), default=0) + 20_000


def enrol(folder: Path, proxied: str, direct: str, code: str, login: str) -> None:
    """Enrol without faults, then let the device know the hub by its bad road only."""
    os.environ["FORECOURT_NO_KEYRING"] = "1"
    session = Session(folder, __version__)
    session.enrol_now(direct, code, folder.name)
    session.sign_in_now(login, PASSWORD)
    file = folder / "session.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "hub": proxied}), "utf-8")
