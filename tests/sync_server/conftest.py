"""One hub for all tests that do not harm it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync_server.running_hub import TENANTS, RunningHub


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub with two tenants. At the end it must have met nothing unexpected, and stop in order."""
    running = RunningHub(tmp_path_factory.mktemp("hub") / "data").provision(*TENANTS).start()
    try:
        yield running
        assert not [line for line in running.log_lines() if line["level"] == "error"], running.program.log
        running.stop()
    finally:
        running.program.close()


@pytest.fixture
def fresh_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub of one's own, for tests that lock out, kill or fill it. Not started yet."""
    running = RunningHub(tmp_path_factory.mktemp("fresh") / "data").provision("acme", codes=10)
    yield running
    if hasattr(running, "program"):
        running.program.close()
