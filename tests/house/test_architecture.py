"""ARCHITECTURE.md is short, names every room that exists and none that does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, ROOT, name_of, walk

PLAN = ROOT / "ARCHITECTURE.md"
AT_MOST = 150
DESCRIBED = ("client", "sync_server", "shared_models")
PATH = re.compile(r"[A-Za-z_.][\w.-]*(?:/[\w.-]+)*(?:\.py|/)")


def named(text: str) -> set[str]:
    """The files and folders a text names: in `code spans`, and at the start of lines in fenced trees."""
    fences = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    names = {span for span in re.findall(r"`([^`\n]+)`", prose) if PATH.fullmatch(span)}
    for line in "".join(fences).splitlines():
        for word in line.split():
            if not PATH.fullmatch(word):
                break
            names.add(word)
    return {name.rstrip("/") for name in names}


def rooms(package: str) -> set[str]:
    """The modules and sub-packages directly in a package, but for those that start with an underscore."""
    entries = [entry for entry in (ROOT / package).iterdir() if not entry.name.startswith("_")]
    return {entry.name for entry in entries if entry.suffix == ".py" or (entry / "__init__.py").is_file()}


def test_the_reading_of_names_is_right() -> None:
    text = "See `client/app.py`, `a or b/`, `Edit`.\n```\nclient/   the app and/or\n  a.py  b.py   two\n```\n"
    assert named(text) == {"client/app.py", "client", "a.py", "b.py"}


def test_the_plan_is_short() -> None:
    assert len(PLAN.read_text("utf-8").splitlines()) <= AT_MOST


def test_every_top_folder_is_named() -> None:
    assert {*PRODUCT, "packaging", "tests"} <= named(PLAN.read_text("utf-8"))


@pytest.mark.parametrize("package", DESCRIBED)
def test_every_room_is_named(package: str) -> None:
    names = {name.split("/")[-1] for name in named(PLAN.read_text("utf-8"))}
    assert not rooms(package) - names


def test_no_room_is_named_that_does_not_exist() -> None:
    files = {name_of(path) for path in walk(ROOT)}
    existing = files | {parent.as_posix() for file in files for parent in Path(file).parents}
    ghosts = {
        name
        for name in named(PLAN.read_text("utf-8"))
        if not any(path == name or path.endswith(f"/{name}") for path in existing)
    }
    assert not ghosts
