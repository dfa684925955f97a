"""Three hubs on PostgreSQL and NATS: each server in turn is killed, people go on working, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.walk import walk


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_nothing_is_lost_whatever_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORECOURT_NO_KEYRING", "1")
    assert walk(tmp_path, print, rounds) == []
    assert capsys.readouterr().out.count("is there again by itself") == 3 * rounds
