"""A page for each rule: what it asks for and why, how it looks, how to mend, what it cannot see."""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from pathlib import Path

from accessibility.audit import Rule
from accessibility.criteria import CRITERIA
from accessibility.words import words

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #14202b; background: #fff; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
a { color: #1e40af; } a:focus-visible, summary:focus-visible { outline: 3px solid #0a1c66; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #6b7885; }
.violation { color: #8a1420; font-weight: 600; } .incomplete { color: #6b3f00; font-weight: 600; }
.pass { color: #0b5a3a; } summary { min-height: 44px; line-height: 44px; cursor: pointer; }
@media (prefers-color-scheme: dark) {
  body { color: #f2f6fa; background: #0d131b; } a { color: #b4c8ff; }
  a:focus-visible, summary:focus-visible { outline-color: #ffd34d; }
  .violation { color: #ffb3b6; } .incomplete { color: #ffcf7d; } .pass { color: #8be3b6; }
}
"""
"""How every page of the audit looks: text at 7:1 in light and dark."""


def document(title: str, body: str) -> str:
    """A page of HTML that stands alone."""
    return (
        f'<!doctype html><html lang="{words().language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>"
    )


def criteria_links(rule: Rule) -> str:
    """The criteria of a rule with title and level, each linked to the W3C's own page."""
    known = [CRITERIA[number] for number in rule.criteria]
    return ", ".join(f'<a href="{one.link}">{one.number} {html.escape(one.title)}</a> ({one.level})' for one in known)


def story(rule: Rule) -> str:
    """What the file of a rule tells of it, without its first line."""
    told = sys.modules[rule.check.__module__].__doc__ or ""
    return told.partition("\n")[2].strip()


def page_of(rule: Rule) -> str:
    """The page of one rule."""
    here = words()
    parts = [
        f"<p>{html.escape(rule.what)}</p>",
        f"<h2>{here.page_why}</h2><p>{html.escape(story(rule))}</p>",
        f"<h2>{here.page_criteria}</h2><p>{criteria_links(rule)}</p>",
        f"<h2>{here.page_mend}</h2><p>{html.escape(rule.mend)}</p>",
    ]
    if rule.limits:
        parts.append(f"<h2>{here.page_limits}</h2><p>{html.escape(rule.limits)}</p>")
    return document(rule.name, "".join(parts))


def write_pages(folder: Path, rules: Sequence[Rule]) -> Path:
    """Write a page for each rule and one that lists them; returns the list. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for rule in rules:
        (folder / f"{rule.name}.html").write_text(page_of(rule), encoding="utf-8")
        lines.append(f'<li><a href="{rule.name}.html">{rule.name}</a>: {html.escape(rule.what)}</li>')
    index = folder / "index.html"
    index.write_text(document(words().page_rules, f"<ul>{''.join(lines)}</ul>"), encoding="utf-8")
    return index
