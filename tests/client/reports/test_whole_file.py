"""A file is whole or not there, and a refusal says in plain words what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from client.reports.refusals import Refused
from client.reports.whole_file import whole_file


def fail(path: Path, error: Exception) -> None:
    """Work that goes wrong when half of it is written."""
    with whole_file(path) as draft:
        draft.write_text("half")
        raise error


def test_it_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with whole_file(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_work_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        fail(path, ZeroDivisionError())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with (
        pytest.raises(Refused, match=r"The folder .*gone does not exist"),
        whole_file(tmp_path / "gone" / "a.csv") as d,
    ):
        d.write_text("x")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="whoever may do everything is never refused"
)
def test_a_protected_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match=r"a\.csv cannot be written"), whole_file(tmp_path / "a.csv") as draft:
        draft.write_text("x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "the folder is protected, or the file is open in another program"),
        (errno.EROFS, "Choose another folder"),
        (errno.ENOSPC, "no room left for a.csv"),
        (errno.EIO, "could not be written"),
    ],
)
def test_what_the_disk_says_is_said_in_words(tmp_path: Path, number: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        fail(tmp_path / "a.csv", OSError(number, os.strerror(number)))
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(Refused, match=r"a\.csv"), whole_file(tmp_path / "a.csv") as draft:
        draft.write_text("x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
