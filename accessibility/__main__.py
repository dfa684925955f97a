"""Audits any PySide6 window: ``python -m accessibility module:factory [--json FILE] [--html FILE]``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from accessibility.audit import Rule, audit
from accessibility.conformance import Evidence, read_evidence
from accessibility.pages import as_markdown, write_pages
from accessibility.report import as_html, as_json, as_text
from accessibility.rules import LOOKING, RULES
from accessibility.surroundings import NARROWEST, Surroundings


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


def _rules(named: str, reshape: bool) -> Sequence[Rule]:
    """The rules asked for: by name, or all that leave the window its shape, or all."""
    if not named:
        return RULES if reshape else LOOKING
    known = {rule.name: rule for rule in RULES}
    wanted = [name.strip() for name in named.split(",")]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SystemExit(f"no rule is called {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accessibility", description=__doc__)
    parser.add_argument("target", nargs="?", help="module:factory, a function without arguments that returns a widget")
    parser.add_argument("--json", type=Path, help="write the report here as JSON")
    parser.add_argument("--html", type=Path, help="write the report here as a page")
    parser.add_argument("--rules", default="", help="only these rules, by name, with commas between them")
    parser.add_argument("--reshape", action="store_true", help="also narrow the window and enlarge its text")
    parser.add_argument("--language", default="", help="the language of the words on the window, such as de")
    parser.add_argument("--narrowest", type=int, default=NARROWEST, help="the least width in pixels it has to bear")
    parser.add_argument("--pages", type=Path, help="write a page for each rule into this folder")
    parser.add_argument("--rules-page", type=Path, help="write all rules as one page of Markdown into this file")
    parser.add_argument("--evidence", type=Path, help="what people judged, as JSON: criterion to text and applies")
    return parser


def _evidence(file: Path | None) -> list[Evidence]:
    try:
        return read_evidence(file) if file is not None else []
    except (OSError, ValueError) as problem:
        raise SystemExit(str(problem)) from problem


def main(arguments: list[str] | None = None) -> int:
    """Audit the window a factory makes; the exit code is 1 where there is a violation."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    rules = _rules(asked.rules, asked.reshape)
    if asked.pages is not None:
        print(write_pages(asked.pages, RULES))
    if asked.rules_page is not None:
        asked.rules_page.write_text(as_markdown(RULES), encoding="utf-8")
        print(asked.rules_page)
    if asked.target is None:
        if asked.pages is None and asked.rules_page is None:
            parser.error("name a module:factory, or --pages FOLDER, or --rules-page FILE")
        return 0
    evidence = _evidence(asked.evidence)
    if QApplication.instance() is None:
        QApplication(sys.argv[:1])
    sys.path.insert(0, str(Path.cwd()))
    window = _make(asked.target)
    window.show()
    found = audit(window, rules, Surroundings(language=asked.language, narrowest=asked.narrowest))
    for path, written in ((asked.json, as_json), (asked.html, as_html)):
        if path is not None:
            path.write_text(written(found, evidence=evidence), encoding="utf-8")
    print(as_text(found), end="")
    return 1 if found.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
