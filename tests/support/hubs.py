"""A real hub in a process of its own, over a real socket, and devices that are enrolled at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from pytestqt.qtbot import QtBot

from client import __version__
from client.app import App
from client.business import number_keeping
from client.hub.session import Session
from client.sync_state import Phase
from client.workspace import Mode
from shared_models.identifiers import new_id
from sync_server.administration import Administration
from sync_server.config import load_config
from tests.support.hub_files import opened_file
from tests.support.passwords import hashed_once
from tests.support.processes import free_port, wait_until

# A device asks for document numbers a minute after it came in step: on a busy machine in the midst of a test, which
# counts what was written. A test that wants numbers has the device look for itself.
number_keeping.FIRST_LOOK = 3_600.0

STORE = new_id()
PASSWORD = "correct horse battery staple"
_ROOT = Path(__file__).parents[2]


def person(login: str, role: str, store: str | None = STORE) -> dict[str, Any]:
    """Somebody with an account."""
    who = {"login": login, "name": login.title(), "role": role, "store": store}
    return {**who, "person": new_id(), "password": PASSWORD}


class HubProcess:
    """The hub as it is run in life; it can be stopped, killed and started again on the same port."""

    #: What Python runs to serve.
    program: Sequence[str] = ("-m", "sync_server")

    def __init__(self, folder: Path, people: Sequence[dict[str, Any]], codes: int = 8) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        with hashed_once(), Administration(load_config({"data": folder}, {})) as administration:
            told = administration.provision({"tenant": "acme", "people": list(people), "codes": codes})
        self.codes: list[str] = list(told["codes"])

    def command(self, *words: str) -> str:
        """Run a command of ``forecourt-hub`` and return what it prints."""
        line = [sys.executable, "-m", "sync_server", words[0], "--data", str(self.folder), *words[1:]]
        done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=_ROOT, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *options: str) -> Self:
        """Start, with further options of the command, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / "hub.log").open("ab")
        line = [sys.executable, *self.program, "serve", "--data", str(self.folder), "--port", str(self.port)]
        line += options
        self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd=_ROOT, env={**os.environ})
        wait_until(self._answers, "the hub answers", 120)
        return self

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "hub.log").read_text()
        try:
            return httpx.get(f"{self.address}/ready", timeout=10, verify=False).status_code == 200
        except httpx.HTTPError:
            return False

    @property
    def running(self) -> bool:
        """Whether it was started, and neither stopped nor killed since."""
        return self._process is not None

    def stop(self) -> None:
        """Stop it as an administrator does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def kill(self) -> None:
        """End it without any chance to tidy up."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(60)
            self._process = None

    def give_role(self, login: str, role: str) -> None:
        """What an administrator does while the person is away."""
        with closing(opened_file(self.folder)) as connection:
            connection.execute("UPDATE account SET role = ? WHERE login = ?", (role, login))
            connection.commit()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def session(self, folder: Path, login: str, name: str = "tablet") -> Session:
        """A device in ``folder``, enrolled with one of the codes, with somebody signed in."""
        session = Session(folder, __version__)
        session.enrol_now(self.address, self.codes.pop(), name)
        session.sign_in_now(login, PASSWORD)
        return session

    def device(self, folder: Path, login: str, mode: Mode = "showroom") -> App:
        """An app over a new device's data, keeping in step with this hub. Needs a QApplication."""
        app = App(folder, mode, self.session(folder, login))
        app.start()
        return app


@pytest.fixture
def devices(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[App, App]]:
    """Dana's showroom and Fay's fleet office at the test's own hub, which must know both."""
    one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "fay", "fleet")
    yield one, two
    one.close()
    two.close()


def in_step(*apps: App) -> bool:
    """Whether every app is live and has nothing left to send."""
    return all(app.sync.state.phase is Phase.LIVE and app.workspace.reader.unsent().changes == 0 for app in apps)
