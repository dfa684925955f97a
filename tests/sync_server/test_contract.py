"""Schemathesis asks every route what the OpenAPI page says it takes, and things beside it: no fault is the hub's own.

The binary routes speak MessagePack, which it cannot make; ``test_hostile_input.py`` attacks these.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.sync_server.running_hub import RunningHub

_NOT_THESE = r"^/v1/(events|sync/)"


def _run(hub: RunningHub, *options: str) -> str:
    device = hub.device("head_office")
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{hub.url}/openapi.json", "--no-color", "--seed", "1",
        "--header", f"Authorization: Bearer {device.session['access_token']}", "--exclude-path-regex", _NOT_THESE,
        "--checks", "not_a_server_error", "--suppress-health-check", "all", "--request-timeout", "60", *options,
    ]  # fmt: skip
    # it keeps what it found in the folder it runs in
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3_000, cwd=hub.data)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    return done.stdout


def test_no_route_answers_with_a_fault_of_its_own(fresh_hub_on_sqlite: RunningHub) -> None:
    told = _run(fresh_hub_on_sqlite.start(), "--phases", "fuzzing", "--max-examples", "2")
    asked = re.search(r"(\d[\d,]*) generated", told)
    assert asked is not None
    assert int(asked[1].replace(",", "")) >= 50
    fresh_hub_on_sqlite.stop()


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_no_route_does_so_in_an_hour(fresh_hub: RunningHub) -> None:
    fresh_hub.env |= {f"FORECOURT_HUB_RATE_{kind}": "0" for kind in ("ADDRESS", "DEVICE", "PERSON", "TENANT")}
    _run(fresh_hub.start(), "--phases", "coverage,fuzzing,stateful", "--max-examples", "300")
    assert not [line for line in fresh_hub.log_lines() if line["level"] == "error"]
    fresh_hub.stop()
