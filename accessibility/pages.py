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
:root { --ink: #14202b; --soft: #3d4a57; --page: #f4f6f9; --card: #fff; --line: #6b7885; --link: #1e40af;
  --bad: #8a1420; --warn: #6b3f00; --ok: #0b5a3a; --focus: #0a1c66; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f6fa; --soft: #c5d0db; --page: #0d131b; --card: #161f2a;
  --line: #8b98a6; --link: #b4c8ff; --bad: #ffb3b6; --warn: #ffcf7d; --ok: #8be3b6; --focus: #ffd34d; } }
* { box-sizing: border-box; }
body { font: 16px/1.55 Inter, system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
p, li { max-width: 44rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1.5rem; } h2 { font-size: 1.375rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 .25rem; }
h4 { font-size: 1rem; margin: 1rem 0 0; } h4 + p { margin-top: 0; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
table { border-collapse: collapse; width: 100%; } tbody tr:hover { background: var(--page); }
caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
th, td { text-align: start; vertical-align: top; padding: .625rem .75rem; }
td { border-top: 1px solid var(--line); }
th { color: var(--soft); } td { overflow-wrap: break-word; min-width: 7rem; }
.summary { background: var(--card); border: 1px solid var(--line); border-left: 8px solid var(--line);
  border-radius: 12px; padding: .25rem 1.25rem; font-size: 1.125rem; }
.violation { color: var(--bad); font-weight: 600; } .incomplete { color: var(--warn); font-weight: 600; }
.pass { color: var(--ok); font-weight: 600; } em { color: var(--soft); }
summary { min-height: 44px; line-height: 44px; cursor: pointer; color: var(--link); }
@media print { body { background: #fff; } .wide { overflow: visible; } }
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


def as_markdown(rules: Sequence[Rule]) -> str:
    """All rules on one page of Markdown, for a repository: each under its name, with what it says of itself."""
    here = words()
    lines = [f"# {here.page_rules}", "", "Made by `python -m accessibility --rules-page FILE`.", ""]
    lines += [f"- [{rule.name}](#{rule.name}): {rule.what}" for rule in rules]
    for rule in rules:
        known = [CRITERIA[number] for number in rule.criteria]
        criteria = ", ".join(f"[{one.number} {one.title}]({one.link}) ({one.level})" for one in known)
        lines += [
            "",
            f"## {rule.name}",
            "",
            rule.what,
            "",
            story(rule),
            "",
            f"**{here.page_criteria}:** {criteria}",
            "",
        ]
        lines += [f"**{here.page_mend}:** {rule.mend}"]
        if rule.limits:
            lines += ["", f"**{here.page_limits}:** {rule.limits}"]
    return "\n".join(lines) + "\n"
