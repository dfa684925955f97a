"""The two engines a hub's database may stand on, for tests that hold for both."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from sync_server.config import load_config
from tests.support.postgres import CARELESS, Postgres

EngineName = Literal["sqlite", "postgresql"]


@dataclass
class Engine:
    """Where a hub in a new folder is to keep its database; ``server`` is None on SQLite."""

    name: EngineName
    server: Postgres | None = None

    def prepare(self, folder: Path) -> Path:
        """A folder for a hub on this engine, with a fresh database; what is there already stays."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.server is not None:
            (folder / "hub.toml").write_text(f'database = "{self.server.new_database()}"\n', "utf-8")
        return folder

    def discard(self, folder: Path) -> None:
        """Throw the database away that was made for the folder."""
        if self.server is not None:
            self.server.drop(load_config({"data": folder}, {}).database)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for the whole session; what it acknowledges is not durable."""
    folder = Path(tempfile.mkdtemp(prefix="forecourt-postgres-"))
    folder.chmod(0o755)
    server = Postgres(folder, CARELESS).start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """One of the two engines after the other."""
    return Engine(request.param, request.getfixturevalue("postgres") if request.param == "postgresql" else None)
