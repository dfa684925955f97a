"""The hub's last door, and a disk that is full: what nobody expected is answered, logged and survived."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import Connection

from sync_server import checkpoints
from sync_server.app import LastDoor, create_app
from sync_server.config import load_config
from sync_server.hub import Hub
from sync_server.logs import JsonLines
from sync_server.serving import TransportExposed
from tests.support.hub_files import opened_file
from tests.support.processes import wait_until
from tests.sync_server.running_hub import RunningHub


def test_what_nobody_expected_is_answered_with_a_number_and_logged_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("Zacharias Quettelbrück, +49 170 1234567")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(LastDoor(broken), raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
            return await client.get("/anything")

    with caplog.at_level(logging.INFO, "forecourt.hub"):
        answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    incident = re.search(r"incident ([0-9a-f]{12})", answer.json()["detail"])
    assert incident is not None
    lines = [JsonLines().format(record) for record in caplog.records]
    told = next(json.loads(line) for line in lines if "unexpected error" in line)
    assert (told["incident"], told["error"], told["level"]) == (incident[1], "RuntimeError", "error")
    assert any(place.endswith(" broken") for place in told["trace"])
    assert "Quettelbrück" not in "".join(lines) + answer.text


def test_a_full_disk_stops_writing_and_nothing_else(tmp_path: Path) -> None:
    hub = RunningHub(tmp_path / "data").provision("acme", codes=2)
    with HubOnThread(hub) as inside:
        device = hub.device("salesperson")
        births = [device.born("vehicle", make="A", model=str(number))[1] for number in range(200)]
        assert {r.status for r in device.push(*births[:100])} == {"accepted"}
        inside.pages(0)
        full = device.post("/v1/sync/push", {"envelopes": [birth.pack() for birth in births[100:]]})
        assert (full.status_code, full.json()["code"]) == (503, "storage_unavailable")
        assert len(device.pull_all("acme/stock")) == 100
        inside.pages(2**30)
        assert {r.status for r in device.push(*births)} == {"known", "accepted"}
        assert len(device.pull_all("acme/stock")) == 200


class HubOnThread:
    """A hub in this process, so that a test can take its disk away."""

    def __init__(self, running: RunningHub) -> None:
        self.running = running

    def __enter__(self) -> HubOnThread:
        self.app = create_app(load_config({"data": self.running.data}, {}))
        self.server = uvicorn.Server(uvicorn.Config(self.app, port=0, ws=TransportExposed, log_config=None))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        wait_until(lambda: self.server.started, "a hub on a thread")
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.running.url = f"http://127.0.0.1:{port}"
        return self

    def pages(self, most: int) -> None:
        """Let the database grow to so many pages; 0 stands for as many as it has."""
        with self.app.state.hub.database.writing.connect() as connection:
            limit = most or connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

    def __exit__(self, *error: object) -> None:
        self.server.should_exit = True
        self.thread.join()


def test_a_long_write_ahead_log_starts_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "_LONG_LOG", 50)
    monkeypatch.setattr(checkpoints, "_EVERY_SECONDS", 0.001)

    async def run() -> None:
        hub = Hub(load_config({"data": tmp_path}, {}))

        def fill(connection: Connection) -> None:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS heap (x)")
            connection.exec_driver_sql("INSERT INTO heap VALUES (zeroblob(100000))")

        wal, longest = tmp_path / "hub.sqlite-wal", 0
        for _ in range(200):
            await hub.writer.write(fill)
            longest = max(longest, wal.stat().st_size)
        await hub.close()
        assert longest < 10_000_000, "20 MB were written; the log was used again"

    asyncio.run(run())
    with closing(opened_file(tmp_path)) as database:
        assert database.execute("SELECT count(*) FROM heap").fetchone() == (200,)
