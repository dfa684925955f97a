"""dev.py, the two commands of a newcomer: what it does on machines that are not ready for it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.house.source import ROOT
from tests.support.processes import free_port

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Linux distributions")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the set-up needs, without an environment."""
    folder = tmp_path / "copy of forecourt"
    (folder / "packaging").mkdir(parents=True)
    for name in ("dev.py", "pyproject.toml", "packaging/linux_packages.py", "packaging/linux-packages.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(command: Sequence[str | Path], **env: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "FORECOURT_VENV": "", "FORECOURT_INSTALL_PACKAGES": "no", **env}
    return subprocess.run(
        [str(part) for part in command],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        cwd=os.sep,
    )


@pytest.fixture
def dev() -> ModuleType:
    """dev.py as a module, to ask it single questions."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_half_made_environment_is_remade_and_a_dead_network_is_told(copy: Path) -> None:
    (copy / ".venv" / "lib").mkdir(parents=True)
    (copy / ".venv" / "forecourt-setup.json").write_text('{"pyproject": "cut of')
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    done = run(
        [sys.executable, copy / "dev.py", "demo", "--headless"],
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL=nowhere,
        PIP_FIND_LINKS="",
        PIP_RETRIES="1",
    )
    assert done.returncode == 1
    assert "broken or was not finished; making it anew" in done.stdout
    assert "The package index cannot be reached. Check the network" in done.stderr
    assert not (copy / ".venv" / "forecourt-setup.json").exists(), "a set-up that failed must not be called done"


def test_a_folder_that_is_no_environment_is_left_alone(copy: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "to-ada.txt").write_text("Dear Ada")
    done = run([sys.executable, copy / "dev.py", "demo"], FORECOURT_VENV=str(letters))
    assert done.returncode == 1
    assert "not empty and not a Python environment" in done.stderr
    assert (letters / "to-ada.txt").read_text() == "Dear Ada"


def test_an_environment_that_cannot_be_written_is_told_with_the_way_out(copy: Path) -> None:
    (copy / ".venv").write_text("a file where the folder should be")
    done = run([sys.executable, copy / "dev.py", "demo"])
    assert done.returncode == 1
    assert "set FORECOURT_VENV to a folder of your own" in done.stderr.replace("\n", " ")


def test_a_python_that_will_not_do_is_told_what_will(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 13, 1, "final", 0))
    monkeypatch.setattr(dev, "probe", lambda python, modules: None)
    with pytest.raises(dev.SetupError, match=r"needs Python 3\.11 or 3\.12; this is Python 3\.13(.|\n)*Install"):
        dev.base_python()
    monkeypatch.setattr(dev, "probe", lambda python, modules: (3, 11) if "python3.11" in python else None)
    assert dev.base_python() == ["python3.11"]


def test_packages_are_installed_again_only_when_the_project_changed(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = tmp_path / "stamp.json"
    monkeypatch.setattr(dev, "STAMP", stamp)
    assert dev.installed("today") == set()
    stamp.write_text(json.dumps({"pyproject": "today", "extras": ["runtime", "dev"]}))
    assert dev.installed("today") == {"runtime", "dev"}
    assert dev.installed("tomorrow") == set()


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ([], True),
        (["-q", "-x"], True),
        (["--durations=10", "--continue-on-collection-errors"], True),
        (["--collect-only"], False),
        (["-k", "sync"], False),
        (["-m", "soak"], False),
        (["tests/house"], False),
        (["--lf"], False),
    ],
)
def test_only_the_whole_suite_is_held_to_coverage(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, typed: list[str], whole: bool
) -> None:
    handed: list[Any] = []
    monkeypatch.setattr(dev, "setup_python", lambda extras: None)
    monkeypatch.setattr(dev, "setup_linux", lambda need, want: None)
    monkeypatch.setattr(dev, "hand_over", lambda arguments, env: handed.append(arguments))
    dev.test(None, typed)
    assert ("tests.house.coverage_gates" in handed[0]) is whole
    assert handed[0][:2] == ["-m", "pytest"]


def test_a_path_typed_in_another_folder_is_found(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "test_x.py").touch()
    monkeypatch.chdir(tmp_path)
    assert dev.from_here("test_x.py::test_one") == f"{tmp_path / 'test_x.py'}::test_one"
    assert dev.from_here("sync") == "sync"


def test_an_unknown_command_is_refused_with_those_there_are() -> None:
    done = run([sys.executable, ROOT / "dev.py", "tset"])
    assert done.returncode == 2
    assert all(command in done.stderr for command in ("demo", "test", "check", "bench", "soak", "setup"))


def linux_packages(copy: Path, tmp_path: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script where `tool` is the only tool for packages, and a library and a program are missing."""
    listed = copy / "packaging" / "linux-packages.txt"
    listed.write_text(
        "# a comment\ncore  libc.so.6  libc6  glibc\n"
        "window  libno-such-thing.so.7  libno-such-thing7  no-such-thing\n"
        "test  no-such-program  no-such-deb  no-such-rpm\n"
    )
    tools = tmp_path / "tools"
    tools.mkdir(exist_ok=True)
    (tools / tool).write_text("#!/bin/sh\nexit 1\n")
    (tools / tool).chmod(0o755)
    return run([sys.executable, copy / "packaging" / "linux_packages.py", *arguments], PATH=str(tools))


@on_linux
@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("apt-get", "sudo apt-get install -y --no-install-recommends libno-such-thing7"),
        ("dnf", "sudo dnf install -y no-such-thing"),
        ("pacman", "(your system's command to install packages) no-such-thing"),
    ],
)
def test_a_missing_library_is_told_with_the_one_line_to_run(copy: Path, tmp_path: Path, tool: str, line: str) -> None:
    done = linux_packages(copy, tmp_path, tool, "--need", "core,window")
    assert done.returncode == 1
    assert "Qt cannot start without libno-such-thing.so.7" in done.stdout
    assert done.stdout.rstrip().endswith(line)


@on_linux
def test_what_only_some_tests_need_does_not_stop_the_set_up(copy: Path, tmp_path: Path) -> None:
    done = linux_packages(copy, tmp_path, "apt-get", "--need", "core", "--want", "test")
    assert done.returncode == 0
    assert "only some tests would need it" in done.stdout
    assert "no-such-deb" in done.stdout


def test_continuous_integration_runs_the_same_command() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.splitlines()[-1] == "exec python3 dev.py test"
    if os.name == "posix":
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
