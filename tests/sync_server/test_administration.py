"""The commands beside the hub: each says what it did as JSON, or in one sentence why it could not."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync_server.__main__ import main
from sync_server.administration import Administration, read_plan
from sync_server.config import load_config
from sync_server.errors import SetupProblem
from tests.support.hub_files import opened_file
from tests.sync_server.running_hub import PASSWORD, RunningHub


class Commands:
    """Runs commands on one folder."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self._capsys, self._monkeypatch = data, capsys, monkeypatch

    def run(self, *arguments: str, told: str = "") -> Any:
        """The command's JSON, or its exit code and complaint."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(told))
        code = main([*arguments, "--data", str(self.data)])
        said = self._capsys.readouterr()
        return json.loads(said.out) if code == 0 else (code, said.err)


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(tmp_path / "data", capsys, monkeypatch)


def test_init_makes_tenant_administrator_and_code(commands: Commands) -> None:
    made = commands.run("init", "--tenant", "acme")
    assert (made["tenant"], made["people"][0]["role"], len(made["codes"])) == ("acme", "it_admin", 1)
    assert len(made["people"][0]["password"]) >= 10
    code, complaint = commands.run("init", "--tenant", "acme")
    assert code == 1
    assert "'admin' is taken" in complaint


def test_people_and_passwords(commands: Commands) -> None:
    commands.run("init", "--tenant", "acme")
    person = ("add-person", "--login", "ann", "--name", "Ann", "--role", "auditor")
    made = commands.run(*person, "--password-stdin", told="a long password\n")
    assert made["password"] == "a long password"
    assert commands.run("set-password", "--login", "ANN")["password"] != made["password"]
    assert "taken" in commands.run(*person)[1]
    assert "no account" in commands.run("set-password", "--login", "bob")[1]
    assert "between 10" in commands.run("set-password", "--login", "ann", "--password-stdin", told="short\n")[1]
    assert "'pilot' is not one of" in commands.run("add-person", "--login", "x", "--name", "X", "--role", "pilot")[1]


def test_a_tenant_has_to_be_named_when_there_are_several(commands: Commands) -> None:
    assert "make one: forecourt-hub init" in commands.run("enrol-code")[1]
    commands.run("migrate")
    assert "run forecourt-hub init" in commands.run("enrol-code")[1]
    commands.run("init", "--tenant", "acme")
    assert commands.run("enrol-code")["code"]
    commands.run("init", "--tenant", "other")
    assert "acme, other" in commands.run("enrol-code")[1]
    assert commands.run("enrol-code", "--tenant", "other")["code"]
    assert "Acme/" in commands.run("init", "--tenant", "Acme/")[1]


def test_a_plan_is_carried_out_whole_or_not_at_all(commands: Commands, tmp_path: Path) -> None:
    ann = {"login": "ann", "name": "Ann", "role": "auditor", "password": "a long password"}
    bad = {"tenant": "acme", "people": [ann, {**ann, "login": "bob", "store": "here"}], "codes": 2}
    assert "store: 'here'" in commands.run("provision", "-", told=json.dumps(bad))[1]
    assert "none yet" in commands.run("enrol-code")[1]
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({**bad, "people": [ann]}), "utf-8")
    made = commands.run("provision", str(plan))
    assert (made["people"][0]["login"], len(set(made["codes"]))) == ("ann", 2)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"tenant": 1}', '{"tenant": "a", "persons": []}'])
def test_plans_that_are_none(text: str) -> None:
    with pytest.raises(SetupProblem):
        read_plan(text)


def test_nothing_to_revoke_and_nothing_to_verify(commands: Commands) -> None:
    commands.run("migrate")
    assert "there is none" in commands.run("revoke-device", "x")[1]
    with Administration(load_config({"data": commands.data}, {})) as administration:
        assert list(administration.verify()) == []


def test_a_changed_password_holds_at_once(fresh_hub: RunningHub) -> None:
    device = fresh_hub.start().device("auditor")
    with Administration(load_config({"data": fresh_hub.data}, {})) as administration:
        administration.set_password("acme", "auditor", "another password")
    with pytest.raises(httpx.HTTPStatusError, match="sign_in_failed"):
        device.sign_in("auditor", PASSWORD)
    device.sign_in("auditor", "another password")


def test_a_database_from_a_newer_hub_and_a_file_that_is_none(commands: Commands, tmp_path: Path) -> None:
    commands.run("init", "--tenant", "acme")
    with closing(opened_file(tmp_path / "data")) as database:
        database.execute("PRAGMA user_version = 99")
    assert "newer hub" in commands.run("enrol-code")[1]
    (tmp_path / "data" / "hub.sqlite").write_bytes(b"not a database" * 100)
    assert "cannot be opened" in commands.run("enrol-code")[1]
    (tmp_path / "data" / "hub.key").write_bytes(b"short")
    assert "not the hub's key" in commands.run("enrol-code")[1]


_ON_A_HUB = (
    "verify", "audit verify", "backup", "enrol-code", "freeze", "rotate-key", "restored-report", "retention list",
    "agreed show", "device-certificate", "models list", "alerts", "revoke-device x", "import-changes x",
)  # fmt: skip


@pytest.mark.parametrize("command", _ON_A_HUB)
def test_a_folder_without_a_hub_is_told_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Typed by another account, or without --data, nothing is made that looks whole, and nothing said to be well."""
    for data in (tmp_path / "nowhere", tmp_path):
        assert main([*command.split(), "--data", str(data)]) == 1
        assert f"there is no hub in {data}. Name its folder with --data" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_told_in_a_sentence(commands: Commands, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere" / "file")
    assert commands.run("provision", nowhere) == (
        1, f"forecourt-hub: [Errno 2] No such file or directory: '{nowhere}'\n",
    )  # fmt: skip
    commands.run("init", "--tenant", "acme")
    code, said = commands.run("audit", "export", "--out", nowhere)
    assert (code, said.count("\n"), nowhere in said) == (1, 1, True)
