"""A house's own model on two devices: released to a ring, then to all, tampered with, taken back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.hub import reporting
from client.hub.hub_connection import HubRefused
from client.hub.model_requests import ModelRequests
from client.scores.released import problem, released
from ml_models.lead_conversion import model
from shared_models.model_releases import in_ring
from sync_server.__main__ import main as hub_command
from tests.support.hub_files import opened_file
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.lead_candidates import NAME, candidate, held_out
from tests.support.replicas import create


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports follow one another more quickly than in life."""
    monkeypatch.setattr(reporting, "EVERY", 0.3)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("dana", "salesperson"), person("sam", "sales_manager"), person("olga", "head_office")]
    with HubProcess(tmp_path / "hub", people) as running:
        yield running


@pytest.fixture
def devices(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[App, App]]:
    one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "sam")
    yield one, two
    one.close()
    two.close()


class House:
    """Head office at the hub's command line."""

    def __init__(self, hub: HubProcess, folder: Path) -> None:
        self._hub, self._folder = hub, folder
        (folder / "held_out.csv").write_bytes(held_out())

    def models(self, word: str, *words: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.command("models", word, *words))
        return told

    def command(self, *words: str) -> str:
        """What the command prints."""
        told = io.StringIO()
        with redirect_stdout(told):
            assert hub_command([*words, "--data", str(self._hub.folder)]) == 0
        return told.getvalue()

    def tamper(self, file: str) -> None:
        """Somebody with the hub's database in their hands puts another content in."""
        with closing(opened_file(self._hub.folder)) as connection:
            connection.execute("UPDATE model_file SET content = ? WHERE id = ?", (candidate(5.0), file))
            connection.commit()

    def signed(self, braver: float) -> tuple[str, str]:
        """A candidate that was measured and signed: its identifier and version."""
        (self._folder / "weights.json").write_bytes(candidate(braver))
        made = self.models("add", NAME, str(self._folder / "weights.json"))
        self.models("measure", made["id"], "--table", str(self._folder / "held_out.csv"))
        self.models("sign", made["id"])
        return made["id"], made["version"]


def scored_by(app: App, lead: str) -> str:
    """The version that made the score this device shows."""
    score = app.workspace.scores.of("lead", lead)
    return score.version if score is not None else ""


def ring_of(file: str, app: App) -> int:
    """The smallest share that reaches a device."""
    return next(share for share in range(101) if in_ring(file, app.replica.identity.device, share))


def test_a_model_goes_out_ring_by_ring_and_comes_back(
    hub: HubProcess, devices: tuple[App, App], tmp_path: Path, qtbot: QtBot
) -> None:
    one, two = devices
    house, bundled = House(hub, tmp_path), model.version()
    values = {
        "store": STORE, "customer": create(one.replica, "customer", name="Ada"), "status": "new",
        "channel": "cellular", "contacts_now": 1,
        "contacts_before": 2, "previous_outcome": "success", "last_contact": datetime(2026, 5, 6, tzinfo=UTC),
    }  # fmt: skip
    lead = create(one.replica, "lead", **values)
    qtbot.waitUntil(lambda: in_step(one, two) and scored_by(one, lead) == scored_by(two, lead) == bundled)

    file, version = house.signed(0.01)
    while ring_of(file, one) == ring_of(file, two):  # for each file other devices come first
        file, version = house.signed(0.01)
    first, second = sorted(devices, key=lambda app: ring_of(file, app))
    house.models("release", file, "--share", str(ring_of(file, first)))
    qtbot.waitUntil(lambda: scored_by(first, lead) == version)
    assert scored_by(second, lead) == bundled
    house.models("release", file)
    qtbot.waitUntil(lambda: scored_by(second, lead) == version)
    assert one.workspace.scores.of("lead", lead) == two.workspace.scores.of("lead", lead)

    worse, _ = house.signed(0.02)
    house.tamper(worse)
    house.models("release", worse)
    reader = one.workspace.whole_reader
    qtbot.waitUntil(lambda: "cut short, or was altered" in problem(reader))
    assert released(reader)[NAME].file == file
    assert scored_by(one, lead) == version

    office = ModelRequests(hub.session(tmp_path / "office", "olga"))
    office.take_back(NAME)
    qtbot.waitUntil(lambda: problem(reader) == "")
    assert scored_by(one, lead) == version
    with pytest.raises(HubRefused, match="There are 0 outcomes"):
        office.learn(NAME, "ridge")
    office.take_back(NAME)
    qtbot.waitUntil(lambda: scored_by(one, lead) == scored_by(two, lead) == bundled)
    done = house.command("audit", "show")
    assert all(word in done for word in ("model_uploaded", "model_measured", "model_signed", "model_rolled_back"))
