"""The servers of a cluster, each started again whenever it has ended, as an orchestrator would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from sync_server.administration import Administration
from sync_server.config import load_config
from sync_server.copying import write_file
from sync_server.database import database_of
from sync_server.keys import KEY_FILES
from tests.cluster.balancer import Balancer
from tests.support.nats import Nats
from tests.support.postgres import Postgres
from tests.support.processes import PATIENCE, ROOT, free_port, wait_until


class Hub:
    """One hub of the cluster, in a folder of its own; ``root`` holds its program."""

    def __init__(self, folder: Path, settings: str, root: Path = ROOT) -> None:
        folder.mkdir(parents=True)
        self.root = root
        (folder / "hub.toml").write_text(settings, "utf-8")
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it; it takes a moment until it answers."""
        line = [sys.executable, "-m", "sync_server", "serve", "--data", str(self.folder), "--port", str(self.port)]
        with (self.folder / "hub.log").open("ab") as log:
            env = {**os.environ, "PYTHONPATH": str(self.root)}
            self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd=self.root, env=env)

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        """Whether it says that it is fit for work."""
        try:
            return httpx.get(f"{self.address}/ready", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it with -9. Whoever keeps it running may have begun another meanwhile: that one is not waited for."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait(PATIENCE)


class Cluster:
    """Everything, in a folder; ``people`` as a plan for the hub names them."""

    def __init__(self, folder: Path, people: Sequence[dict[str, Any]], hubs: int = 3, codes: int = 8) -> None:
        self._database_folder = Path(tempfile.mkdtemp(prefix="forecourt-postgres-"))
        self._database_folder.chmod(0o755)
        self.postgres = Postgres(self._database_folder).start()
        self.nats = Nats().start()
        database, files = self.postgres.new_database(made=False), (folder / "files").as_posix()
        settings = f'database = "{database}"\nbus = "{self.nats.url}"\nfiles = "{files}"\n'
        self.hubs = [Hub(folder / f"hub-{number + 1}", settings) for number in range(hubs)]
        first = self.hubs[0].folder
        with Administration(load_config({"data": first}, {})) as administration:
            self.codes: list[str] = administration.provision(
                {"tenant": "acme", "people": list(people), "codes": codes}
            )["codes"]
        self.hubs[0].begin()
        wait_until(self.hubs[0].answers, "the first hub answers", 2 * PATIENCE)
        for hub in self.hubs[1:]:
            for name in KEY_FILES:
                shutil.copy2(first / name, hub.folder / name)
            hub.begin()
        self.balancer = Balancer([hub.port for hub in self.hubs], free_port())
        self._over = threading.Event()
        self._keeping = threading.Thread(target=self._keep, daemon=True)

    @property
    def fit(self) -> bool:
        """Whether all hubs are fit for work."""
        return all(hub.answers() for hub in self.hubs)

    def written(self, target: Path) -> Path:
        """The database as one SQLite file, as a backup holds it."""
        database = database_of(load_config({"data": self.hubs[0].folder}, {}))
        try:
            write_file(database, target, None)
        finally:
            database.close()
        return target

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            if not self.postgres.running:
                self.postgres.begin()
            if not self.nats.running:
                self.nats.start()
            for hub in self.hubs:
                if not hub.running:
                    hub.begin()

    def __enter__(self) -> Self:
        self.balancer.__enter__()
        self._keeping.start()
        wait_until(lambda: self.fit, "the hubs answer", 2 * PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._keeping.join(PATIENCE)
        self.balancer.__exit__(kind, error, trace)
        for hub in self.hubs:
            hub.kill()
        self.nats.kill()
        self.postgres.stop()
        shutil.rmtree(self._database_folder, ignore_errors=True)
