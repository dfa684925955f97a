"""The power goes while the hub works: nothing acknowledged is lost, the log is gapless and its chain holds."""

from __future__ import annotations

import subprocess
import sys
import threading

import httpx
import pytest

from shared_models.documents import Document
from shared_models.protocol import GENESIS, PushResult, chain_hash
from sync_server.__main__ import main
from tests.support.processes import ROOT, wait_until
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub

STOCK = "acme/stock"
KILLS = 3


class Load(threading.Thread):
    """One device that pushes births and edits until the hub is gone, and keeps every receipt."""

    def __init__(self, device: Device) -> None:
        super().__init__()
        self.device = device
        self.receipts: list[PushResult] = []

    def run(self) -> None:
        """Push until the connection breaks."""
        try:
            while True:
                car, birth = self.device.born("vehicle", make="Make", model="Model")
                edits = [self.device.put(car, "price", f"{price} EUR") for price in range(9)]
                self.receipts += self.device.push(birth, *edits)
        except httpx.TransportError:
            return


def verify(hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code and words of ``forecourt-hub verify``."""
    capsys.readouterr()
    return main(["verify", "--data", str(hub.data)]), capsys.readouterr().out


def test_kill_in_mid_load(fresh_hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    receipts: list[PushResult] = []
    for _ in range(KILLS):
        fresh_hub.start()
        loads = [Load(fresh_hub.device("salesperson")) for _ in range(2)]
        for load in loads:
            load.start()
        wait_until(lambda loads=loads: all(len(load.receipts) >= 50 for load in loads), "some load")  # type: ignore[misc]
        fresh_hub.program.kill()
        for load in loads:
            load.join()
            receipts += load.receipts
    assert {receipt.status for receipt in receipts} == {"accepted"}

    device = fresh_hub.start().device("auditor")
    entries = device.pull_all(STOCK)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    chain = GENESIS
    for entry in entries:
        chain = chain_hash(chain, entry.seq, entry.envelope.hash, entry.stamp)
        assert entry.chain == chain
    for receipt in receipts:
        entry = entries[receipt.seq - 1]
        assert (entry.envelope.hash, entry.chain, entry.stamp) == (receipt.hash, receipt.chain, receipt.stamp)

    documents = {record.id: record for record in device.first(STOCK, 5_000)[0]}
    assert set(documents) == {entry.envelope.document for entry in entries}
    for name, record in documents.items():
        changes = [e.envelope.payload for e in entries if e.envelope.document == name]
        assert Document.load(record.snapshot).content() == Document.load(b"".join(changes)).content()
        assert len(record.changes) == len(changes)
    fresh_hub.stop()
    assert verify(fresh_hub, capsys) == (0, f"good  {STOCK}: {len(entries):,} entries\n")


def test_verify_names_the_first_bad_entry(fresh_hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    device = fresh_hub.start().device("salesperson")
    device.push(*(device.born("vehicle", make="Make", model=str(i))[1] for i in range(20)))
    fresh_hub.stop()
    ((envelope,),) = fresh_hub.sql("SELECT envelope FROM log WHERE seq = 7")
    bent = envelope.replace(b"Make", b"Fake")
    assert bent != envelope
    fresh_hub.sql("UPDATE log SET envelope = :bent WHERE seq = 7", bent=bent)
    code, words = verify(fresh_hub, capsys)
    assert code == 1
    assert "BAD   acme/stock: entry 7: the envelope cannot be read" in words
    fresh_hub.sql("UPDATE log SET envelope = :envelope WHERE seq = 7", envelope=envelope)
    fresh_hub.sql("DELETE FROM log WHERE seq = 12")
    assert "BAD   acme/stock: entry 12: the entry is missing" in verify(fresh_hub, capsys)[1]
    fresh_hub.sql("DELETE FROM log WHERE seq > 11")
    assert "BAD   acme/stock: entry 12: the log does not end" in verify(fresh_hub, capsys)[1]
    fresh_hub.sql("UPDATE log SET stamp = stamp + 1 WHERE seq = 3")
    assert "BAD   acme/stock: entry 3: the chain hash" in verify(fresh_hub, capsys)[1]


def test_a_second_hub_on_the_same_folder_is_refused(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.start()
    command = [sys.executable, "-m", "sync_server", "serve", "--data", str(fresh_hub_on_sqlite.data), "--port", "0"]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert "another hub is running" in second.stderr
    assert httpx.get(f"{fresh_hub_on_sqlite.url}/health", timeout=60).json() == {"status": "ok"}
