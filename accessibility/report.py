"""Audits written down: as text for a terminal, JSON for programs, HTML for people."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from accessibility.audit import Audit, Finding, Outcome
from accessibility.conformance import Evidence, Line, Standing, conformance
from accessibility.criteria import CRITERIA
from accessibility.pages import criteria_links, document, story
from accessibility.words import words

__all__ = ["Evidence", "as_html", "as_json", "as_text", "total"]

_ORDER = (Outcome.VIOLATION, Outcome.INCOMPLETE, Outcome.PASS, Outcome.INAPPLICABLE)
_TOLD = (Outcome.VIOLATION, Outcome.INCOMPLETE)
#: By standing: the class that colours the words.
_COLOURS = {Standing.BROKEN: "violation", Standing.HELD: "pass", Standing.OPEN: "incomplete"}


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


def _line(line: Line) -> dict[str, Any]:
    return {
        "title": line.criterion.title,
        "level": line.criterion.level,
        "standing": line.standing.value,
        "rules": list(line.rules),
        "counts": line.counts,
        "evidence": line.evidence.text if line.evidence is not None else "",
    }


def as_json(*audits: Audit, evidence: Sequence[Evidence] = ()) -> str:
    """Everything, one object: ``rules`` by name, ``windows`` with findings, ``evidence`` and ``criteria`` by number.

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
    written["criteria"] = {line.criterion.number: _line(line) for line in conformance(audits, evidence)}
    return json.dumps(written, ensure_ascii=False, indent=2)


def _counts(findings: Sequence[Finding]) -> str:
    by = {outcome: sum(1 for finding in findings if finding.outcome == outcome) for outcome in _ORDER}
    parts = [f'<span class="{one.value}">{one.value}: {count:,}</span>' for one, count in by.items() if count]
    return ", ".join(parts)


def _table(caption: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th scope=col>{html.escape(name)}</th>" for name in heads)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _link(rule: str) -> str:
    return f'<a href="#rule-{rule}">{html.escape(rule)}</a>'


def _summary(audits: Sequence[Audit]) -> str:
    """What matters first: is there something to mend, or to look at?"""
    here, counts = words(), total(audits)
    mend, look = counts[Outcome.VIOLATION.value], counts[Outcome.INCOMPLETE.value]
    lines = [
        f'<p class="violation">{here.report_to_mend.format(number=f"{mend:,}")}</p>'
        if mend
        else f'<p class="pass">{here.report_nothing_wrong}</p>'
    ]
    if look:
        lines.append(f'<p class="incomplete">{here.report_to_look_at.format(number=f"{look:,}")}</p>')
    return f'<div class="summary">{"".join(lines)}</div>'


def _findings(audits: Sequence[Audit]) -> str:
    """What has to be mended or looked at, each with its rule; nothing where there is nothing."""
    here = words()
    rows = [
        f'<tr><td class="{one.outcome.value}">{one.outcome.value}</td><td>{_link(one.rule.name)}</td>'
        f"<td>{html.escape(audit.title)}</td><td>{html.escape(one.where)}</td>"
        f"<td>{html.escape(one.message)}"
        + (f"<br><em>{html.escape(one.rule.mend)}</em>" if one.outcome == Outcome.VIOLATION else "")
        + "</td></tr>"
        for outcome in _TOLD
        for audit in audits
        for one in audit.of(outcome)
    ]
    heads = (here.report_outcome, here.report_looked_at, here.report_window, here.report_where, here.report_message)
    return f"<h2>{here.report_findings}</h2>" + _table(here.report_findings, heads, rows) if rows else ""


def _standing_words(standing: Standing) -> str:
    here = words()
    return {
        Standing.BROKEN: here.report_broken,
        Standing.HELD: here.report_held,
        Standing.BY_HAND: here.report_only_by_hand,
        Standing.NO_PLACE: here.report_not_applicable,
        Standing.OPEN: here.report_not_judged,
    }[standing]


def _criteria(lines: Sequence[Line]) -> str:
    """Every criterion, with how it stands and what that is known by."""
    here = words()
    rows = [
        f'<tr><td><a href="{line.criterion.link}">{line.criterion.number} {html.escape(line.criterion.title)}</a></td>'
        f"<td>{line.criterion.level}</td>"
        f'<td class="{_COLOURS.get(line.standing, "")}">{html.escape(_standing_words(line.standing))}</td>'
        f"<td>{', '.join(map(_link, line.rules)) or '–'}</td>"
        f"<td>{html.escape(line.evidence.text) if line.evidence is not None else ''}</td></tr>"
        for line in lines
    ]
    heads = (
        here.report_criterion, here.report_level, here.report_standing, here.report_looked_at, here.report_evidence,
    )  # fmt: skip
    return f"<h2>{here.report_conformance}</h2>" + _table(here.report_conformance, heads, rows)


def _rule_page(found: Sequence[Finding]) -> str:
    """What one rule looks at and how, and what it found over all windows."""
    here, rule = words(), found[0].rule
    parts = [
        f'<h3 id="rule-{rule.name}">{html.escape(rule.name)}</h3><p>{html.escape(rule.what)} ({_counts(found)})</p>',
        f"<details><summary>{here.page_why}</summary><p>{html.escape(story(rule))}</p>",
        f"<h4>{here.page_criteria}</h4><p>{criteria_links(rule)}</p>",
        f"<h4>{here.page_mend}</h4><p>{html.escape(rule.mend)}</p>",
    ]
    if rule.limits:
        parts.append(f"<h4>{here.page_limits}</h4><p>{html.escape(rule.limits)}</p>")
    return "".join([*parts, "</details>"])


def as_html(*audits: Audit, evidence: Sequence[Evidence] = (), title: str = "") -> str:
    """A page that stands alone: what is to be mended, each window, each criterion, and the page of each rule."""
    here = words()
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for audit in audits:
        for finding in audit.findings:
            by_rule[finding.rule.name].append(finding)
    rows = [f"<tr><td>{html.escape(audit.title)}</td><td>{_counts(audit.findings)}</td></tr>" for audit in audits]
    body = [
        _summary(audits),
        _findings(audits),
        f"<h2>{here.report_windows}</h2>",
        _table(here.report_windows, (here.report_window, here.report_counts), rows),
        _criteria(conformance(audits, evidence)),
        f"<h2>{here.report_rules}</h2>",
        *map(_rule_page, by_rule.values()),
    ]
    name = title or here.report_title.format(title=", ".join(audit.title for audit in audits[:3]))
    return document(name, "".join(body))
