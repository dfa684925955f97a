"""A hub put back to a moment, on both engines: a backup and the archived log up to it; what is damaged is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared_models.clock import system_milliseconds
from sync_server import backups
from sync_server.__main__ import main
from sync_server.config import HubConfig, checked, load_config
from sync_server.daily import archive_now
from sync_server.database import open_database
from sync_server.errors import SetupProblem
from sync_server.file_keys import file_keys
from sync_server.generation import generation_of
from sync_server.log_archive import ArchiveDamaged, archive_of, drop_before, read
from sync_server.replaying import backup_before, instant
from tests.support.processes import wait_until
from tests.sync_server.running_hub import RunningHub


def archived(config: HubConfig) -> int:
    database = open_database(config)
    try:
        return archive_now(config, database)
    finally:
        database.close()


def a_moment() -> str:
    """An instant that nothing was received at: what came before is earlier, what comes later is later."""
    told = system_milliseconds() + 1
    wait_until(lambda: system_milliseconds() > told + 1, "the clock goes on")
    return datetime.fromtimestamp(told / 1000, UTC).isoformat(timespec="milliseconds")


def cars(hub: RunningHub) -> list[tuple[str, str]]:
    return [tuple(row) for row in hub.sql("SELECT make, model FROM vehicle ORDER BY make")]


def test_the_drill(fresh_hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake is made after a good moment; the hub goes back to it, says how long it took, and works on."""
    config = load_config({"data": fresh_hub.data}, {})
    device = fresh_hub.start().device("salesperson")
    volvo, born = device.born("vehicle", make="Volvo", model="red", status="available")
    assert device.push_one(born).status == "accepted"
    backups.make(config)
    archived(config)
    assert device.push_one(device.put(volvo, "model", "blue")).status == "accepted"
    saab, born = device.born("vehicle", make="Saab", model="green", status="available")
    assert device.push_one(born).status == "accepted"
    archived(config)
    before = {name: fresh_hub.sql(f"SELECT count(*) FROM {name}") for name in ("log", "document", "change")}
    good = a_moment()
    assert device.push_one(device.put(saab, "model", "a mistake")).status == "accepted"
    fresh_hub.program.kill()
    assert archived(config) == 1, "what was committed before the hub was killed"
    command = ["restore", "--data", str(fresh_hub.data), "--to"]
    assert main([*command, good]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries_from_archive"], told["entries"]) == (2, 3)
    assert told["seconds"] >= 0
    assert main(["verify", "--data", str(fresh_hub.data)]) == 0
    assert {name: fresh_hub.sql(f"SELECT count(*) FROM {name}") for name in before} == before
    assert cars(fresh_hub) == [("Saab", "green"), ("Volvo", "blue")]
    fresh_hub.start(int(fresh_hub.url.rpartition(":")[2]))
    assert device.push_one(device.put(volvo, "model", "white")).status == "accepted"
    assert cars(fresh_hub)[1] == ("Volvo", "white")
    fresh_hub.stop()


def test_what_was_erased_stays_erased(fresh_hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    """Erased before it was archived, it is a remnant there: the log goes on over it, whichever moment is asked for."""
    config = load_config({"data": fresh_hub.data}, {})
    fresh_hub.start()
    seller, office = (fresh_hub.device(role) for role in ("salesperson", "head_office"))
    backups.make(config)
    volvo, born = seller.born("customer", name="Zyxmarked Emil")
    kept, other = seller.born("customer", name="Ida")
    later = seller.put(volvo, "town", "Zyxmarked-on-Sea")
    assert {one.status for one in seller.push(born, other, later)} == {"accepted"}
    between = a_moment()
    asked = {"type": "customer", "record": volvo.id}
    assert office.http.post("/v1/privacy/erase", json=asked).status_code == 200
    assert seller.push_one(seller.put(kept, "town", "Ghent")).status == "accepted"
    archived(config)
    after = a_moment()
    log = [tuple(row) for row in fresh_hub.sql("SELECT space, seq, chain FROM log ORDER BY space, seq")]
    fresh_hub.stop()
    for moment, town in ((after, "Ghent"), (between, None)):
        assert main(["restore", "--data", str(fresh_hub.data), "--to", moment]) == 0, capsys.readouterr().err
        told = [tuple(row) for row in fresh_hub.sql("SELECT space, seq, chain FROM log ORDER BY space, seq")]
        assert {row for row in told if row in log} >= {row for row in log if row[1] <= 3}, "the chain is the same"
        assert fresh_hub.sql("SELECT name, town FROM customer WHERE archived = false") == [("Ida", town)]
        assert not [row for row in fresh_hub.sql("SELECT envelope FROM log") if b"Zyxmarked" in bytes(row[0])]
        assert main(["verify", "--data", str(fresh_hub.data)]) == 0
        assert main(["audit", "verify", "--data", str(fresh_hub.data)]) == 0
    fresh_hub.start(int(fresh_hub.url.rpartition(":")[2]))
    listed = office.http.get("/v1/privacy/erasures").json()["erasures"]
    assert [(one["subject"], one["type"]) for one in listed] == [(volvo.id, "customer")]
    again = seller.push_one(later)
    assert (again.status, again.code) == ("refused", "erased")
    fresh_hub.stop()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A hub's data with three segments of one entry each behind a backup, and the generation they are of."""
    hub = RunningHub(tmp_path_factory.mktemp("archived") / "data").provision("acme", codes=1)
    config = load_config({"data": hub.data}, {})
    device = hub.start().device("salesperson")
    backups.make(config)
    for number in range(3):
        _, born = device.born("vehicle", make=f"M{number}", model="M", status="available")
        assert device.push_one(born).status == "accepted"
        archived(config)
    hub.stop()
    database = open_database(config)
    with database.read() as connection:
        generation = generation_of(connection)
    database.close()
    return hub.data, generation


@pytest.fixture
def archive(made: tuple[Path, str], tmp_path: Path) -> tuple[HubConfig, Path, str]:
    """A copy of that of one's own: its configuration, the folder of the archive, and the generation."""
    config = load_config({"data": tmp_path / "data"}, {})
    shutil.copytree(made[0], config.data)
    return config, backups.folder_of(config) / "log", made[1]


def test_what_is_missing_or_altered_in_the_archive_is_found(archive: tuple[HubConfig, Path, str]) -> None:
    config, folder, generation = archive
    place, forever = archive_of(folder.parent, file_keys(config)), 2**62
    names = sorted(folder.iterdir())
    assert len([*read(place, generation, forever)]) == 3
    assert [*read(place, "another life", forever)] == [*read(place, generation, 0)] == []
    whole = names[1].read_bytes()
    for damage in (whole[:-40] + b"X" + whole[-39:], whole[:-1], b""):
        names[1].write_bytes(damage)
        with pytest.raises(ArchiveDamaged, match="not what was written"):
            list(read(place, generation, forever))
    names[1].unlink()
    with pytest.raises(ArchiveDamaged, match=r"does not follow|lacks"):
        list(read(place, generation, forever))
    before = config.database_file.read_bytes()
    assert main(["restore", "--data", str(config.data), "--to", a_moment()]) == 1
    assert config.database_file.read_bytes() == before, "nothing is touched"
    names[1].write_bytes(whole)
    names[0].unlink()
    assert len([*read(place, generation, forever)]) == 2, "the oldest went with the backup that needed it"
    assert main(["restore", "--data", str(config.data), "--to", a_moment()]) == 1, "but then the log has a gap"


def test_segments_go_with_the_backups_that_need_them(archive: tuple[HubConfig, Path, str]) -> None:
    config, folder, _ = archive
    backups.make(config)
    assert len([*folder.iterdir()]) == 3, "the older backup needs them"
    backups.make(replace(config, backup_keep=1))
    assert len([*folder.iterdir()]) == 1, "the last one says how far the archive reaches"
    drop_before(archive_of(folder.parent, file_keys(config)), 2**62)
    assert len([*folder.iterdir()]) == 1
    assert archived(config) == 0


def test_a_backup_is_due_at_once_after_a_restore(archive: tuple[HubConfig, Path, str]) -> None:
    config, _, _ = archive
    now = datetime.now(UTC)
    assert not backups.due(config, now)
    assert backups.due(config, now, int((now + timedelta(seconds=1)).timestamp() * 1000))


def test_moments_that_make_no_sense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("yesterday", "2026-11-22T10:15:00"):
        with pytest.raises(SetupProblem, match="to: "):
            instant(text)
    assert instant("1970-01-01T01:00:01+01:00") == 1_000
    with pytest.raises(SetupProblem, match="still to come"):
        backup_before(tmp_path, 2**50)
    assert main(["restore", "--data", str(tmp_path), "--to", "2001-01-01T00:00:00Z"]) == 1
    assert main(["restore", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "no backup" in told
    assert "give the file of a backup" in told
    with pytest.raises(SetupProblem, match="archive_every"):
        checked(replace(HubConfig(), archive_every=-1))
