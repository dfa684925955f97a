"""The support bundle holds what support needs, and not one name, number or value of anybody."""

from __future__ import annotations

import json
import logging
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.__main__ import main
from client.care import kept_log
from client.care.kept_log import KeptLog
from client.care.support_bundle import write_bundle
from client.commands import Create
from client.hub.diagnosis import Diagnosis
from client.hub.session import Session
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.sync_state import Cause, Phase, SyncState
from shared_models.protocol import REFUSED, PushResult
from tests.support.hubs import HubProcess, person
from tests.support.replicas import camry, create, identity

#: What must not be found in any part of the bundle.
SECRETS = ("Zebulon", "Quackenbush", "+49 171 5559876", "5559876", "WAUZZZ8K9BA123456", "B072RRE2I55", "M-ZQ 4711",
           "zebulon@example.org", "My price is secret", "sam-the-seller", "hub.secret-dealer.example")  # fmt: skip


@pytest.fixture
def replica(tmp_path: Path):
    opened = Replica(tmp_path / "replica.sqlite", identity("fleet_manager"))
    create(opened, "customer", name="Zebulon Quackenbush", phone="+49 171 5559876", email="zebulon@example.org")
    create(opened, "vehicle", **camry(vin="WAUZZZ8K9BA123456", plate="M-ZQ 4711"))
    opened.sign_in_as(replace(opened.identity, role="sales_manager"))
    wait(opened.execute(Create("vehicle_cost", {"vehicle": "0" * 32, "notes": "My price is secret"})))
    refused = wait(opened.pending(10))[-1].hash
    detail = "Zebulon Quackenbush may not do this"
    wait(opened.refused(PushResult(refused, REFUSED, code="not_allowed", field="notes", detail=detail)))
    yield opened
    opened.close()


def parts(target: Path) -> dict[str, str]:
    with zipfile.ZipFile(target) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_no_part_of_it_names_anybody_or_anything(replica: Replica, tmp_path: Path) -> None:
    kept = kept_log.begin()
    log = logging.getLogger("client.something")
    log.setLevel(logging.INFO)
    try:
        log.warning("the hub refused a change of %s: %s", "Zebulon Quackenbush", "not_allowed")
        log.warning("no answer from hub.secret-dealer.example after %d tries", 3)
        log.warning("call +49 171 5559876 or zebulon@example.org about WAUZZZ8K9BA123456")
        logging.getLogger("httpx").warning("GET https://hub.secret-dealer.example/sam-the-seller")
        try:
            raise ValueError("Zebulon Quackenbush has licence B072RRE2I55") from KeyError("sam-the-seller")
        except ValueError:
            log.exception("saving failed")
        reader = Reader(replica.database)
        findings = Diagnosis(Session(tmp_path, "1"), reader, SyncState, tmp_path).run()
        state = SyncState(Phase.OFFLINE, unsent=3, problem="The hub at hub.secret-dealer.example", cause=Cause.HUB_DOWN)
        history = [(datetime.now(UTC), state)]
        target = write_bundle(tmp_path / "b.zip", reader, replica.identity.device, state, history, findings)
    finally:
        logging.getLogger().removeHandler(kept)
        log.setLevel(logging.NOTSET)
    found = parts(target)
    everything = "\n".join([*found, *found.values()]).lower()
    assert [secret for secret in SECRETS if secret.lower() in everything] == []
    assert not any(secret.encode() in target.read_bytes() for secret in SECRETS)
    assert replica.identity.person not in everything
    assert str(tmp_path) not in everything


def test_it_holds_what_support_needs(replica: Replica, tmp_path: Path) -> None:
    reader = Reader(replica.database)
    state = SyncState(Phase.OFFLINE, unsent=2, refused=1, cause=Cause.NO_NETWORK)
    findings = Diagnosis(Session(tmp_path, "1"), reader, lambda: state, tmp_path).run()
    found = {
        name: json.loads(text)
        for name, text in parts(
            write_bundle(tmp_path / "b.zip", reader, replica.identity.device, state, [], findings)
        ).items()
        if name.endswith(".json")
    }
    assert {"forecourt", "python", "qt", "sqlite", "system"} <= set(found["about.json"])
    assert found["counts.json"]["records"]["customer"] == 1
    assert found["counts.json"]["made_here"] == {"receipts": 0, "waiting": 2, "set_aside": 1, "unaccounted": 0}
    assert found["counts.json"]["refused"] == [["vehicle_cost", "not_allowed", None, 1]]
    assert (found["sync.json"]["now"]["cause"], found["sync.json"]["now"]["unsent"]) == ("no_network", 2)
    assert [one["cause"] for one in found["diagnosis.json"]] == ["not_enrolled", "refused_change"]


def test_the_kept_log_keeps_kinds_and_places_of_errors(caplog: pytest.LogCaptureFixture) -> None:
    kept = KeptLog()
    try:
        raise OSError(28, "No space left on D:/zebulon/file")
    except OSError as error:
        record = logging.LogRecord("client.x", logging.ERROR, __file__, 1, "writing %s took %d ms", ("f", 7), None)
        record.exc_info = (OSError, error, error.__traceback__)
        kept.emit(record)
    (line,) = kept.lines()
    assert "writing … took 7 ms" in line
    assert "builtins.OSError" in line
    assert "test_support_bundle.py:" in line
    assert "zebulon" not in line


def test_the_command_writes_one_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = HubProcess(tmp_path / "hub", [person("sam", "salesperson")]).start()
    hub.session(tmp_path / "tablet", "sam")
    hub.stop()
    target = tmp_path / "support.zip"
    assert main(["support-bundle", "--data", str(tmp_path / "tablet"), "--to", str(target)]) == 0
    assert "The hub does not answer" in capsys.readouterr().out
    assert [one["cause"] for one in json.loads(parts(target)["diagnosis.json"])] == ["hub_down"]
    assert main(["support-bundle", "--data", str(tmp_path / "tablet"), "--to", str(tmp_path / "no" / "x.zip")]) == 1
    assert "Choose another folder" in capsys.readouterr().err
