"""A world whose clock a test moves on: this process and a hub of its own live weeks in it that pass at once."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.simulated_time import SimulatedTime
from tests.support.hubs import HubProcess


class MovedTime:
    """How far the world is ahead of real time; ``on(days=61)`` moves it on."""

    def __init__(self, path: Path) -> None:
        self.world = SimulatedTime(path)
        self._real_ns = time.time_ns

    def on(self, **span: float) -> None:
        """Let time pass."""
        self.world.set(self.world.ahead() + timedelta(**span).total_seconds())

    def now_ns(self) -> int:
        """The time of this world."""
        return self._real_ns() + int(self.world.ahead() * 1e9)

    def hub(self, folder: Path, people: list[dict[str, Any]], codes: int = 8) -> HubProcess:
        """A hub that lives in this world."""
        hub = HubProcess(folder, people, codes)
        hub.program = ("-m", "tests.chaos.hub", str(self.world.path))
        return hub


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MovedTime:
    """This process lives in a world of its own time until the test is over."""
    world = MovedTime(tmp_path / "time")
    monkeypatch.setattr(time, "time_ns", world.now_ns)
    monkeypatch.setattr(time, "time", lambda: world.now_ns() / 1e9)
    return world
