"""Each criterion of WCAG 2.1: looked at by which rules, judged by hand on what evidence, or why it has no place.

What no program can judge is said to be so, and who looked says what was found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from accessibility.audit import Audit, Finding, Outcome
from accessibility.criteria import CRITERIA, Criterion


class Standing(StrEnum):
    """How a criterion stands."""

    BROKEN = "broken"
    HELD = "held"
    BY_HAND = "by hand"
    NO_PLACE = "does not apply"
    OPEN = "not judged"


@dataclass(frozen=True)
class Evidence:
    """What a person says of a criterion no program can judge: how it is met, or why it does not apply."""

    criterion: str
    text: str
    applies: bool = True


@dataclass(frozen=True)
class Line:
    """One criterion: how it stands, what rules found for it (outcome by number), and what a person says."""

    criterion: Criterion
    standing: Standing
    rules: tuple[str, ...]
    counts: dict[str, int]
    evidence: Evidence | None


def _standing(findings: Sequence[Finding], evidence: Evidence | None) -> Standing:
    outcomes = {finding.outcome for finding in findings}
    if Outcome.VIOLATION in outcomes:
        return Standing.BROKEN
    if evidence is not None and not evidence.applies:
        return Standing.NO_PLACE
    if Outcome.PASS in outcomes:
        return Standing.HELD
    return Standing.BY_HAND if evidence is not None else Standing.OPEN


def conformance(audits: Sequence[Audit], evidence: Sequence[Evidence] = ()) -> list[Line]:
    """How every criterion stands after these audits, in the order of the standard."""
    by_hand = {one.criterion: one for one in evidence}
    found = [finding for audit in audits for finding in audit.findings]
    lines = []
    for number, criterion in CRITERIA.items():
        of_it = [finding for finding in found if number in finding.rule.criteria]
        counts = {outcome.value: sum(one.outcome == outcome for one in of_it) for outcome in Outcome}
        rules = tuple(dict.fromkeys(one.rule.name for one in of_it))
        judged = by_hand.get(number)
        lines.append(Line(criterion, _standing(of_it, judged), rules, counts, judged))
    return lines


def read_evidence(file: Path) -> list[Evidence]:
    """Evidence kept as JSON: ``{"1.2.1": {"applies": false, "text": "There is no sound."}}``.

    Raises OSError, and ValueError naming the criterion that cannot be read.
    """
    held = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(held, dict):
        raise ValueError(f"{file}: an object of criteria by number is expected")
    found = []
    for number, one in held.items():
        if number not in CRITERIA or not isinstance(one, dict) or not isinstance(one.get("text"), str):
            raise ValueError(f'{file}: {number} should be a criterion such as "1.2.1" with {{"text": "..."}}')
        found.append(Evidence(number, one["text"], bool(one.get("applies", True))))
    return found
