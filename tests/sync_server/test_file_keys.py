"""A hub's files at rest: nothing to be read without the key, plain folders taken over, keys changed, also if killed."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared_models import encrypted_sqlite
from sync_server import backups
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.backups import BackupFailed, kept_files
from sync_server.config import HubConfig
from sync_server.database import open_database
from sync_server.errors import SetupProblem
from sync_server.file_keys import NAME, file_keys, keys_beside
from sync_server.rekeying import bring_backups, rotate
from sync_server.restoring import restore
from sync_server.serving import only_hub
from tests.support.hub_files import dumped, opened_file

_NAME = "Zyxmarked Example"
_PHOTO = hashlib.sha256(b"a photo").hexdigest()


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def provisioned(config: HubConfig) -> HubConfig:
    with Administration(config) as administration:
        person = {"login": "ann", "name": _NAME, "role": "auditor", "password": "correct horse battery"}
        administration.provision({"tenant": "acme", "people": [person], "codes": 1})
    return config


def names(config: HubConfig) -> list[str]:
    database = open_database(config)
    try:
        with database.read() as connection:
            return list(connection.execute(text("SELECT name FROM account")).scalars())
    finally:
        database.close()


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    return provisioned(HubConfig(data=tmp_path / "hub"))


def test_nothing_of_the_database_or_its_backups_can_be_read(config: HubConfig) -> None:
    made = backups.make(config)
    assert _NAME in dumped(config.data), "it is there"
    held = bytes_of(config.data)
    assert _NAME.encode() not in held
    assert b"SQLite format 3" not in config.database_file.read_bytes() + made.path.read_bytes()
    with closing(sqlite3.connect(config.database_file)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM account")
    for key in file_keys(config):
        assert key not in held
        assert base64.b64encode(key) not in held


def test_a_folder_of_before_is_taken_over_with_all_that_is_in_it(config: HubConfig) -> None:
    """As an older hub left it: a plain database with a log that was not moved into it, and no keys of files."""
    with closing(opened_file(config.data)) as source:
        plain = config.data / "plain.sqlite"
        source.execute("ATTACH ? AS plain KEY ''", (f"{encrypted_sqlite.address(plain, None)}",))
        asked = "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND type = 'table'"
        for (statement,) in source.execute(asked).fetchall():
            source.execute(statement.replace("CREATE TABLE ", "CREATE TABLE plain.", 1))
        for (table,) in source.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
            source.execute(f'INSERT INTO plain."{table}" SELECT * FROM main."{table}"')
        source.execute("PRAGMA plain.user_version = 1")
    config.database_file.unlink()
    (config.data / NAME).unlink()
    plain.rename(config.database_file)
    assert encrypted_sqlite.is_plain(config.database_file)
    assert _NAME.encode() in config.database_file.read_bytes()
    assert names(config) == [_NAME]
    assert _NAME.encode() not in bytes_of(config.data)


@pytest.mark.parametrize("missing", [NAME, "seal.key"])
def test_a_hub_without_its_key_says_so_and_changes_nothing(
    config: HubConfig, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.data / missing).rename(config.data / "elsewhere")
    before = config.database_file.read_bytes()
    assert main(["enrol-code", "--data", str(config.data)]) == 1
    said = capsys.readouterr().err
    assert "Put files.key and seal.key back" in said
    assert "FORECOURT_HUB_KEY" in said
    assert config.database_file.read_bytes() == before
    assert not (config.data / missing).exists()
    (config.data / "elsewhere").rename(config.data / missing)
    assert names(config) == [_NAME]


def test_a_key_of_ones_own_is_taken_and_changed_and_no_other_opens(config: HubConfig, tmp_path: Path) -> None:
    one, two = _key(), _key()
    given = replace(config, key=one)
    assert names(given) == [_NAME], "the keys are wrapped under it from now on"
    with pytest.raises(SetupProblem, match="FORECOURT_HUB_KEY"):
        names(config)
    with pytest.raises(SetupProblem, match="another one"):
        names(replace(config, key=two))
    assert names(replace(config, key=f"{two},{one}")) == [_NAME]
    in_file = tmp_path / "hub-key"
    in_file.write_text(base64.b64decode(two).hex() + "\n", "utf-8")
    assert names(replace(config, key_file=str(in_file))) == [_NAME]
    with pytest.raises(SetupProblem, match="key: a key is 32 bytes"):
        names(replace(config, key="short"))
    with pytest.raises(SetupProblem, match=r"key_file: .* cannot be read"):
        names(replace(config, key_file=str(tmp_path / "nowhere")))


def test_a_backup_is_put_back_elsewhere_by_the_hubs_key_alone(tmp_path: Path) -> None:
    config = provisioned(HubConfig(data=tmp_path / "hub", key=_key()))
    made = backups.make(config)
    there = HubConfig(data=tmp_path / "there")
    with pytest.raises(BackupFailed, match="a key that is not here"):
        restore(there, made.path)
    assert not list(there.data.iterdir()), "nothing was begun"
    restore(replace(there, key=config.key), made.path)
    assert names(replace(there, key=config.key)) == [_NAME]


def test_a_new_key_opens_what_is_there_and_an_older_backup_still_does(
    config: HubConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, [old] = backups.make(config), file_keys(config)
    apart = tmp_path / "apart" / made.path.name
    apart.parent.mkdir()
    apart.write_bytes(made.path.read_bytes())
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    assert '"databases": 2' in capsys.readouterr().out
    new, *others = file_keys(config)
    assert others == [old]
    for path in (config.database_file, made.path):
        assert encrypted_sqlite.opens(path, new)
        assert not encrypted_sqlite.opens(path, old)
    assert names(config) == [_NAME]
    restore(config, apart)
    assert names(config) == [_NAME]


class _Stopped(BaseException):
    """The process ends here."""


def _stop_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many steps of what is written be done, and no more."""
    left = [steps]

    def stopping(done: Callable[..., Any]) -> Callable[..., Any]:
        def run(*told: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise _Stopped
            return done(*told, **named)

        return run

    monkeypatch.setattr(encrypted_sqlite, "copy", stopping(encrypted_sqlite.copy))
    monkeypatch.setattr(Path, "replace", stopping(Path.replace))


def test_stopped_at_any_step_a_change_of_the_key_has_lost_nothing(config: HubConfig) -> None:
    backups.make(config)
    for step in range(30):
        with pytest.MonkeyPatch.context() as patched, suppress(_Stopped):
            _stop_after(step, patched)
            rotate(config)
            break
        assert names(config) == [_NAME], f"after step {step}"
    else:
        pytest.fail("it never came to its end")
    assert step > 4, "it was stopped in the midst"
    assert names(config) == [_NAME]
    assert not [path for path in config.data.rglob("*") if path.suffix in (".under-key", ".new")]


_KILLED = """
import os, sys
from shared_models import encrypted_sqlite
from sync_server.__main__ import main
copy = encrypted_sqlite.copy
def killed(*told):
    copy(*told)
    os._exit(9)
encrypted_sqlite.copy = killed
sys.exit(main(["rotate-key", "--data", sys.argv[1]]))
"""


def test_killed_in_the_midst_it_is_gone_on_with_by_the_same_command(config: HubConfig) -> None:
    line = [sys.executable, "-c", _KILLED, str(config.data)]
    assert subprocess.run(line, capture_output=True, check=False, timeout=300).returncode == 9
    assert len(file_keys(config)) == 2
    assert names(config) == [_NAME], "taken over by whoever opens it next"
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    assert encrypted_sqlite.opens(config.database_file, file_keys(config)[0])


def carried(config: HubConfig, apart: Path) -> Path:
    """A backup with its keys in a folder on another disk, with a photo beside it; returns its file."""
    photo = config.data / "files" / "acme" / _PHOTO[:2] / _PHOTO
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")
    return backups.make(config, apart, with_keys=True).path


def test_backups_on_another_disk_are_brought_under_the_newest_key(
    config: HubConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = tmp_path / "apart"
    made, [old] = carried(config, apart), file_keys(config)
    told = ["rotate-key", "--data", str(config.data)]
    assert main(told) == 0
    assert encrypted_sqlite.opens(made, old), "out of reach of the first command"
    serving = only_hub(config.data)
    assert main([*told, "--backups", str(apart)]) == 0, "the hub may serve meanwhile"
    serving.close()
    assert '"databases": 1,\n  "files": 1,\n  "unread": []' in capsys.readouterr().out
    new = file_keys(config)[0]
    assert encrypted_sqlite.opens(made, new)
    kept = kept_files(config, apart, [new])
    assert [b"".join(kept.place.read(name)) for name in kept.whole_names()] == [b"a photo"]
    shutil.rmtree(config.data)
    alone = shutil.copytree(made.with_suffix(".keys"), tmp_path / "alone" / made.with_suffix(".keys").name).parent
    shutil.copy2(made, alone)
    there = HubConfig(data=tmp_path / "there")
    restore(there, alone / made.name)
    assert names(there) == [_NAME], "what was copied with it is enough, as before"


def test_what_another_hub_has_laid_there_stays_and_is_named(
    config: HubConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = provisioned(HubConfig(data=tmp_path / "other", key=_key()))
    apart = tmp_path / "apart"
    theirs = carried(other, apart)
    shutil.rmtree(theirs.with_suffix(".keys"))
    before = theirs.read_bytes()
    assert main(["rotate-key", "--data", str(config.data), "--backups", str(apart)]) == 1
    assert json.loads(capsys.readouterr().out)["unread"] == [str(theirs), f"acme/{_PHOTO[:2]}/{_PHOTO}"]
    assert theirs.read_bytes() == before
    backups.make(config, apart)
    there = HubConfig(data=tmp_path / "there", key=other.key)
    restore(there, theirs)
    assert names(there) == [_NAME], "its keys are there still"


@pytest.mark.parametrize(("where", "said"), [("nowhere", "there is no backup in"), ("hub/backups", "own folder of")])
def test_a_folder_that_is_not_meant_is_told(
    config: HubConfig, where: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    backups.make(config)
    folder = config.data.parent / where
    assert main(["rotate-key", "--data", str(config.data), "--backups", str(folder)]) == 1
    assert said in capsys.readouterr().err
    assert len(file_keys(config)) == 1, "no new key was made for it"


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_stopped_at_any_step_copies_on_another_disk_open_still(config: HubConfig, tmp_path: Path, step: int) -> None:
    apart = tmp_path / "apart"
    made = carried(config, apart)
    rotate(config)
    with pytest.MonkeyPatch.context() as patched, suppress(_Stopped):
        _stop_after(step, patched)
        bring_backups(config, apart)
    assert backups.checked(made, keys_beside(config, made)) == {}
    assert bring_backups(config, apart).unread == ()
    assert encrypted_sqlite.opens(made, file_keys(config)[0])
