"""Audits written down: as text for a terminal, JSON for programs, HTML for people."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accessibility.audit import Audit, Finding, Outcome
from accessibility.criteria import CRITERIA
from accessibility.pages import criteria_links, document, story
from accessibility.words import words

_ORDER = (Outcome.VIOLATION, Outcome.INCOMPLETE, Outcome.PASS, Outcome.INAPPLICABLE)
_TOLD = (Outcome.VIOLATION, Outcome.INCOMPLETE)


@dataclass(frozen=True)
class Evidence:
    """What a person says of a criterion no program can judge: how it is met, or why it does not apply."""

    criterion: str
    text: str
    applies: bool = True


def as_text(audit: Audit) -> str:
    """Violations and what could not be told, each with its mend, then the counts."""
    here = words()
    lines = [here.report_title.format(title=audit.title)]
    for outcome in _TOLD:
        for finding in audit.of(outcome):
            criteria = ", ".join(finding.rule.criteria)
            lines.append(f"{outcome.value}  {finding.rule.name} (WCAG {criteria})")
            lines.append(f"    {finding.where}: {finding.message}")
            if outcome == Outcome.VIOLATION:
                lines.append(f"    {finding.rule.mend}")
    lines.append(", ".join(f"{name}: {count}" for name, count in audit.counts().items()))
    return "\n".join(lines) + "\n"


def total(audits: Sequence[Audit]) -> dict[str, int]:
    """How many findings have each outcome, over all windows."""
    return {outcome.value: sum(len(audit.of(outcome)) for audit in audits) for outcome in Outcome}


def _window(audit: Audit) -> dict[str, Any]:
    return {
        "title": audit.title,
        "counts": audit.counts(),
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


def as_json(*audits: Audit, evidence: Sequence[Evidence] = ()) -> str:
    """Everything, one object: ``rules`` by name, ``windows`` with their findings, ``evidence`` by criterion.

    Of a single window its title, counts and findings stand at the top as well.
    """
    rules = {finding.rule.name: finding.rule for audit in audits for finding in audit.findings}
    written: dict[str, Any] = _window(audits[0]) if len(audits) == 1 else {"counts": total(audits)}
    written["rules"] = {
        rule.name: {"criteria": list(rule.criteria), "what": rule.what, "mend": rule.mend, "limits": rule.limits}
        for rule in rules.values()
    }
    written["windows"] = [_window(audit) for audit in audits]
    written["evidence"] = {
        one.criterion: {"title": CRITERIA[one.criterion].title, "applies": one.applies, "text": one.text}
        for one in evidence
    }
    return json.dumps(written, ensure_ascii=False, indent=2)


def _counts(findings: Sequence[Finding]) -> str:
    by = {outcome: sum(1 for finding in findings if finding.outcome == outcome) for outcome in _ORDER}
    return ", ".join(f"{outcome.value}: {count}" for outcome, count in by.items() if count)


def _table(caption: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th scope=col>{html.escape(name)}</th>" for name in heads)
    return (
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _section(name: str, found: list[tuple[str, Finding]]) -> str:
    """What one rule found, over all windows."""
    here, rule = words(), found[0][1].rule
    rows = [
        f'<tr><td class="{finding.outcome.value}">{finding.outcome.value}</td><td>{html.escape(window)}</td>'
        f"<td>{html.escape(finding.where)}</td><td>{html.escape(finding.message)}</td></tr>"
        for window, finding in found
        if finding.outcome in _TOLD
    ]
    heads = (here.report_outcome, here.report_window, here.report_where, here.report_message)
    parts = [
        f"<h2>{html.escape(name)}</h2><p>{html.escape(rule.what)}</p><p>{criteria_links(rule)}</p>",
        f"<p>{_counts([finding for _window_title, finding in found])}</p>",
    ]
    if rows:
        parts += [_table(here.report_findings, heads, rows), f"<p>{html.escape(rule.mend)}</p>"]
    limits = f"<p>{here.page_limits}: {html.escape(rule.limits)}</p>" if rule.limits else ""
    parts.append(f"<details><summary>{here.page_why}</summary><p>{html.escape(story(rule))}</p>{limits}</details>")
    return "".join(parts)


def _by_hand(evidence: Sequence[Evidence]) -> str:
    here = words()
    rows = []
    for one in evidence:
        criterion = CRITERIA[one.criterion]
        applies = here.report_applies if one.applies else here.report_not_applicable
        rows.append(
            f'<tr><td><a href="{criterion.link}">{criterion.number} {html.escape(criterion.title)}</a></td>'
            f"<td>{criterion.level}</td><td>{applies}</td><td>{html.escape(one.text)}</td></tr>"
        )
    heads = (here.report_criterion, here.report_level, here.report_outcome, here.report_evidence)
    return f"<h2>{here.report_by_hand}</h2>" + _table(here.report_by_hand, heads, rows)


def as_html(*audits: Audit, evidence: Sequence[Evidence] = (), title: str = "") -> str:
    """A page that stands alone: each window with its counts, each rule with its findings, what was judged by hand."""
    here = words()
    by_rule: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for audit in audits:
        for finding in audit.findings:
            by_rule[finding.rule.name].append((audit.title, finding))
    rows = [f"<tr><td>{html.escape(audit.title)}</td><td>{_counts(audit.findings)}</td></tr>" for audit in audits]
    body = [_table(here.report_windows, (here.report_window, here.report_counts), rows)]
    body += [_section(name, found) for name, found in by_rule.items()]
    if evidence:
        body.append(_by_hand(evidence))
    name = title or here.report_title.format(title=", ".join(audit.title for audit in audits[:3]))
    return document(name, "".join(body))
