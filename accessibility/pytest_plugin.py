"""A plugin for pytest: ``pytest -p accessibility.pytest_plugin``, or ``pytest_plugins`` in a conftest.

A test asks for the fixture ``accessible`` and calls it with a window that is shown; it fails with every violation and
how to mend it. ``--accessibility-html FILE`` and ``--accessibility-json FILE`` write what all tests found in one
report; under pytest-xdist each worker writes its own, with its name in the file's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from accessibility.audit import Audit, Rule, audit
from accessibility.report import as_html, as_json, as_text
from accessibility.surroundings import Surroundings

_FOUND = pytest.StashKey[list[Audit]]()
Accessible = Callable[..., Audit]
"""``accessible(window, rules=None, surroundings=None, title="")``; returns the audit."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two options."""
    group = parser.getgroup("accessibility")
    group.addoption("--accessibility-html", type=Path, help="write what the accessibility audits found as a page")
    group.addoption("--accessibility-json", type=Path, help="write what the accessibility audits found as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Begin with an empty report."""
    config.stash[_FOUND] = []


@pytest.fixture
def accessible(request: pytest.FixtureRequest) -> Accessible:
    """Audit a window; fails where there is a violation."""

    def check(
        window: QWidget,
        rules: Sequence[Rule] | None = None,
        surroundings: Surroundings | None = None,
        title: str = "",
    ) -> Audit:
        found = audit(window, rules, surroundings, title or request.node.name)
        request.config.stash[_FOUND].append(found)
        if found.violations:
            pytest.fail(as_text(found), pytrace=False)
        return found

    return check


def _own(path: Path) -> Path:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return path.with_stem(f"{path.stem}-{worker}") if worker else path


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the reports that were asked for."""
    found = session.config.stash.get(_FOUND, [])
    for option, written in (("--accessibility-html", as_html), ("--accessibility-json", as_json)):
        path = session.config.getoption(option)
        if path is not None and found:
            _own(path).write_text(written(*found), encoding="utf-8")
