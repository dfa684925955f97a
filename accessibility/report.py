"""An audit written down: as text for a terminal, JSON for programs, HTML for people."""

from __future__ import annotations

import html
import json
from collections import defaultdict

from accessibility.audit import Audit, Finding, Outcome
from accessibility.words import words

_ORDER = (Outcome.VIOLATION, Outcome.INCOMPLETE, Outcome.PASS, Outcome.INAPPLICABLE)


def as_text(audit: Audit) -> str:
    """Violations and what could not be told, each with its mend, then the counts."""
    here = words()
    lines = [here.report_title.format(title=audit.title)]
    for outcome in (Outcome.VIOLATION, Outcome.INCOMPLETE):
        for finding in audit.of(outcome):
            criteria = ", ".join(finding.rule.criteria)
            lines.append(f"{outcome.value}  {finding.rule.name} (WCAG {criteria})")
            lines.append(f"    {finding.where}: {finding.message}")
            if outcome == Outcome.VIOLATION:
                lines.append(f"    {finding.rule.mend}")
    lines.append(", ".join(f"{name}: {count}" for name, count in audit.counts().items()))
    return "\n".join(lines) + "\n"


def as_json(audit: Audit) -> str:
    """Everything, one object."""
    rules = {finding.rule.name: finding.rule for finding in audit.findings}
    document = {
        "title": audit.title,
        "counts": audit.counts(),
        "rules": {
            rule.name: {"criteria": list(rule.criteria), "what": rule.what, "mend": rule.mend}
            for rule in rules.values()
        },
        "findings": [
            {
                "rule": finding.rule.name,
                "outcome": finding.outcome.value,
                "where": finding.where,
                "message": finding.message,
            }
            for finding in audit.findings
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #14202b; background: #fff; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #6b7885; }
.violation { color: #8a1420; font-weight: 600; } .incomplete { color: #6b3f00; font-weight: 600; }
.pass { color: #0b5a3a; }
"""


def _section(name: str, findings: list[Finding]) -> str:
    here, rule = words(), findings[0].rule
    counts = ", ".join(
        f"{outcome.value}: {sum(1 for finding in findings if finding.outcome == outcome)}"
        for outcome in _ORDER
        if any(finding.outcome == outcome for finding in findings)
    )
    rows = "".join(
        f'<tr><td class="{finding.outcome.value}">{finding.outcome.value}</td>'
        f"<td>{html.escape(finding.where)}</td><td>{html.escape(finding.message)}</td></tr>"
        for finding in findings
        if finding.outcome in (Outcome.VIOLATION, Outcome.INCOMPLETE)
    )
    table = (
        f"<table><caption>{here.report_findings}</caption><thead><tr><th scope=col>{here.report_outcome}</th>"
        f"<th scope=col>{here.report_where}</th><th scope=col>{here.report_message}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    return (
        f"<h2>{html.escape(name)}</h2><p>{html.escape(rule.what)} (WCAG {', '.join(rule.criteria)})</p>"
        f"<p>{counts}</p>" + (table + f"<p>{html.escape(rule.mend)}</p>" if rows else "")
    )


def as_html(audit: Audit) -> str:
    """A page that stands alone: one section for each rule."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        by_rule[finding.rule.name].append(finding)
    title = html.escape(words().report_title.format(title=audit.title))
    counts = ", ".join(f"{name}: {count}" for name, count in audit.counts().items())
    sections = "".join(_section(name, findings) for name, findings in by_rule.items())
    return (
        f'<!doctype html><html lang="{words().language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1><p>{counts}</p>{sections}</main></body></html>"
    )
