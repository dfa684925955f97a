"""Files of changes beside a real hub: it gets each change once, whoever brings it, and takes files in itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.__main__ import main
from client.app import App
from client.sync_state import Phase
from shared_models.identifiers import new_id
from tests.support.hub_files import opened_file
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create, rows


@pytest.fixture(scope="module")
def running_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=12) as running:
        yield running


@pytest.fixture
def hub(running_hub: HubProcess) -> Iterator[HubProcess]:
    """The one hub of these tests, running: before a test, and again after one that stopped it."""
    yield running_hub
    if not running_hub.running:
        running_hub.start()


def _knows_the_house(app: App) -> bool:
    return in_step(app) and app.workspace.reader.meta("roster") is not None


def _logged(hub: HubProcess) -> list[bytes]:
    with closing(opened_file(hub.folder)) as database:
        return [row[0] for row in database.execute("SELECT envelope FROM log ORDER BY space, seq")]


def test_the_hub_gets_each_change_once_whoever_brings_it(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "sam")
    eventually(lambda: _knows_the_house(one) and _knows_the_house(two), "both know the house")
    one.close()
    two.close()
    one = hub.device(tmp_path / "other", "dana")
    eventually(lambda: _knows_the_house(one), "a third device knows the house")
    hub.stop()
    eventually(lambda: one.sync.state.phase is Phase.OFFLINE, "the hub is gone")
    before = len(_logged(hub))
    photo = one.files.add_bytes(b"front", "front.jpg")
    car = create(one.replica, "vehicle", **camry(photos={new_id(): {"file": photo, "alt": "Front"}}))
    create(one.replica, "customer", name="Walk In")
    one.close()
    stick = tmp_path / "stick"
    assert main(["export-changes", str(stick), "--data", str(tmp_path / "other")]) == 0
    assert "2 changes were written" in capsys.readouterr().out
    # The file's maker is younger than what the other device has heard of: the roster in the file makes it known.
    assert main(["import-changes", str(stick), "--data", str(tmp_path / "two")]) == 0
    assert "2 changes are new here" in capsys.readouterr().out
    told = json.loads(hub.command("import-changes", str(stick)))
    assert (told["accepted"], told["photos"]) == (2, 1)
    assert json.loads(hub.command("import-changes", str(stick)))["known"] == 2
    hub.start()
    apps = [App(tmp_path / name, "showroom") for name in ("two", "other", "one")]
    for app in apps:
        app.start()
    eventually(lambda: in_step(*apps), "all are in step")
    eventually(lambda: apps[2].workspace.reader.record("vehicle", car), "the first device has the car too")
    apps[2].files.want(photo.digest)
    eventually(lambda: apps[2].files.has(photo.digest), "and its photo")
    assert len(_logged(hub)) == before + 2
    eventually(lambda: all(rows(app.replica, "vehicle") == rows(apps[0].replica, "vehicle") for app in apps), "agreed")
    for app in apps:
        app.close()


def test_a_carrier_brings_what_its_maker_never_could(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "sam")
    eventually(lambda: _knows_the_house(one) and _knows_the_house(two), "both know the house")
    hub.stop()
    eventually(lambda: one.sync.state.phase is Phase.OFFLINE, "the hub is gone")
    car = create(one.replica, "vehicle", **camry())
    maker, before = one.replica.identity, len(_logged(hub))
    one.close()
    stick = tmp_path / "stick"
    assert main(["export-changes", str(stick), "--data", str(tmp_path / "one")]) == 0
    two.close()
    assert main(["import-changes", str(stick), "--data", str(tmp_path / "two")]) == 0
    hub.start()
    two = App(tmp_path / "two", "showroom")
    two.start()
    eventually(lambda: in_step(two), "the carrier has brought it")
    (why,) = two.workspace.reader.why("vehicle", car, ("price",))
    assert (why.author, why.device, why.offline, why.on_hub) == (maker.person, maker.device, True, True)
    one = App(tmp_path / "one", "showroom")
    one.start()
    eventually(lambda: in_step(one), "its maker hears so")
    assert len(_logged(hub)) == before + 1
    assert "BAD" not in hub.command("verify")
    one.close()
    two.close()


def test_a_hub_that_serves_or_a_file_that_is_spoilt_is_told_so(hub: HubProcess, tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(b"nothing of the kind")
    with pytest.raises(AssertionError, match="another hub is running"):
        _spoilt(hub, tmp_path)
    hub.stop()
    with pytest.raises(AssertionError, match="no file of changes"):
        hub.command("import-changes", str(tmp_path / "stick"))


def _spoilt(hub: HubProcess, tmp_path: Path) -> None:
    from shared_models.bundles import MAGIC

    stick = tmp_path / "other"
    stick.write_bytes(MAGIC + b"\x01")
    hub.command("import-changes", str(stick))
