"""Telematics by file: vehicles named by VIN are scored anew by themselves; one without distance is not scored."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.running import Surroundings, import_of
from client.importing.suggestion import suggest
from client.replica.worker import wait
from tests.client.screens.small_house import CAMRY_VIN, TODAY, House, office

__all__ = ["office"]


def _file(folder: Path, golf: str) -> Path:
    days = [TODAY - timedelta(days=at) for at in range(40)]
    rows = [f"{CAMRY_VIN};Dana Wild;{day};80;14;9\n{golf};Dana Wild;{day};;3;1" for day in days]
    path = folder / "telematics.csv"
    path.write_text("\n".join(["VIN;Driver;Date;Distance (km);Speeding;Harsh braking", *rows]), encoding="utf-8")
    return path


def test_days_of_driving_come_by_file_and_score_anew(office: House, tmp_path: Path, qtbot: QtBot) -> None:
    workspace = office.workspace
    office.add("dana", "driver", name="Dana Wild", born_on=date(2004, 1, 1), bonus_malus=125)
    golf = office.values("vehicle", "golf")["vin"]
    around = Surroundings(workspace.whole_reader, workspace.identity.role)
    source = open_source(_file(tmp_path, golf))
    mapping = suggest("telematics_day", source, today=TODAY, units={"distance": "km"}, lookups=around.lookups())
    assert mapping.columns["vehicle"] == "VIN"
    preview = Preview(source, mapping, today=TODAY, known=around.known, lookups=around.lookups())
    assert preview.check().counts.created == 80
    wait(workspace.replica.execute(import_of(preview)))
    scores = workspace.scores
    qtbot.waitUntil(lambda: scores.of("vehicle", office.id("camry")) is not None, timeout=60_000)
    score = scores.of("vehicle", office.id("camry"))
    assert score is not None
    assert (score.band, score.value > 0.7) == ("high", True)
    qtbot.waitUntil(lambda: "distance" in scores.absent_because("vehicle", office.id("golf")), timeout=60_000)
