"""Prints what a machine that runs only the hub has to install: the packages of ``hub-packages.txt``, with their ranges.

Run by path from the top of the repository; needs nothing but Python's standard library.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def plain(name: str) -> str:
    """A distribution's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names() -> list[str]:
    """The packages the hub needs."""
    lines = (_HERE / "hub-packages.txt").read_text("utf-8").splitlines()
    return [plain(line) for line in lines if line and not line.startswith("#")]


def requirements() -> list[str]:
    """Their lines in ``pyproject.toml``. Raises LookupError for a package that is not there."""
    project = tomllib.loads((_HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    ranges: dict[str, list[str]] = {}
    for line in project["dependencies"]:
        named = _NAME.match(line)
        assert named is not None
        ranges.setdefault(plain(named[0]), []).append(line)
    missing = [name for name in names() if name not in ranges]
    if missing:
        raise LookupError(f"hub-packages.txt names what pyproject.toml does not: {', '.join(missing)}")
    return [line for name in names() for line in ranges[name]]


if __name__ == "__main__":
    print("\n".join(requirements()))
