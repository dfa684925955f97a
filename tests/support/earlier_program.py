"""The program as it really was at an earlier commit, out of this repository's own history.

``FORECOURT_EARLIER`` names the commit; else it is the newest one whose hub had other tables than today's.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync_server.migrations import HEAD
from tests.support.hubs import PASSWORD
from tests.support.processes import ROOT

_WHERE = "sync_server/migrations/__init__.py"
_ENROL = """
import sys
from pathlib import Path
from client import __version__
from client.hub.session import Session
folder, address, code, login, password = sys.argv[1:]
session = Session(Path(folder), __version__)
session.enrol_now(address, code, f"{login}'s tablet")
session.sign_in_now(login, password)
"""


@dataclass(frozen=True)
class Release:
    """A program: the folder its code is in, and the newest revision its hub knows."""

    root: Path
    revision: str

    @property
    def surroundings(self) -> dict[str, str]:
        """What its processes are given: this code and no other, no keyring."""
        return {**os.environ, "PYTHONPATH": str(self.root), "FORECOURT_NO_KEYRING": "1"}

    def run(self, *arguments: str | Path) -> str:
        """Run Python with this program's code; what it prints. What goes wrong fails the test with its words."""
        line = [sys.executable, *map(str, arguments)]
        done = subprocess.run(
            line, cwd=self.root, env=self.surroundings, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def provision(self, data: Path, plan: dict[str, Any]) -> list[str]:
        """Make a tenant with its people on a hub that does not run; the codes that enrol devices."""
        file = data / "plan.json"
        file.write_text(json.dumps(plan), "utf-8")
        told: dict[str, Any] = json.loads(self.run("-m", "sync_server", "provision", "--data", data, file))
        return list(told["codes"])

    def enrol(self, folder: Path, address: str, code: str, login: str) -> None:
        """Have this program enrol a device at a hub and sign somebody in on it."""
        self.run("-c", _ENROL, folder, address, code, login, PASSWORD)


#: The program of today.
TODAY = Release(ROOT, HEAD)


def earlier_release(folder: Path) -> Release:
    """The earlier program, laid out in a folder; the test is skipped, with the reason, where there is no history."""
    commit = os.environ.get("FORECOURT_EARLIER") or _before(HEAD)
    told = _git("archive", "--format=tar", commit)
    if told is None:
        pytest.skip(f"this copy's history holds no commit {commit}")
    with tarfile.open(fileobj=io.BytesIO(told)) as archive:
        archive.extractall(folder, filter="data")
    words = (folder / _WHERE).read_text("utf-8")
    return Release(folder, words.rpartition('HEAD = "')[2].partition('"')[0])


def _before(revision: str) -> str:
    """The commit before the one that brought the revision, or the last one where that is not committed yet."""
    top = _git("rev-parse", "--show-toplevel")
    if top is None or Path(top.decode().strip()).resolve() != ROOT:
        pytest.skip("this copy has no git history, where the earlier program would come from")
    brought = _git("log", "-1", "--format=%H", f'-SHEAD = "{revision}"', "--", _WHERE)
    return f"{brought.decode().strip()}^" if brought else "HEAD"


def _git(*words: str) -> bytes | None:
    """What git tells of this repository; None where it cannot."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False, timeout=120)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
