"""A store that speaks S3 for tests: moto's server, in a process of its own, over a real socket.

It checks no signature: that the hub's client signs as Amazon wants is obstore's business. What it holds is in memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Self
from urllib.parse import quote

import httpx

from tests.support.processes import PATIENCE, answers, free_port, wait_until

#: Who a hub is at the store.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "hub", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}


class BucketServer:
    """A store with one bucket on a port of its own; it can be stopped and started again, empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, folder: str = "") -> str:
        """Where hubs find the bucket."""
        return f"s3://forecourt/{folder}?endpoint={quote(self.endpoint, safe='')}"

    def start(self) -> Self:
        """Start it, wait until it answers, and make the bucket."""
        quiet, line = subprocess.DEVNULL, [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(line, stdout=quiet, stderr=quiet, env={**os.environ, **CREDENTIALS})
        wait_until(lambda: answers(self.port), "the bucket answers", PATIENCE)
        assert httpx.put(f"{self.endpoint}/forecourt", timeout=60).status_code == 200
        return self

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None
