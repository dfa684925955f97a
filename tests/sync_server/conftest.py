"""One hub on each engine for all tests that do not harm it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.config import load_config
from sync_server.database import Database, open_database
from tests.support.engines import Engine, engine, postgres
from tests.sync_server.running_hub import TENANTS, RunningHub

__all__ = ["database", "engine", "fresh_hub", "fresh_hub_on_sqlite", "hub", "postgres"]


def _hub_of_one(engine: Engine, folders: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(engine.prepare(folders.mktemp("fresh") / "data")).provision("acme", codes=10)
    yield running
    if hasattr(running, "program"):
        running.program.close()
    engine.discard(running.data)


@pytest.fixture
def database(engine: Engine, tmp_path: Path) -> Iterator[Database]:
    """A database of one's own on each engine, with the hub's tables."""
    opened = open_database(load_config({"data": engine.prepare(tmp_path)}, {}))
    yield opened
    opened.close()
    engine.discard(tmp_path)


@pytest.fixture(scope="session")
def hub(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub with two tenants. At the end it must have met nothing unexpected, and stop in order."""
    running = RunningHub(engine.prepare(tmp_path_factory.mktemp("hub") / "data")).provision(*TENANTS).start()
    try:
        yield running
        assert not [line for line in running.log_lines() if line["level"] == "error"], running.program.log
        running.stop()
    finally:
        running.program.close()


@pytest.fixture
def fresh_hub(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub of one's own, for tests that lock out, kill or fill it. Not started yet."""
    yield from _hub_of_one(engine, tmp_path_factory)


@pytest.fixture
def fresh_hub_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """As ``fresh_hub``, for tests that have nothing to do with the database, or with this one alone."""
    yield from _hub_of_one(Engine("sqlite"), tmp_path_factory)
