"""The house from outside: what stands at the top, door plates, names, sizes, nothing of anyone's machine."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest

from tests.house.source import (
    PRODUCT,
    ROOT,
    functions_of,
    is_ours,
    length_of,
    name_of,
    python_files,
    tree_of,
    walk,
    words_of,
)

TOP_LEVEL = {
    *PRODUCT,
    "packaging",
    "docs",
    "tests",
    "pyproject.toml",
    "briefcase.toml",
    "dev.py",
    ".ci",
    ".gitignore",
    "README.md",
    "ARCHITECTURE.md",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "SECURITY.md",
}
DRAWERS = {"util", "utils", "misc", "helper", "helpers", "manager", "managers", "service", "services"}
ROLES = {("sales", "manager"), ("fleet", "manager")}
FILE_AT_MOST, FILE_MEDIAN = 400, 120
FUNCTION_AT_MOST, FUNCTION_MEDIAN = 60, 8
ELSEWHERE = re.compile(
    r"(?<![\w.~-])/(?:home|Users|root|work|opt|mnt)/\w|\b[A-Za-z]:\\\\?(?:Users|home)\b"
    r"|\bshared/(?:data|reference|hooks|features|architecture)\b|\bpypi\.org\b|\bpythonhosted\b"
)


def test_the_top_level_is_exactly_the_plan() -> None:
    there = {entry.name for entry in ROOT.iterdir() if is_ours(entry)}
    assert not there - TOP_LEVEL, "not in the plan"
    assert not TOP_LEVEL - there, "in the plan but not there"


def test_packaging_is_no_package() -> None:
    assert not [path for path in walk(ROOT / "packaging") if path.name == "__init__.py"]


def test_every_room_is_a_package_that_the_build_takes_along() -> None:
    find = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]["find"]
    assert {pattern.rstrip("*") for pattern in find["include"]} == set(PRODUCT)
    bare = {path.parent for path in python_files(*PRODUCT) if not (path.parent / "__init__.py").is_file()}
    assert not sorted(map(name_of, bare)), "folders with code but no __init__.py"


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_every_module_has_a_door_plate(path: Path) -> None:
    plate = (ast.get_docstring(tree_of(path)) or "").split("\n\n")[0].strip()
    assert plate.endswith((".", ":", "?", "!")), "a module opens with a docstring sentence saying what lives there"


def test_no_file_or_class_is_a_drawer_without_a_name() -> None:
    names = [(name_of(path), words_of(path.stem)) for path in python_files()]
    for path in python_files():
        classes = [node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
        names += [(f"{name_of(path)}: class {name}", words_of(name)) for name in classes]
    drawers = [where for where, words in names if words and words[-1] in DRAWERS and tuple(words[-2:]) not in ROLES]
    assert not drawers


def test_no_file_and_no_function_is_too_long() -> None:
    files = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert not {name: lines for name, lines in files.items() if lines > FILE_AT_MOST}
    functions = {
        f"{name_of(path)}: {function.name}": length_of(function)
        for path in python_files()
        for function in functions_of(path)
    }
    assert not {name: lines for name, lines in functions.items() if lines > FUNCTION_AT_MOST}


def test_files_and_functions_are_small_as_a_rule() -> None:
    files = python_files(*PRODUCT)
    assert files
    assert statistics.median(len(path.read_text("utf-8").splitlines()) for path in files) <= FILE_MEDIAN
    lengths = [length_of(function) for path in files for function in functions_of(path)]
    assert statistics.median(lengths) <= FUNCTION_MEDIAN


def test_nothing_depends_on_anyones_machine() -> None:
    found = []
    for path in walk(ROOT):
        if path.name in {Path(__file__).name, "LICENSE"}:
            continue
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:  # a font, a picture, weights
            continue
        found += [f"{name_of(path)}:{number}" for number, line in enumerate(lines, 1) if ELSEWHERE.search(line)]
    assert not found, "machine paths, private folders or registry hosts"
