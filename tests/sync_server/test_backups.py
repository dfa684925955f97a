"""The hub's own backups: made while it serves, checked, rotated; put back only where nobody serves."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from sync_server import backups
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.backups import BackupFailed, kept_files
from sync_server.config import HubConfig, checked
from sync_server.errors import SetupProblem
from sync_server.file_keys import file_keys
from sync_server.generation import ensure_generation, generation_of
from sync_server.postgres import PostgresDatabase
from sync_server.restoring import restore
from sync_server.serving import only_hub
from sync_server.update_log import BadEntry
from tests.support.hub_files import opened_database, opened_file
from tests.support.postgres import Postgres


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    made = HubConfig(data=tmp_path / "hub", backup_keep=2)
    with Administration(made) as administration:
        administration.provision({"tenant": "acme", "people": [], "codes": 1})
    file = made.data / "files" / "acme" / "ab" / ("ab" + "0" * 62)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a photo")
    with database(made) as connection:
        ensure_generation(connection)
    return made


def database(config: HubConfig) -> AbstractContextManager[Connection]:
    return opened_database(config.data).write()


def generation(config: HubConfig) -> str:
    with database(config) as connection:
        return generation_of(connection)


def test_the_oldest_backups_give_way_and_keys_are_copied_only_when_asked_for(config: HubConfig) -> None:
    made = [backups.make(config, with_keys=number == 3) for number in range(4)]
    folder = backups.folder_of(config)
    assert [each.path for each in backups.listed(folder)] == [made[3].path, made[2].path]
    assert sorted(path.name for path in made[3].keys.iterdir()) == ["files.key", "hub.key", "seal.key"]
    assert not made[2].keys.exists()
    assert not list(folder.rglob("*.part"))
    kept = kept_files(config, folder, file_keys(config))
    assert [b"".join(kept.place.read(name)) for name in kept.whole_names()] == [b"a photo"]


def test_the_schedule(config: HubConfig) -> None:
    now = datetime.now(UTC)
    assert backups.due(config, now)
    backups.make(config)
    assert not backups.due(config, now + timedelta(hours=23))
    assert backups.due(config, now + timedelta(hours=25))
    assert not backups.due(replace(config, backup_every=0), now + timedelta(days=300))
    with pytest.raises(SetupProblem, match="backup_keep"):
        checked(replace(config, backup_keep=0))


def test_a_backup_put_back_is_another_generation_and_what_was_there_is_kept(config: HubConfig) -> None:
    before = generation(config)
    made = backups.make(config, with_keys=True)
    with database(config) as connection:
        connection.exec_driver_sql("INSERT INTO tenant VALUES ('later', 1)")
        connection.exec_driver_sql("INSERT INTO setting VALUES ('later', 'x')")
    (config.data / "hub.key").unlink()
    for file in (config.data / "files").rglob("ab0*"):
        file.unlink()
    done = restore(config, made.path)
    assert generation(config) not in ("", before)
    assert done.aside is not None
    with closing(opened_file(config.data, done.aside)) as kept, closing(opened_file(config.data)) as now:
        asked = "SELECT count(*) FROM setting WHERE name = 'later'"
        assert (kept.execute(asked).fetchone(), now.execute(asked).fetchone()) == ((1,), (0,))
        assert now.execute("SELECT name FROM tenant ORDER BY name").fetchall() == [("acme",), ("later",)], "who stays"
    assert (config.data / "hub.key").exists()
    assert done.keys_missing == ()
    assert len(list((config.data / "files").rglob("ab0*"))) == 1


def test_a_lost_or_damaged_database_does_not_stop_a_restore(config: HubConfig) -> None:
    made = backups.make(config)
    config.database_file.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    done = restore(config, made.path)
    assert not done.accounts_kept
    assert done.aside is not None
    assert done.aside.read_bytes().endswith(b"\xff")
    config.database_file.unlink()
    assert restore(config, made.path).aside is None
    assert generation(config)


@pytest.mark.parametrize("harm", ["nothing there", "no database", "cut short", "a chain that does not hold"])
def test_what_is_not_whole_is_refused_and_nothing_is_touched(config: HubConfig, harm: str) -> None:
    made = backups.make(config).path
    if harm == "nothing there":
        made.unlink()
    elif harm == "no database":
        made.write_bytes(b"holiday photos")
    elif harm == "cut short":
        made.write_bytes(made.read_bytes()[:-5_000])
    else:
        with closing(opened_file(config.data, made)) as connection:
            connection.execute("INSERT INTO space VALUES ('acme/stock', 3, x'00')")
    before = generation(config)
    with pytest.raises((BackupFailed, SetupProblem)):
        restore(config, made)
    assert generation(config) == before
    assert not list(config.data.glob("before-restore-*"))


def test_nothing_is_put_back_under_a_running_hub(config: HubConfig, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--data", str(config.data)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "not copied" in told["keys"]
    lock = only_hub(config.data)
    assert main(["restore", "--data", str(config.data), told["backup"]]) == 1
    assert "another hub is running" in capsys.readouterr().err
    lock.close()
    assert main(["restore", "--data", str(config.data), told["backup"]]) == 0
    capsys.readouterr()
    assert main(["restored-report", "--data", str(config.data)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["devices"] == []
    assert datetime.fromisoformat(report["restored"]).timestamp() * 1000 <= system_milliseconds()


def test_what_was_backed_up_on_one_engine_is_put_back_on_the_other(
    config: HubConfig, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    """From SQLite to PostgreSQL and back: the way a house that grows takes, and the way back."""
    small = backups.make(config)
    large = replace(config, data=config.data.with_name("large"), database=postgres.new_database())
    shutil.copytree(config.data, large.data, ignore=shutil.ignore_patterns("hub.sqlite*", "backups"))
    serving = PostgresDatabase(large.database)
    with serving.read(), pytest.raises(SetupProblem, match="Stop all hubs"):
        restore(large, small.path)
    serving.close()
    first = restore(large, small.path)
    assert (first.aside, first.accounts_kept) == (None, False)
    with Administration(large) as administration:
        administration.provision({"tenant": "acme", "people": [{"login": "ann", "name": "A", "role": "auditor"}]})
        assert not [found for found in administration.verify() if isinstance(found, BadEntry)]
    made = backups.make(large, with_keys=True)
    again = restore(large, made.path)
    assert again.aside is not None
    assert again.accounts_kept
    back = replace(config, data=config.data.with_name("back"))
    restore(back, made.path)
    with database(back) as connection:
        logins = connection.exec_driver_sql("SELECT login FROM account ORDER BY login").scalars().all()
        assert logins == ["ann"]
        assert connection.exec_driver_sql("SELECT count(*) FROM enrol_code").scalar() == 1
    postgres.drop(large.database)
