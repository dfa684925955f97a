"""The main job, end to end: what ``python dev.py demo --headless`` walks, with a real hub, real windows and kill -9."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_a_working_day_with_the_hub_gone_in_the_middle(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FORECOURT_NO_KEYRING": "1"}
    command = [sys.executable, "-m", "client.demo", "--headless", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    counted = json.loads(done.stdout.splitlines()[-1])
    assert counted["records"] > 3_000
    assert counted["devices"] == 3
    assert counted["edits_offline"] == counted["edits_synced"] > 30
    assert counted["conflicts"] == 1
    assert counted["scores"] >= counted["leads_known"] > 20
    assert counted["lost_after_kill"] == 0
    assert counted["saves_before_kill"] >= 25
    assert counted["rows_compared"] > 3_000
    assert counted["seconds"] > 0
    pictures = sorted(path.name for path in (tmp_path / "pictures").glob("*.png"))
    assert len(pictures) >= 11
