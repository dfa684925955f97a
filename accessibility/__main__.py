"""Audits any PySide6 window: ``python -m accessibility module:factory [--json FILE] [--html FILE]``."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from accessibility.audit import audit
from accessibility.page import settle
from accessibility.report import as_html, as_json, as_text


def _make(target: str) -> QWidget:
    module, _, factory = target.partition(":")
    if not factory:
        raise SystemExit(f"{target}: write module:factory, such as my_program.window:make")
    try:
        made = getattr(importlib.import_module(module), factory)()
    except (ImportError, AttributeError) as problem:
        raise SystemExit(f"{target}: {problem}") from problem
    if not isinstance(made, QWidget):
        raise SystemExit(f"{target}: the factory returned {type(made).__name__}, not a widget")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Audit the window a factory makes; the exit code is 1 where there is a violation."""
    parser = argparse.ArgumentParser(prog="python -m accessibility", description=__doc__)
    parser.add_argument("target", help="module:factory, a function without arguments that returns a widget")
    parser.add_argument("--json", type=Path, help="write the report here as JSON")
    parser.add_argument("--html", type=Path, help="write the report here as a page")
    asked = parser.parse_args(arguments)
    if QApplication.instance() is None:
        QApplication(sys.argv[:1])
    sys.path.insert(0, str(Path.cwd()))
    window = _make(asked.target)
    window.show()
    settle(8)
    found = audit(window)
    for path, written in ((asked.json, as_json), (asked.html, as_html)):
        if path is not None:
            path.write_text(written(found), encoding="utf-8")
    print(as_text(found), end="")
    return 1 if found.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
