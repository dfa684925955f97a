"""What the product imports is what pyproject.toml lists, each with a range and a line of why."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.source import PRODUCT, ROOT, name_of, python_files, tree_of

# Modules that belong to a listed distribution although they come in one of their own.
COMPANIONS = {"starlette": "fastapi", "pydantic": "fastapi", "shiboken6": "pyside6-essentials"}
NEVER_IMPORTED = {"uvloop", "httptools", "websockets", "tzdata", "protobuf"}  # found by uvicorn, zoneinfo, onnx


def plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_in(requirement: str) -> str:
    """The distribution a requirement such as `numpy>=2.4,<3 ; marker` is about."""
    return plain(re.match(r"[\w.-]+", requirement)[0])  # type: ignore[index]


def listed() -> tuple[set[str], set[str]]:
    """Distributions listed for run time, and those for training."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    return set(map(name_in, project["dependencies"])), set(map(name_in, extras["train"]))


def imported(path: Path) -> set[str]:
    """The top-level modules a file imports that are neither ours nor Python's."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {*PRODUCT, "tests"}


def test_every_import_is_a_listed_dependency() -> None:
    run_time, training = listed()
    distributions = packages_distributions()
    missing = set()
    for path in python_files(*PRODUCT):
        allowed = run_time | (training if path.name == "train.py" else set())
        allowed |= {"pytest"} if path.name == "pytest_plugin.py" else set()  # loaded by nothing but pytest
        for module in imported(path):
            owners = {plain(owner) for owner in distributions.get(module, [module])} | {COMPANIONS.get(module, "")}
            if not owners & allowed:
                missing.add(f"{name_of(path)}: {module}")
    unlisted = sorted(missing)
    assert not unlisted


def test_every_dependency_is_used() -> None:
    run_time, training = listed()
    distributions = packages_distributions()
    modules = {module for path in python_files(*PRODUCT) for module in imported(path)}
    used = {plain(owner) for module in modules for owner in distributions.get(module, [module])}
    unused = (run_time | training) - used - NEVER_IMPORTED
    assert not unused


def test_every_dependency_has_a_range_and_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = text.split("\ndependencies = [\n")[1].split("\n]\n")[0].splitlines()
    reason = False
    for line in block:
        if line.lstrip().startswith("#"):
            reason = True  # said once above the lines it is about
            continue
        assert re.search(r"(==|>=.*<|tzdata>=)", line), f"no range: {line}"
        assert "#" in line or reason, f"no reason: {line}"
        reason = reason and "#" not in line
